"""What a new round of rosters makes of the cases: new suspects get one, settled ones are asked again only where facts changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.audit.actions import record
from guixiao.cases.actions import BATCH
from guixiao.cases.effort.voiding import void_of
from guixiao.cases.findings import suspect_buckets
from guixiao.cases.models import Case, Event
from guixiao.cases.rules import assigned_to, changed_facts, refusal
from guixiao.cases.states import Attempt
from guixiao.children.bulk import overwrite
from guixiao.children.models import Coverage, Round
from guixiao.children.rules import TO_FIND

PLACES = ("town_id", "village_id", "school_id")
# The places that people move together (moves.rules), in the words of the table.
MOVED = {"home": ("town_id", "village_id"), "school": ("school_id",)}
REPEATED = (*PLACES, "name_key", "poverty", "age", "bucket", "outcome")
CHILD = {"name": "child__name", "number": "child__id_number_index", "born": "child__birth_date"}
CLEARED = {"finding": "", "effect": "", "evidence": "", "found_by_id": None, "found_line": "", "found_at": None, "until": None,
           "reported": False}  # fmt: skip
ASKED = (Case.State.SUSPECTED, Case.State.WATCHED)
FOLLOWED = (*REPEATED, "assigned", "still", "facts", "version", "state", "current", *CLEARED)


@dataclass(frozen=True)
class Followed:
    """How many cases a round opened, asks again, and no longer needs (the rosters found the child)."""

    opened: int
    again: int
    found: int


@transaction.atomic
def follow_round(made: Round, user: User | None = None) -> Followed:
    """Bring the county's cases to where the children stand in this round, which its pages show from now on."""
    result = _follow(made)
    record(user, "case.follow", subject=f"round:{made.pk}", place=made.county.path, detail=result.__dict__)
    return result


@transaction.atomic
def follow_child(made: Round, child: Any) -> None:
    """The same for one child, by key, whose stand in the round has just changed."""
    _follow(made, child=child)


def _follow(made: Round, **only: Any) -> Followed:
    cases = Case.objects.current().filter(county=made.county_id, **only)
    known = {case.child_id: case for case in _with_rounds(cases)}
    stays = _stays(made, known, **only)
    suspects = _rows(_stands(made, bucket__in=suspect_buckets(made), **only), stays)
    stands = suspects | _rows(_stands(made, child__cases__isnull=False, **only), stays)
    opened = [_opened(made, row) for child, row in suspects.items() if child not in known]
    Case.objects.bulk_create([case for case, _ in opened], batch_size=BATCH)
    before = {case.pk: _columns(case) for case in known.values()}
    followed = [_followed(case, made, stands.get(child), suspect=child in suspects) for child, case in known.items()]
    ended = [case for case, _ in followed if not case.current]
    cases.update(round=made)
    overwrite(Case, [row for case, _ in followed if (row := _columns(case)) != before[case.pk]], FOLLOWED)
    # Only now that the earlier episode is over may the next be the child's current one.
    void = void_of([case.child_id for case in ended])
    opened += (again := [_opened(made, suspects[case.child_id], case.episode + 1, void.get(case.child_id)) for case in ended])
    Case.objects.bulk_create([case for case, _ in again if case.version == 1], batch_size=BATCH)
    for case, _ in again:
        if case.version > 1:
            case.save(force_update=True)
    events = [*(event for _, event in opened), *(event for _, event in followed if event)]
    Event.objects.bulk_create(events, batch_size=BATCH)
    verbs = [event.verb for event in events]
    return Followed(len(opened), verbs.count("ask_again"), verbs.count("found_by_rosters"))


def _with_rounds(cases: QuerySet[Case]) -> Iterator[Case]:
    """Each with its round, which is read once: its wording is long."""
    rounds = Round.objects.in_bulk(cases.values_list("round", flat=True).distinct())
    for case in cases:
        case.round = rounds[case.round_id]
        yield case


def _columns(case: Case) -> dict[str, Any]:
    return {name: getattr(case, name) for name in ("id", *FOLLOWED)}


def _stands(made: Round, **conditions: Any) -> Iterator[dict[str, Any]]:
    rows = Coverage.objects.filter(round=made, **conditions).distinct()
    return iter(rows.values("child_id", *REPEATED, *CHILD.values()))


