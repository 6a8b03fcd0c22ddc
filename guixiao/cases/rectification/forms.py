"""What is filled in, read from a form. Whatever cannot be read is left out, for the rules to refuse."""

from typing import Any
from uuid import uuid4

from django.http import QueryDict

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases.forms import day_of, uuid_of
from guixiao.cases.models import Case
from guixiao.cases.moves.asking import target_of
from guixiao.cases.moves.rules import Target
from guixiao.cases.rectification.actions import COUNTY, Finding, Said
from guixiao.cases.rectification.models import Inspection

LONGEST, SHORT, NUMBER = 2000, 120, 60


def inspection_of(form: QueryDict, user: User) -> tuple[Area | None, dict[str, Any]]:
    code = form.get("place", "")
    area = Area.objects.visible_to(user).filter(code=code).first() if code.isdecimal() and len(code) <= 12 else None
    told = {"id": uuid_of(form.get("key", "")) or uuid4(), "title": form.get("title", "").strip()[:SHORT],
            "number": form.get("number", "").strip()[:NUMBER],
            "inspectors": form.get("inspectors", "").strip()[:SHORT], "inspected_on": day_of(form.get("day", ""))}  # fmt: skip
    return area, told


def finding_of(form: QueryDict, user: User, inspection: Inspection) -> Finding:
    target = addressed(form.get("to", "")[:20], inspection.county)
    key = uuid_of(form.get("case", ""))
    case = Case.objects.visible_to(user).filter(pk=key).first() if key else None
    texts = {name: form.get(name, "").strip()[:LONGEST] for name in ("text", "measures")}
    named, made = form.get("person", "")[:SHORT], uuid_of(form.get("key", "")) or uuid4()
    return Finding(texts["text"], texts["measures"], target, day_of(form.get("deadline", "")), named, case, made)


def addressed(word: str, county: Area) -> Target | None:
    """Whose post is to put it right: the county's own office by the county's code, any other place by its word."""
    return Target(COUNTY, county.pk) if word == county.code else target_of(word, county.pk)


def said_of(form: QueryDict) -> Said:
    return Said(form.get("text", "").strip()[:LONGEST], day_of(form.get("day", "")), day_of(form.get("deadline", "")))
