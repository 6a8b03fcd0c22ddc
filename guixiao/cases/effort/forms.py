"""What a person fills in about a return effort, read from a form. Whatever cannot be read is left for the rules to refuse."""

from collections.abc import Callable
from typing import Any

from django.http import QueryDict

from guixiao.areas.models import School
from guixiao.cases.actions import Said
from guixiao.cases.forms import LONGEST, day_of, key_of, uuid_of
from guixiao.cases.models import Case

STEPS = 6  # of a plan, on the form
SHORT = 120


def said_of(form: QueryDict, case: Case, verb: str) -> Said:
    """The day is asked for by name `day`; a note goes with every step."""
    read = READ.get(verb)
    day = day_of(form.get("day", "")) if form.get("day") else None
    return Said(note=form.get("note", "").strip()[:LONGEST], true_on=day, given=read(form, case) if read else {},
                key=uuid_of(form.get("key", "")) if verb == "visit" else None)  # fmt: skip


def _words(form: QueryDict, *names: str) -> dict[str, Any]:
    return {name: form.get(name, "").strip()[:SHORT] for name in names}


def _visit(form: QueryDict, case: Case) -> dict[str, Any]:
    promised = day_of(form.get("promised", ""))
    return _words(form, "way", "met", "result") | {"promised": promised.isoformat() if promised else ""}


def _plan(form: QueryDict, case: Case) -> dict[str, Any]:
    """The steps are rows of what, who and by when; a row without a `what` is none."""
    rows = zip(form.getlist("what"), form.getlist("who"), form.getlist("by"), strict=False)
    told = [{"what": what.strip()[:LONGEST], "who": who.strip()[:SHORT], "by": by[:10]} for what, who, by in rows]
    steps = [step for step in told if step["what"]]
    texts = {name: form.get(name, "").strip()[:LONGEST] for name in ("difficulties", "disagrees")}
    main = form.get("cause", "")[:40]
    further = sorted({name[:40] for name in form.getlist("further")} - {main})
    return texts | {"cause": main, "further": further, "steps": steps[:STEPS]}


def _letter(form: QueryDict, case: Case) -> dict[str, Any]:
    return _words(form, "kind", "number", "issuer", "addressee") | {"return_by": day_of(form.get("return_by", ""))}


def _service(form: QueryDict, case: Case) -> dict[str, Any]:
    return _words(form, "method", "receiver", "witness", "receipt") | {"letter": key_of(form.get("letter", ""))}


def _return(form: QueryDict, case: Case) -> dict[str, Any]:
    """A school of the county by its key; of another place by its name."""
    key = form.get("school", "")
    known = School.objects.filter(county=case.county_id, pk=int(key)).first() if key.isdecimal() and len(key) < 10 else None
    words = _words(form, "school_name", "class_name", "placement")
    return words | {"school": known.pk if known else None, "school_name": "" if known else words["school_name"]}


READ: dict[str, Callable[[QueryDict, Case], dict[str, Any]]] = {
    "visit": _visit,
    "plan": _plan,
    "report": lambda form, case: _words(form, "to"),
    "issue": _letter,
    "serve": _service,
    "return": _return,
    "observe": lambda form, case: _words(form, "point"),
}
