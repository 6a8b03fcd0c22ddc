"""Rows of ours as the shapes of the API have them."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from guixiao.accounts.models import Post
from guixiao.api.rules import both
from guixiao.api.wording import in_both
from guixiao.areas.models import Area, School
from guixiao.cases import wording
from guixiao.cases.clocks.rows import Row, word_of
from guixiao.cases.closures import wording as closures
from guixiao.cases.effort.wording import PHASES
from guixiao.cases.looks.wording import CLOSED
from guixiao.cases.models import Case
from guixiao.cases.orders import wording as orders
from guixiao.cases.rectification import wording as rectification
from guixiao.children.models import Coverage, Round
from guixiao.children.rules import IN_EQUATION, OUTSIDE, Equation
from guixiao.reports.coverage import Reason
from guixiao.reports.spots import Spot

TABLES: dict[str, Mapping[str, Any]] = {
    "standing": wording.STANDINGS, "phase": PHASES, "verb": wording.VERBS, "post": dict(Post.Kind.choices),
    "refusal": {**wording.REFUSALS, "matters_closed": CLOSED}, "order": orders.STATES, "part": orders.PARTS,
    "item": rectification.STANDINGS, "step": rectification.VERBS, "closure": closures.TABS, "condition": closures.CONDITIONS,
}  # fmt: skip


@cache
def words_of(table: str, name: str) -> dict[str, str]:
    return in_both(TABLES[table].get(name, name))


def named(table: str, name: str) -> dict[str, Any] | None:
    return {"name": name, "words": words_of(table, name)} if name else None


def in_policy(made: Round, kind: str, name: str) -> dict[str, Any] | None:
    """A name of the round's policy, with its words of that day."""
    return {"name": name, "words": both(made.wording.get(kind, {}).get(name), name)} if name else None


def words_in_policy(made: Round, kind: str, name: str) -> dict[str, str] | None:
    return both(made.wording.get(kind, {}).get(name), name) if name else None


def place_of(found: Area | School | None) -> dict[str, str] | None:
    if found is None:
        return None
    if isinstance(found, School):
        return {"place": found.url_word, "name": found.name, "kind": "school"}
    return {"place": found.code, "name": str(found), "kind": found.kind}


def places_of(row: Any) -> dict[str, Any]:
    return {name: place_of(getattr(row, name)) for name in ("town", "village", "school")}


def spot_shape(spot: Spot) -> dict[str, str]:
    return {"place": spot.code, "name": spot.name, "kind": spot.kind}


def round_shape(made: Round) -> dict[str, Any]:
    return {"id": made.pk, "as_of": made.as_of, "made_at": made.made_at, "policy": made.policy}


def equation_shape(equation: Equation, made: Round) -> dict[str, Any]:
    """Every bucket, also those with nobody in them."""

    def parts(names: Iterable[str]) -> list[dict[str, Any]]:
        return [{"bucket": name, "words": both(made.wording.get("buckets", {}).get(name), name),
                 "children": equation.parts.get(name, 0)} for name in names]  # fmt: skip

    return {"counted": equation.counted, "of_school_age": equation.of_school_age, "parts": parts(IN_EQUATION),
            "outside": parts(OUTSIDE), "off_by": equation.off_by, "balanced": equation.balanced}  # fmt: skip


def reason_shape(reason: Reason, made: Round) -> dict[str, Any]:
    words = both(made.wording.get("outcomes", {}).get(reason.outcome), reason.outcome)
    return {"bucket": reason.bucket, "outcome": reason.outcome, "words": words, "children": reason.count}


def child_row(row: Coverage, made: Round) -> dict[str, Any]:
    child = row.child
    return {
        "child": row.child_id, "name": child.name, "id_number": child.masked_id, "sex": row.sex, "age": row.age,
        **places_of(row), "grade": row.grade, "class_name": row.class_name, "poverty": row.poverty,
        "bucket": in_policy(made, "buckets", row.bucket), "outcome": in_policy(made, "outcomes", row.outcome),
    }  # fmt: skip


def case_row(case: Case) -> dict[str, Any]:
    made = case.round
    return {
        "id": case.pk, "child": case.child_id, "name": case.child.name, "episode": case.episode, "current": case.current,
        "state": case.state, "standing": named("standing", case.standing), "phase": named("phase", case.phase),
        "bucket": in_policy(made, "buckets", case.bucket), "outcome": in_policy(made, "outcomes", case.outcome),
        "finding": in_policy(made, "findings", case.finding), "until": case.until, **places_of(case), "age": case.age,
        "poverty": case.poverty, "grade": case.grade or None, "opened_at": case.opened_at, "returned_on": case.returned_on,
        "next_look": case.next_look, "version": case.version,
    }  # fmt: skip


def task_shape(row: Row) -> dict[str, Any]:
    """One row of my day."""
    task, case = row.task, row.task.case
    return {
        "id": task.pk, "case": case.pk, "name": case.child.name, "what": clock_words(case.round, task.clock), "state": row.state,
        "due_on": task.due_on, "days": row.days, **places_of(case),
        "holders": [{"post": one.post, "words": words_of("post", one.post), "names": list(one.names), "since": one.since}
                    for one in row.holders],
        "resting": words_in_policy(case.round, "pauses", row.pause.reason) if row.pause else None,
    }  # fmt: skip


def clock_words(made: Round, name: str) -> dict[str, str]:
    return in_both(lambda: word_of(made, "clocks", name))
