"""The planted audit: it changes nothing, says the same twice, sees a careless engine, and its errors are what they are called."""

import json
from datetime import date
from random import Random
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guixiao.lib.dates import parse_date
from guixiao.lib.ids import is_valid, parse_identity
from guixiao.linkage import audit as auditing
from guixiao.linkage import canaries, damage, reconciliation
from guixiao.linkage.characters import near_sounds, shapes, sounds
from guixiao.linkage.damage import Cells
from guixiao.linkage.tests.rosters import AS_OF, POLICY, County
from guixiao.linkage.wide import widen

CHILD = Cells("杨秀清", "522633201403051026", "20140305", "20140205", "F", "加榜", "加车", 7)


def county() -> County:
    people = County(background=260)
    people.register("at home", "石耶往", "2008-02-03")
    for place in range(60):  # pupils without a register row, of names and birthdays that the county knows
        name, born = people.people[f"neighbour {place}"]["name"], people.people[f"neighbour {place + 7}"]["birth_date"]
        address = (
            "广西壮族自治区三江县" if place % 2 else ""
        )  # one of another county is nobody's without a witness, however careless
        people.enrol(f"stranger {place}", name=name, birth_date=born, address=address)
    return people


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return county().run(tmp_path_factory.mktemp("run"))


def tables(con) -> dict[str, object]:
    """Every table's rows as one number, and what every view says."""
    names = [row[0] for row in con.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]
    rows = {name: con.execute(f"SELECT count(*), sum(hash(t)::HUGEINT) FROM {name} t").fetchall() for name in names}
    return rows | dict(con.execute("SELECT view_name, sql FROM duckdb_views() WHERE NOT internal").fetchall())


def test_the_run_is_the_same_with_and_without_the_audit(run, tmp_path, monkeypatch):
    monkeypatch.setattr(reconciliation, "audit", lambda *_: {"estimated_missed": {}, "estimated_false_alarms": {}})
    without = county().run(tmp_path)
    for file in ("coverage.csv", "links.csv", "review.csv"):
        assert (run.folder / file).read_bytes() == (without.folder / file).read_bytes()
    kept = [{key: told for key, told in outcome.receipt.items() if key not in ("audit", "seconds")} for outcome in (run, without)]
    assert json.dumps(kept[0]) == json.dumps(kept[1])


def test_every_table_is_left_as_it_was_and_the_answer_is_the_same_again(run):
    con = run.result._con
    before = tables(con)
    assert auditing.audit(con, POLICY, AS_OF) == run.receipt["audit"]
    assert tables(con) == before


