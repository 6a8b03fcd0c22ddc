"""From "out of school" to "closed": what may be done for a child, by whom, and what must be there first. Pure.

The measures 四个一批, what leads from one to the next, letters, placement and observation are the county's (policy.effort).
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from guixiao.cases.effort.looks import due_points
from guixiao.cases.effort.progress import RELAPSE, TAKE_BACK, Progress
from guixiao.cases.states import Attempt, Stand, State, Transition
from guixiao.policy.effort import MEASURES, Effort, Letter, Measure

OUT, BACK, CLOSED = State.OUT_OF_SCHOOL, State.RETURNED, State.CLOSED
BOTH = (OUT, BACK)
LINES = ("administrative", "education")

EFFORT = (
    Transition("visit", BOTH, False, ("on_a_line", "day_past", "visit_told"), "same"),
    Transition("plan", (OUT,), False, ("on_a_line", "knows_why", "cause_named", "steps_named"), "same"),
    Transition("approve_plan", (OUT,), False, ("plan_drafted", "may_approve", "not_own_plan"), "same"),
    Transition("return_plan", (OUT,), False, ("plan_drafted", "may_approve", "reason_given"), "same"),
    Transition("report", BOTH, False, ("on_a_line", "day_past", "told_whom"), "same"),
    Transition("issue", (OUT,), False, ("letter_known", "letter_reached", "right_issuer", "number_given", "day_past"), "same"),
    Transition("serve", BOTH, False, ("on_a_line", "letter_waits", "service_known", "day_of_service", "receiver_named",
                                      "witness_named"), "same"),
    Transition("step_up", (OUT,), False, ("on_a_line", "knows_why", "not_last_measure", "plan_approved", "protection_told",
                                          "visits_enough", "days_waited", "letters_served"), "same"),
    Transition("skip", (OUT,), False, ("may_skip", "knows_why", "not_last_measure", "protection_told", "reason_given"), "same"),
    Transition("return", (OUT,), False, ("on_a_line", "day_of_return", "school_named", "placement_known"), BACK),
    Transition("confirm_return", (BACK,), False, ("return_waits", "receives_the_child", "not_own_return"), "same"),
    Transition("never_came", (BACK,), False, ("return_waits", "on_a_line", "reason_given"), OUT),
    Transition("correct_return", (BACK,), False, ("on_a_line", "closure_not_asked", "day_of_return", "reason_given"), "same"),
    Transition("observe", (BACK,), False, ("on_a_line", "return_confirmed", "point_due"), "same"),
    Transition("ask_closure", (BACK,), False, ("on_a_line", "knows_why", "closure_not_asked", "return_confirmed",
                                               "protection_told", "points_done", "rosters_agree"), "same"),
    Transition("refuse_closure", (BACK,), False, ("closure_asked", "on_a_line", "reason_given"), "same"),
    Transition("confirm_closure", (BACK,), False, ("closure_asked", "not_own_closure", "other_line_closes", "points_done",
                                                   "rosters_agree"), CLOSED),
    Transition("relapse", (BACK, CLOSED), False, ("on_a_line", "day_gone", "reason_given"), "same"),
)  # fmt: skip
# Only as part of undoing a worklist: whoever recorded it takes it back while nobody went on from it.
TAKING_BACK = (Transition(TAKE_BACK, (*BOTH, CLOSED), False, ("own_step", "nothing_since", "not_begun_again"), "before"),)
TAKEN_BACK = frozenset({"visit", "observe", "refuse_closure", "confirm_closure", RELAPSE})
# Guards about what is filled in: a button is drawn without them.
TYPED = frozenset({
    "day_past", "visit_told", "cause_named", "steps_named", "told_whom", "letter_known", "letter_reached", "right_issuer",
    "number_given", "letter_waits", "service_known", "day_of_service", "receiver_named", "witness_named", "day_of_return",
    "school_named", "placement_known", "point_due", "day_gone",
})  # fmt: skip

Guard = Callable[[Stand, Attempt], bool]


def _progress(stand: Stand) -> Progress:
    return stand.progress or Progress()


def _county(attempt: Attempt) -> Effort:
    if attempt.effort is None:
        raise ValueError("an attempt at a return effort needs the county's policy")
    return attempt.effort


def _said(attempt: Attempt, name: str) -> str:
    return str(attempt.given.get(name) or "").strip()


def _visit_told(stand: Stand, attempt: Attempt) -> bool:
    county = _county(attempt)
    return (_said(attempt, "way") in county.visit_ways and _said(attempt, "met") in county.visit_met
            and _said(attempt, "result") in county.visit_results)  # fmt: skip


def _letter(attempt: Attempt) -> Letter | None:
    return _county(attempt).letters.get(_said(attempt, "kind"))


def _letter_known(stand: Stand, attempt: Attempt) -> bool:
    letter = _letter(attempt)
    return letter is not None and letter.on


def _letter_reached(stand: Stand, attempt: Attempt) -> bool:
    letter = _letter(attempt)
    return letter is not None and letter.measure <= _progress(stand).measure


def _right_issuer(stand: Stand, attempt: Attempt) -> bool:
    letter = _letter(attempt)
    return letter is not None and bool(attempt.roles & set(letter.issuers))


def _letter_waits(stand: Stand, attempt: Attempt) -> bool:
    paper = _progress(stand).letters.get(_said(attempt, "letter"))
    return paper is not None and not paper.served


def _day_of_service(stand: Stand, attempt: Attempt) -> bool:
    paper = _progress(stand).letters.get(_said(attempt, "letter"))
    return paper is not None and attempt.day is not None and paper.issued_on <= attempt.day <= attempt.today


def _witness_named(stand: Stand, attempt: Attempt) -> bool:
    service = _county(attempt).services.get(_said(attempt, "method"))
    return service is not None and (not service.witness or bool(_said(attempt, "witness")))


def next_measure(stand: Stand, county: Effort) -> Measure | None:
    """The measure after the one reached; None on the last."""
    reached = _progress(stand).measure
    return county.measures[MEASURES[reached]] if 0 < reached < len(MEASURES) else None


def _visits_enough(stand: Stand, attempt: Attempt) -> bool:
    measure, visits = next_measure(stand, _county(attempt)), _progress(stand).visits
    return measure is not None and all(visits.get(line, 0) >= measure.visits for line in LINES)


def _days_waited(stand: Stand, attempt: Attempt) -> bool:
    measure = next_measure(stand, _county(attempt))
    return measure is not None and _progress(stand).waited(attempt.today) >= measure.days


def _letters_served(stand: Stand, attempt: Attempt) -> bool:
    measure = next_measure(stand, _county(attempt))
    return measure is not None and all(_progress(stand).served(kind) for kind in measure.letters)


def _day_of_return(stand: Stand, attempt: Attempt) -> bool:
    """Not before the child was found to be out of school; a return is what happened, never a promise."""
    since = _progress(stand).out_since
    return attempt.day is not None and (since or attempt.day) <= attempt.day <= attempt.today


def _receives(stand: Stand, attempt: Attempt) -> bool:
    """The school's own people; where it has no post here, a post the policy names; where it said so itself, the other line."""
    if attempt.receives or (_progress(stand).told_by_school and "administrative" in attempt.lines):
        return True
    return not attempt.school_has_post and bool(attempt.roles & set(_county(attempt).effort.confirms))