def _rows(rows: Iterator[dict[str, Any]], stays: dict[Any, dict[str, Any]]) -> dict[Any, dict[str, Any]]:
    """By child; whose case people moved stands where it was accepted, whatever the rosters say."""
    return {row["child_id"]: row | stays.get(row["child_id"], {}) for row in rows}


def _stays(made: Round, known: Mapping[Any, Case], **only: Any) -> dict[Any, dict[str, Any]]:
    """Of each child whose case was moved by people, in this episode or an earlier one, the places that follow the case."""
    these = {f"case__{name}": value for name, value in only.items()}
    moved = Event.objects.filter(verb="move_accept", case__county=made.county_id, **these).order_by()
    stays: dict[Any, dict[str, Any]] = {}
    for child, kind in moved.values_list("case__child", "detail__kind"):
        if child in known:
            stays.setdefault(child, {}).update({name: getattr(known[child], name) for name in MOVED[kind]})
    return stays


def _facts(row: dict[str, Any]) -> dict[str, Any]:
    born = row[CHILD["born"]]
    told = {"bucket": row["bucket"], "outcome": row["outcome"], "name": row[CHILD["name"]], "number": row[CHILD["number"]]}
    return told | {"born": born.isoformat() if born else ""}


def _assigned(row: dict[str, Any]) -> str:
    return assigned_to(row["bucket"], village=row["village_id"], town=row["town_id"], school=row["school_id"])


def case_for(made: Round, child: Any) -> Case | None:
    """A first case, not yet saved, of a child who stands in this round in whatever bucket."""
    return next((_case(made, row) for row in _stands(made, child=child)), None)


def _case(made: Round, row: dict[str, Any], episode: int = 1) -> Case:
    return Case(child_id=row["child_id"], county_id=made.county_id, round=made, assigned=_assigned(row), facts=_facts(row),
                demo=made.demo, episode=episode, **{name: row[name] for name in REPEATED})  # fmt: skip


def _opened(made: Round, row: dict[str, Any], episode: int = 1, void: Case | None = None) -> tuple[Case, Event]:
    """`void`: an episode that was begun by mistake, and begins now."""
    case = _case(made, row, episode)
    if void:
        case.pk, case.version, case.opened_at = void.pk, void.version + 1, void.opened_at
    return case, _event(case, made, "open", {"episode": episode} if episode > 1 else {})


def _followed(case: Case, made: Round, row: dict[str, Any] | None, *, suspect: bool) -> tuple[Case, Event | None]:
    """The case as this round sees it, and what there is to tell: asked again, found by the rosters, on the list once more."""
    facts = _facts(row) if row else {"bucket": "", "outcome": ""}
    # Whom the rosters had explained meanwhile and do not any more is a new question, even where every fact is the old one.
    changed = changed_facts(case.facts, facts) or ([] if case.still else ["bucket"])
    again = suspect and not refusal(case.stand, Attempt("ask_again", timezone.localdate(), changed=changed))
    # A closed case is not asked again: rosters drawn up after it that miss the child begin a new episode.
    over = suspect and bool(changed) and case.closed_on is not None and made.as_of > case.closed_on
    # Whom no roster holds any more, and who only may be somebody, is not found; whom people report is not, whatever rosters say.
    still = row is None or suspect or row["bucket"] in TO_FIND or (case.reported and case.state in ASKED)
    verb = "ask_again" if again else "in_no_roster" if row is None and case.bucket else ""
    if over:
        verb = "listed_again"
    elif not verb and case.still != still and not (case.reported and not still):  # they had it in class all the time
        verb = "listed_again" if still else "found_by_rosters"
    for name in REPEATED if row else ("bucket", "outcome"):
        setattr(case, name, row[name] if row else "")
    case.round, case.still, case.current = made, still, not over
    if row and suspect:
        case.assigned = _assigned(row)
    if again or case.state == Case.State.SUSPECTED:
        case.facts = facts if row else case.facts
    if again:
        for name, value in {**CLEARED, "state": Case.State.SUSPECTED}.items():
            setattr(case, name, value)
    if not verb:
        return case, None
    case.version += 1
    return case, _event(case, made, verb, {"changed": changed} if again else {})


def _event(case: Case, made: Round, verb: str, detail: dict[str, Any]) -> Event:
    told = {"bucket": case.bucket, "outcome": case.outcome, "round": made.pk}
    return Event(case=case, version=case.version, verb=verb, state=case.state, true_on=made.as_of, detail=told | detail)
