"""Reports that a child is not in class: when days of absence become one, what excuses an absence, what may answer a report
(docs/policy.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from guixiao.policy.schema import POSTS
from guixiao.policy.table import EVERY_YEAR, Table, month_day, one_of, quoted

# What an answer must say besides its reason: who saw the child, on which day, where the child is.
NEEDS = ("seen_by", "seen_on", "where")


@dataclass(frozen=True)
class AbsenceRule:
    """More than `days` school days away without a reason are a report by themselves; so are `visits` to the home that did not
    bring the child back (0: visits do not count). `source`: who laid it down."""

    zh: str
    en: str
    days: int
    source: str
    visits: int = 0
    sample: bool = False


@dataclass(frozen=True)
class AbsenceReason:
    """Why a child is away; it excuses the first `days` school days of an absence, 0 none."""

    zh: str
    en: str
    days: int
    sample: bool = False


@dataclass(frozen=True)
class CoverageReason:
    """Where a child is of whom it was said that it is not in class; `needs` of NEEDS must be told with it."""

    zh: str
    en: str
    needs: tuple[str, ...]
    sample: bool = False


@dataclass(frozen=True)
class Answers:
    """The rule of [absence] in force; after how many working days without an answer a report becomes a case by itself; the posts
    that alone may say no to a second report of a term; after how many school days more an absence that was answered is reported
    anew; on which days (month, day) the halves of the school year begin where the county has entered no terms."""

    rule: str
    days: int
    again: int
    county: tuple[str, ...]
    term_starts: tuple[tuple[int, int], ...]
    sample: bool = False


@dataclass(frozen=True)
class Alerts:
    """All of it; each table keeps the order of the file."""

    alerts: Answers
    absence: Mapping[str, AbsenceRule]
    absence_reasons: Mapping[str, AbsenceReason]
    coverage_reasons: Mapping[str, CoverageReason]

    @property
    def rule(self) -> AbsenceRule:
        return self.absence[self.alerts.rule]


ROWS: dict[str, type[Any]] = {
    "absence": AbsenceRule, "absence_reasons": AbsenceReason, "coverage_reasons": CoverageReason,
}  # fmt: skip


def plain(alerts: Alerts) -> dict[str, Any]:
    """As a round keeps it: JSON; `order` is the row's place in its table."""
    told: dict[str, Any] = {"alerts": vars(alerts.alerts).copy()}
    for name in ROWS:
        rows = getattr(alerts, name).items()
        told[name] = {key: vars(row) | {"order": order} for order, (key, row) in enumerate(rows)}
    return told


def alerts_of(kept: Mapping[str, Any]) -> Alerts:
    """Alerts out of their plain form: JSON keeps no order and has no tuples."""
    tables = {name: _in_order(kept[name], kind) for name, kind in ROWS.items()}
    return Alerts(alerts=_made(Answers, kept["alerts"]), **tables)


def _in_order(rows: Mapping[str, Mapping[str, Any]], kind: type[Any]) -> dict[str, Any]:
    return {name: _made(kind, row) for name, row in sorted(rows.items(), key=lambda item: item[1]["order"])}


def _made(kind: type[Any], row: Mapping[str, Any]) -> Any:
    known = {field.name for field in fields(kind)}
    return kind(**{name: _frozen(value) for name, value in row.items() if name in known})


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value


def read_alerts(root: Table) -> Alerts:
    """Its four tables, each key checked."""
    rules = _rows(root.table("absence"), _rule)
    return Alerts(
        alerts=_answers(root.table("alerts"), rules),
        absence=rules,
        absence_reasons=_rows(root.table("absence_reasons"), _reason),
        coverage_reasons=_rows(root.table("coverage_reasons"), _coverage),
    )


def _rows(table: Table, read: Any) -> dict[str, Any]:
    found = {}
    for name in table.values:
        entry = table.table(name)
        found[name] = read(entry)
        entry.finish()
    table.finish()
    return found


def _words(entry: Table) -> dict[str, Any]:
    return {"zh": entry.text("zh"), "en": entry.text("en"), "sample": entry.flag("sample", False)}


def _rule(entry: Table) -> AbsenceRule:
    visits = entry.integer("visits", 1, 9) if entry.has("visits") else 0
    return AbsenceRule(**_words(entry), days=entry.integer("days", 0, 30), source=entry.text("source"), visits=visits)


def _reason(entry: Table) -> AbsenceReason:
    return AbsenceReason(**_words(entry), days=entry.integer("days", 0, 60))


def _coverage(entry: Table) -> CoverageReason:
    needs = entry.words("needs")
    for need in needs:
        if need not in NEEDS:
            entry.note("needs", quoted(need), one_of(need, NEEDS))
    return CoverageReason(**_words(entry), needs=needs)


def _answers(table: Table, rules: Mapping[str, AbsenceRule]) -> Answers:
    county = table.words("county")
    for post in county:
        if post not in POSTS:
            table.note("county", quoted(post), one_of(post, POSTS))
    read = Answers(table.choice("rule", rules), table.integer("days", 1, 30), table.integer("again", 1, 60), county,
                   _starts(table), table.flag("sample", False))  # fmt: skip
    table.finish()
    return read


def _starts(table: Table) -> tuple[tuple[int, int], ...]:
    found = [(start, month_day(start)) for start in table.words("term_starts")]
    for start, day in found:
        if day is None:
            table.note("term_starts", quoted(start), EVERY_YEAR)
    return tuple(day for _, day in found if day)