def _point_due(stand: Stand, attempt: Attempt) -> bool:
    return _said(attempt, "point") in points_to_look(_progress(stand), _county(attempt), attempt.today)


def points_to_look(progress: Progress, county: Effort, today: date) -> list[str]:
    """The points of observation whose day has come and at which nobody has looked yet, in their order."""
    due = due_points(county.observation, progress.returned_on, county.terms)
    return [name for name, day in due.items() if day <= today and name not in progress.observed]


def next_look(progress: Progress, county: Effort) -> date | None:
    """The day of the first point at which nobody has looked yet."""
    due = due_points(county.observation, progress.returned_on, county.terms)
    return min((day for name, day in due.items() if name not in progress.observed), default=None)


def _points_done(stand: Stand, attempt: Attempt) -> bool:
    return set(_county(attempt).observation) <= _progress(stand).observed


def _rosters_agree(stand: Stand, attempt: Attempt) -> bool:
    """Rosters that were drawn up after the return and still do not find the child speak against it."""
    returned_on = _progress(stand).returned_on
    return not (stand.still and stand.listed_on and returned_on and stand.listed_on > returned_on)


def _day_gone(stand: Stand, attempt: Attempt) -> bool:
    returned_on = _progress(stand).returned_on
    return attempt.day is not None and attempt.day <= attempt.today and (returned_on is None or attempt.day >= returned_on)


def _protection_told(stand: Stand, attempt: Attempt) -> bool:
    """Not asked of whoever may not know why: `knows_why` refuses them, whatever the cause is."""
    return not attempt.knows_why or _progress(stand).reported or not _progress(stand).protective


