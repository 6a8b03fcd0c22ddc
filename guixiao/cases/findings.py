"""What the policy of a round says about findings and lines, as the round keeps it (`Round.wording`)."""

from dataclasses import replace
from datetime import date
from typing import Any

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases.clocks.models import Term
from guixiao.cases.models import Case
from guixiao.cases.states import Effect, Finding
from guixiao.children.models import Round
from guixiao.policy.effort import Effort, effort_of
from guixiao.tables.kept import kept


def suspect_buckets(made: Round) -> list[str]:
    """Who is suspected in this round; one made before rounds kept it had these two."""
    found: list[str] = made.wording.get("suspect", ["left_roll", "not_found"])
    return found


def findings_of(made: Round) -> dict[str, Finding]:
    """Every finding of the round's policy, in the order of their codes."""
    told: dict[str, dict[str, Any]] = made.wording.get("findings", {})
    in_order = sorted(told.items(), key=lambda item: item[1]["code"])  # PostgreSQL keeps no order of keys
    return {name: _read(name, words) for name, words in in_order}


def finding_of(made: Round, name: str) -> Finding | None:
    words = made.wording.get("findings", {}).get(name) if name else None
    return _read(name, words) if words else None


def _read(name: str, words: dict[str, Any]) -> Finding:
    return Finding(name, Effect(words["effect"]), tuple(words["evidence"]), words["months"])


def in_words(made: Round, kind: str, name: str) -> str:
    """As the log keeps it: in Chinese, whatever the language of the page."""
    return str(made.wording.get(kind, {}).get(name, {}).get("zh", name))


def roles_of(user: User, case: Case) -> frozenset[str]:
    """The posts that the user holds today at one of the child's places."""
    return frozenset(post.role for post in user.current_posts if _covers(post, case))


def lines_of(user: User, case: Case) -> frozenset[str]:
    """The lines on which the user stands for this child: by the posts held today at one of its places."""
    roles = roles_of(user, case)
    lines: dict[str, dict[str, Any]] = case.round.wording.get("lines", {})
    return frozenset(name for name, line in lines.items() if roles & set(line["posts"]))


def _covers(post: Any, case: Case) -> bool:
    at = {Area.Kind.COUNTY: case.county_id, Area.Kind.TOWNSHIP: case.town_id, Area.Kind.VILLAGE: case.village_id}
    if post.area:
        return at.get(post.area.kind) == post.area_id
    return post.school_id in (case.school_id, case.receiving_id)


def effort_for(made: Round) -> Effort | None:
    """What the round's policy says of the return effort; None for a round of a time when rounds did not keep it."""
    if not hasattr(made, "effort_read"):
        kept = made.wording.get("effort")
        read = replace(effort_of(kept), terms=_terms_of(made)) if kept else None
        made.effort_read = read  # type: ignore[attr-defined]  # read once for all cases of the round
    found: Effort | None = made.effort_read  # type: ignore[attr-defined]
    return found


def _terms_of(made: Round) -> tuple[date, ...]:
    """The first days of the terms in the county's calendar."""
    return tuple(_first_days(county=made.county_id))


@kept
def _first_days(*, county: int) -> Any:
    return Term.objects.filter(county=county).order_by("first").values_list("first", flat=True)
