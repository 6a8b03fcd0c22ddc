"""Crossings as pages show them: which wait for a look, and what each may be read of."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from guixiao.accounts.models import User
from guixiao.cases.crossings.models import Crossing, CrossingQuerySet
from guixiao.cases.crossings.rules import OTHER, OWN, STATES, open_verbs, without_names
from guixiao.cases.crossings.wording import ALL, MARKS, PAGE, PAGES
from guixiao.cases.crossings.wording import STATES as WORDS
from guixiao.children.models import Child
from guixiao.lib.masks import masked_text

PER_PAGE = 25
READ = ("user", "county", "ending", "post__area", "post__school")


@dataclass(frozen=True)
class Told:
    """One crossing for one reader: `children` whom the reader may see, `unnamed` how many others; `words` without their names."""

    crossing: Crossing
    children: list[Child]
    unnamed: int
    pages: list[dict[str, Any]]
    words: str
    remarks: list[dict[str, Any]]
    verbs: list[str]

    @property
    def state(self) -> str:
        return str(WORDS[self.crossing.state])

    @property
    def mark(self) -> str:
        return MARKS[self.crossing.state]

    @property
    def count(self) -> int:
        return len(self.children) + self.unnamed


def counts(rows: CrossingQuerySet) -> dict[str, int]:
    """How many in each state, and their sum as `all`."""
    counted = dict(rows.by_state())
    found = {name: counted.get(name, 0) for name in STATES}
    return found | {ALL: sum(found.values())}


def of_tab(rows: CrossingQuerySet, tab: str) -> CrossingQuerySet:
    rows = rows.with_state().select_related(*READ).prefetch_related("glances__child", "remarks__by")
    return rows.filter(**{"state": tab}) if tab in STATES else rows


def told(user: User, rows: Iterable[Crossing]) -> list[Told]:
    """For somebody who looks it over, or looked: names of children only where the reader sees them."""
    rows = list(rows)
    keys = {glance.child_id for row in rows for glance in row.glances.all() if glance.child_id}
    mine = set(Child.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    return [_told(user, row, mine) for row in rows]


def _told(user: User, row: Crossing, mine: set[Any]) -> Told:
    glances = list(row.glances.all())
    seen = {glance.child_id: glance.child for glance in glances if glance.child}
    hidden = [child.name for key, child in seen.items() if key not in mine]
    side = OWN if row.user_id == user.pk else OTHER
    remarks = [{"remark": remark, "words": masked_text(without_names(remark.words, hidden))} for remark in row.remarks.all()]
    pages = [{"page": PAGES.get(glance.page, PAGE), "at": glance.at, "child": glance.child if glance.child_id in mine else None,
              "hidden": bool(glance.child_id) and glance.child_id not in mine} for glance in glances if glance.page]  # fmt: skip
    return Told(row, [child for key, child in seen.items() if key in mine], len(hidden), pages,
                masked_text(without_names(row.words, hidden)), remarks, open_verbs(row.state, side))  # fmt: skip
