"""Bodies 指挥体系 with who is in them today, joint actions 联合行动, stationed studies 蹲点研判."""

from collections.abc import Iterable, Mapping
from typing import Any

from ninja import Query, Router
from pydantic import Field

from guixiao.api.bearer import Request, asker
from guixiao.api.oversight import shapes
from guixiao.api.oversight.asking import OfPlace, Turning, area_of, turned
from guixiao.api.rules import both
from guixiao.api.telling import named, place_of
from guixiao.api.wording import in_both
from guixiao.areas.models import Area
from guixiao.cases.bodies.models import Member
from guixiao.cases.bodies.policies import bodies_for
from guixiao.cases.bodies.reading import called, listed, rows_of
from guixiao.cases.joint import reading as joint
from guixiao.cases.joint.models import JointAction
from guixiao.cases.studies.models import Decision, Study
from guixiao.children.models import Round
from guixiao.policy.bodies import Bodies

router = Router(tags=["oversight"])


class OfBodies(OfPlace):
    gone: str = Field("", pattern="^1?$", description="1: those that were dissolved")


@router.get("/bodies", response=shapes.BodiesShape, url_name="api_bodies", operation_id="bodies",
            summary="Bodies at the token's places, with their members")  # fmt: skip
def bodies(request: Request, asked: Query[OfBodies]) -> Any:
    """At the places of the token's post: a function that its person holds elsewhere opens nothing here."""
    user = asker(request, "bodies", "see_bodies")
    made, area = Round.objects.shown_to(user), area_of(user, asked.place)
    found = listed(user, area, gone=asked.gone == "1").filter(area__in=Area.objects.visible_to(user))
    page, told = turned(request, "bodies", found, asked.page, place=asked.place, gone=asked.gone)
    policy = bodies_for(made) if made else None
    return told | {"bodies": [_body(row, made, policy) for row in rows_of(list(page.object_list), made)]}


def _body(row: Mapping[str, Any], made: Round | None, policy: Bodies | None) -> dict[str, Any]:
    body = row["body"]
    return {"id": body.pk, "called": in_both(lambda: called(body, made)),
            "kind": _named(policy.kinds if policy else {}, body.kind), "place": place_of(body.area), "since": body.since,
            "until": body.until, "members": [_member(one, policy) for one in row["members"]]}  # fmt: skip


def _member(one: Member, policy: Bodies | None) -> dict[str, Any]:
    return {"name": one.called, "unit": one.unit, "function": _named(policy.functions if policy else {}, one.function),
            "since": one.since, "until": one.until}  # fmt: skip


def _named(rows: Mapping[str, Any], name: str) -> dict[str, Any]:
    row = rows.get(name)
    return {"name": name, "words": both({"zh": row.zh, "en": row.en} if row else None, name)}


@router.get("/joint-actions", response=shapes.JointActions, url_name="api_joint", operation_id="joint_actions",
            summary="Several departments at one door, the newest first")  # fmt: skip
def joint_actions(request: Request, asked: Query[Turning]) -> Any:
    user = asker(request, "joint_actions", "see_bodies")
    made = Round.objects.shown_to(user)
    rows = JointAction.objects.visible_to(user).select_related("area")
    page, told = turned(request, "joint_actions", rows, asked.page)
    return told | {"joint_actions": [_action(joint.about(user, action, made)) for action in page.object_list]}


def _action(told: Mapping[str, Any]) -> dict[str, Any]:
    action, whole = told["action"], told["whole"]
    return {"id": action.pk, "place": place_of(action.area), "day": action.day, "departments": told["departments"],
            "whole": whole, "text": action.text if whole else "", "team": _people(told["team"]),
            "cases": [line["case"].pk for line in told["lines"]], "others": told["others"]}  # fmt: skip


@router.get("/studies", response=shapes.Studies, url_name="api_studies", operation_id="studies",
            summary="Who stayed where, what was found and decided")  # fmt: skip
def studies(request: Request, asked: Query[Turning]) -> Any:
    user = asker(request, "studies", "see_bodies")
    read = ("stayed__user", "decisions__user", "decisions__area", "decisions__school")
    rows = Study.objects.kept_by(user).select_related("area").prefetch_related(*read)
    page, told = turned(request, "studies", rows, asked.page)
    return told | {"studies": [_study(study) for study in page.object_list]}


def _study(study: Study) -> dict[str, Any]:
    return {"id": study.pk, "place": place_of(study.area), "first": study.first, "last": study.last, "found": study.found,
            "stayed": _people(study.stayed.all()), "decisions": [_decision(one) for one in study.decisions.all()]}  # fmt: skip


def _decision(one: Decision) -> dict[str, Any]:
    return {"title": one.title, "post": named("post", one.role), "who": one.who, "due_on": one.due_on, "done_at": one.done_at}


def _people(rows: Iterable[Any]) -> list[dict[str, str]]:
    return [{"name": str(one), "unit": one.unit} for one in rows]
