"""What a county does once a child is out of school: causes, measures, letters, placement, observation (docs/policy.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from guixiao.policy.problems import Said
from guixiao.policy.schema import AFTER_CHILDREN, POSTS
from guixiao.policy.table import Table, one_of, quoted

MEASURES = ("persuasion", "care", "administrative", "legal")
UNITS = ("school_days", "months", "terms")


@dataclass(frozen=True)
class Cause:
    """Why a child is out of school. `seen_by`: the posts that see it, () all of them; `protective`: must be reported."""

    zh: str
    en: str
    points: int
    protective: bool = False
    seen_by: tuple[str, ...] = ()
    sample: bool = False

    @property
    def restricted(self) -> bool:
        """Some post that looks after children does not see it."""
        return bool(self.seen_by) and not set(AFTER_CHILDREN) <= set(self.seen_by)


@dataclass(frozen=True)
class Measure:
    """What must be there before the step onto it: visits by each line and days since the measure before began, letters served."""

    zh: str
    en: str
    visits: int
    days: int
    letters: tuple[str, ...]
    sample: bool = False


@dataclass(frozen=True)
class Letter:
    """From which measure (1 to 4) on it may be issued, by whom, on what basis; one that `needs_basis` and has none is off."""

    zh: str
    en: str
    measure: int
    issuers: tuple[str, ...]
    basis: str = ""
    needs_basis: bool = False
    sample: bool = False

    @property
    def on(self) -> bool:
        return bool(self.basis) or not self.needs_basis


@dataclass(frozen=True)
class Service:
    """How a letter reaches the guardian."""

    zh: str
    en: str
    witness: bool = False


@dataclass(frozen=True)
class Word:
    zh: str
    en: str


@dataclass(frozen=True)
class Point:
    """When somebody looks whether the child is still in class: `after` so many of `unit` (UNITS) since the return."""

    zh: str
    en: str
    after: int
    unit: str
    sample: bool = False


@dataclass(frozen=True)
class Difficulty:
    """Points besides those of the causes, and from how many on a case is middle or hard. `restricted`: of a plan with a cause
    that some post may not see, instead of its causes' points."""

    relapse: int
    nobody_met: int
    refused: int
    middle: int
    hard: int
    restricted: int = 4
    sample: bool = False


@dataclass(frozen=True)
class Powers:
    """Posts that approve a plan, skip a measure, confirm a return for a school without a post."""

    approves: tuple[str, ...]
    skips: tuple[str, ...]
    confirms: tuple[str, ...]
    sample: bool = False


@dataclass(frozen=True)
class Effort:
    """All of it; each table keeps the order of the file, `measures` is always in the order of MEASURES."""

    causes: Mapping[str, Cause]
    measures: Mapping[str, Measure]
    letters: Mapping[str, Letter]
    services: Mapping[str, Service]
    visit_ways: Mapping[str, Word]
    visit_met: Mapping[str, Word]
    visit_results: Mapping[str, Word]
    placements: Mapping[str, Word]
    observation: Mapping[str, Point]
    difficulty: Difficulty
    effort: Powers
    terms: tuple[date, ...] = ()  # not of the rule file: the first days of the county's terms, where it entered any


ROWS: dict[str, type[Any]] = {
    "causes": Cause, "measures": Measure, "letters": Letter, "services": Service, "visit_ways": Word, "visit_met": Word,
    "visit_results": Word, "placements": Word, "observation": Point,
}  # fmt: skip
SINGLE: dict[str, type[Any]] = {"difficulty": Difficulty, "effort": Powers}


def effort_of(kept: Mapping[str, Any]) -> Effort:
    """An Effort out of its plain form (`plain`): JSON keeps no order and has no tuples."""
    tables: dict[str, Any] = {name: _in_order(kept.get(name, {}), kind) for name, kind in ROWS.items()}
    return Effort(**tables, **{name: _made(kind, kept[name]) for name, kind in SINGLE.items()})


def plain(effort: Effort) -> dict[str, Any]:
    """As a round keeps it: JSON; `order` is the row's place in its table."""
    told: dict[str, Any] = {name: vars(getattr(effort, name)).copy() for name in SINGLE}
    for name in ROWS:
        rows = getattr(effort, name).items()
        told[name] = {key: vars(row) | {"order": order} for order, (key, row) in enumerate(rows)}
    return told


def _in_order(rows: Mapping[str, Mapping[str, Any]], kind: type[Any]) -> dict[str, Any]:
    return {name: _made(kind, row) for name, row in sorted(rows.items(), key=lambda item: item[1]["order"])}


