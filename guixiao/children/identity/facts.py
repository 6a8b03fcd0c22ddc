"""What `recognise` is told: of the rows of a round, and of the children that earlier rounds knew."""

import operator
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from guixiao.areas.models import Area
from guixiao.children.identity.rules import Facts
from guixiao.children.models import Child, Coverage, Round
from guixiao.lib.ids import parse_identity
from guixiao.linkage.characters import clean_names, sounds

BATCH = 4000
LEGIBLE = 15  # so many digits of a number that is wrong are still a number of one's own
PLAIN_NUMBER = re.compile(r"\d{17}[\dX]")
# What the newest round may correct on a child that is already known.
REFRESHED = ("name", "id_number", "birth_date", "sex", "ethnicity", "household_number", "guardian", "phone",
             "town_id", "village_id", "school_id")  # fmt: skip


class KnownChild(NamedTuple):
    """The key of a child, and its fields of REFRESHED as they stand."""

    pk: UUID
    values: dict[str, Any]


def facts_of(children: Sequence[Mapping[str, Any]], stands: Sequence[Mapping[str, Any]]) -> list[Facts]:
    """`children` and `stands`: the fields of Child and of Coverage, row by row."""
    orders = [(stand["bucket"], stand["outcome"], stand["roster"], stand["file"], stand["row"] or 0) for stand in stands]
    doubles = [stand["bucket"] == "duplicate_registration" for stand in stands]
    return _told(children, doubles, [True] * len(doubles), orders)


def known_children(county: Area, nobody: Collection[UUID] = ()) -> tuple[list[KnownChild], list[Facts]]:
    """Every child of the county but `nobody`, of whatever round; those of the newest round are marked."""
    names = ("pk", *REFRESHED)
    rows = Child.objects.filter(county=county).exclude(pk__in=nobody).values_list(*names).order_by("pk").iterator(BATCH)
    children = [KnownChild(row[0], dict(zip(REFRESHED, row[1:], strict=True))) for row in rows]
    last = Round.objects.filter(county=county).first()
    bucket_of = dict(Coverage.objects.filter(round=last).values_list("child", "bucket")) if last else {}
    buckets = [bucket_of.get(child.pk) for child in children]
    doubles = [bucket == "duplicate_registration" for bucket in buckets]
    latest = [bucket is not None for bucket in buckets]
    return children, _told([child.values for child in children], doubles, latest, [(str(child.pk),) for child in children])


def _told(
    people: Sequence[Mapping[str, Any]], doubles: Sequence[bool], latest: Sequence[bool], orders: Sequence[Any]
) -> list[Facts]:
    if not people:
        return []
    names = clean_names([person["name"] for person in people])
    guardians = clean_names([person["guardian"] for person in people])
    columns = zip(people, names, guardians, sounds(names), doubles, latest, orders, strict=True)
    return [
        Facts(
            number_of(person["id_number"]),
            person["birth_date"],
            person["household_number"],
            person["village_id"],
            written_out(guardian),
            person["school_id"],
            sound,
            written_out(name),
            person["sex"],
            *rest,
        )
        for person, name, guardian, sound, *rest in columns
    ]


# What is told where it differs; places and guardians differ for many innocent reasons.
TELLING = ("name", "id_number", "birth_date", "sex", "household_number")


def corrections(earlier: Mapping[str, Any], now: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(field, before, after) of what the newest round says otherwise; another way of writing the same is no correction."""
    found = []
    for field in TELLING:
        before, after = earlier[field], now[field]
        same = {"name": _same_name, "id_number": _same_number}.get(field, operator.eq)
        if before != after and not same(before, after):
            found.append((field, str(before or ""), str(after)))
    return found


def _same_name(one: str, other: str) -> bool:
    return clean_names([one]) == clean_names([other])


def _same_number(one: str, other: str) -> bool:
    return number_of(one) == number_of(other)


def written_out(name: str) -> str:
    """A name of which a character could not be read is no name to go by."""
    return "" if "?" in name else name


def number_of(text: str) -> str:
    """The identity number in a cell; one with a typing error is still one's own, one that a spreadsheet rounded is not."""
    if PLAIN_NUMBER.fullmatch(text) or not text:
        return text
    found = parse_identity(text)
    return found.number or (found.digits if not found.lossy and len(found.digits) >= LEGIBLE else "")
