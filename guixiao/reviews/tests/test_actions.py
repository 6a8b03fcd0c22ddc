"""Doubts are kept, decided once, taken back, and told to the engine for good."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from guixiao.audit.models import Entry
from guixiao.children.models import Coverage, Round
from guixiao.linkage.tests.rosters import County, number
from guixiao.reviews import queue
from guixiao.reviews.actions import Given, Settled, decide, hold, skip, take_next, undo, write_decisions
from guixiao.reviews.models import Candidate, Counted, Decision, Doubt
from guixiao.reviews.rules import Answer
from tests.cast import Cast
from tests.doubtful import doubt, everything, first_run, load, recount, rosters, stands
from tests.starts import start

FIRST, NONE, ABROAD = Answer("same", (1,)), Answer("different"), Answer("outcome", (), "left_roll", "abroad")


@start
def made(cast: Cast) -> Round:
    return load(cast.county)


def names(doubts) -> list[str]:
    return [doubt.coverage.child.name for doubt in doubts]


def test_every_question_of_the_engine_is_kept_in_its_order(made: Round):
    asked = list(first_run().doubts())
    kept = list(Doubt.objects.filter(round=made).order_by("position"))
    assert [(d.facts, d.risk, d.weight, d.reason) for d in kept] == [
        (q["child"], q["risk"], q["weight"], q["reason"]) for q in asked
    ]
    assert [[row.facts for row in d.candidates.all()] for d in kept] == [q["candidates"] for q in asked]
    assert names(kept) == [q["child"]["name"] for q in asked]


def test_nothing_personal_of_a_doubt_stands_in_the_clear(made: Round, cast: Cast):
    decide(cast.li, doubt(made, "龙安琪"), FIRST)
    with connection.cursor() as cursor:
        for model in (Doubt, Candidate, Decision):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            cells = [
                bytes(cell) if isinstance(cell, memoryview) else str(cell).encode() for row in cursor.fetchall() for cell in row
            ]
            for text in (number("2009-11-30", 722), "欧阳金凤", "龙安琴", "2009-11-30"):
                assert not any(text.encode() in cell for cell in cells), f"{model.__name__}: {text}"


def test_a_township_sees_what_touches_its_own_children_alone(made: Round, cast: Cast):
    everybody = {"潘月亮", "梁明军", "石满月", "龙安琪", "莫阿西", "吴有福"}
    assert set(names(queue.asked(cast.li))) == everybody
    assert set(names(queue.asked(cast.shi))) == everybody - {"梁明军", "莫阿西"}
    assert names(queue.asked(cast.wang)) == ["莫阿西"]
    for nobody in (cast.wu, cast.yang):
        assert not queue.asked(nobody).exists()


def test_the_decided_leave_the_queue_and_each_answer_is_written_down(made: Round, cast: Cast):
    asked = doubt(made, "石满月")
    before = queue.progress(cast.shi)[True]
    decided = decide(cast.shi, asked, Answer("same", (2,)))
    assert [row.verdict for row in asked.candidates.all()] == ["different", "same"]
    assert asked not in queue.waiting(cast.shi) and queue.progress(cast.shi)[True].done == before.done + 1
    entry = Entry.objects.first()
    assert (entry.act, entry.actor_name, entry.subject) == ("review.decide", "石所长", f"child:{asked.coverage.child_id}")
    told = {"kind": "same", "ranks": [2], "bucket": "", "outcome": "", "doubt": str(asked.pk)}
    assert entry.detail == told and "石满月" not in str(vars(entry))
    assert (decided.kind, decided.ranks, decided.made_by) == ("same", "2", cast.shi)


def test_the_second_answer_is_refused_and_names_the_first(made: Round, cast: Cast):
    first = decide(cast.shi, doubt(made, "龙安琪"), NONE)
    with pytest.raises(Settled) as told:
        decide(cast.li, doubt(made, "龙安琪"), FIRST)
    assert told.value.decision == first and Decision.objects.count() == Entry.objects.filter(act="review.decide").count() == 1
    assert doubt(made, "龙安琪").candidates.get().verdict == "different"


def test_a_row_given_to_one_child_is_no_other_childs(made: Round, cast: Cast):
    south, north = doubt(made, "潘月亮", "高华"), doubt(made, "潘月亮", "苗朗")
    given = decide(cast.shi, south, FIRST)
    with pytest.raises(Given) as told:
        decide(cast.li, north, FIRST)
    assert told.value.doubt == south and not north.decisions.exists()
    assert north not in queue.waiting(cast.li), "nothing is left to ask about it"
    assert decide(cast.li, north, NONE)
    undo(cast.shi, given)
    assert south in queue.waiting(cast.li)


def test_what_is_taken_back_is_open_again_and_the_history_stays(made: Round, cast: Cast):
    asked = doubt(made, "龙安琪")
    decision = decide(cast.shi, asked, FIRST)
    assert undo(cast.shi, decision) and not undo(cast.li, decision)
    decision.refresh_from_db()
    assert (decision.undone_by, asked.candidates.get().verdict) == (cast.shi, "")
    assert asked in queue.waiting(cast.shi) and Entry.objects.first().act == "review.undo"
    assert decide(cast.li, asked, NONE).pk != decision.pk and asked.decisions.count() == 2


def test_one_takes_back_ones_own_last_answer_and_the_county_any(made: Round, cast: Cast):
    first, second = (decide(cast.shi, doubt(made, name), NONE) for name in ("龙安琪", "石满月"))
    with pytest.raises(PermissionError):
        undo(cast.shi, first)
    with pytest.raises(PermissionError):
        undo(cast.wang, second)
    assert queue.last_of(cast.shi) == second and undo(cast.shi, second)
    assert queue.last_of(cast.shi) == first and undo(cast.li, first)


def test_two_people_are_given_two_doubts_and_a_lease_runs_out(made: Round, cast: Cast):
    first, second = take_next(cast.li), take_next(cast.shi)
    assert first and second and first != second
    assert take_next(cast.li) == first, "coming back one goes on where one was"
    assert not hold(cast.shi, first.pk)
    Doubt.objects.filter(pk=first.pk).update(held_until=timezone.now() - timedelta(seconds=1))
    assert hold(cast.shi, first.pk)


def test_what_is_skipped_comes_last(made: Round, cast: Cast):
    first = take_next(cast.li)
    skip(cast.li, first)
    turn = list(queue.waiting(cast.shi))
    assert turn[-1] == first and turn[0] != first and take_next(cast.li) != first


def test_the_queue_ends(made: Round, cast: Cast):
    answered = []
    while asked := take_next(cast.li):
        answered.append(decide(cast.li, asked, NONE))
    assert len(answered) == Doubt.objects.count() and queue.all_decided(cast.county)
    assert all(part.done == part.whole for part in queue.progress(cast.li).values())


def test_the_file_for_the_engine_is_ours_alone_to_read(made: Round, cast: Cast, tmp_path):
    decision = decide(cast.li, doubt(made, "石满月"), Answer("same", (2,)))
    undo(cast.li, decide(cast.li, doubt(made, "龙安琪"), NONE))
    path = tmp_path / "decisions.csv"
    assert write_decisions(cast.county, path) == [decision.pk]
    assert path.stat().st_mode & 0o077 == 0
    assert sorted(line.split(",")[0] for line in path.read_text(encoding="utf-8").splitlines()) == [
        "decision",
        "different",
        "same",
    ]


def test_a_cell_that_begins_like_a_formula_reaches_the_engine_as_it_was(cast: Cast, tmp_path):
    county = rosters()
    next(row for row in county.rows["enrolments"] if row["name"] == "欧阳金凤")["name"] = "-欧阳金凤"
    from tests.doubtful import run

    made = load(cast.county, run(county))
    decide(cast.li, doubt(made, "龙安琪"), FIRST)
    assert stands(recount(cast.county, tmp_path, county), "龙安琪") == "enrolled/present"


def test_a_recount_puts_the_decided_where_they_belong_and_asks_nothing_again(made: Round, cast: Cast, tmp_path):
    decide(cast.li, doubt(made, "龙安琪"), FIRST)
    decide(cast.li, doubt(made, "莫阿西"), NONE)
    decide(cast.li, doubt(made, "石满月"), ABROAD)
    decide(cast.li, doubt(made, "潘月亮", "苗朗"), FIRST)
    decide(cast.li, doubt(made, "潘月亮", "高华"), NONE)
    decide(cast.li, doubt(made, "梁明军"), FIRST)
    decide(cast.li, doubt(made, "吴有福"), FIRST)
    assert queue.uncounted(cast.county).whole == 7
    later = recount(cast.county, tmp_path)
    assert {name: stands(later, name) for name in ("龙安琪", "莫阿西", "石满月", "吴有福")} == {
        "龙安琪": "enrolled/present",
        "莫阿西": "not_found/nowhere",
        "石满月": "left_roll/abroad",
        "吴有福": "enrolled/present",
    }
    assert stands(later, "潘月亮", "苗朗") == "enrolled/present"
    assert stands(later, "梁明军", "顶洞") == "duplicate_registration/same_person"
    assert Coverage.objects.get(round=later, child__name="吴有福").poverty
    (asked,) = Doubt.objects.filter(round=later)
    assert (asked.coverage.child.name, asked.roster) == ("潘月亮", "households"), "nothing settled is asked again; a new doubt is"
    assert queue.uncounted(cast.county).whole == 0 and Counted.objects.filter(round=later).count() == 7


def test_undone_and_counted_again_everything_stands_exactly_as_before(made: Round, cast: Cast, tmp_path):
    before = everything(made)
    given = [decide(cast.li, asked, FIRST) for asked in Doubt.objects.exclude(coverage__child__name="潘月亮")]
    given.append(decide(cast.li, doubt(made, "潘月亮", "高华"), FIRST))
    assert everything(recount(cast.county, tmp_path)) != before
    for decision in given:
        undo(cast.li, decision)
    assert queue.uncounted(cast.county) == queue.Uncounted(0, len(given))
    assert everything(recount(cast.county, tmp_path)) == before


@pytest.mark.parametrize(
    ("key", "roster", "field", "value"),
    [
        ("owner", "households", "name", "龙安其"),
        ("owner", "households", "birth_date", "2009-11-03"),
        ("stranger", "enrolments", "birth_date", "2006-10-09"),
    ],
)
def test_a_changed_fact_is_asked_about_again_with_the_earlier_answer_beside_it(
    made, cast: Cast, tmp_path, key, roster, field, value
):
    decision = decide(cast.shi, doubt(made, "龙安琪"), NONE)
    county = rosters()
    county.rows[roster][county.keys[roster].index(key)][field] = value
    later = recount(cast.county, tmp_path, county)
    asked = Doubt.objects.get(round=later, coverage__child__name__in=["龙安琪", "龙安其"])
    assert queue.earlier(asked) == decision
    from guixiao.reviews.rules import changes

    rows = [row.facts for row in asked.candidates.all()]
    assert [(c.field, c.now) for c in changes(decision.facts, asked.facts, rows)] == [(field, value)]


def test_other_rosters_a_year_later_ask_nothing_that_was_settled(made: Round, cast: Cast, tmp_path):
    """The rows have moved in their files and others were added; the facts of the decided are the same."""
    for name in ("龙安琪", "莫阿西", "吴有福", "梁明军", "石满月"):
        decide(cast.li, doubt(made, name), NONE)
    later = recount(cast.county, tmp_path, moved())
    assert {doubt.coverage.child.name for doubt in Doubt.objects.filter(round=later)} == {"潘月亮", "新来的"}


def moved() -> County:
    county = rosters()
    for roster, rows in county.rows.items():
        county.rows[roster], county.keys[roster] = rows[::-1], county.keys[roster][::-1]
    county.register("new", "新来的", "2008-03-03")
    county.school("newcomer", name="滚老幺", sex="女", birth_date="2005-09-01", id_number=county.people["new"]["id_number"])
    return county
