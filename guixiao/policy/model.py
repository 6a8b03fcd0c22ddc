"""A policy: the dated rules of a county, as the rest of the house reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from guixiao.policy.accountability import Accountability
from guixiao.policy.alerts import Alerts
from guixiao.policy.crossings import Crossings
from guixiao.policy.effort import Effort
from guixiao.policy.inspections import Inspections
from guixiao.policy.looks import Looks
from guixiao.policy.moves import Moves
from guixiao.policy.orders import Orders
from guixiao.policy.referrals import Referrals
from guixiao.policy.words import Entry, StatusWord, find_status

if TYPE_CHECKING:
    from guixiao.policy.bodies import Bodies

Names = Mapping[str, str]  # {"zh": ..., "en": ...}


@dataclass(frozen=True)
class Thresholds:
    """Match weights in bits (log2 of the odds); the steps that use them are in docs/packages/linkage.md."""

    accept: float
    margin: float
    review: float
    review_margin: float


@dataclass(frozen=True)
class Finding:
    """What a verification may find (domain.md 2.5). `effect`: schema.EFFECTS; `months`: after so many it is asked again, 0 never;
    `evidence`: names of Policy.evidence, the usual one first; `sample`: for the county to confirm."""

    code: str
    names: Names
    effect: str
    evidence: tuple[str, ...]
    months: int = 0
    sample: bool = False


@dataclass(frozen=True)
class Line:
    """One of the two lines (双线): its name and the posts that stand on it."""

    names: Names
    posts: tuple[str, ...]


@dataclass(frozen=True)
class Clock:
    """By when something must be done about a case, and by whom. A run begins with one of `starts`, as long as the case is then in
    one of `states`; it ends with one of `ends`, or when the case leaves those states; one of `resumes` takes the end back.

    It is due `days` of `unit` (schema.UNITS) after the day it began; with `until` so many days after the day that the case itself
    names. `duty`: the first of these (schema.DUTIES) that the case has a place for. `climb`: post -> days past the due day from
    which on it is theirs too. `recording`: what was done in time may be written down so many working days later.
    """

    names: Names
    states: tuple[str, ...]
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    resumes: tuple[str, ...]
    duty: tuple[str, ...]
    unit: str
    days: int
    climb: Mapping[str, int] = field(default_factory=dict)
    recording: int = 0
    sample: bool = False


@dataclass(frozen=True)
class Pause:
    """A reason for which a clock may stand still, and for how many working days at most."""

    names: Names
    days: int
    sample: bool = False


@dataclass(frozen=True)
class Chief:
    """One of the chain (七长): `line` of schema.LINES or BOTH_LINES, `level` of schema.LEVELS; `post` fills it ("": by naming),
    `gap` is the post that must name somebody; `duty`: what the chief answers for."""

    names: Names
    line: str
    level: str
    post: str
    gap: str
    duty: Names


@dataclass(frozen=True)
class Chain:
    """A preset of the chain: what it is called, and its chiefs in the order of the ladders."""

    names: Names
    chiefs: tuple[str, ...]


@dataclass(frozen=True)
class AgeRule:
    """Full years from `youngest` to `oldest`, both inclusive, on the as-of date, or on the last `cut_off` (month, day) before it.

    Sources: domain.md 0.5. Nine birth cohorts cut at 31 August are 6 to 14 full years on that day.
    """

    youngest: int
    oldest: int
    cut_off: tuple[int, int] | None = None

    def counted_on(self, as_of: date) -> date:
        """The day on which full years are counted: the school year runs from the day after the cut-off to the next cut-off."""
        if self.cut_off is None:
            return as_of
        this_year = date(as_of.year, *self.cut_off)
        return this_year if this_year < as_of else date(as_of.year - 1, *self.cut_off)

    def birth_range(self, as_of: date) -> tuple[date, date]:
        day = self.counted_on(as_of)
        return _years_before(day, self.oldest + 1) + timedelta(days=1), _years_before(day, self.youngest)


@dataclass(frozen=True)
class Sighted:
    """A state of a child in no roster whom somebody met: what it is called, and the bucket it puts the child into."""

    names: Names
    bucket: str


@dataclass(frozen=True)
class Policy:
    """One rule file, read and checked (docs/policy.md). It fits `linkage.rules.Rules` without knowing it."""

    id: str
    version: str
    title: Names
    source: Names
    effective: date
    sample: bool
    age: AgeRule
    headers: Mapping[str, Mapping[str, tuple[str, ...]]]
    statuses: tuple[StatusWord, ...]
    absences: tuple[StatusWord, ...]
    registrations: tuple[StatusWord, ...]
    buckets: Mapping[str, Names]
    outcomes: Mapping[str, Names]
    settled: frozenset[str]
    suspect: frozenset[str]
    decidable: Mapping[str, str]  # outcomes that a reviewer may settle without a visit, with their buckets
    findings: Mapping[str, Finding]
    evidence: Mapping[str, Names]
    lines: Mapping[str, Line]
    effort: Effort
    clocks: Mapping[str, Clock]
    pauses: Mapping[str, Pause]
    alerts: Alerts
    looks: Looks
    crossings: Crossings
    orders: Orders
    moves: Moves
    bodies: "Bodies"
    referrals: Referrals
    accountability: Accountability
    inspections: Inspections
    chiefs: Mapping[str, Chief]
    chains: Mapping[str, Chain]
    chain: str  # the one of `chains` that is in force
    thresholds: Thresholds
    sighted: Mapping[str, Sighted]  # those of schema.SIGHTED in the file's order, then those of SIGHTED_FIXED

    def birth_range(self, as_of: date) -> tuple[date, date]:
        """First and last birth date of children of school age on `as_of`, both inclusive."""
        return self.age.birth_range(as_of)

    def find_status(self, words: Sequence[Entry], text: str) -> Entry | None:
        """`policy.find_status(policy.statuses, "因病休学")`, for those who must not import policy."""
        return find_status(words, text)


def _years_before(day: date, years: int) -> date:
    """The last birth date whose owner has `years` full years on `day`; a child of 29 February turns a year older on 1 March."""
    if (day.month, day.day) == (2, 29):
        year = day.year - years
        return date(year, 2, 29 if _is_leap(year) else 28)
    return day.replace(year=day.year - years)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
