"""By what the children of a place are told apart: each dimension names its lines and says which list each opens."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guixiao.accounts.models import User
from guixiao.areas.models import Area, School
from guixiao.cases.keyplaces.listing import key_areas
from guixiao.children.models import Round
from guixiao.reports import wording
from guixiao.reports.spots import UNKNOWN, Spot, unknown_name
from guixiao.reports.wording import NONE

Key = Any  # the values of the dimension's columns: one value, or a tuple where there are several


@dataclass(frozen=True)
class Entry:
    """A line: its name, the page of its place if it has one, the list behind its numbers; `kept` even with nobody in it; `key`: a
    key township or village."""

    name: str
    list: str
    query: str = ""
    page: str = ""
    kept: bool = False
    key: bool = False


Naming = Callable[[User, Spot, Iterable[Key]], Mapping[Key, Entry]]


@dataclass(frozen=True)
class Dimension:
    """`columns` of the tally make up a line's key; `entries` names the lines, in their order."""

    name: str
    title: Promise
    columns: tuple[str, ...]
    entries: Naming
    key: Callable[[Any], Key] = lambda value: value


@cache
def _pattern(name: str) -> str:
    return reverse(name, args=["PLACE"])


def _list(code: str) -> str:
    """`reverse` takes its time, and a county has 250 villages."""
    return _pattern("children").replace("PLACE", code)


def _page(code: str) -> str:
    return _pattern("coverage").replace("PLACE", code)


def _place(area: Area) -> Entry:
    return Entry(str(area), _list(area.code), page=_page(area.code), kept=True)


def _nowhere(code: str, kind: str, prefix: str = "") -> Entry:
    return Entry(prefix + unknown_name(kind), _list(code + UNKNOWN), page=_page(code + UNKNOWN))


def towns(user: User, spot: Spot, keys: Iterable[Key]) -> dict[Key, Entry]:
    """Every township of a county; elsewhere those that occur, as a filter of the same list."""
    if spot.kind == "county" and spot.area:
        named: dict[Key, Entry] = {area.pk: _place(area) for area in Area.objects.filter(parent=spot.area)}
        return named | {None: _nowhere(spot.code, "county")}
    found = Area.objects.filter(pk__in=[key for key in keys if key])
    here = _list(spot.code)
    return {area.pk: Entry(str(area), here, f"home={area.code}") for area in found} | {
        None: Entry(_("地址不明"), here, f"home={NONE}")
    }


def villages(user: User, spot: Spot, keys: Iterable[Key]) -> dict[Key, Entry]:
    """Keys are (township, village). Every village of a township or a county; the village unknown under its township."""
    occurring = {area for key in keys for area in key if area}
    inside = Area.objects.filter(path__startswith=spot.area.path) if spot.area else Area.objects.filter(pk__in=occurring)
    areas = {area.pk: area for area in inside.exclude(kind=Area.Kind.COUNTY)}
    lead = (lambda town: "") if spot.kind == "township" else (lambda town: f"{town} · ")
    named: dict[Key, Entry] = {}
    for area in areas.values():
        if area.kind == Area.Kind.VILLAGE and (town := areas.get(area.parent_id or 0)):
            named[town.pk, area.pk] = Entry(f"{lead(town)}{area}", _list(area.code), page=_page(area.code), kept=True)
    for town in (area for area in areas.values() if area.kind == Area.Kind.TOWNSHIP):
        named[town.pk, None] = _nowhere(town.code, "township", lead(town))
    return named | {
        (None, None): _nowhere(spot.area.code, "county") if spot.area else Entry(_("地址不明"), _list(spot.code), f"home={NONE}")
    }


