"""The columns of a list of children: what each shows, on the page as in Excel, and by what it is sorted."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Case, ExpressionWrapper, F, IntegerField, Value, When
from django.db.models.expressions import OrderBy
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guixiao.children.models import Coverage
from guixiao.children.rules import BUCKETS
from guixiao.reports import wording

Shown = str | int | float | None
IN_BUCKET_ORDER = Case(*(When(bucket=name, then=Value(place)) for place, name in enumerate(BUCKETS)), output_field=IntegerField())
BY_PLACE = ("town_id", "village_id")
# Of the fields to sort by, those of the index coverage_by_place or coverage_by_name.
INDEXED = {"name_key", "bucket", "outcome", "sex", "age", "town_id", "village_id", "school_id", "poverty", "disabled", "apart"}
# Written as a sum that no index holds: else PostgreSQL walks along the key through the rows of every other round.
BY_KEY = ExpressionWrapper(F("pk") + Value(0), output_field=BigIntegerField())
# What half a county may have alike: among those the list goes township by township, so that the tally says where a page begins.
ALIKE = frozenset({"bucket", "outcome", "apart", "age", "sex", "poverty", "disabled"})
KEYS = frozenset({"town_id", "village_id", "school_id"})
NULLABLE = frozenset({"town_id", "village_id", "school_id", "age", "child__birth_date", "row", "probability"})


@dataclass(frozen=True)
class Column:
    """`order`: fields to sort by, all of them in the list's index where they can be; none where there is no order to speak of.

    `descends`: fields of which yes comes first. `width`: characters in Excel.
    """

    name: str
    title: Promise
    text: Callable[[Coverage], Shown]
    order: tuple[str, ...] = ()
    descends: bool = False
    width: int = 12
    usual: bool = False
    number: bool = False

    @property
    def indexed(self) -> bool:
        """Can the longest list be sorted by it without a look at its rows?"""
        return set(self.order) <= INDEXED


def _state(row: Coverage) -> str:
    return f"{row.bucket_name} · {row.outcome_name}"


def _place(found: object, text: str) -> str:
    """Ours where it is known, else the roster's own words."""
    return str(found) if found else text


def _yes(flag: bool) -> str:
    return _("是") if flag else ""


def _roster(name: str) -> str:
    return str(wording.ROSTERS.get(name, name))


def _sure(row: Coverage) -> str:
    return "" if row.probability is None else f"{min(row.probability * 100, 99.99):.2f}%".replace(".00%", "%")


COLUMNS = {column.name: column for column in (
    Column("name", gettext_lazy("姓名"), lambda row: row.child.name, ("name_key",), width=14, usual=True),
    Column("state", gettext_lazy("在哪一栏"), _state, ("bucket", "outcome"), width=28, usual=True),
    Column("id_number", gettext_lazy("身份证号"), lambda row: row.child.masked_id, width=22, usual=True),
    Column("sex", gettext_lazy("性别"), lambda row: str(wording.SEXES.get(row.sex, "")), ("sex",), width=6, usual=True),
    Column("age", gettext_lazy("年龄"), lambda row: row.age, ("age",), width=6, usual=True, number=True),
    Column("town", gettext_lazy("乡镇"), lambda row: _place(row.town, row.town_text), BY_PLACE, width=14, usual=True),
    Column("village", gettext_lazy("村"), lambda row: _place(row.village, row.village_text), BY_PLACE, width=16, usual=True),
    Column("school", gettext_lazy("学校"), lambda row: _place(row.school, row.school_text), ("school_id",), width=30, usual=True),
    Column("birth_date", gettext_lazy("出生日期"), lambda row: f"{row.child.birth_date or ''}", ("child__birth_date",)),
    Column("ethnicity", gettext_lazy("民族"), lambda row: row.child.ethnicity, ("child__ethnicity",), width=8),
    Column("grade", gettext_lazy("年级"), lambda row: row.grade, ("grade",), width=10),
    Column("class_name", gettext_lazy("班"), lambda row: row.class_name, ("class_name",), width=8),
    Column("guardian", gettext_lazy("监护人"), lambda row: row.child.guardian, ("child__guardian",)),
    Column("phone", gettext_lazy("电话"), lambda row: row.child.masked_phone, width=14),
    Column("poverty", gettext_lazy("脱贫监测"), lambda row: _yes(row.poverty), ("poverty",), descends=True, width=8),
    Column("disability", gettext_lazy("残疾"), lambda row: row.disability, ("disabled",), descends=True, width=10),
    Column("apart", gettext_lazy("不在本县户籍册"), lambda row: _yes(row.apart), ("apart",), descends=True, width=8),
    Column("roster", gettext_lazy("出自名册"), lambda row: _roster(row.roster), ("roster",)),
    Column("file", gettext_lazy("文件"), lambda row: row.file, ("file",), width=20),
    Column("row", gettext_lazy("第几行"), lambda row: row.row, ("file", "row"), width=8, number=True),
    Column("linked", gettext_lazy("对上的名册"), lambda row: _roster(row.linked_roster), ("linked_roster",)),
    Column("sure", gettext_lazy("是同一人的把握"), _sure, ("probability",), width=10, number=True),
)}  # fmt: skip
USUAL = tuple(name for name, column in COLUMNS.items() if column.usual)
ALWAYS = ("name", "state")


def columns_of(names: Iterable[str]) -> list[Column]:
    """Those named, in our order, the name and the state always among them; the usual ones where nothing known is named."""
    wanted = set(names) & set(COLUMNS) or set(USUAL)
    return [column for name, column in COLUMNS.items() if name in wanted or name in ALWAYS]


def fields_of(sort: str) -> tuple[str, ...]:
    """The fields that a list is sorted by, before the last, which is the key.

    Without a column: place by place, and inside a village as the register has them, so that neighbours stand together.
    """
    column = COLUMNS.get(sort.removeprefix("-"))
    if not (column and column.order):
        return BY_PLACE
    return (*column.order, "town_id") if set(column.order) <= ALIKE else column.order


def order_of(sort: str, *, found_by_name: bool = False) -> list[OrderBy]:
    """What the database is to sort by. The databases differ in where they put what is missing: here it comes last, both ways.

    `found_by_name`: SQLite must not walk along the places and read every row for its name; the sum it cannot foresee.
    """
    column = COLUMNS.get(sort.removeprefix("-"))
    down = bool(column and column.order) and sort.startswith("-") != bool(column and column.descends)
    turned = column.order if column and down else ()
    return [*(_by(name, down=name in turned, unforeseen=found_by_name) for name in fields_of(sort)), OrderBy(BY_KEY)]


def _by(name: str, *, down: bool, unforeseen: bool) -> OrderBy:
    expression: Any = IN_BUCKET_ORDER if name == "bucket" else F(name)
    if unforeseen and name in KEYS:
        expression = ExpressionWrapper(F(name) + Value(0), output_field=IntegerField())
    nulls = {"nulls_last": True} if name in NULLABLE else {}
    return OrderBy(expression, descending=down, **nulls)
