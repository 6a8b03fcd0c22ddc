"""What other departments may be asked about one child, and what of the child each question needs (docs/policy.md)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any

from guixiao.policy.problems import Said
from guixiao.policy.schema import POSTS
from guixiao.policy.table import Table, one_of, quoted

# All that a department may be shown of a child.
FIELDS = ("name", "sex", "born", "number", "number_masked", "home", "guardian", "phone", "school", "cause")


@dataclass(frozen=True)
class Asking:
    """The posts that may ask, unless a question says otherwise; after how many working days past its deadline a link is over; the
    longest deadline in working days."""

    asks: tuple[str, ...]
    link_days: int
    longest: int
    sample: bool = False


@dataclass(frozen=True)
class Department:
    zh: str
    en: str
    sample: bool = False


@dataclass(frozen=True)
class Choice:
    """An answer; `finding`: the result of a verification that it speaks for, "" where there is none."""

    zh: str
    en: str
    finding: str = ""


@dataclass(frozen=True)
class Question:
    """What one department is asked, the `fields` of FIELDS that it is shown, and its answers in their order. `asks`: who
    may; `seen_by`: who reads question and answer, () all who see the case; `report`: taken up, it is the mandatory report."""

    zh: str
    en: str
    department: str
    fields: tuple[str, ...]
    days: int
    asks: tuple[str, ...]
    choices: Mapping[str, Choice]
    seen_by: tuple[str, ...] = ()
    report: bool = False
    sample: bool = False


@dataclass(frozen=True)
class Referrals:
    """All of it; each table keeps the order of the file."""

    referrals: Asking
    departments: Mapping[str, Department]
    questions: Mapping[str, Question]


def plain(told: Referrals) -> dict[str, Any]:
    """As a round keeps it: JSON; `order` is the row's place in its table."""
    return {"referrals": vars(told.referrals).copy(), "departments": _numbered(told.departments),
            "questions": {name: row | {"choices": _numbered(told.questions[name].choices)}
                          for name, row in _numbered(told.questions).items()}}  # fmt: skip


def _numbered(rows: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: vars(row) | {"order": order} for order, (name, row) in enumerate(rows.items())}


def referrals_of(kept: Mapping[str, Any]) -> Referrals:
    """Out of its plain form: JSON keeps no order and has no tuples."""
    questions = {name: row | {"choices": _in_order(row["choices"], Choice)} for name, row in kept["questions"].items()}
    return Referrals(_made(Asking, kept["referrals"]), _in_order(kept["departments"], Department), _in_order(questions, Question))


def _in_order(rows: Mapping[str, Mapping[str, Any]], kind: type[Any]) -> dict[str, Any]:
    return {name: _made(kind, row) for name, row in sorted(rows.items(), key=lambda item: item[1]["order"])}


def _made(kind: type[Any], row: Mapping[str, Any]) -> Any:
    known = {field.name for field in fields(kind)}
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in row.items() if name in known})


def read_referrals(root: Table, findings: Collection[str]) -> Referrals:
    """Its three tables, each key checked."""
    asking = _asking(root.table("referrals"))
    departments = _departments(root.table("departments"))
    table = root.table("questions")
    questions = {name: _question(table.table(name), asking, departments, findings) for name in table.values}
    table.finish()
    return Referrals(asking, departments, questions)


def _asking(table: Table) -> Asking:
    read = Asking(_of(table, "asks", POSTS), table.integer("link_days", 0, 30), table.integer("longest", 1, 90),
                  table.flag("sample", False))  # fmt: skip
    table.finish()
    return read


def _departments(table: Table) -> dict[str, Department]:
    found = {}
    for name in table.values:
        entry = table.table(name)
        found[name] = Department(entry.text("zh"), entry.text("en"), entry.flag("sample", False))
        entry.finish()
    table.finish()
    return found


def _question(entry: Table, asking: Asking, departments: Collection[str], findings: Collection[str]) -> Question:
    read = Question(
        zh=entry.text("zh"), en=entry.text("en"), department=entry.choice("department", departments),
        fields=_of(entry, "fields", FIELDS), days=entry.integer("days", 1, asking.longest),
        asks=_of(entry, "asks", POSTS) if entry.has("asks") else asking.asks,
        choices=_choices(entry.table("choices"), findings),
        seen_by=_of(entry, "seen_by", POSTS) if entry.has("seen_by") else (),
        report=entry.flag("report", False), sample=entry.flag("sample", False),
    )  # fmt: skip
    if "cause" in read.fields and not read.seen_by:
        expected = Said("谁能看：告诉原因的问题必须写明", "who reads it: a question that tells the cause must say")
        entry.note("seen_by", Said("（没有这个键）", "nothing (the key is missing)"), expected)
    entry.finish()
    return read


def _choices(table: Table, findings: Collection[str]) -> dict[str, Choice]:
    found = {}
    for name in table.values:
        entry = table.table(name)
        finding = entry.choice("finding", findings) if entry.has("finding") else ""
        found[name] = Choice(entry.text("zh"), entry.text("en"), finding)
        entry.finish()
    table.finish()
    return found


def _of(entry: Table, name: str, allowed: Collection[str]) -> tuple[str, ...]:
    words = entry.words(name)
    for word in words:
        if word not in allowed:
            entry.note(name, quoted(word), one_of(word, allowed))
    return words
