"""What a teacher ticks for a class, read from a form."""

from datetime import date
from typing import Any
from uuid import UUID

from guixiao.cases.alerts.absence.rules import Entry
from guixiao.cases.forms import uuid_of


def entries_of(form: Any, day: date | None) -> dict[UUID, Entry]:
    """By child: what was ticked and chosen; children of whom nothing is said are left out."""
    ticked = {name: {key for text in form.getlist(name) if (key := uuid_of(text))} for name in ("away", "visit", "back")}
    chosen = {key: form[name][:40] for name in form if name.startswith("reason-") and (key := uuid_of(name[7:]))}
    children = {*chosen, *ticked["away"], *ticked["visit"], *ticked["back"]}
    return {
        key: Entry(day or date.min, key in ticked["away"], chosen.get(key, ""), key in ticked["visit"], key in ticked["back"])
        for key in children
    }
