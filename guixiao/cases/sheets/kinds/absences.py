"""Who is not at school 缺课: the roll of a school, or of one of its classes, with who is away, back, or was visited."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from guixiao.accounts.models import User
from guixiao.areas.models import School
from guixiao.cases.alerts.absence.actions import Refused, enter, gone_on, take_back
from guixiao.cases.alerts.absence.listing import Seat, in_order, seats
from guixiao.cases.alerts.absence.rules import AWAY, BACK, VISIT, Day, Entry, entry_refusal, steps
from guixiao.cases.alerts.days import is_school_day
from guixiao.cases.alerts.models import Absence
from guixiao.cases.alerts.policies import alerts_for, word
from guixiao.cases.alerts.wording import REFUSALS
from guixiao.cases.clocks.kept import calendar_of
from guixiao.cases.forms import uuid_of
from guixiao.cases.sheets.columns import MOST, NAME, filled, shown
from guixiao.cases.sheets.kinds.base import Applied, Filled, Kind, day_named, named
from guixiao.children.models import Child, Round
from guixiao.lib.workdays import Calendar

# In both languages: the file may be filled in under one and read under the other.
WORDS = {AWAY: ("不在校", "Not in class"), BACK: ("回来了", "Back"), VISIT: ("家访了", "Visited at home")}
OFFERED = (gettext_lazy("不在校"), gettext_lazy("回来了"), gettext_lazy("家访了"))


@dataclass(frozen=True)
class Pupil:
    """`absence`: the last one of the child, ended or not."""

    child: Child
    seat: Seat
    absence: Absence | None = None

    @property
    def away(self) -> Absence | None:
        return self.absence if self.absence and self.absence.back_on is None else None

    @property
    def version(self) -> str:
        return f"{self.absence.pk}.{self.absence.version}" if self.absence else "0"


class Absences(Kind):
    name = "absences"
    title = gettext_lazy("今天谁没来")
    key = "guixiao-pupil"
    needs = "absence"
    back = "absences"
    stays = gettext_lazy("按规定报告出去的，由村、乡镇或县里回应；撤销这张表，已经报告的仍等他们回应。")
    columns = (
        NAME,
        shown("class_name", _("班级"), 14),
        shown("since", _("从哪天起没来"), 14),
        shown("known", _("没来的原因"), 16),
        filled("done", _("怎样"), 14),
        filled("day", _("哪天，或从哪天起"), 16, day=True),
        filled("reason", _("不在校的原因"), 20),
    )

    def rows(self, user: User, query: Mapping[str, str]) -> Sequence[Pupil]:
        made = Round.objects.shown_to(user)
        wanted = query.get("school", ""), query.get("name", "")
        found = [seat for seat in seats(user, made) if not wanted[0] or (str(seat.school), seat.name) == wanted] if made else []
        rows = sorted(_pupils(found).values(), key=lambda pupil: (pupil.seat.school, in_order(pupil.seat.name), pupil.child.name))
        return rows[: MOST + 1]

    def cells(self, rows: Sequence[Pupil]) -> Iterable[Mapping[str, str]]:
        made = Round.objects.filter(current__isnull=False, county=rows[0].child.county_id).first() if rows else None
        reasons = {name: word(row) for name, row in alerts_for(made).absence_reasons.items()} if made else {}
        for pupil in rows:
            away = pupil.away
            yield {
                "name": pupil.child.name, "class_name": pupil.seat.name, "since": away.since.isoformat() if away else "",
                "known": reasons.get(away.reason, "") if away else "", "key": str(pupil.child.pk), "version": pupil.version,
            }  # fmt: skip

    def choices(self, made: Round) -> dict[str, list[str]]:
        reasons = [word(row) for row in alerts_for(made).absence_reasons.values()]
        return {"done": [str(words) for words in OFFERED], "reason": reasons}

    def found(self, user: User, keys: Collection[str]) -> Mapping[str, Pupil]:
        made, wanted = Round.objects.shown_to(user), {uuid_of(key) for key in keys}
        return _pupils([seat for seat in seats(user, made) if seat.child in wanted]) if made else {}

    def called(self, thing: Pupil) -> str:
        return thing.child.name

    def version(self, thing: Pupil) -> str:
        return thing.version

    def refusals(self, user: User, made: Round, rows: Sequence[tuple[Pupil, Filled]]) -> Mapping[str, str]:
        calendar = calendar_of(made.county)
        found = {line["key"]: _why(made, calendar, pupil, line) for pupil, line in rows}
        return {key: why for key, why in found.items() if why}

    def apply(self, user: User, made: Round, rows: Sequence[tuple[Pupil, Filled]], *, as_read: bool) -> Applied:
        applied, calendar = Applied(), calendar_of(made.county)
        schools = School.objects.in_bulk({pupil.seat.school for pupil, _ in rows})
        for pupil, line in sorted(rows, key=lambda row: row[1]["key"]):
            key, school = line["key"], schools[pupil.seat.school]
            why = _why(made, calendar, pupil, line) or ("" if pupil.version == line["version"] else "moved")
            if why := why or _entered(user, made, school, pupil.child, _entry(made, line)):
                applied.refused[key] = why
            else:
                applied.done[key] = _last([pupil.child.pk])[pupil.child.pk].version
        return applied

    def undo(self, user: User, done: Mapping[str, int]) -> Applied:
        """Each is taken back by an entry of its own, unless somebody went on from it."""
        applied = Applied()
        for key, pupil in sorted(self.found(user, done).items()):
            try:
                with transaction.atomic():
                    if pupil.absence is None:
                        raise Refused("moved")
                    take_back(user, pupil.absence, done[key])
                applied.done[key] = 0
            except Refused as refused:
                applied.refused[key] = refused.why
        return applied

    def words(self) -> Mapping[str, Any]:
        return REFUSALS


def _pupils(found: Sequence[Seat]) -> dict[str, Pupil]:
    children = Child.objects.select_related("county", "village", "town").in_bulk([seat.child for seat in found])
    last = _last(list(children))
    return {str(seat.child): Pupil(children[seat.child], seat, last.get(seat.child)) for seat in found if seat.child in children}


def _last(children: Sequence[Any]) -> dict[Any, Absence]:
    """Of each child the open absence, else the one that began last."""
    rows = Absence.objects.filter(child__in=children).order_by("since", "pk")
    return {absence.child_id: absence for absence in sorted(rows, key=lambda absence: absence.back_on is None)}


def _entry(made: Round, line: Filled) -> Entry:
    """A reason alone says that the child is away."""
    said = next((name for name, words in WORDS.items() if line["done"] in words), "")
    said = said or (AWAY if line["reason"] and not line["done"] else "")
    day, reason = day_named(line["day"]), named(alerts_for(made).absence_reasons, line["reason"])
    return Entry(day or timezone.localdate(), said == AWAY, reason, said == VISIT, said == BACK)


def _why(made: Round, calendar: Calendar, pupil: Pupil, line: Filled) -> str:
    entry, day = _entry(made, line), day_named(line["day"])
    if not (entry.away or entry.visit or entry.back):
        return "absence_done_said"
    if line["reason"] and not entry.reason:
        return "absence_reason_known"
    if why := entry_refusal(Day(day, timezone.localdate(), day is None or is_school_day(day, calendar))):
        return why
    away = pupil.away
    if steps(gone_on(away, entry.day) if away else None, entry):
        return ""
    return "told_already" if away else "not_away"


def _entered(user: User, made: Round, school: School, child: Child, entry: Entry) -> str:
    try:
        with transaction.atomic():
            enter(user, made, school, entry.day, {child: entry})
    except Refused as refused:
        return refused.why
    return ""
