"""What is filled in about a body, read from a form. Whatever cannot be read is left for the rules to refuse."""

from django.http import QueryDict

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases.bodies.actions import Asked, Who
from guixiao.cases.forms import day_of

NAME = 60


def body_of(form: QueryDict, area: Area) -> Asked:
    return Asked(form.get("kind", "")[:40], area, day_of(form.get("since", "")), form.get("name", "").strip()[:NAME])


def member_of(form: QueryDict, user: User | None) -> Who:
    name, unit = (form.get(field, "").strip()[:NAME] for field in ("name", "unit"))
    return Who(form.get("function", "")[:40], day_of(form.get("since", "")), user, name, unit)
