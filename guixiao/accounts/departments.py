"""Departments whose contact may hold a post: their names are the policy's, which knows no accounts (`settings.DEPARTMENTS`)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from guixiao.areas.models import Area


@dataclass(frozen=True)
class Desk:
    """Where the contact of a department stands: in the county, and over none of its children."""

    county: Area
    department: str


def departments() -> Mapping[str, str]:
    """Name -> words, in the language of the page."""
    named: Callable[[], Mapping[str, Any]] = import_string(settings.DEPARTMENTS)
    return {name: str(word) for name, word in named().items()}


def department_word(name: str) -> str:
    return departments().get(name, name)