def _nothing_since(stand: Stand, attempt: Attempt) -> bool:
    """The event named is the newest that stands, and one that may be taken back: a joint action speaks for others too, and what
    began an episode goes with the one before it (`not_begun_again`)."""
    last = _progress(stand).last
    return (last is not None and last.version == attempt.given.get("of") and last.verb in TAKEN_BACK
            and not {"joint", "episode"} & set(last.detail))  # fmt: skip


def _not_begun_again(stand: Stand, attempt: Attempt) -> bool:
    """A relapse is taken back by whoever voids the episode that it began (`effort.voiding`), and by nobody else."""
    last = _progress(stand).last
    return last is None or last.verb != RELAPSE or attempt.given.get("voided") is True


def _own_step(stand: Stand, attempt: Attempt) -> bool:
    last = _progress(stand).last
    return last is not None and last.actor_id == attempt.actor


EFFORT_GUARDS: dict[str, Guard] = {
    "own_step": _own_step,
    "nothing_since": _nothing_since,
    "not_begun_again": _not_begun_again,
    "day_past": lambda stand, attempt: attempt.day is not None and attempt.day <= attempt.today,
    "visit_told": _visit_told,
    "cause_named": lambda stand, attempt: _said(attempt, "cause") in _county(attempt).causes,
    "steps_named": lambda stand, attempt: bool(attempt.given.get("steps")),
    "plan_drafted": lambda stand, attempt: _progress(stand).plan == "drafted",
    "plan_approved": lambda stand, attempt: _progress(stand).plan == "approved",
    "may_approve": lambda stand, attempt: bool(attempt.roles & set(_county(attempt).effort.approves)),
    "not_own_plan": lambda stand, attempt: attempt.actor != _progress(stand).plan_by,
    "told_whom": lambda stand, attempt: bool(_said(attempt, "to")),
    "knows_why": lambda stand, attempt: attempt.knows_why,
    "protection_told": _protection_told,
    "letter_known": _letter_known,
    "letter_reached": _letter_reached,
    "right_issuer": _right_issuer,
    "number_given": lambda stand, attempt: bool(_said(attempt, "number")),
    "letter_waits": _letter_waits,
    "service_known": lambda stand, attempt: _said(attempt, "method") in _county(attempt).services,
    "day_of_service": _day_of_service,
    "receiver_named": lambda stand, attempt: bool(_said(attempt, "receiver")),
    "witness_named": _witness_named,
    "not_last_measure": lambda stand, attempt: next_measure(stand, _county(attempt)) is not None,
    "visits_enough": _visits_enough,
    "days_waited": _days_waited,
    "letters_served": _letters_served,
    "may_skip": lambda stand, attempt: bool(attempt.roles & set(_county(attempt).effort.skips)),
    "day_of_return": _day_of_return,
    "school_named": lambda stand, attempt: bool(attempt.given.get("school") or _said(attempt, "school_name")),
    "placement_known": lambda stand, attempt: _said(attempt, "placement") in _county(attempt).placements,
    "return_waits": lambda stand, attempt: _progress(stand).phase == "arrived",
    "return_confirmed": lambda stand, attempt: _progress(stand).confirmed,
    "receives_the_child": _receives,
    "not_own_return": lambda stand, attempt: attempt.actor != _progress(stand).returned_by,
    "point_due": _point_due,
    "points_done": _points_done,
    "rosters_agree": _rosters_agree,
    "closure_asked": lambda stand, attempt: _progress(stand).phase == "closing",
    "closure_not_asked": lambda stand, attempt: _progress(stand).phase != "closing",
    "not_own_closure": lambda stand, attempt: attempt.actor != _progress(stand).closing_by,
    "other_line_closes": lambda stand, attempt: bool(attempt.lines - {_progress(stand).closing_line}),
    "day_gone": _day_gone,
}


def grade_of(progress: Progress, causes: Mapping[str, Any], named: "list[str]", county: Effort) -> int:
    """How hard the way back is: 1 easy, 2 middle, 3 hard, by the points that the policy publishes. Everybody sees it, so a plan
    with a restricted cause has the same points whichever it is."""
    known = [causes[name] for name in named if name in causes]
    restricted = any(cause.restricted for cause in known)
    points = county.difficulty.restricted if restricted else sum(cause.points for cause in known)
    points += county.difficulty.relapse * progress.relapses
    points += county.difficulty.nobody_met if progress.all_visits and not progress.met else 0
    points += county.difficulty.refused if progress.last_result == "refused" else 0
    return 3 if points >= county.difficulty.hard else 2 if points >= county.difficulty.middle else 1
