"""The accountability list, as its page has it."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guixiao.accounts.models import User
from guixiao.cases.accountability.listing import Filters, places_of, spots_of
from guixiao.cases.accountability.rows import Fact, facts_of
from guixiao.cases.accountability.rules import Spot
from guixiao.cases.accountability.wording import KINDS
from guixiao.children.models import Round
from guixiao.lib.workbook import Heading, Row
from guixiao.reports.exports.taking import AT_ONCE, Export


def accountability_export(user: User, filters: Filters) -> Export:
    made = Round.objects.shown_to(user)
    spots = list(spots_of(user, filters).of_kind(filters.kind))
    said = _said(user, filters)
    return Export(
        name="accountability",
        title=_("责任清单"),
        where=user.place_name,
        path=user.path,
        made=made,
        filters=said,
        logged=said,
        headings=_headings(),
        count=len(spots),
        rows=lambda full: _rows(user, spots),
        numbers=False,
        back=f"{reverse('accountability')}?{filters.words()}",
        query=filters.words(),
        demo=bool(made and made.demo),
    )


def _said(user: User, filters: Filters) -> list[str]:
    place = next((str(area) for area in places_of(user) if area.code == filters.place), "")
    since = _("从 {day}").format(day=filters.since) if filters.since else ""
    until = _("到 {day}").format(day=filters.until) if filters.until else ""
    return [words for words in (str(KINDS.get(filters.kind, "")), place, since, until) if words]


def _headings() -> list[Heading]:
    titles = ((_("种类"), 18), (_("什么事"), 30), (_("姓名"), 14), (_("地方"), 24), (_("岗位"), 16), (_("当时在岗"), 20),
              (_("应在"), 12), (_("逾期起"), 12), (_("办了"), 12), (_("晚几个工作日"), 14), (_("没完成的孩子"), 14),
              (_("说明"), 60))  # fmt: skip
    return [Heading(title, width) for title, width in titles]


def _rows(user: User, spots: Sequence[Spot]) -> Iterator[Row]:
    for start in range(0, len(spots), AT_ONCE):
        yield from (_row(fact) for fact in facts_of(user, spots[start : start + AT_ONCE]))


def _row(fact: Fact) -> Row:
    said = "\n".join(f"{answer.by} {timezone.localtime(answer.at):%Y-%m-%d %H:%M}：{answer.text}" for answer in fact.answers)
    done = _("现在不用办了") if fact.over else fact.done_on.isoformat() if fact.done_on else _("还没办")
    duty = [done, "" if fact.over else fact.took, ""]
    who = [str(KINDS[fact.kind]), fact.what, fact.child, fact.place, fact.post, "、".join(fact.people) or _("没有人")]
    days = [fact.due_on.isoformat(), fact.late_from.isoformat()]
    return [*who, *days, *(duty if fact.kind == "duty" else ["", "", fact.children]), said]
