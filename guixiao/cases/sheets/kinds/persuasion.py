"""The return effort 劝返: a visit to each child who is still out of school."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from guixiao.accounts.models import User
from guixiao.cases.actions import Said
from guixiao.cases.effort import listing
from guixiao.cases.effort.progress import Told
from guixiao.cases.effort.sentences import word
from guixiao.cases.effort.views import IN_ORDER, asked
from guixiao.cases.effort.wording import GRADES, PHASES
from guixiao.cases.findings import effort_for
from guixiao.cases.models import Case, CaseQuerySet
from guixiao.cases.sheets.columns import AGE, HOME, MOST, NAME, NOTE, SCHOOL, filled, home_of, shown
from guixiao.cases.sheets.kinds.base import Filled, day_named, named
from guixiao.cases.sheets.kinds.day import FROM_DAY
from guixiao.cases.sheets.kinds.of_cases import OfCases, Step
from guixiao.children.models import Round

READ = ("child", "town", "village", "school", "receiving")


def of_effort(user: User, query: Mapping[str, str]) -> CaseQuerySet:
    """The cases of the page that the form was on: the list of cases; my day asks for all of one's own children."""
    filters = listing.Filters(tab=listing.ALL) if query.get("from") == FROM_DAY else listing.filters_of(query)
    _area, found = asked(user, filters)
    return listing.of_tab(found, filters.tab, timezone.localdate())


class Persuasion(OfCases):
    name = "persuasion"
    title = gettext_lazy("劝返")
    key = "guixiao-visit"
    back = "efforts"
    facts = True
    columns = (
        NAME,
        AGE,
        HOME,
        SCHOOL,
        shown("phase", _("走到哪一步"), 16),
        shown("grade", _("难度"), 8),
        filled("day", _("哪天走访的"), 14, day=True),
        filled("way", _("怎么走访的"), 16),
        filled("met", _("见到了谁"), 16),
        filled("result", _("结果"), 20),
        NOTE,
        filled("promised", _("答应哪天返校"), 14, day=True),
    )

    def rows(self, user: User, query: Mapping[str, str]) -> Sequence[Case]:
        found = of_effort(user, query).filter(phase__in=listing.STILL_OUT)
        return list(found.select_related(*READ).prefetch_related("round").order_by(*IN_ORDER)[: MOST + 1])

    def cells(self, rows: Sequence[Case]) -> Iterable[Mapping[str, str]]:
        for case in rows:
            yield {
                "name": case.child.name,
                "age": "" if case.age is None else str(case.age),
                "home": home_of(case),
                "school": str(case.school or ""),
                "phase": str(PHASES[case.phase]),
                "grade": str(GRADES.get(case.grade, "")),
                "key": str(case.pk),
                "version": str(case.version),
            }

    def choices(self, made: Round) -> dict[str, list[str]]:
        county = effort_for(made)
        if county is None:
            return {}
        told = {"way": county.visit_ways, "met": county.visit_met, "result": county.visit_results}
        return {name: [word(row) for row in rows.values()] for name, rows in told.items()}

    def step(self, case: Case, line: Filled, told: Sequence[Told]) -> Step | str:
        county = effort_for(case.round)
        if county is None:
            return "old_round"
        promised = day_named(line["promised"])
        given = {
            "way": named(county.visit_ways, line["way"]),
            "met": named(county.visit_met, line["met"]),
            "result": named(county.visit_results, line["result"]),
            "promised": promised.isoformat() if promised else "",
        }
        return "visit", Said(note=line["note"], true_on=day_named(line["day"]), given=given)
