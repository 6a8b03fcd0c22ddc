"""What must hold of every county, however dirty: random small ones, put together from the errors of real lists."""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from guixiao.linkage.tests.rosters import GIVEN, ORDER, SURNAMES, TOWNS, County, Outcome, number

BIRTHS = ("2009-05-14", "2009-05-15", "2010-05-14", "2002-01-01", "2013-12-31", "2009年5月", "")
NUMBERS = ("own", "none", "sibling", "old", "float", "wrong", "same")
STATUSES = ("在读", "休学", "毕业", "转出", "辍学", "死亡", "")
REGISTERED = ("正常", "死亡", "迁出", "")
NAMES = st.builds(
    lambda a, b, c: a + b + c, st.sampled_from(SURNAMES[:3]), st.sampled_from(GIVEN[:2]), st.sampled_from(GIVEN[2:5])
)
IN_ROSTERS = st.sets(st.sampled_from(ORDER[1:]), max_size=3)
CHILD = st.tuples(
    NAMES,
    st.sampled_from(BIRTHS),
    st.sampled_from("男女"),
    st.sampled_from(NUMBERS),
    st.sampled_from(sorted(TOWNS)),
    IN_ROSTERS,
    st.sampled_from(NUMBERS),
    st.sampled_from(STATUSES),
    st.sampled_from(REGISTERED),
    st.booleans(),
    st.booleans(),
)


def damaged(kind: str, born: str, order: int) -> str:
    own = number(born if born.count("-") == 2 else "2009-05-14", order)
    forms = {
        "own": own,
        "none": "",
        "sibling": number("2009-05-14", 11),
        "old": own[:6] + own[8:17],
        "float": own[:15] + "000",
        "wrong": own[:9] + str((int(own[9]) + 1) % 10) + own[10:],
        "same": number("2009-05-14", 12),
    }
    return forms[kind]


def build(children: list[tuple]) -> County:
    county = County(background=8)
    for place, (name, born, sex, registered, town, rosters, at_school, status, state, present, listed) in enumerate(children):
        order = 100 + 2 * place + (sex == "男")
        facts = {"name": name, "sex": sex, "birth_date": born, "id_number": damaged(at_school, born, order)}
        if listed:
            county.register(
                f"child {place}", name, born, sex, id_number=damaged(registered, born, order), town=town, register_status=state
            )
        for roster in sorted(rosters):
            key = f"child {place}/{roster}"
            if roster == "attendance":
                county.seat(key, name=name, id_number=facts["id_number"], present="是" if present else "否")
            elif roster in ("enrolments", "elsewhere"):
                county.enrol(key, roster=roster, status=status, **facts)
            else:
                county.add(
                    roster,
                    key,
                    {
                        **facts,
                        "town": town,
                        "household_code": f"P{place}",
                        "disability": "肢体" if roster == "disability" else "",
                    },
                )
    return county


def check(outcome: Outcome, county: County) -> None:
    registered = [(line["roster"], line["row"]) for line in outcome.coverage if line["roster"] == "households"]
    assert Counter(registered) == Counter(("households", str(place + 2)) for place in range(len(county.rows["households"])))
    assert len({(line["roster"], line["row"]) for line in outcome.coverage}) == len(outcome.coverage)
    equation = outcome.receipt["equation"]
    assert equation["holds"] and equation["population"] == sum(equation["buckets"].values()) == len(county.rows["households"])
    assert outcome.receipt["buckets"] == dict(Counter(line["bucket"] for line in outcome.coverage))
    assert equation["buckets"] == {
        b: sum(c["bucket"] == b and not c["apart"] for c in outcome.children) for b in equation["buckets"]
    }
    seen = {(line["roster"], line["row"]) for line in outcome.coverage}
    seen |= {(r[f"roster_{s}"], r[f"row_{s}"]) for r in outcome.links + outcome.review for s in "ab"}
    for roster in ("enrolments", "elsewhere", "attendance"):
        lost = {(roster, str(place + 2)) for place in range(len(county.rows[roster]))} - seen
        assert not lost, [outcome.key_of[row] for row in lost]
    for side in outcome.receipt["rosters"]:
        assert side["balanced"] and side["rows"] == len(county.rows[side["roster"]])
    served = Counter((r["roster_b"], r["row_b"]) for r in outcome.links if r["roster_a"] == "households")
    assert not served or max(served.values()) == 1
    canon = {(r["roster_a"], r["row_a"]) for r in outcome.links if r["step"] == "duplicate"}
    duplicates = {(c["roster"], c["row"]) for c in outcome.coverage if c["bucket"] == "duplicate_registration"}
    assert not canon & duplicates
    in_class = [c for c in outcome.coverage if c["bucket"] in ("enrolled", "enrolled_elsewhere") and c["roster"] == "households"]
    assert all(c["linked_row"] and c["linked_roster"] in ORDER[1:4] for c in in_class)


@settings(max_examples=5, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate))
@given(st.lists(CHILD, min_size=1, max_size=25))
def test_the_sums_hold_and_nobody_is_lost(children):
    county = build(children)
    with TemporaryDirectory() as folder:
        check(county.run(Path(folder)), county)