def test_tables_are_restored_when_a_step_fails(run, monkeypatch):
    con = run.result._con
    before = tables(con)
    monkeypatch.setattr(auditing, "compare", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        auditing.audit(con, POLICY, AS_OF)
    assert tables(con) == before


def test_what_the_receipt_says(run):
    audit = run.receipt["audit"]
    planted = audit["copies"]
    assert planted["planted"] == 200 == sum(planted[result] for result in auditing.RESULTS)
    assert planted["found"] > 180
    assert planted["by_damage"]["no_number"]["planted"] > 50
    assert audit["strangers"]["school_side"]["planted"] == 200
    assert audit["strangers"]["register_side"] == {"planted": 261, "linked": 0}
    assert audit["estimated_missed"]["exposed"] == 1
    assert audit["estimated_missed"]["expected"] == 0 <= audit["estimated_missed"]["at_most_95"]
    assert set(audit["method"]) == set(audit["note"]) == {"zh", "en"}


def test_a_careless_engine_is_seen(run):
    """With a line that accepts nearly anything, copies and strangers are linked to the wrong children."""
    careless = SimpleNamespace(accept=-60.0, margin=0.0, review=-60.0, review_margin=0.0)
    rules = SimpleNamespace(birth_range=POLICY.birth_range, thresholds=careless)
    audit = auditing.audit(run.result._con, rules, AS_OF)
    assert audit["strangers"]["school_side"]["linked"] > 20
    assert audit["strangers"]["register_side"]["linked"] >= 1
    assert audit["estimated_missed"]["expected"] == 0  # no child was linked by score, so none can hide behind such a link


def test_a_timid_engine_is_seen(run):
    timid = SimpleNamespace(accept=90.0, margin=3.0, review=90.0, review_margin=3.0)
    rules = SimpleNamespace(birth_range=POLICY.birth_range, thresholds=timid)
    assert auditing.audit(run.result._con, rules, AS_OF)["copies"]["lost"] == 200


def test_a_copy_carries_its_family(run):
    con = run.result._con
    start = dict(con.execute("SELECT roster, first FROM key_offset").fetchall())
    with auditing.undone(con):
        canaries.plant(con, [canaries.Planted(3, CHILD._replace(family=3), ())], "enrolments", 10**6)
        con.execute("CREATE TEMP TABLE planted_key AS SELECT k FROM planted")
        widen(con, "planted_wide", "planted_key", start, ("enrolments", "households"))
        wide = con.execute("SELECT guardians, born, idt, nm FROM planted_wide").fetchall()
    guardian = con.execute("SELECT guardian_name FROM raw_households WHERE rid = 3").fetchall()[0][0]
    assert wide == [([guardian], 20140305, None if not is_valid(CHILD.number) else CHILD.number, "杨秀清")]


@pytest.mark.parametrize("background", [1, 12])
def test_a_tiny_register(background, tmp_path):
    audit = County(background).run(tmp_path).receipt["audit"]
    assert audit["copies"]["planted"] == audit["strangers"]["register_side"]["planted"] == background
    assert str(background) in audit["note"]["en"]


def test_nobody_of_school_age(tmp_path):
    people = County()
    people.register("baby", "石小妹", "2018-01-01")
    audit = people.run(tmp_path).receipt["audit"]
    assert audit["copies"]["planted"] == 0
    assert audit["estimated_missed"] == {"expected": None, "at_most_95": None, "exposed": 0, "share": None}


def test_upper_limits():
    assert auditing.upper_share(0, 200) == pytest.approx(1 - 0.05 ** (1 / 200))
    assert auditing.upper_share(0, 1000) == pytest.approx(3 / 1000, rel=0.01)  # the rule of three
    assert auditing.upper_share(1, 10) == pytest.approx(0.394163, abs=1e-6)  # binom.test(1, 10, alternative = "less") in R
    assert auditing.upper_share(10, 10) == 1


@given(st.integers(1, 300).flatmap(lambda count: st.tuples(st.integers(0, count), st.just(count))))
def test_the_limit_is_above_the_share_and_rises_with_the_hits(hits_count):
    hits, count = hits_count
    limit = auditing.upper_share(hits, count)
    assert hits / count <= limit <= 1
    assert hits == 0 or auditing.upper_share(hits - 1, count) < limit


def test_an_estimate_is_no_more_than_it_can_be():
    assert auditing.estimate(2, 200, 1980, 5000) == {"expected": 20.0, "at_most_95": 63.6, "exposed": 1980, "share": 0.01}
    assert auditing.estimate(200, 200, 1980, 50)["expected"] == 50


SPOIL = sorted({*damage.NUMBER, *damage.NAME_ALONE, *damage.NAME, *damage.DATE, *damage.OTHER}, key=lambda each: each.__name__)
CHANGED = (["name"], ["number"], ["born"], ["born", "lunar"], ["sex"], ["family"], ["town", "village"], ["village"])


@pytest.mark.parametrize("spoil", SPOIL, ids=lambda each: each.__name__)
def test_an_error_changes_its_own_cell_and_is_the_same_for_the_same_seed(spoil):
    for seed in range(20):
        spoilt = spoil(CHILD, Random(seed))
        assert spoilt == spoil(CHILD, Random(seed))
        changed = [field for field in Cells._fields if spoilt and getattr(spoilt, field) != getattr(CHILD, field)]
        assert spoilt is None or changed in CHANGED


def test_names_go_wrong_as_they_are_called():
    for seed in range(30):
        same, like = damage.homophone(CHILD, Random(seed)).name, damage.look_alike(CHILD, Random(seed)).name
        assert sounds([same]) == sounds([CHILD.name]) and near_sounds([same]) == near_sounds([CHILD.name])
        assert shapes([like])[1] == shapes([CHILD.name])[1] and like != CHILD.name  # the right-hand parts
        assert len(damage.character_lost(CHILD, Random(seed)).name) == 2


def test_numbers_and_dates_go_wrong_as_they_are_called():
    child = CHILD._replace(number=canaries.whole_number(52263320140305102))
    assert is_valid(child.number)
    for seed in range(30):
        chance = Random(seed)
        for spoil in (damage.digit_wrong, damage.digits_swapped, damage.digit_lost, damage.rounded):
            assert parse_identity(spoil(child, chance).number).number != child.number
        assert parse_date(damage.month_only(child, chance).born) == 20140300
        assert parse_date(damage.other_year(child, chance).born) in (20130305, 20150305)
    assert damage.day_and_month_swapped(child, Random(1)).born == "20140503"
    assert damage.day_and_month_swapped(child._replace(born="20140320"), Random(1)) is None
    assert damage.first_january(child, Random(1)).born == "20140101"
    assert damage.lunar_date(child._replace(lunar=""), Random(1)) is None


@given(
    st.integers(0, 10**6),
    st.sampled_from(["杨秀清", "吴英", "石耶", "欧阳金凤"]),
    st.sampled_from(["", CHILD.number]),
    st.sampled_from(["20140305", "201403", "20141231"]),
)
def test_a_spoilt_copy_never_keeps_both_number_and_name(seed, name, number, born):
    child = CHILD._replace(name=name, number=number, born=born)
    spoilt, names = damage.spoil(child, Random(seed))
    assert (spoilt.number, spoilt.name) != (number, name) or not number
    assert names and len(set(names)) == len(names)
    assert damage.spoil(child, Random(seed)) == (spoilt, names)


def test_strangers_are_nobody():
    cells = [CHILD._replace(name="杨吴石"[k % 3] + "甲乙丙丁戊"[k % 5], born=f"201403{k + 1:02}", family=k) for k in range(20)]
    chosen = [canaries.Original(k, cell) for k, cell in enumerate(cells)]
    made = canaries.strangers(chosen, 50, 0.5)
    assert {row.source for row in made} == {-1}
    numbers = [row.cells.number for row in made if row.cells.number]
    assert 10 < len(numbers) < 40
    assert all(is_valid(number) and number != CHILD.number for number in numbers)
    assert all(date.fromisoformat(f"{n[6:10]}-{n[10:12]}-{n[12:14]}") for n in numbers)