def schools(user: User, spot: Spot, keys: Iterable[Key]) -> dict[Key, Entry]:
    """Schools that occur, by code; the page of a school is linked where the user may open it."""
    occurring = School.objects.filter(pk__in=[key for key in keys if key])
    mine = set(School.objects.visible_to(user).filter(pk__in=occurring).values_list("pk", flat=True))
    here = _list(spot.code)
    named = {school.pk: Entry(school.name, here, f"school={school.pk}", _page(school.url_word) if school.pk in mine else "")
             for school in occurring}  # fmt: skip
    return named | {None: Entry(_("没有本县学校"), here, f"school={NONE}")}


def ages(user: User, spot: Spot, keys: Iterable[Key]) -> dict[Key, Entry]:
    return _values(spot, "age", age_names())


def age_names() -> dict[str, str]:
    names = {wording.YOUNGER: _("不满 %(age)s 岁") % {"age": wording.AGES[0]}}
    names |= {str(age): _("%(age)s 岁") % {"age": age} for age in wording.AGES}
    names |= {wording.OLDER: _("%(age)s 岁及以上") % {"age": wording.AGES[-1] + 1}, NONE: _("年龄不详")}
    return names


def age_key(age: int | None) -> str:
    if age is None:
        return NONE
    return str(age) if age in wording.AGES else wording.YOUNGER if age < wording.AGES[0] else wording.OLDER


def sexes(user: User, spot: Spot, keys: Iterable[Key]) -> dict[Key, Entry]:
    return _values(spot, "sex", wording.SEX_KNOWN)


def poverty(user: User, spot: Spot, keys: Iterable[Key]) -> dict[Key, Entry]:
    return _values(spot, "poor", wording.POVERTY)


def disability(user: User, spot: Spot, keys: Iterable[Key]) -> dict[Key, Entry]:
    return _values(spot, "disabled", wording.DISABILITY)


def _values(spot: Spot, word: str, names: Mapping[str, Any]) -> dict[Key, Entry]:
    return {value: Entry(str(name), _list(spot.code), f"{word}={value}") for value, name in names.items()}


def _flag(value: object) -> str:
    return "1" if value else "0"


DIMENSIONS = {dimension.name: dimension for dimension in (
    Dimension("town", gettext_lazy("乡镇"), ("town_id",), towns),
    Dimension("village", gettext_lazy("村"), ("town_id", "village_id"), villages),
    Dimension("school", gettext_lazy("学校"), ("school_id",), schools),
    Dimension("age", gettext_lazy("年龄"), ("age",), ages, age_key),
    Dimension("sex", gettext_lazy("性别"), ("sex",), sexes, lambda sex: sex or NONE),
    Dimension("poverty", gettext_lazy("脱贫监测"), ("poverty",), poverty, _flag),
    Dimension("disability", gettext_lazy("残疾"), ("disabled",), disability, _flag),
)}  # fmt: skip
PLACES = {"county": ("town", "village"), "township": ("village",), "school": ("town",), "mine": ("town", "village")}
OTHERS = ("school", "age", "sex", "poverty", "disability")


def dimensions_of(spot: Spot) -> list[Dimension]:
    """Those that tell apart the children of this place; the first is the one it opens with."""
    names = [*PLACES.get(spot.kind, ()), *OTHERS]
    return [DIMENSIONS[name] for name in names if name != spot.kind]


def chosen(spot: Spot, name: str) -> Dimension:
    offered = dimensions_of(spot)
    return next((dimension for dimension in offered if dimension.name == name), offered[0])


def key_places_first(entries: Mapping[Key, Entry], dimension: Dimension, made: Round) -> dict[Key, Entry]:
    """The same lines, those of key townships and villages before the others."""
    keys = key_areas(made) if dimension.name in ("town", "village") else frozenset()
    if not keys:
        return dict(entries)
    marked = {key: replace(entry, key=_narrowest(key) in keys) for key, entry in entries.items()}
    return dict(sorted(marked.items(), key=lambda line: not line[1].key))


def _narrowest(key: Key) -> Any:
    return key[-1] if isinstance(key, tuple) else key
