"""The columns of a worklist: what is shown, what is filled in, and the two hidden ones by which a row is known again."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _


@dataclass(frozen=True)
class Column:
    """`title` in Chinese; `filled`: for people to fill in; `hidden`: for us."""

    name: str
    title: str
    width: int
    filled: bool = False
    hidden: bool = False


COLUMNS = (
    Column("name", _("姓名"), 12),
    Column("born", _("出生"), 12),
    Column("id_number", _("身份证号"), 20),
    Column("home", _("住处"), 20),
    Column("school", _("学校"), 24),
    Column("why", _("为什么疑似"), 24),
    Column("finding", _("核查结果"), 34, filled=True),
    Column("evidence", _("佐证"), 16, filled=True),
    Column("note", _("说明"), 36, filled=True),
    Column("until", _("到哪天再查"), 14, filled=True),
    Column("key", "guixiao-case", 4, hidden=True),
    Column("version", "guixiao-version", 4, hidden=True),
)
FILLED = tuple(column.name for column in COLUMNS if column.filled)
MOST = 5000  # rows of a worklist
