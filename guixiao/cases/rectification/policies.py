"""What the policy of a round says about inspections, as the round keeps it; of an earlier round, what the shipped policy says."""

from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.accounts.rules import Role
from guixiao.cases.rectification.rules import ABOVE_OFFICE
from guixiao.children.models import Round
from guixiao.policy import policy_for
from guixiao.policy.inspections import Inspections, inspections_of


def inspections_for(made: Round | None) -> Inspections:
    """Read once for all that is asked of the round."""
    if made is None:
        return policy_for(timezone.localdate()).inspections
    if not hasattr(made, "inspections_read"):
        kept = made.wording.get("inspections")
        made.inspections_read = inspections_of(kept) if kept else policy_for(made.as_of).inspections  # type: ignore[attr-defined]
    found: Inspections = made.inspections_read  # type: ignore[attr-defined]
    return found


def named(user: User, what: str, made: Round | None = None) -> User:
    """The same person with none but the posts that the policy names for `what`: records, rechecks or draws. `made`: the round
    that is shown, where it has been read."""
    policy = inspections_for(made or Round.objects.shown_to(user))
    names = {"records": policy.records, "rechecks": policy.rechecks, "draws": policy.draws}[what]
    found = user.only("inspect")
    found.current_posts = [post for post in found.current_posts if Role(post.role) in names]
    return found


def above_office(user: User) -> User:
    """The same person with none but the posts that stand above the county's office."""
    found = user.only("rectify")
    found.current_posts = [post for post in found.current_posts if post.role == ABOVE_OFFICE]
    return found


def over(user: User, path: str) -> bool:
    """Does a post of this person's have the place under it?"""
    return user.scope.covers(path)
