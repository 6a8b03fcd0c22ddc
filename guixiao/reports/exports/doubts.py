"""The list of doubts of the review."""

from collections.abc import Iterator
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guixiao.accounts.models import User
from guixiao.children.models import Round
from guixiao.lib.workbook import Heading, Row
from guixiao.reports import wording
from guixiao.reports.exports.taking import AT_ONCE, Export
from guixiao.reviews import queue
from guixiao.reviews.listing import Filters, in_order, narrowed
from guixiao.reviews.models import Doubt
from guixiao.reviews.wording import REASONS, RISKS, STATES


def doubts_export(user: User, filters: Filters) -> Export:
    made = Round.objects.shown_to(user)
    keys = list(in_order(narrowed(queue.asked(user), filters), filters).values_list("pk", flat=True))
    who = f"&who={filters.who}" if filters.who else ""
    said = [str(STATES[filters.state]), *([_("只看一个人判的")] if filters.who else [])]
    return Export(
        name="doubts",
        title=_("复核的疑问"),
        where="、".join(str(post.area or post.school) for post in user.current_posts),
        path=user.path,
        made=made,
        filters=said,
        logged=said,
        headings=[Heading(str(title), width) for title, width in headings()],
        count=len(keys),
        rows=lambda full: rows_of(user, keys),
        numbers=False,
        back=f"{reverse('doubts')}?state={filters.state}{who}",
        query=f"state={filters.state}{who}",
        demo=bool(made and made.demo),
    )


def headings() -> list[tuple[str, int]]:
    return [(_("姓名"), 14), (_("乡镇"), 14), (_("村"), 16), (_("问的是"), 14), (_("为什么问"), 40), (_("关系到"), 30),
            (_("进度"), 24), (_("谁"), 12), (_("什么时候"), 18)]  # fmt: skip


def rows_of(user: User, keys: list[UUID]) -> Iterator[Row]:
    for start in range(0, len(keys), AT_ONCE):
        part = keys[start : start + AT_ONCE]
        found = {doubt.pk: doubt for doubt in in_order(queue.asked(user).filter(pk__in=part), Filters("all"))}
        yield from (_row(found[key]) for key in part if key in found)


def _row(doubt: Doubt) -> Row:
    stands = doubt.coverage
    place = [str(stands.town or stands.town_text), str(stands.village or stands.village_text)]
    asked = [str(wording.ROSTERS.get(doubt.roster, doubt.roster)), str(REASONS.get(doubt.reason, doubt.reason))]
    return [stands.child.name, *place, *asked, str(RISKS[doubt.risk]), *_progress(doubt)]


def _progress(doubt: Doubt) -> list[str]:
    made = next(iter(doubt.in_force), None)  # type: ignore[attr-defined]  # prefetched by in_order
    if made:
        return [made.get_kind_display(), str(made.made_by), f"{timezone.localtime(made.made_at):%Y-%m-%d %H:%M}"]
    if doubt.skipped_at:
        return [str(STATES["skipped"]), str(doubt.skipped_by), f"{timezone.localtime(doubt.skipped_at):%Y-%m-%d %H:%M}"]
    return [str(STATES["open"]), "", ""]
