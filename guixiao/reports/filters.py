"""Which children of a place a list shows: read from a URL or a form, written back into one, asked of the database."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import reduce
from operator import and_, or_
from urllib.parse import urlencode

from django.db.models import Q

from guixiao.areas.models import Area
from guixiao.children.models import Child
from guixiao.children.rules import BUCKETS, IN_EQUATION, SIGHTED_OUTCOMES, TO_FIND
from guixiao.lib.pinyin import patterns
from guixiao.reports import wording
from guixiao.reports.spots import UNKNOWN
from guixiao.reports.wording import NONE
from guixiao.vault.keys import blind_index

GROUPS = {wording.EVERYONE: BUCKETS, wording.OF_AGE: IN_EQUATION, wording.TO_FIND: TO_FIND}
LONGEST = 60  # characters of a name that are looked for
YES_NO = "[01]"
# What each word of a URL may be. Anything else means: not filtered by it; never an error.
ALLOWED = {
    "bucket": "|".join((*GROUPS, *BUCKETS)),
    "outcome": r"\w{1,30}",
    "apart": YES_NO,
    "met": YES_NO,
    "age": rf"\d{{1,2}}|{wording.YOUNGER}|{wording.OLDER}|{NONE}",
    "sex": f"M|F|{NONE}",
    "poor": YES_NO,
    "disabled": YES_NO,
    "school": rf"\d{{1,11}}|{NONE}",
    "home": rf"\d{{6,12}}(?:{UNKNOWN})?|{NONE}",
    "number": "[0-9a-f]{32}|short",
    "sort": r"-?\w{1,20}",
}
WHOLE_NUMBER = re.compile(r"\d(?:[\s-]?[\dXx]){13,17}")
PART_OF_NUMBER = re.compile(r"\d(?:[\s-]?\d){5,}|^\d{4,}[Xx]?$")
SHORT = "short"


@dataclass(frozen=True)
class Filters:
    """Words as they stand in the URL; "" means any. `number` is the blind index of an identity number, never the number."""

    bucket: str = wording.EVERYONE
    outcome: str = ""
    apart: str = ""
    met: str = ""
    age: str = ""
    sex: str = ""
    poor: str = ""
    disabled: str = ""
    school: str = ""
    home: str = ""
    q: str = ""
    number: str = ""
    sort: str = ""

    @property
    def buckets(self) -> tuple[str, ...]:
        return GROUPS.get(self.bucket, (self.bucket,))

    @property
    def searched(self) -> bool:
        """By name or number: then the rows themselves are counted, else the tally."""
        return bool(self.q or self.number)

    @property
    def narrow(self) -> bool:
        """By more than the bucket."""
        return replace(self, bucket=wording.EVERYONE, sort="", apart="", met="") != Filters()


def words(filters: Filters, **changed: str) -> str:
    """As a query string, some of it changed: in a fixed order, without what is not filtered."""
    told = {field.name: changed.get(field.name, getattr(filters, field.name)) for field in fields(filters)}
    return urlencode({name: value for name, value in told.items() if value != Filters.__dataclass_fields__[name].default})


def filters_of(query: Mapping[str, str]) -> Filters:
    chosen = {name: query.get(name, "") for name, allowed in ALLOWED.items() if re.fullmatch(allowed, query.get(name, ""))}
    return replace(Filters(**chosen), **{name: value for name, value in typed(query.get("q", "")).items() if value})


def typed(text: str) -> dict[str, str]:
    """What was typed into the search box, as words of a URL: no identity number, and no part of one, ever goes into a URL.

    A whole number becomes its blind index; a part of one finds nobody: the last four digits are no way to look a child up.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if whole := WHOLE_NUMBER.search(plain):
        return {"q": plain.replace(whole[0], " ").strip(), "number": blind_index("id_number", whole[0])}
    if part := PART_OF_NUMBER.search(plain):
        return {"q": plain.replace(part[0], " ").strip(), "number": SHORT}
    return {"q": plain[:LONGEST], "number": ""}


def is_typed(text: str) -> bool:
    """Does this hold a number, or a part of one, that must leave the URL?"""
    return bool(typed(text)["number"])


def conditions(filters: Filters, *but: str) -> Q:
    """Less those named in `but`: on the tally as on the rows, for they share these columns."""
    asked = [condition for name, condition in _conditions(filters) if name not in but]
    return reduce(and_, asked, Q())


# The columns of the tally that a word asks about, besides bucket, outcome and apart.
COLUMNS = {"age": "age", "sex": "sex", "poor": "poverty", "disabled": "disabled", "school": "school_id", "home": "village_id"}


def columns_of(filters: Filters) -> list[str]:
    return [column for name, column in COLUMNS.items() if getattr(filters, name)]


def _conditions(filters: Filters) -> list[tuple[str, Q]]:
    found = [
        ("bucket", Q() if filters.bucket == wording.EVERYONE else Q(bucket__in=filters.buckets)),
        ("outcome", Q(outcome=filters.outcome) if filters.outcome else Q()),
        ("age", _age(filters.age)),
        ("sex", Q(sex="" if filters.sex == NONE else filters.sex) if filters.sex else Q()),
        ("school", Q(school=None) if filters.school == NONE else Q(school=int(filters.school)) if filters.school else Q()),
        ("home", _home(filters.home)),
        ("met", _met(filters.met)),
    ]
    flags = (("apart", "apart"), ("poor", "poverty"), ("disabled", "disabled"))
    return found + [(name, Q(**{column: getattr(filters, name) == "1"})) for name, column in flags if getattr(filters, name)]


def _met(met: str) -> Q:
    """Children in no roster whom somebody met, or all but them."""
    sighted = Q(outcome__startswith=SIGHTED_OUTCOMES)
    return Q() if not met else sighted if met == "1" else ~sighted


def _age(age: str) -> Q:
    if age in (wording.YOUNGER, wording.OLDER):
        return Q(age__lt=wording.AGES[0]) if age == wording.YOUNGER else Q(age__gt=wording.AGES[-1])
    return Q() if not age else Q(age=None) if age == NONE else Q(age=int(age))


def _home(home: str) -> Q:
    """Children of a township or a village; those of it whose village, or of the county whose township, is not known."""
    if home in ("", NONE):
        return Q(town=None) if home else Q()
    area = Area.objects.filter(code=home.removesuffix(UNKNOWN)).first()
    if area is None or area.kind == Area.Kind.COUNTY:
        return Q(pk=None)
    inside = Q(town=area) if area.kind == Area.Kind.TOWNSHIP else Q(village=area)
    return inside & Q(village=None) if home.endswith(UNKNOWN) else inside


def searched(filters: Filters) -> Q:
    """By characters, sound or initials of the name; by the whole number. On the rows alone."""
    if filters.number == SHORT:
        return Q(pk=None)
    found = Q(child__in=Child.objects.filter(id_number_index=filters.number)) if filters.number else Q()
    for either in patterns(filters.q):
        found &= reduce(or_, (Q(name_key__contains=part) for part in either))
    return found
