"""Training: what Splink is given, what is made of its answer, and that the shipped weights can be had again.

The rosters are benchmarks.rosters (synthetic); no figure here says anything about a real county. The command stands above this
package and the rule file beside it, so both are called by name (docs/architecture.md).
"""

import json
import sys
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest

from benchmarks import rosters
from guixiao.linkage import Source
from guixiao.linkage.comparisons import COMPARISONS
from guixiao.linkage.run import connect
from guixiao.linkage.training import UNTRAINED, Learned, Training, drifts, merged, pairs, soften, train, weight_file
from guixiao.linkage.training.pairs import TRAINED, draw_labels, label, splink_sql
from guixiao.linkage.weights import level_sql, shipped_weights

AS_OF = date(2026, 9, 1)
run = import_module("guixiao.cli.linkage").run
RULES = import_module("guixiao.policy").load_policy("national-2024")
TOLERANCE = 3.0  # bits
HEAD = "姓名,性别,出生日期,身份证件号,乡镇,村\n"
# name, sex, born, 17 digits of the number ("" none)
REGISTER = (
    ("石小花", "女", "2014-03-05", 52263320140305102, "加榜乡", "加车村"),
    ("石小草", "女", "2015-04-06", 52263320150406104, "加榜乡", "加车村"),
    ("吴老四", "男", "2013-01-02", 52263320130102111, "宰便镇", "宰便村"),
    ("潘阿妹", "女", "2012-07-08", 52263320120708122, "宰便镇", "宰便村"),
    ("潘阿姐", "女", "2012-07-08", 52263320120708122, "宰便镇", "宰便村"),
)
SCHOOL = (
    ("石晓花", "女", "2014-03-05", 52263320140305102, "加榜乡", "加车村"),  # other name: teaches the name only
    ("石小草", "女", "2015-06-04", 52263320150406104, "加榜乡", "加车村"),  # other date: teaches the birth date only
    ("吴老四", "男", "2013-01-02", 52263320130102111, "加榜乡", "加车村"),  # teaches all four
    ("潘阿妹", "女", "2012-07-08", 52263320120708122, "宰便镇", "宰便村"),  # a number of two register rows teaches nothing
    ("杨胜利", "男", "2014-03-05", "", "宰便镇", "宰便村"),
)


def write(con, path: Path, rows) -> Path:
    cells = [(*row[:3], con.execute(f"SELECT id_text({row[3]})").fetchall()[0][0] if row[3] else "", *row[4:]) for row in rows]
    path.write_text(HEAD + "".join(",".join(row) + "\n" for row in cells), encoding="utf-8")
    return path


@pytest.fixture
def village(tmp_path):
    con = connect(threads=1)
    sources = [Source("households", write(con, tmp_path / "户籍.csv", REGISTER)),
               Source("enrolments", write(con, tmp_path / "学籍.csv", SCHOOL))]  # fmt: skip
    return con, pairs.read_people(con, sources, RULES, AS_OF)


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> Path:
    return made(tmp_path_factory.mktemp("county"), 6000)


@pytest.fixture(scope="module")
def township(tmp_path_factory) -> Path:
    return made(tmp_path_factory.mktemp("township"), 2000)


def made(out: Path, children: int) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["rosters", "--children", str(children), "--seed", "11", "--out", str(out)])
        rosters.main()
    return out


def files_of(county: Path) -> dict[str, Path]:
    names = {"households": "户籍", "enrolments": "学籍", "elsewhere": "外县学籍"}
    return {roster: county / f"{name}.parquet" for roster, name in names.items()}


def sources_of(county: Path) -> list[Source]:
    return [Source(roster, path) for roster, path in files_of(county).items()]


def arguments(county: Path, *more: str) -> list[str]:
    return ["train", *(word for roster, path in files_of(county).items() for word in (f"--{roster}", str(path))), *more]


# What Splink is given


def test_a_condition_names_columns_as_splink_does():
    assert splink_sql("{l}.born // 100 = {r}.born // 100") == "born_l // 100 = born_r // 100"
    assert splink_sql("contains({l}.py, {r}.py[-1:])") == "contains(py_l, py_r[-1:])"
    assert splink_sql("true") == "ELSE"


def test_every_trained_comparison_begins_with_missing_and_ends_with_else():
    assert [c.levels[-1].name for c in TRAINED] == ["else"] * 4
    assert [c.levels[0].name for c in TRAINED] == ["missing"] * 4


