"""Verification 核查: what was found about each suspected child."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from guixiao.accounts.models import User
from guixiao.cases import listing
from guixiao.cases.actions import Said, act_each
from guixiao.cases.effort.progress import Told
from guixiao.cases.findings import finding_of, findings_of
from guixiao.cases.models import Case
from guixiao.cases.months import months_later
from guixiao.cases.sheets.columns import HOME, MOST, NAME, NOTE, SCHOOL, filled, home_of, shown
from guixiao.cases.sheets.kinds.base import Applied, Filled, day_named
from guixiao.cases.sheets.kinds.day import FROM_DAY, of_day
from guixiao.cases.sheets.kinds.of_cases import UNDOING, OfCases, Step, added
from guixiao.cases.views import IN_ORDER, asked
from guixiao.children.models import Round

READ = ("child", "town", "village", "school")


class Verification(OfCases):
    name = "verification"
    title = gettext_lazy("核查")
    key = "guixiao-case"
    columns = (
        NAME,
        shown("born", _("出生"), 12),
        shown("id_number", _("身份证号"), 20),
        HOME,
        SCHOOL,
        shown("why", _("为什么疑似"), 24),
        filled("finding", _("核查结果"), 34),
        filled("evidence", _("佐证"), 16),
        NOTE,
        filled("until", _("到哪天再查"), 14, day=True),
    )

    def rows(self, user: User, query: Mapping[str, str]) -> Sequence[Case]:
        if query.get("from") == FROM_DAY:
            found = of_day(user, query).filter(state=Case.State.SUSPECTED, finding="")
        else:
            filters = listing.filters_of(query)
            found = listing.of_tab(asked(user, filters)[1], filters.tab, user)
        return list(found.select_related(*READ).prefetch_related("round").order_by(*IN_ORDER)[: MOST + 1])

    def cells(self, rows: Sequence[Case]) -> Iterable[Mapping[str, str]]:
        for case in rows:
            child = case.child
            yield {
                "name": child.name,
                "born": child.birth_date.isoformat() if child.birth_date else "",
                "id_number": child.masked_id,
                "home": home_of(case),
                "school": str(case.school or ""),
                "why": case.outcome_name,
                "key": str(case.pk),
                "version": str(case.version),
            }

    def choices(self, made: Round) -> dict[str, list[str]]:
        """A finding begins with its code."""
        told = made.wording.get("findings", {})
        findings = [f"{told[name]['code']} {made.word('findings', name)}" for name in findings_of(made)]
        papers = [made.word("evidence", name) for name in sorted(made.wording.get("evidence", {}))]
        return {"finding": findings, "evidence": papers}

    def step(self, case: Case, line: Filled, told: Sequence[Told]) -> Step | str:
        """No day means the longest that the finding allows."""
        evidence = evidence_named(case.round, line["evidence"])
        if evidence is None:
            return "evidence_named"
        finding = finding_of(case.round, finding_named(case.round, line["finding"]))
        until = day_named(line["until"])
        if finding and finding.months and until is None:
            until = months_later(timezone.localdate(), finding.months)
        if finding and not finding.months:
            until = None
        return "find", Said(finding.name if finding else "", evidence, line["note"], until)

    def undo(self, user: User, done: Mapping[str, int]) -> Applied:
        """A finding that waits is withdrawn; one that holds is asked again."""
        cases, applied = list(self.found(user, done).values()), Applied()
        for case in cases:
            case.version = done[str(case.pk)]
        for verb, pending in (("withdraw", True), ("reopen", False)):
            pairs = [(case, Said(note=UNDOING)) for case in cases if case.stand.pending is pending]
            added(applied, act_each(user, verb, pairs))
        return applied


def finding_named(made: Round, text: str) -> str:
    """The finding whose code the cell begins with; "" where there is none."""
    told: dict[str, Any] = made.wording.get("findings", {})
    code = text.split(" ")[0].upper()
    return next((name for name in findings_of(made) if told[name]["code"] == code), "")


def evidence_named(made: Round, text: str) -> str | None:
    """The evidence with this word, in either language; "" for an empty cell, None where there is none of that name."""
    papers = made.wording.get("evidence", {})
    return next((name for name, words in papers.items() if text in words.values()), None) if text else ""
