"""The chain as the case page shows it: two short ladders, names and gaps."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from guixiao.accounts.models import Post, User
from guixiao.accounts.rules import Role
from guixiao.areas.models import Area, School
from guixiao.cases.chain.models import Duty
from guixiao.cases.chain.people import Here, links_of, named_by, path_of, posts_of
from guixiao.cases.chain.rules import CLASS, SCHOOL, Link, chain, ladders, may_name
from guixiao.cases.chain.words import chain_of, chief_words, chiefs_of, in_words
from guixiao.cases.models import Case
from guixiao.children.models import Round
from guixiao.children.rules import masked_phone

ROLES = dict(Post.Kind.choices)


def chain_context(user: User, case: Case) -> dict[str, Any]:
    """`ladders`: of each line its name and rungs; `gaps`: how many chiefs are missing."""
    links = links_of(case, timezone.localdate())
    mine = posts_of(user, path_of(case))
    words = chief_words(case.round)
    rungs = {link.chief.name: _rung(link, words[link.chief.name], case, mine) for link in links}
    shown = [{"line": case.round.word("lines", line), "rungs": [rungs[link.chief.name] for link in told]}
             for line, told in ladders(links).items()]  # fmt: skip
    return {"ladders": shown, "chain_name": in_words(chain_of(case.round)), "gaps": sum(link.gap for link in links),
            "may_name": any(rung["may_name"] for rung in rungs.values()), "rungs": list(rungs.values())}  # fmt: skip


def naming(here: Here, rungs: list[dict[str, Any]]) -> dict[str, Any]:
    """What the forms need: whom one may choose, and on each rung who stands named for this very case or place."""
    duties = Duty.objects.filter(ended_by=None, **here.spot.columns).select_related("user", "made_by")
    standing = {duty.chief: duty for duty in duties}
    told = [rung | {"standing": standing.get(rung["key"])} for rung in rungs]
    return {"candidates": here.candidates, "rungs": told, "today": timezone.localdate()}


def place_context(here: Here, made: Round) -> dict[str, Any]:
    """The chiefs who stand at this place, each as a rung."""
    at, today = here.spot.at, timezone.localdate()
    level = SCHOOL if isinstance(at, School) else str(getattr(at, "kind", ""))
    chiefs = [chief for chief in chiefs_of(made) if chief.level in ((SCHOOL, CLASS) if level == SCHOOL else (level,))]
    named = [named_by(duty) for duty in Duty.objects.filter(**here.spot.columns).in_force(today).select_related("user")]
    links, words = chain(chiefs, here.path, here.holders, named, family=False), chief_words(made)
    return {"rungs": [_rung(link, words[link.chief.name], None, set(here.spot.posts)) for link in links],
            "chain_name": in_words(chain_of(made))}  # fmt: skip


@dataclass(frozen=True)
class Door:
    """A place on the list of places: its word in the URL, who was named there."""

    word: str
    name: str
    named: int


def places_below(user: User) -> list[Door]:
    """All places of the user's, the schools last, with how many were named there."""
    counts = {"area": Counter[int](), "school": Counter[int]()}
    for area, school in Duty.objects.visible_to(user).filter(case=None, ended_by=None).values_list("area", "school"):
        counts["area" if area else "school"][area or school] += 1
    areas = Area.objects.visible_to(user).select_related("parent").order_by("path")
    schools = School.objects.visible_to(user).order_by("name")
    return [*(Door(area.code, _full_name(area), counts["area"][area.pk]) for area in areas),
            *(Door(school.url_word, school.name, counts["school"][school.pk]) for school in schools)]  # fmt: skip


def _full_name(area: Area) -> str:
    return f"{area.parent} · {area}" if area.kind == Area.Kind.VILLAGE else str(area)


def _rung(link: Link, words: dict[str, str], case: Case | None, mine: set[str]) -> dict[str, Any]:
    """One chief: what to show of whoever it is, or of whoever must name somebody."""
    told = words | {
        "key": link.chief.name,
        "level": link.chief.level,
        "gap": link.gap,
        "missing": link.missing,
        "source": link.source,
    }
    told |= {"may_name": may_name(link.chief, mine), "others": len(link.others), "duty_of": link.named}
    if link.named:
        duty = link.named.record
        return told | {"who": str(duty), "phone": masked_phone(duty.phone), "of_case": duty.case_id is not None, "named": duty}
    if link.holder:
        return told | {"who": str(link.holder.who), "post": ROLES[Role(link.holder.post)]}
    if link.source and case:
        return told | {"who": case.child.guardian, "phone": case.child.masked_phone}
    return told | {"filler": _filler(link)}


def _filler(link: Link) -> str:
    """Who must name somebody, as far as anybody is known: a name, or at least the post."""
    if link.filler is None:
        return str(ROLES[Role(link.chief.gap)])
    return _("%(post)s %(name)s") % {"post": ROLES[Role(link.filler.post)], "name": link.filler.who}