@pytest.mark.parametrize("comparison", TRAINED, ids=lambda c: c.field)
def test_both_forms_of_a_condition_find_the_same_level(village, comparison):
    con, start = village
    pairs.draw_remainder(con, start)
    draw_labels(con, 100, 1, start)
    whens = " ".join(f"WHEN {splink_sql(level.condition)} THEN {n}" for n, level in enumerate(comparison.levels[:-1]))
    columns = [row[0] for row in con.execute("DESCRIBE certified_school").fetchall()]
    sides = ", ".join(f"{side}.{column} AS {column}_{side}" for side in "lr" for column in columns)
    pairing = "FROM certified_school l, certified_register r"
    ours = con.execute(f"SELECT {level_sql(comparison, 'l', 'r')} {pairing} ORDER BY ALL").fetchall()
    theirs = con.execute(f"""SELECT CASE {whens} ELSE {len(comparison.levels) - 1} END
        FROM (SELECT {sides} {pairing}) ORDER BY ALL""").fetchall()
    assert ours == theirs
    assert len(ours) == 9


def test_a_label_is_certain_without_the_field_it_teaches(village):
    con, start = village
    draw_labels(con, 100, 1, start)
    assert con.execute("SELECT count(*) FROM certified").fetchall() == [(3,)]
    counts = {c.field: label(con, c.field) for c in TRAINED}
    assert counts == {"name": 2, "birth": 2, "sex": 1, "place": 1}
    names = "SELECT s.nm, h.nm FROM label_name JOIN person s ON s.k = unique_id_l JOIN person h ON h.k = unique_id_r ORDER BY 1"
    assert con.execute(names).fetchall() == [("吴老四", "吴老四"), ("石晓花", "石小花")]


def test_fewer_labels_can_be_asked_for_and_the_seed_chooses(village):
    con, start = village
    chosen = set()
    for seed in range(1, 9):
        draw_labels(con, 1, seed, start)
        chosen |= set(con.execute("SELECT ks FROM certified").fetchall())
    assert len(chosen) > 1


def test_strangers_are_never_one_child(township):
    con = connect(threads=1)
    start = pairs.read_people(con, sources_of(township), RULES, AS_OF)
    pairs.draw_strangers(con, 100, 1, start)
    keys = "SELECT idn FROM person JOIN stranger_{} ON unique_id = k"
    assert con.execute(f"{keys.format('school')} INTERSECT {keys.format('register')}").fetchall() == []
    assert pairs.strangers(con, "name") == 100


def test_the_remainder_has_no_number_of_the_register(village):
    con, start = village
    pairs.draw_remainder(con, start)
    assert con.execute("SELECT nm FROM rest").fetchall() == [("杨胜利",)]
    assert con.execute("SELECT nm FROM remainder_register").fetchall() == [("石小花",)]


# What is made of the answer


def trained(**levels: Learned) -> Training:
    return Training({"birth": {"equal": Learned(0.9, 0.0003, 900, 300), **levels}}, "a test", 4.0)


def test_disagreement_is_softened_fourfold():
    softened = soften({"equal": 0.98, "lunar": 0.015, "else": 0.005}, "equal", 4.0)
    assert sum(softened.values()) == pytest.approx(1.0)
    assert softened["else"] / softened["equal"] == pytest.approx(4 * 0.005 / 0.98)


def test_a_level_seen_often_is_trained_and_a_rare_one_keeps_its_weight():
    training = trained(lunar=Learned(0.1, 0.0004, 100, 400), swapped=Learned(0.001, 0.0001, 1, 400))
    levels = merged(training, shipped_weights())["birth"]
    assert levels["lunar"]["m"] == pytest.approx(4 * 0.1 / (0.9 + 0.404) * 1.001, rel=1e-3)
    assert levels["lunar"]["u"] == 0.0004
    assert levels["swapped"] == shipped_weights()["birth"]["swapped"]


def test_levels_of_a_kind_of_cell_number_and_family_stay_by_hand():
    after = merged(trained(new_year=Learned(0.1, 0.1, 100, 100)), shipped_weights())
    assert after["birth"]["new_year"] == shipped_weights()["birth"]["new_year"]
    assert all(after[field] == shipped_weights()[field] for field in ("number", "family"))


def test_where_frequencies_stand_for_u_only_m_is_trained():
    training = Training({"name": {"equal": Learned(0.9, 0.5, 900, 500)}}, "a test", 1.0)
    assert merged(training, shipped_weights())["name"]["equal"] == {"m": 0.9, "u": shipped_weights()["name"]["equal"]["u"]}


def test_drift_is_told_for_every_level_of_the_weight_file():
    found = drifts(trained(lunar=Learned(0.1, 0.0004, 100, 400)))
    assert {(d.field, d.level) for d in found} == {(f, level) for f, levels in shipped_weights().items() for level in levels}
    assert [d.level for d in found if d.after is not None] == ["equal", "lunar"]


# The command