def _made(kind: type[Any], row: Mapping[str, Any]) -> Any:
    known = {field.name for field in fields(kind)}
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in row.items() if name in known})


def read_effort(root: Table) -> Effort:
    """Every table of the effort, each key checked."""
    letters = _rows(root.table("letters"), _letter)
    words = {name: _rows(root.table(name), lambda entry: Word(**_words(entry))) for name, kind in ROWS.items() if kind is Word}
    return Effort(
        causes=_rows(root.table("causes"), _cause),
        measures=_measures(root.table("measures"), letters),
        letters=letters,
        services=_rows(root.table("services"), lambda entry: Service(**_words(entry), witness=entry.flag("witness", False))),
        visit_ways=words["visit_ways"], visit_met=words["visit_met"], visit_results=words["visit_results"],
        placements=words["placements"],
        observation=_rows(root.table("observation"), _point),
        difficulty=_difficulty(root.table("difficulty")),
        effort=_powers(root.table("effort")),
    )  # fmt: skip


def _rows(table: Table, read: Any) -> dict[str, Any]:
    found = {}
    for name in table.values:
        entry = table.table(name)
        found[name] = read(entry)
        entry.finish()
    table.finish()
    return found


def _words(entry: Table) -> dict[str, str]:
    return {lang: entry.text(lang) for lang in ("zh", "en")}


def _posts(entry: Table, name: str) -> tuple[str, ...]:
    found = entry.words(name)
    for post in found:
        if post not in POSTS:
            entry.note(name, quoted(post), one_of(post, POSTS))
    return found


def _cause(entry: Table) -> Cause:
    seen_by = _posts(entry, "seen_by") if entry.has("seen_by") else ()
    return Cause(**_words(entry), points=entry.integer("points", 0, 9), protective=entry.flag("protective", False),
                 seen_by=seen_by, sample=entry.flag("sample", False))  # fmt: skip


def _measures(table: Table, letters: Mapping[str, Letter]) -> dict[str, Measure]:
    found = {}
    for number, name in enumerate(MEASURES, start=1):
        entry = table.table(name)
        found[name] = _measure(entry)
        for letter in found[name].letters:
            _check_letter(entry, letter, letters, number)
        entry.finish()
    table.finish()
    return found


def _measure(entry: Table) -> Measure:
    visits = entry.integer("visits", 0, 99) if entry.has("visits") else 0
    days = entry.integer("days", 0, 365) if entry.has("days") else 0
    letters = entry.words("letters") if entry.has("letters") else ()
    return Measure(**_words(entry), visits=visits, days=days, letters=letters, sample=entry.flag("sample", False))


def _check_letter(entry: Table, letter: str, letters: Mapping[str, Letter], number: int) -> None:
    """A letter that can only be written once the measure is reached can never lead to it."""
    if letter not in letters:
        entry.note("letters", quoted(letter), one_of(letter, letters))
    elif not letters[letter].on or letters[letter].measure >= number:
        entry.note("letters", quoted(letter), Said("在这一步之前就能发的文书", "a letter that may be issued before this measure"))


def _letter(entry: Table) -> Letter:
    basis = entry.text("basis") if entry.has("basis") else ""
    return Letter(**_words(entry), measure=entry.integer("measure", 1, len(MEASURES)), issuers=_posts(entry, "issuers"),
                  basis=basis, needs_basis=entry.flag("needs_basis", False), sample=entry.flag("sample", False))  # fmt: skip


def _point(entry: Table) -> Point:
    return Point(**_words(entry), after=entry.integer("after", 1, 200), unit=entry.choice("unit", UNITS),
                 sample=entry.flag("sample", False))  # fmt: skip


def _difficulty(table: Table) -> Difficulty:
    read = Difficulty(**{name: table.integer(name, 0, 99) for name in ("relapse", "nobody_met", "refused", "middle", "hard",
                                                                       "restricted")},
                      sample=table.flag("sample", False))  # fmt: skip
    if read.hard < read.middle:
        expected = Said(f"不小于 middle（{read.middle}）", f"not below middle ({read.middle})")
        table.note("hard", quoted(read.hard), expected)
    table.finish()
    return read


def _powers(table: Table) -> Powers:
    read = Powers(_posts(table, "approves"), _posts(table, "skips"), _posts(table, "confirms"), table.flag("sample", False))
    table.finish()
    return read
