"""The closure list 销号清单: those whose closure is asked for, confirmed by the other line or sent back with the reason."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from guixiao.accounts.models import User
from guixiao.cases.actions import Said
from guixiao.cases.closures.listing import CLOSING, TAB, closures_of, filters_of, in_order, of_tab
from guixiao.cases.closures.reading import Row, read, rows_of
from guixiao.cases.closures.wording import CONDITIONS
from guixiao.cases.effort.progress import Told
from guixiao.cases.models import Case
from guixiao.cases.sheets.columns import HOME, MOST, NAME, NOTE, SCHOOL, filled, home_of, shown
from guixiao.cases.sheets.kinds.base import Filled
from guixiao.cases.sheets.kinds.of_cases import OfCases, Step
from guixiao.children.models import Round

# In both languages: the file may be filled in under one and read under the other.
CONFIRM, REFUSE = ("确认销号", "Confirm closure"), ("不同意销号", "Refuse closure")
OFFERED = (gettext_lazy("确认销号"), gettext_lazy("不同意销号"))


class Closures(OfCases):
    name = "closures"
    title = gettext_lazy("销号清单")
    key = "guixiao-closure"
    needs = "closures"
    back = "closures"
    columns = (
        NAME,
        HOME,
        SCHOOL,
        shown("class_name", _("班级"), 14),
        shown("returned_on", _("返校日期"), 12),
        shown("missing", _("还缺哪个条件"), 24),
        shown("asked_by", _("谁申请"), 14),
        shown("asked_on", _("申请日期"), 12),
        filled("done", _("确认还是不同意"), 16),
        NOTE,
    )

    def rows(self, user: User, query: Mapping[str, str]) -> Sequence[Row]:
        filters = filters_of(query)
        found = of_tab(closures_of(user, filters), filters.tab).filter(TAB[CLOSING])
        return rows_of(list(read(in_order(found))[: MOST + 1]))

    def cells(self, rows: Sequence[Row]) -> Iterable[Mapping[str, str]]:
        for row in rows:
            case, asked = row.case, row.asked
            yield {
                "name": case.child.name,
                "home": home_of(case),
                "school": case.school_now,
                "class_name": case.class_name,
                "returned_on": case.returned_on.isoformat() if case.returned_on else "",
                "missing": "、".join(str(CONDITIONS[name]) for name, holds in row.met if not holds),
                "asked_by": asked.actor.name if asked and asked.actor else "",
                "asked_on": asked.true_on.isoformat() if asked else "",
                "key": str(case.pk),
                "version": str(case.version),
            }

    def choices(self, made: Round) -> dict[str, list[str]]:
        return {"done": [str(words) for words in OFFERED]}

    def step(self, case: Case, line: Filled, told: Sequence[Told]) -> Step | str:
        if line["done"] in CONFIRM:
            return "confirm_closure", Said(note=line["note"])
        return ("refuse_closure", Said(note=line["note"])) if line["done"] in REFUSE else "closure_said"