def test_weights_are_printed_in_bits(capsys):
    assert run(["weights"]) == 0
    chinese = capsys.readouterr().out
    assert "比特" in chinese and "出生日期相同" in chinese
    assert run(["weights", "--lang", "en"]) == 0
    english = capsys.readouterr().out.splitlines()
    assert len(english) == 3 + sum(len(levels) for levels in shipped_weights().values())
    assert not any("一" <= character <= "鿿" for character in "".join(english))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"source": "", "weights": {}}', "\udcff"])
def test_a_file_that_is_no_weight_file_is_refused(tmp_path, capsys, text):
    path = tmp_path / "w.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert run(["weights", "--file", str(path), "--lang=en"]) == 2
    assert "w.json: not a weight file" in capsys.readouterr().err
    assert run(["weights", "--file", str(tmp_path / "none.json")]) == 2


def test_without_splink_the_command_says_how_to_install_it(township, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "splink", None)
    for lang in ("zh", "en"):
        assert run(arguments(township, "--compare", "--as-of", "2026-09-01", "--lang", lang)) == 2
        assert "pip install --require-hashes -r requirements/train.lock" in capsys.readouterr().err


@pytest.mark.parametrize(("more", "said"), [
    ((), "--out"), (("--compare", "--as-of", "1 Sept"), "1 Sept"), (("--compare", "--policy", "nowhere"), "nowhere"),
    (("--out", "/nowhere/w.json"), "/nowhere/w.json"),
    (("--compare", "--method", "guess"), "guess"),
])  # fmt: skip
def test_a_wrong_option_is_told(township, capsys, more, said):
    assert run(arguments(township, *more)) == 2
    assert said in capsys.readouterr().err


def test_a_file_that_cannot_be_read_is_told(tmp_path, capsys):
    pytest.importorskip("splink")
    path = tmp_path / "户籍.csv"
    path.write_bytes(b"")
    assert run(["train", "--households", str(path), "--enrolments", str(path), "--compare", "--lang", "en"]) == 2
    assert "户籍.csv" in capsys.readouterr().err


def test_rosters_without_a_common_child_teach_nothing(tmp_path, capsys):
    pytest.importorskip("splink")
    con = connect()
    register, school = write(con, tmp_path / "户籍.csv", REGISTER[:1]), write(con, tmp_path / "学籍.csv", SCHOOL[4:])
    words = ["--households", str(register), "--enrolments", str(school), "--out", str(tmp_path / "w.json")]
    assert run(["train", *words, "--lang", "en"]) == 2
    assert "too small" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["学籍.csv", "户籍.csv"]


# With Splink


def test_shipped_weights_can_be_had_again(county):
    """Every level with enough pairs comes within three bits of the shipped weight."""
    pytest.importorskip("splink")
    found = [d for d in drifts(train(sources_of(county), RULES, AS_OF, strangers=1_000_000)) if d.after is not None]
    print("\n".join(f"{d.field:8}{d.level:16}{d.before:+8.2f}{d.after:+8.2f}" for d in found))
    far = [d for d in found if abs(d.after - d.before) > TOLERANCE]
    assert not far
    assert {d.field for d in found} == {c.field for c in TRAINED}
    assert len(found) >= 10


def test_what_the_command_writes_is_what_was_trained_and_the_same_again(township, tmp_path, capsys):
    pytest.importorskip("splink")
    out = tmp_path / "weights.json"
    options = ("--as-of", "2026-09-01", "--out", str(out), "--compare", "--pairs", "40000", "--lang", "en")
    assert run(arguments(township, *options)) == 0
    written = json.loads(out.read_text(encoding="utf-8"))
    assert written == weight_file(train(sources_of(township), RULES, AS_OF, strangers=40_000))
    assert "splink 5" in written["source"] and "as of 2026-09-01" in written["source"]
    assert all(set(written["weights"][field]) >= set(levels) for field, levels in shipped_weights().items())
    assert "largest drift" in capsys.readouterr().out
    assert run(["weights", "--file", str(out)]) == 0


def test_em_without_labels_finds_the_same_order(township):
    """The alternative: the remainder alone, u held fixed; agreement of name and birth date weighs much, disagreement against."""
    pytest.importorskip("splink")
    training = train(sources_of(township), RULES, AS_OF, method="em", strangers=100_000)
    after = {(d.field, d.level): d.after for d in drifts(training) if d.after is not None}
    assert after["birth", "equal"] == pytest.approx(11.9, abs=1.0)
    assert after["name", "equal"] > 10 and 0.8 < after["sex", "equal"] <= 1.0
    assert training.softening == 1.0


def test_levels_left_by_hand_are_levels():
    names = {c.field: {level.name for level in c.levels} for c in COMPARISONS}
    assert all(levels <= names[field] for field, levels in UNTRAINED.items())
