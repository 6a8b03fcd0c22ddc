"""The only writers of places and schools."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from django.db import transaction

from guixiao.areas import rules
from guixiao.areas.models import Alias, Area, School
from guixiao.audit.actions import record

DATA = Path(__file__).parent / "data"
ALIASES = Path(__file__).parent / "aliases.csv"


class PlacesUnfit(ValueError):
    """A file of places cannot be used; the message says which, which line and why."""


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _places(path: Path, above: set[str], parent: str = "") -> list[dict[str, str]]:
    """Rows with a code that begins with the code of a place above (that named in the column `parent`), and with a name."""
    try:
        rows = read_rows(path)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise PlacesUnfit(f"{path}: {error}") from None
    for line, row in enumerate(rows, 2):
        code, inside = row.get("code") or "", above if not parent else above & {row.get(parent) or ""}
        if not (code.isdecimal() and len(code) in (9, 12) and row.get("name") and code.startswith(tuple(inside))):
            raise PlacesUnfit(f"{path}, line {line}: expected a code of 9 or 12 digits, a name{f' and {parent}' * bool(parent)} "
                              f"inside {', '.join(sorted(above)[:3])}{'…' * (len(above) > 3)}; found {dict(row)}")  # fmt: skip
    return rows


@transaction.atomic
def load_areas(*, code: str, name: str, directory: Path = DATA) -> Area:
    """The county and its townships and villages, made or renamed; nothing is removed. PlacesUnfit: nothing was done."""
    county = _put(code, name, Area.Kind.COUNTY, None)
    towns = {row["code"]: _put(row["code"], row["name"], Area.Kind.TOWNSHIP, county)
             for row in _places(directory / "townships.csv", {code})}  # fmt: skip
    known = set(Area.objects.filter(kind=Area.Kind.VILLAGE).values_list("code", "name"))
    for row in _places(directory / "villages.csv", set(towns), "streetCode"):
        if (row["code"], row["name"]) not in known:
            _put(row["code"], row["name"], Area.Kind.VILLAGE, towns[row["streetCode"]])
    count = Area.objects.filter(path__startswith=county.path).count()
    record(None, "places.load", subject=f"area:{county.code}", place=county.path, detail={"places": count})
    return county


def _put(code: str, name: str, kind: str, parent: Area | None) -> Area:
    path = f"{parent.path if parent else '/'}{code}/"
    return Area.objects.update_or_create(code=code, defaults={"name": name, "kind": kind, "parent": parent, "path": path})[0]


@transaction.atomic
def load_aliases(path: Path = ALIASES) -> int:
    """Other names of known places; a line for an unknown code is left out."""
    known = dict(Area.objects.values_list("code", "id"))
    rows = [row for row in read_rows(path) if row["code"] in known]
    aliases = [Alias(area_id=known[row["code"]], name=row["name"], confirmed=row["confirmed"] == "yes") for row in rows]
    Alias.objects.bulk_create(aliases, ignore_conflicts=True)
    record(None, "aliases.load", detail={"file": path.name, "aliases": len(aliases)})
    return len(aliases)


@transaction.atomic
def load_schools(county: Area, rows: Iterable[Mapping[str, str | None]]) -> int:
    """Schools from the county's list of schools; one without a code gets its name as its code."""
    places = gazetteer(county)
    schools = {}
    for row in rows:
        name = (row.get("school") or "").strip()
        code = (row.get("school_code") or "").strip() or name
        town, village = places.find(row.get("town") or "", row.get("village") or "")
        if name and code not in schools:
            schools[code] = School(code=code, name=name, kind=row.get("kind") or "", county=county, area_id=village or town)
    School.objects.bulk_create(schools.values(), update_conflicts=True, unique_fields=["code"],
                               update_fields=["name", "kind", "county", "area"])  # fmt: skip
    record(None, "schools.load", subject=f"area:{county.code}", place=county.path, detail={"schools": len(schools)})
    return len(schools)


@transaction.atomic
def remove_idle_schools(county: Area) -> None:
    """Schools at which nobody holds a post; one that a child attends refuses to go (ProtectedError)."""
    gone, _ = School.objects.filter(county=county, posts=None).delete()
    record(None, "schools.remove", subject=f"area:{county.code}", place=county.path, detail={"schools": gone})


def gazetteer(county: Area) -> rules.Gazetteer:
    """Every place of the county under its name and its other names."""
    inside = Area.objects.filter(path__startswith=county.path)
    fields = ("id", "kind", "parent_id", "name")
    own = [rules.Place(*row) for row in inside.values_list(*fields)]
    others = Alias.objects.filter(area__in=inside).values_list("area_id", "area__kind", "area__parent_id", "name")
    return rules.Gazetteer(own, [rules.Place(*row) for row in others])
