"""What the county fills in for an order, read from a form. Whatever cannot be read is left out, for the rules to refuse."""

from typing import Any

from django.http import QueryDict

from guixiao.areas.models import Area
from guixiao.cases.forms import day_of
from guixiao.cases.orders.models import Draft
from guixiao.cases.orders.rules import LINES
from guixiao.cases.orders.selecting import OLDEST, OUT, WHO, Wanted

TITLE, TEXT, NUMBER, REASON = 120, 4000, 60, 500


def draft_of(form: QueryDict, county: Area) -> dict[str, Any]:
    """The fields of a draft."""
    lines = form.get("lines", "")
    return {
        "number": form.get("number", "").strip()[:NUMBER], "title": form.get("title", "").strip()[:TITLE],
        "text": form.get("text", "").strip()[:TEXT], "goal": form.get("goal", "")[:40],
        "lines": lines if lines in LINES else Draft.Lines.BOTH, "deadline": day_of(form.get("deadline", "")),
        "wanted": _wanted(form, county).plain, "left_out": _left_out(form),
    }  # fmt: skip


def _wanted(form: QueryDict, county: Area) -> Wanted:
    inside = Area.objects.filter(path__startswith=county.path).exclude(pk=county.pk)
    codes = {code for code in form.getlist("place") if code.isdecimal() and len(code) <= 12}
    places = tuple(inside.filter(code__in=codes).order_by("code").values_list("code", flat=True))
    who = form.get("who", "")
    return Wanted(places, form.get("poor") == "1", who if who in WHO else OUT, _age(form, "youngest"), _age(form, "oldest"))


def _age(form: QueryDict, name: str) -> int | None:
    text = form.get(name, "")
    return int(text) if text.isdecimal() and len(text) <= 2 and int(text) <= OLDEST else None


def _left_out(form: QueryDict) -> list[str]:
    """Of the posts that were shown, those no longer ticked."""
    shown, kept = form.getlist("shown"), set(form.getlist("goes"))
    return sorted({word[:60] for word in shown} - kept)


def version_of(form: QueryDict) -> int:
    text = form.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0
