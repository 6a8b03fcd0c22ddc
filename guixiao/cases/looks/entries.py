"""Who looked at one child, out of the log: every look at something restricted or revealed, newest first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language

from guixiao.accounts.models import Post, User
from guixiao.audit.models import Entry
from guixiao.cases.attachments.models import Proof
from guixiao.cases.effort.sentences import word
from guixiao.cases.effort.sight import REPORT, sight_of
from guixiao.cases.looks.models import Look
from guixiao.cases.looks.policies import looks_for
from guixiao.cases.looks.wording import LOOKS, NUMBERS
from guixiao.cases.models import Case
from guixiao.children.models import Child

MOST, MOST_LISTS = 200, 50
OUTSIDE = "child.outside"
MATTERS = frozenset({"child.matters"})
PROOFS = frozenset({"proof.look", "proof.glance"})


@dataclass(frozen=True)
class Row:
    """One look. `who`: the person, "" for readers who are told the posts only; `posts`: held on that day, in words."""

    at: datetime
    who: str
    posts: str
    act: str
    purpose: str = ""
    words: str = ""


@dataclass(frozen=True)
class Reader:
    """`full`: by name, everything; `knows`: the restricted matters are theirs to open, so looks at them are too."""

    full: bool
    knows: bool


def reader_of(user: User, child: Child, cases: Iterable[Case]) -> Reader:
    """By the posts held today at the child's places, as the policy of the child's last case has it."""
    cases = list(cases)
    roles = {post.role for post in user.current_posts if _covers(post, child, cases)}
    named = set(looks_for(cases[-1].round).looks.names) if cases else {"county_officer"}
    return Reader(bool(roles & named), any(sight_of(user, case).may_open for case in cases))


def _covers(post: Post, child: Child, cases: Iterable[Case]) -> bool:
    if post.area:
        return post.area_id in (child.county_id, child.town_id, child.village_id)
    return post.school_id in {child.school_id, *(key for case in cases for key in (case.school_id, case.receiving_id))}


def rows_of(user: User, child: Child, cases: Iterable[Case], reader: Reader) -> list[Row]:
    entries = [entry for entry in _of_child(child) if reader.full or _theirs(user, entry, child, reader)]
    posts, looks = _posts(entries), _looks(entries)
    purposes = looks_for(list(cases)[-1].round).look_purposes if cases else {}
    return [_row(entry, reader, posts, looks, purposes) for entry in entries]


def _of_child(child: Child) -> "list[Entry]":
    return list(Entry.objects.filter(subject=f"child:{child.pk}", act__in=list(LOOKS)).order_by("-sequence")[:MOST])


def _theirs(user: User, entry: Entry, child: Child, reader: Reader) -> bool:
    """A look at what this reader may not know of is not told: it would say that there is something."""
    if entry.act in MATTERS:
        return reader.knows
    if entry.act in PROOFS:
        key, events = entry.detail.get("attachment"), Q(event__verb=REPORT) & ~Q(event__actor=user.pk)
        return Proof.objects.filter(attachment=key, event__case__child=child).exclude(events).exists()
    return True


def _row(entry: Entry, reader: Reader, posts: Mapping[int, list[Post]], looks: Mapping[str, Look], purposes: Any) -> Row:
    look = looks.get(str(entry.detail.get("look", "")))
    held = [post for post in posts.get(entry.actor_id or 0, []) if post.in_force_on(timezone.localdate(entry.at))]
    act = str(LOOKS[entry.act])
    if what := NUMBERS.get(str(entry.detail.get("what", ""))):
        act = f"{act}：{what}"
    purpose = (word(purposes.get(look.purpose)) or look.purpose) if look and reader.knows else ""
    purpose = purpose or _told_purpose(entry)
    words = look.words if look and reader.full and reader.knows else ""
    return Row(entry.at, entry.actor_name if reader.full else "", "、".join(map(str, held)), act, purpose, words)


def _told_purpose(entry: Entry) -> str:
    """What somebody of another place asked for: no restricted matter."""
    english = (get_language() or "").startswith("en") and entry.detail.get("purpose_en")
    return str(english or entry.detail.get("purpose", "")) if entry.act == OUTSIDE else ""


def _posts(entries: Iterable[Entry]) -> dict[int, list[Post]]:
    found: dict[int, list[Post]] = {}
    actors = {entry.actor_id for entry in entries if entry.actor_id}
    for post in Post.objects.filter(user__in=actors).select_related("area", "school").order_by("pk"):
        found.setdefault(post.user_id, []).append(post)
    return found


def _looks(entries: Iterable[Entry]) -> dict[str, Look]:
    keys = [entry.detail["look"] for entry in entries if entry.detail.get("look")]
    return {str(look.pk): look for look in Look.objects.filter(pk__in=keys)}


OF_CHILDREN = (
    "children",
    "cases",
    "changes",
    "doubts",
    "accountability",
    "tasks",
    "rectification",
)  # lists with names of children


@dataclass(frozen=True)
class Taken:
    """A list that left the screen, of a place the child lives or learns in: the child may be in it."""

    at: datetime
    who: str
    what: str


def lists_of(child: Child) -> list[Taken]:
    """Which children were in a list is not kept, so these are all that may have held this one."""
    paths = [place.path for place in (child.county, child.town, child.village) if place]
    paths += [child.school.path] if child.school else []
    acts = Q(act__in=("list.export", "list.print"), subject__in=("", *(f"list:{name}" for name in OF_CHILDREN)))
    entries = Entry.objects.filter(acts, place__in=paths).order_by("-sequence")[:MOST_LISTS]
    return [Taken(entry.at, entry.actor_name, _list(entry)) for entry in entries]


def _list(entry: Entry) -> str:
    told = (entry.detail.get(name) for name in ("list", "at", "filter", "rows"))
    return " · ".join(str(part) for part in told if part not in (None, ""))
