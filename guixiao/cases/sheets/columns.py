"""The columns of a worklist: what is shown, what is filled in, and the two hidden ones by which a row is known again."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop as _

MOST = 5000  # rows of a worklist
VERSION = "guixiao-version"  # heading of the hidden column, the same in every worklist


@dataclass(frozen=True)
class Column:
    """`title` in Chinese; `filled`: for people to fill in; `hidden`: for us; `day`: a day is filled in."""

    name: str
    title: str
    width: int
    filled: bool = False
    hidden: bool = False
    day: bool = False


def shown(name: str, title: str, width: int) -> Column:
    return Column(name, title, width)


def filled(name: str, title: str, width: int, *, day: bool = False) -> Column:
    return Column(name, title, width, filled=True, day=day)


# Columns that several worklists show.
NAME = Column("name", _("姓名"), 12)
AGE = Column("age", _("年龄"), 6)
HOME = Column("home", _("住处"), 20)
SCHOOL = Column("school", _("学校"), 24)
NOTE = Column("note", _("说明"), 36, filled=True)


def hidden(key: str) -> tuple[Column, Column]:
    """`key`: the heading that says which worklist it is."""
    return Column("key", key, 4, hidden=True), Column("version", VERSION, 4, hidden=True)


def home_of(case: Any) -> str:
    return f"{case.town or ''} {case.village or ''}".strip()
