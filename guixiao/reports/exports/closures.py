"""The closure list as its page has it, and a sample that inspectors drew of it."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from guixiao.accounts.models import User
from guixiao.cases.accountability.listing import places_of
from guixiao.cases.closures.listing import Filters, closures_of, in_order, of_tab
from guixiao.cases.closures.models import Draw
from guixiao.cases.closures.reading import Drawn, drawn_of, read, rows_of
from guixiao.cases.closures.reading import Row as Closure
from guixiao.cases.closures.wording import CONDITIONS, OUTCOMES, TABS
from guixiao.cases.models import Case, Event
from guixiao.children.models import Round
from guixiao.lib.workbook import Heading, Row
from guixiao.reports.exports.taking import AT_ONCE, Export


def closures_export(user: User, filters: Filters) -> Export:
    made = Round.objects.shown_to(user)
    keys = list(in_order(of_tab(closures_of(user, filters), filters.tab)).values_list("pk", flat=True))
    said = _said(user, filters)
    return Export(
        name="closures",
        title=_("销号清单"),
        where=user.place_name,
        path=user.path,
        made=made,
        filters=said,
        logged=said,
        headings=_headings(),
        count=len(keys),
        rows=lambda full: _rows(keys),
        numbers=False,
        back=f"{reverse('closures')}?{filters.words()}",
        query=filters.words(),
        demo=bool(made and made.demo),
    )


def _said(user: User, filters: Filters) -> list[str]:
    place = next((str(area) for area in places_of(user) if area.code == filters.place), "")
    since = _("从 {day}").format(day=filters.since) if filters.since else ""
    until = _("到 {day}").format(day=filters.until) if filters.until else ""
    return [words for words in (str(TABS[filters.tab]), place, since, until) if words]


def _headings() -> list[Heading]:
    child = (
        (_("姓名"), 14),
        (_("第几次"), 8),
        (_("乡镇"), 14),
        (_("村"), 14),
        (_("复学日期"), 12),
        (_("学校"), 24),
        (_("班级"), 10),
    )
    met = tuple((str(words), 14) for words in CONDITIONS.values())
    who = ((_("谁申请"), 14), (_("申请日期"), 12), (_("谁确认"), 14), (_("销号日期"), 12), (_("返校到销号几天"), 12))
    return [Heading(title, width) for title, width in (*child, *met, *who)]


def _rows(keys: Sequence[UUID]) -> Iterator[Row]:
    for start in range(0, len(keys), AT_ONCE):
        part = keys[start : start + AT_ONCE]
        cases = {case.pk: case for case in read(Case.objects.filter(pk__in=part))}
        yield from (_row(row) for row in rows_of([cases[key] for key in part if key in cases]))


def _row(row: Closure) -> Row:
    case = row.case
    returned = case.returned_on.isoformat() if case.returned_on else ""
    child = [
        case.child.name,
        case.episode,
        str(case.town or ""),
        str(case.village or ""),
        returned,
        case.school_now,
        case.class_name,
    ]
    met = [_("是") if holds else _("否") for name, holds in row.met] or [""] * len(CONDITIONS)
    return [*child, *met, *_by(row.asked), *_by(row.confirmed), "" if row.days is None else row.days]


def _by(event: Event | None) -> list[str]:
    return [str(event.actor or ""), event.true_on.isoformat()] if event else ["", ""]


def draw_export(user: User, draw: Draw) -> Export:
    made, drawn = Round.objects.shown_to(user), drawn_of(draw)
    said = [_("从 {day}").format(day=draw.since), _("到 {day}").format(day=draw.until), _("种子 {seed}").format(seed=draw.seed)]
    child = ((_("姓名"), 14), (_("乡镇"), 14), (_("村"), 14), (_("学校"), 24), (_("班级"), 10), (_("销号日期"), 12))
    look = ((_("复查结果"), 12), (_("哪天复查的"), 12), (_("谁复查的"), 14), (_("说明"), 40))
    rows = [_drawn(one) for one in drawn]
    return Export(
        name="recheck",
        title=_("销号抽查"),
        where=str(draw.area),
        path=draw.area.path,
        made=made,
        filters=said,
        logged=said,
        headings=[Heading(title, width) for title, width in (*child, *look)],
        count=len(rows),
        rows=lambda full: rows,
        numbers=False,
        back=reverse("draw", args=[draw.pk]),
        demo=draw.demo,
    )


def _drawn(one: Drawn) -> Row:
    case, look = one.sample.case, one.told
    found = [str(OUTCOMES[look.outcome]), look.looked_on.isoformat(), str(look.by), look.note] if look else [""] * 4
    closed = case.closed_on.isoformat() if case.closed_on else ""
    place = [str(case.town or ""), str(case.village or "")]
    return [case.child.name, *place, case.school_now, case.class_name, closed, *found]
