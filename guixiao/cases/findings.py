"""What the policy of a round says about findings and lines, as the round keeps it (`Round.wording`)."""

from typing import Any

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases.models import Case
from guixiao.cases.rules import Effect, Finding
from guixiao.children.models import Round


def suspect_buckets(made: Round) -> list[str]:
    """Who is suspected in this round; one made before rounds kept it had these two."""
    found: list[str] = made.wording.get("suspect", ["left_roll", "not_found"])
    return found


def findings_of(made: Round) -> dict[str, Finding]:
    """Every finding of the round's policy, in the order of their codes."""
    told: dict[str, dict[str, Any]] = made.wording.get("findings", {})
    in_order = sorted(told.items(), key=lambda item: item[1]["code"])  # PostgreSQL keeps no order of keys
    return {name: Finding(name, Effect(words["effect"]), tuple(words["evidence"]), words["months"]) for name, words in in_order}


def finding_of(made: Round, name: str) -> Finding | None:
    return findings_of(made).get(name) if name else None


def in_words(made: Round, kind: str, name: str) -> str:
    """As the log keeps it: in Chinese, whatever the language of the page."""
    return str(made.wording.get(kind, {}).get(name, {}).get("zh", name))


def lines_of(user: User, case: Case) -> frozenset[str]:
    """The lines on which the user stands for this child: by the posts held today at one of its places."""
    roles = {post.role for post in user.current_posts if _covers(post, case)}
    lines: dict[str, dict[str, Any]] = case.round.wording.get("lines", {})
    return frozenset(name for name, line in lines.items() if roles & set(line["posts"]))


def _covers(post: Any, case: Case) -> bool:
    at = {Area.Kind.COUNTY: case.county_id, Area.Kind.TOWNSHIP: case.town_id, Area.Kind.VILLAGE: case.village_id}
    return at.get(post.area.kind) == post.area_id if post.area else post.school_id == case.school_id
