"""Observation 在校观察: is the child who came back in class? Who is not is looked for again."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from guixiao.accounts.models import User
from guixiao.cases.actions import Said
from guixiao.cases.effort.progress import Told, progress_of
from guixiao.cases.effort.rules import points_to_look
from guixiao.cases.effort.sentences import word
from guixiao.cases.effort.views import IN_ORDER
from guixiao.cases.findings import effort_for
from guixiao.cases.models import Case, Event
from guixiao.cases.sheets.columns import AGE, MOST, NAME, NOTE, SCHOOL, filled, shown
from guixiao.cases.sheets.kinds.base import Filled, day_named
from guixiao.cases.sheets.kinds.of_cases import OfCases, Step
from guixiao.cases.sheets.kinds.persuasion import READ, of_effort
from guixiao.children.models import Round

# Yes and no, in both languages: the file may be filled in under one and read under the other.
IN_CLASS, NOT_IN_CLASS = ("在班里", "In class"), ("不在校", "Not in class")
OFFERED = (gettext_lazy("在班里"), gettext_lazy("不在校"))


class Observation(OfCases):
    name = "observation"
    title = gettext_lazy("在校查看")
    key = "guixiao-look"
    back = "efforts"
    facts = True
    stays = gettext_lazy("填了“不在校”的孩子，撤销时还没有人接着办的，恢复到原来的在校观察；已经有人接着办的不动。")
    columns = (
        NAME,
        AGE,
        SCHOOL,
        shown("class_name", _("班级"), 14),
        shown("returned_on", _("返校日期"), 12),
        shown("point", _("这次查看"), 16),
        filled("in_class", _("在校没有"), 12),
        filled("day", _("哪天看的，或从哪天起不在校"), 16, day=True),
        NOTE,
    )

    def rows(self, user: User, query: Mapping[str, str]) -> Sequence[Case]:
        found = of_effort(user, query).filter(phase="observed")
        if query.get("from"):
            found = found.filter(next_look__lte=timezone.localdate())
        return list(found.select_related(*READ).prefetch_related("round").order_by(*IN_ORDER)[: MOST + 1])

    def cells(self, rows: Sequence[Case]) -> Iterable[Mapping[str, str]]:
        past = Event.objects.told_of([case.pk for case in rows])
        for case in rows:
            county, point = effort_for(case.round), due_point(case, past[case.pk])
            yield {
                "name": case.child.name,
                "age": "" if case.age is None else str(case.age),
                "school": case.school_now,
                "class_name": case.class_name,
                "returned_on": case.returned_on.isoformat() if case.returned_on else "",
                "point": word(county.observation[point]) if county and point else "",
                "key": str(case.pk),
                "version": str(case.version),
            }

    def choices(self, made: Round) -> dict[str, list[str]]:
        return {"in_class": [str(words) for words in OFFERED]}

    def step(self, case: Case, line: Filled, told: Sequence[Told]) -> Step | str:
        said, day = line["in_class"], day_named(line["day"])
        if said in NOT_IN_CLASS:
            return "relapse", Said(note=line["note"], true_on=day)
        if said not in IN_CLASS:
            return "in_class_said"
        if day and not (case.returned_on or day) <= day <= timezone.localdate():
            return "day_of_looking"
        return "observe", Said(note=line["note"], true_on=day, given={"point": due_point(case, told)})


def due_point(case: Case, told: Sequence[Told]) -> str:
    """The first point of observation whose day has come and at which nobody has looked; "" where there is none."""
    county = effort_for(case.round)
    return next(iter(points_to_look(progress_of(told), county, timezone.localdate())), "") if county else ""
