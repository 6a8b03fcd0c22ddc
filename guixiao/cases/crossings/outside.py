"""Finding a child of another place, and what is shown of it: who it is, where it belongs, whom to call. Nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from guixiao.accounts.models import Post, User
from guixiao.accounts.rules import Role
from guixiao.cases.crossings.rules import Question
from guixiao.cases.models import Case
from guixiao.cases.wording import MARKS, STANDINGS
from guixiao.children.models import Child, Coverage
from guixiao.lib.pinyin import plain_name
from guixiao.vault.keys import blind_index

MINE_TOO = 20  # rows read besides
WITHDRAWN = ("sighted_mistake", "sighted_known")  # entered by mistake, or twice


@dataclass(frozen=True)
class Found:
    """What is shown: never a cause, a note, a telephone number or a whole identity number. `call`: posts and who holds them."""

    child: Child
    place: str
    school: str
    standing: str
    mark: str
    call: list[tuple[str, list[str]]]


@dataclass(frozen=True)
class Answer:
    """`more`: there are others, not shown; `mine`: children of one's own place, who need no question."""

    found: list[Found]
    children: list[Child]
    more: bool
    mine: list[Child]


def answer_to(user: User, question: Question, most: int) -> Answer:
    """At most so many, and none whom the person sees anyhow."""
    rows = list(_asked(question).select_related("county", "town", "village", "school").order_by("pk")[: most + MINE_TOO])
    mine = _seen(user, rows)
    others = [child for child in rows if child.pk not in mine]
    shown = others[:most]
    return Answer([_found(child) for child in shown], shown, len(others) > most, [child for child in rows if child.pk in mine])


def _asked(question: Question) -> "QuerySet[Child]":
    counted = Coverage.objects.filter(round__current__isnull=False).exclude(outcome__in=WITHDRAWN)
    rows = Child.objects.filter(pk__in=counted.values("child"))
    if question.number:
        return rows.filter(id_number_index=blind_index("id_number", question.number))
    named = [child.pk for child in rows.filter(birth_date=question.born).only("pk", "name") if _same(child.name, question.name)]
    return rows.filter(pk__in=named)


def _same(one: str, other: str) -> bool:
    return plain_name(one) == plain_name(other)


def _seen(user: User, children: Sequence[Child]) -> set[object]:
    """Those whom a post of the person's sees: on whatever page."""
    keys = [child.pk for child in children]
    stands = Coverage.objects.visible_to(user.whole).filter(child__in=keys, round__current__isnull=False)
    cases = Case.objects.visible_to(user.whole).filter(child__in=keys)
    own = Child.objects.visible_to(user.whole).filter(pk__in=keys)
    return {*own.values_list("pk", flat=True), *stands.values_list("child", flat=True), *cases.values_list("child", flat=True)}


def _found(child: Child) -> Found:
    case = Case.objects.current().filter(child=child).select_related("round", "receiving").first()
    stand = Coverage.objects.filter(child=child, round__current__isnull=False).select_related("school", "town", "village").first()
    at = case or stand
    town, village = (at.town, at.village) if at else (child.town, child.village)
    school = (case.receiving or case.school) if case else (stand.school if stand else child.school)
    place = " ".join(str(part) for part in (child.county, town, village) if part)
    standing = case.standing if case else ""
    words = str(STANDINGS[standing]) if case else ""
    call = _posts(Q(role=Role.TOWNSHIP_POST, area=town)) if town else _posts(Q(role=Role.COUNTY_OFFICER, area=child.county))
    if school:
        call += _posts(Q(role=Role.PRINCIPAL, school=school))
    return Found(child, place, str(school or ""), words, MARKS.get(standing, ""), call)


def _posts(which: Q) -> list[tuple[str, list[str]]]:
    """Who holds a post today, by post."""
    held = (
        Post.objects.in_force(timezone.localdate()).filter(which, user__is_active=True).select_related("area", "school", "user")
    )
    by: dict[str, list[str]] = {}
    for post in held.order_by("pk"):
        by.setdefault(str(post), []).append(post.user.name)
    return list(by.items())
