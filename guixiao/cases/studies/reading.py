"""What the page of a body shows of studies."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from guixiao.accounts.models import User
from guixiao.cases.bodies.models import Body, Member
from guixiao.cases.studies.models import Stayed, Study

SHOWN = 50  # on the page of a body


def of_body(user: User, body: Body) -> tuple[list[Study], int]:
    """Where somebody stayed who was a member meanwhile, or at the place where the body stands: the newest, and how many there
    are. One that goes on has no last day."""
    member = Member.objects.filter(body=body, user=OuterRef("user")).filter(
        Q(until=None) | Q(until__gte=OuterRef("study__first")),
        Q(since__lte=Coalesce(OuterRef("study__last"), F("since"))),
    )
    stayed = Exists(Stayed.objects.filter(Exists(member), study=OuterRef("pk")))
    found = Study.objects.visible_to(user).alias(stayed_there=stayed).filter(Q(area=body.area_id) | Q(stayed_there=True))
    found = found.filter(Q(last=None) | Q(last__gte=body.since))
    found = found.filter(first__lte=body.until) if body.until else found
    return list(found.select_related("area").prefetch_related("stayed__user", "decisions")[:SHOWN]), found.count()


def rows_of(shown: list[Study]) -> list[dict[str, Any]]:
    """Each with how many decisions it has, and how many of them are done."""
    return [{"study": one, "all": len(one.decisions.all()), "done": sum(bool(each.done_at) for each in one.decisions.all())}
            for one in shown]  # fmt: skip
