"""The same small county under other circumstances: no roll, earlier decisions, other file kinds, twice the same."""

import csv
import json
from pathlib import Path

import pytest

from guixiao.linkage import RosterError
from guixiao.linkage.tests.rosters import County, Outcome, number, table

WRITTEN = ("coverage.csv", "links.csv", "review.csv", "疑似失学辍学名单.xlsx")


def doubtful() -> County:
    """Two register children who may both be the pupil of one enrolment; one who is nowhere; a stranger with a child's number."""
    county = County(background=40)
    for key, village in (("south", "占里"), ("north", "小黄")):
        county.register(key, "潘月亮", "2010-08-08", id_number="", guardian_name="", village=village)
    county.school("pupil", name="潘月亮", sex="女", birth_date="2010-08-08")
    county.register("nowhere", "孟阿平", "2009-03-03", "男")
    county.register("owner", "龙安琪", "2009-11-30", id_number=number("2009-11-30", 722))
    county.school("stranger", name="欧阳金凤", sex="女", birth_date="2006-01-09", id_number=number("2009-11-30", 722))
    return county


def decide(path: Path, *rows: dict[str, str]) -> Path:
    fields = [
        "decision",
        *(f"{field}_{side}" for side in "ab" for field in ("roster", "row", "name", "id_number", "birth_date", "detail")),
        "bucket",
        "outcome",
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fields, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


NOWHERE = {"roster_a": "households", "name_a": "孟阿平", "birth_date_a": "2009-03-03"}
STRANGER = {
    "roster_a": "enrolments",
    "name_a": "欧阳金凤",
    "id_number_a": number("2009-11-30", 722),
    "birth_date_a": "2006-01-09",
    "roster_b": "households",
    "name_b": "龙安琪",
    "id_number_b": number("2009-11-30", 722),
    "birth_date_b": "2009-11-30",
}


def test_without_a_roll_the_enrolment_decides(tmp_path):
    county = doubtful()
    del county.rows["attendance"], county.keys["attendance"]
    county.enrol("nowhere")
    outcome = county.run(tmp_path)
    assert outcome.stands("nowhere") == "enrolled/present"
    assert outcome.stands("neighbour 3") == "enrolled/present"
    assert outcome.receipt["equation"]["holds"]


def test_a_register_alone_is_a_list_of_children_to_look_for(tmp_path):
    county = doubtful()
    for roster in ("attendance", "enrolments"):
        del county.rows[roster], county.keys[roster]
    outcome = county.run(tmp_path)
    assert {line["bucket"] for line in outcome.coverage} == {"not_found"}
    assert outcome.links == outcome.review == []


def test_a_filled_in_review_is_honoured_in_the_next_round(tmp_path):
    first = doubtful().run(tmp_path / "first")
    assert first.bucket("south") == first.bucket("north") == first.bucket("owner") == "in_review"
    filled = tmp_path / "decided.csv"
    rows = table(first.folder / "review.csv")
    for row in rows:
        chosen = first.key_of["households", row["row_b"]]
        row["decision"] = "different" if row["name_a"] == "欧阳金凤" else "same" if chosen == "north" else "different"
    with filled.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    second = doubtful().run(tmp_path / "second", decisions=filled)
    assert second.bucket("owner") == "not_found"
    assert ("enrolments", "stranger") in second.lines
    assert second.asked("stranger") == []


def between_alike(tmp_path, **more):
    """A decision for one of two register children who read alike: the file with the columns that tell their row, or without."""
    first = doubtful().run(tmp_path / "first")
    rows = [r for r in first.review if r["name_a"] == "潘月亮" and first.key_of["households", r["row_b"]] == "north"]
    kept = {k: v for k, v in rows[0].items() if k[:-2] in ("roster", "name", "id_number", "birth_date", *more)}
    return doubtful().run(tmp_path / "second", decisions=decide(tmp_path / "d.csv", kept | {"decision": "same"}))


def test_a_decision_between_two_alike_children_holds_for_the_row_it_names(tmp_path):
    second = between_alike(tmp_path, row=True)
    assert second.linked("pupil") == "north"
    assert second.receipt["decisions"]["ambiguous"] == 0


def test_a_decision_that_fits_two_alike_children_is_asked_again(tmp_path):
    second = between_alike(tmp_path)
    assert second.bucket("north") == second.bucket("south") == "in_review"
    assert second.receipt["decisions"]["ambiguous"] == 1


def test_rows_that_were_called_the_same_are_linked(tmp_path):
    outcome = doubtful().run(tmp_path, decisions=decide(tmp_path / "d.csv", {"decision": "same", **STRANGER}))
    assert outcome.stands("owner") == "enrolled/present"
    assert outcome.linked("stranger") == "owner"
    line = outcome.lines["households", "owner"]
    assert (line["step"], line["probability"]) == ("decision", "1.0")
    assert outcome.receipt["decisions"]["same"] == 1


def test_rows_that_were_called_different_are_never_asked_about_again(tmp_path):
    outcome = doubtful().run(tmp_path, decisions=decide(tmp_path / "d.csv", {"decision": "different", **STRANGER}))
    assert outcome.stands("owner") == "not_found/nowhere"
    assert outcome.asked("stranger") == []


def test_a_certain_link_yields_to_people_who_called_the_rows_different(tmp_path):
    county = doubtful()
    child = county.people["neighbour 1"]
    side = {f"{field}_{end}": child[field] for field in ("name", "id_number", "birth_date") for end in "ab"}
    decided = decide(tmp_path / "d.csv", {"decision": "different", "roster_a": "enrolments", "roster_b": "households", **side})
    outcome = county.run(tmp_path, decisions=decided)
    assert outcome.linked("neighbour 1") == ""


def test_a_settled_outcome_stands_where_this_round_knows_nothing_better(tmp_path):
    settled = decide(
        tmp_path / "d.csv",
        {"decision": "outcome", "bucket": "enrolled_elsewhere", "outcome": "elsewhere", **with_number(doubtful())},
    )
    outcome = doubtful().run(tmp_path / "same", decisions=settled)
    assert outcome.stands("nowhere") == "enrolled_elsewhere/elsewhere"
    county = doubtful()
    county.school("nowhere")
    assert county.run(tmp_path / "came back", decisions=settled).stands("nowhere") == "enrolled/present"


def with_number(county: County) -> dict[str, str]:
    return NOWHERE | {"id_number_a": county.people["nowhere"]["id_number"]}


@pytest.mark.parametrize(
    ("field", "value"), [("name", "孟安平"), ("id_number", number("2009-03-03", 733)), ("birth_date", "2009-03-04")]
)
def test_a_decision_lapses_when_the_facts_change(tmp_path, field, value):
    county = doubtful()
    settled = decide(
        tmp_path / "d.csv", {"decision": "outcome", "bucket": "enrolled_elsewhere", "outcome": "elsewhere", **with_number(county)}
    )
    next(row for row in county.rows["households"] if row["name"] == "孟阿平")[field] = value
    outcome = county.run(tmp_path, decisions=settled)
    assert outcome.stands("nowhere") == "not_found/nowhere"
    assert (outcome.receipt["decisions"]["read"], outcome.receipt["decisions"]["outcome"]) == (1, 0)


@pytest.mark.parametrize(
    ("text", "row", "column"),
    [
        ("a,b\n1,2\n", 1, "decision"),
        ("decision,roster_a\nmaybe,households\n", 2, "decision"),
        (
            "decision,roster_a,name_a,id_number_a,birth_date_a,bucket,outcome\noutcome,households,孟阿平,,,heaven,nowhere\n",
            2,
            "bucket",
        ),
        (
            "decision,roster_a,name_a,id_number_a,birth_date_a,bucket,outcome\noutcome,pupils,孟阿平,,,not_found,nowhere\n",
            2,
            "roster_a",
        ),
        ("decision,roster_a,name_a,id_number_a\nsame,households,孟阿平,\n", 1, "birth_date_a"),
    ],
)
def test_a_decision_that_cannot_be_understood_is_named_by_row_and_column(tmp_path, text, row, column):
    path = tmp_path / "decisions.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RosterError) as told:
        doubtful().run(tmp_path, decisions=path)
    assert (told.value.file, told.value.row, told.value.column) == ("decisions.csv", row, column)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00bad", "decision,姓名\n".encode("gb18030")])
def test_a_broken_decision_file_is_told_and_never_a_traceback(tmp_path, content):
    path = tmp_path / "decisions.csv"
    path.write_bytes(content)
    try:
        doubtful().run(tmp_path, decisions=path)
    except RosterError as problem:
        assert problem.file == "decisions.csv"


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> Outcome:
    return doubtful().run(tmp_path_factory.mktemp("plain"))


def content(outcome: Outcome, name: str, kind: str = "csv") -> bytes:
    return (outcome.folder / name).read_bytes().replace(f".{kind}".encode(), b".file")


def test_the_same_rosters_give_the_same_bytes(plain, tmp_path):
    again = doubtful().run(tmp_path)
    for name in WRITTEN:
        assert content(again, name) == content(plain, name), name
    seconds = [json.loads((o.folder / "receipt.json").read_text(encoding="utf-8")) for o in (plain, again)]
    for receipt in seconds:
        assert receipt.pop("seconds")
    assert seconds[0] == seconds[1]


def test_one_thread_and_many_give_the_same_bytes(plain, tmp_path, monkeypatch):
    import guixiao.linkage.reconciliation as reconciliation

    connect = reconciliation.connect
    monkeypatch.setattr(reconciliation, "connect", lambda *_: connect(1))
    alone = doubtful().run(tmp_path)
    for name in WRITTEN:
        assert content(alone, name) == content(plain, name), name


@pytest.mark.parametrize("kind", ["xlsx", "parquet"])
def test_the_kind_of_file_changes_nothing(plain, tmp_path, kind):
    other = doubtful().run(tmp_path, kind)
    for name in ("coverage.csv", "links.csv", "review.csv"):
        assert content(other, name, kind) == content(plain, name), name


def test_one_roster_in_two_files_counts_as_one(plain, tmp_path):
    from guixiao.linkage import Source, reconcile
    from guixiao.linkage.tests.rosters import AS_OF, POLICY, save

    county = doubtful()
    sources = [s for s in county.write(tmp_path) if s.roster != "households"]
    rows = county.rows["households"]
    halves = [save(tmp_path / f"{place}.csv", half) for place, half in enumerate((rows[:20], rows[20:]))]
    result = reconcile([*(Source("households", path) for path in halves), *sources], rules=POLICY, as_of=AS_OF)
    assert result.receipt["buckets"] == plain.receipt["buckets"]
    assert [c["bucket"] for c in result.children()] == [c["bucket"] for c in plain.children]


@pytest.mark.parametrize(("school", "answer"), [("第二小学", "pupil b"), ("第三小学", None)])
def test_alike_rows_are_told_apart_by_their_school_though_their_order_changed(tmp_path, school, answer):
    """Rolls without numbers: a decision on one of two namesakes holds for the row of that school, never for another's."""
    county = doubtful()
    county.register("child", "石满月", "2010-05-05", id_number="", guardian_name="")
    for key, room in (("pupil a", "第一小学"), ("pupil b", "第二小学")):
        county.seat(key, name="石满月", school=room)
    decision = {"decision": "same", "roster_a": "attendance", "name_a": "石满月", "detail_a": school, "row_a": "2",
                "roster_b": "households", "name_b": "石满月", "birth_date_b": "2010-05-05"}  # fmt: skip
    outcome = county.run(tmp_path, decisions=decide(tmp_path / "d.csv", decision))
    linked = [key for key in ("pupil a", "pupil b") if outcome.linked(key, "attendance") == "child"]
    assert linked == ([answer] if answer else [])
    assert outcome.receipt["decisions"]["ambiguous"] == (not answer)


@pytest.mark.parametrize(
    ("answers", "stand"), [(("same", "different"), "not_found/nowhere"), (("different", "same"), "enrolled/present")]
)
def test_of_two_lines_about_the_same_rows_the_later_counts(tmp_path, answers, stand):
    lines = [{"decision": answer, **STRANGER} for answer in answers]
    assert doubtful().run(tmp_path, decisions=decide(tmp_path / "d.csv", *lines)).stands("owner") == stand
