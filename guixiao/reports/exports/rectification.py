"""The rectification list, as its page has it, with all that was said of each item."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guixiao.accounts.models import User
from guixiao.cases.accountability.listing import places_of
from guixiao.cases.rectification.listing import Filters, items_of, of_tab
from guixiao.cases.rectification.models import Item, ItemQuerySet, Step
from guixiao.cases.rectification.reading import read
from guixiao.cases.rectification.wording import STANDINGS, TABS, VERBS
from guixiao.children.models import Round
from guixiao.lib.workbook import Heading, Row
from guixiao.reports.exports.taking import AT_ONCE, Export


def rectification_export(user: User, filters: Filters) -> Export:
    made, found = Round.objects.shown_to(user), _found(user, filters)
    place = next((str(area) for area in places_of(user) if area.code == filters.place), "")
    said = [words for words in (str(TABS[filters.tab]), place) if words]
    return Export(
        name="rectification",
        title=_("整改清单"),
        where=user.place_name,
        path=user.path,
        made=made,
        filters=said,
        logged=said,
        headings=_headings(),
        count=found.count(),
        rows=lambda full: _rows(found),
        numbers=False,
        back=f"{reverse('rectification')}?{filters.words()}",
        query=filters.words(),
        demo=bool(made and made.demo),
    )


def _found(user: User, filters: Filters) -> ItemQuerySet:
    return read(of_tab(items_of(user, filters), filters.tab, timezone.localdate()))


def _headings() -> list[Heading]:
    paper = ((_("督查文件"), 30), (_("文号"), 20), (_("谁来督查的"), 18), (_("督查日期"), 12), (_("第几条"), 8))
    what = ((_("发现的问题"), 40), (_("要怎么整改"), 40), (_("地方"), 20), (_("岗位"), 14), (_("点名的责任人"), 14))
    stand = ((_("到哪天"), 12), (_("状态"), 12), (_("退回过几次"), 10), (_("经过"), 60))
    return [Heading(title, width) for title, width in (*paper, *what, *stand)]


def _rows(found: ItemQuerySet) -> Iterator[Row]:
    yield from (_row(item) for item in found.prefetch_related(None).prefetch_related("steps__actor").iterator(chunk_size=AT_ONCE))


def _row(item: Item) -> Row:
    paper = item.inspection
    steps = "\n".join(map(_step, item.steps.all()))
    document = [paper.title, paper.number, paper.inspectors, paper.inspected_on.isoformat(), item.number]
    return [*document, item.finding, item.measures, str(item.place), item.get_role_display(), item.named,
            item.deadline.isoformat(), str(STANDINGS[item.standing]), item.failed, steps]  # fmt: skip


def _step(step: Step) -> str:
    return f"{step.true_on:%Y-%m-%d} {VERBS[step.verb]} {step.actor or ''} {step.text}".strip()
