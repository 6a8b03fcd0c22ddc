"""Who stands behind a child on the two lines, and who must fill a gap: pure.

A chief is, in this order: somebody named for this one case, somebody named for the place, whoever holds the post at the place. Of
several named the newest counts; of several holders the one who has held it longest: the same answer for everybody who asks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

FAMILY, CLASS, SCHOOL, COUNTY, BOTH = "family", "class", "school", "county", "both"
LINES = ("administrative", "education")
STANDS_AT = {"county_lead": "county", "county_officer": "county", "township_post": "township", "village_squad": "village",
             "principal": "school"}  # fmt: skip


@dataclass(frozen=True)
class Chief:
    """One link of the policy's chain: `post` fills it ("": only by naming), `gap` must name somebody where there is nobody."""

    name: str
    line: str
    level: str
    post: str
    gap: str


@dataclass(frozen=True)
class Path:
    """The keys of the places on a case's path; a place that nobody knows is None."""

    county: Any
    township: Any = None
    village: Any = None
    school: Any = None

    def at(self, level: str) -> Any:
        """A class stands at its school; the family stands nowhere."""
        return None if level == FAMILY else getattr(self, SCHOOL if level == CLASS else level)


@dataclass(frozen=True)
class Holder:
    """A post held: `key` of the post, `who` holds it, at the place `at`."""

    key: Any
    who: Any
    post: str
    at: Any
    since: date


@dataclass(frozen=True)
class Named:
    """Somebody named chief: for one case (`at` None), or at a place; `who`: the account, else the record itself."""

    key: Any
    chief: str
    who: Any
    since: date
    at: Any = None
    record: Any = None


@dataclass(frozen=True)
class Link:
    """A chief of one case: `source` is named, post or family. With nobody it is "" (`missing`: the place itself is unknown), and
    `filler` is the holder of a post who must name somebody. `others`: who also holds it."""

    chief: Chief
    source: str = ""
    named: Named | None = None
    holder: Holder | None = None
    others: tuple[Holder, ...] = ()
    missing: bool = False
    filler: Holder | None = field(default=None)

    @property
    def who(self) -> Any:
        found = self.named or self.holder
        return found.who if found else None

    @property
    def gap(self) -> bool:
        return not self.source


def chain(chiefs: Sequence[Chief], path: Path, holders: Iterable[Holder], named: Iterable[Named], *, family: bool) -> list[Link]:
    """Every chief of the policy's chain, in its order, with who it is; `family`: a guardian is on record."""
    held = sorted(holders, key=lambda holder: (holder.since, holder.key))
    newest = sorted(named, key=lambda name: (name.at is None, name.since, name.key), reverse=True)
    return [_link(chief, path, held, newest, family=family) for chief in chiefs]


def _link(chief: Chief, path: Path, held: list[Holder], newest: list[Named], *, family: bool) -> Link:
    at = path.at(chief.level)
    said = next((name for name in newest if name.chief == chief.name and name.at in (None, at)), None)
    here = tuple(holder for holder in held if chief.post and holder.post == chief.post and at is not None and holder.at == at)
    if said:
        return Link(chief, "named", named=said, others=tuple(holder for holder in here if holder.who != said.who))
    if here:
        return Link(chief, "post", holder=here[0], others=here[1:])
    if chief.level == FAMILY and family:
        return Link(chief, "family")
    return Link(chief, missing=chief.level != FAMILY and at is None, filler=filler(chief, path, held))


def filler(chief: Chief, path: Path, held: Sequence[Holder]) -> Holder | None:
    """Who must name somebody: the holder of the chief's `gap` post on the path, else of the county's."""
    for post in dict.fromkeys((chief.gap, "county_officer")):
        at = path.at(STANDS_AT[post])
        if found := next((holder for holder in held if holder.post == post and at is not None and holder.at == at), None):
            return found
    return None


def may_name(chief: Chief, posts: Iterable[str]) -> bool:
    """May whoever holds these posts on the path name this chief? The one who must, and the county."""
    return bool({chief.gap, "county_officer"} & set(posts))


def ladders(links: Sequence[Link]) -> dict[str, list[Link]]:
    """The links of each line from the top down; who stands on both ends either."""
    return {line: [link for link in links if link.chief.line in (line, BOTH)] for line in LINES}


@dataclass(frozen=True)
class Nomination:
    """Somebody is to be chief: an account that may be named (`account`), or a name. `held`: the duty that stands now, `seen`: the
    one that whoever names has seen."""

    chief: Chief | None
    posts: frozenset[str]
    account: bool
    name: str
    since: date
    until: date | None
    held: Any = None
    seen: Any = None


def nomination_refusal(said: Nomination) -> str:
    """Why not: a name of wording.REFUSALS, "" where nothing stands in the way."""
    if said.chief is None:
        return "chief_known"
    if not may_name(said.chief, said.posts):
        return "may_name"
    if said.held != said.seen:
        return "named_meanwhile"
    if not said.account and not said.name.strip():
        return "somebody"
    return "days" if said.until is not None and said.until < said.since else ""


def hand_over_refusal(why: str, *, same: bool, somebody: bool) -> str:
    """Why not: a name of wording.REFUSALS, "" where nothing stands in the way."""
    if not why.strip():
        return "reason"
    return "to_another" if same else "" if somebody else "somebody"
