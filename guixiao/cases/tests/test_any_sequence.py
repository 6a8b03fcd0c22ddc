"""Whatever people and rosters do, in whatever order: no child is lost, no case without a state, and the line adds up."""

from datetime import timedelta

from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guixiao.cases.actions import Moved, Refused, Said, act, expire
from guixiao.cases.listing import balance
from guixiao.cases.models import Case, Event
from guixiao.cases.rules import STANDINGS
from guixiao.cases.verify import cases_cover_suspects, events_tell_the_state
from guixiao.children.rules import BUCKETS
from tests.cast import Cast, row
from tests.starts import rolled_back

PEOPLE = ("li", "shi", "wu", "yang", "wang")
CHILDREN = 3
DOING = st.tuples(
    st.just("act"), st.sampled_from(["find", "confirm", "dispute", "withdraw", "reopen"]), st.sampled_from(PEOPLE),
    st.integers(0, CHILDREN - 1), st.sampled_from(["in_class", "sick_leave", "missing", "dropped_out", "nonsense"]),
)  # fmt: skip
ROSTERS = st.tuples(st.just("rosters"), st.lists(st.sampled_from([*BUCKETS, ""]), min_size=CHILDREN, max_size=CHILDREN))
TIME = st.tuples(st.just("days"), st.integers(1, 400))


def load(cast: Cast, buckets: list[str]) -> None:
    lines = [row(n, bucket, name=f"孩子{n}", school="停洞镇中心小学") for n, bucket in enumerate(buckets) if bucket]
    cast.load([*lines, row(99, "enrolled", name="杨九")])


def do(cast: Cast, verb: str, who: str, child: int, finding: str) -> None:
    user = getattr(cast, who)
    case = Case.objects.visible_to(user).select_related("round", "child").filter(child__name=f"孩子{child}").first()
    if case is None:
        return
    until = timezone.localdate() + timedelta(20) if finding in ("sick_leave", "missing") else None
    said = Said(finding if verb == "find" else "", note="因为", until=until if verb == "find" else None)
    try:
        act(user, case, verb, said)
    except (Refused, Moved):
        case.refresh_from_db()


def holds(seen: set[str]) -> None:
    assert cases_cover_suspects().holds and events_tell_the_state().holds
    counts = balance(Case.objects.all())
    assert sum(counts[name] for name in STANDINGS) == counts["all"] == Case.objects.count()
    assert {str(key) for key in Case.objects.values_list("pk", flat=True)} >= seen
    for case in Case.objects.filter(state="excluded"):
        confirmed, found = (case.events.filter(verb=verb).order_by("-version").first() for verb in ("confirm", "find"))
        assert confirmed.version > found.version and confirmed.actor_id != found.actor_id and confirmed.line != found.line
    assert Event.objects.filter(case__isnull=True).count() == 0


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(DOING, DOING, DOING, ROSTERS, TIME), min_size=4, max_size=14))
def test_no_sequence_loses_a_child(cast: Cast, steps):
    with rolled_back():
        load(cast, ["not_found", "left_roll", "enrolled"])
        seen: set[str] = set()
        for kind, *what in steps:
            if kind == "rosters":
                load(cast, what[0])
            elif kind == "days":
                expire(timezone.localdate() + timedelta(what[0]))
            else:
                do(cast, *what)
            holds(seen)
            seen |= {str(key) for key in Case.objects.values_list("pk", flat=True)}
