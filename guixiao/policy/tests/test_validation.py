"""Every way a rule file can be wrong, and what is said about it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guixiao.policy import PolicyError, load_policy
from guixiao.policy.document import DATA
from guixiao.policy.lines import key_lines
from guixiao.policy.tests.rule_files import HEAD, refusal, written


def said(folder, text):
    """Line, key, found and expected (in English) of each problem, the file being the county's own."""
    path = written(folder, text)
    problems = refusal(path).problems
    assert all(problem.file in (path, DATA / "base-words.toml") for problem in problems)
    return [(problem.line, problem.key, problem.found.en, problem.expected.en) for problem in problems]


def test_a_good_file_is_read(tmp_path):
    policy = load_policy(written(tmp_path, HEAD))
    assert policy.id == "county" and policy.version.startswith("county@") and not policy.sample
    assert policy.statuses == load_policy("national-2024").statuses


def test_byte_order_mark_and_windows_lines_are_read(tmp_path):
    path = tmp_path / "county.toml"
    path.write_bytes(b"\xef\xbb\xbf" + HEAD.replace("\n", "\r\n").encode())
    assert load_policy(path).title == {"zh": "县", "en": "County"}


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "found", "expected"),
    [
        ('id = "county"', 'id = "My County"', 1, "id", "'My County'", "this file's own id"),
        ('id = "county"', "", 1, "id", "nothing (the key is missing)", "text in quotes"),
        ('id = "county"', "id = 7", 1, "id", "7", "text in quotes, not empty"),
        ("2026-01-01", '"2026-01-01"', 3, "effective", "'2026-01-01'", "a date such as 2024-04-29, without quotes"),
        ("2026-01-01", "2026-01-01T10:00:00", 3, "effective", "2026-01-01T10:00:00", "a date"),
        ('zh = "县", ', "", 4, "title.zh", "nothing", "text in quotes"),
        ('"County"', '" "', 4, "title.en", "' '", "text in quotes, not empty"),
        ('{ zh = "县", en = "County" }', '"County"', 4, "title", "'County'", "a table [title]"),
        ("youngest = 6", "youngest = 6.0", 8, "age.youngest", "6.0", "a whole number from 0 to 30"),
        ("youngest = 6", "youngest = true", 8, "age.youngest", "true", "a whole number from 0 to 30"),
        ("youngest = 6", "youngest = -1", 8, "age.youngest", "-1", "a whole number from 0 to 30"),
        ("oldest = 14", "oldest = 5", 9, "age.oldest", "5", "not below youngest (6)"),
        ("oldest = 14", "", 7, "age.oldest", "nothing", "a whole number"),
        ("08-31", "31 August", 10, "age.cut_off", "'31 August'", "a day of every year"),
        ("08-31", "02-29", 10, "age.cut_off", "'02-29'", "a day of every year"),
        ("08-31", "08-32", 10, "age.cut_off", "'08-32'", "a day of every year"),
        ("cut_off", "cutoff", 10, "age.cutoff", "the unknown key 'cutoff'", "Did you mean 'cut_off'?"),
        ("[age]", "[ages]", 1, "age", "nothing", "a table [age]"),
    ],
)
def test_head(tmp_path, old, new, line, key, found, expected):
    first = said(tmp_path, HEAD.replace(old, new))[0]
    assert first[:2] == (line, key)
    assert found in first[2] and expected in first[3]


@pytest.mark.parametrize(
    ("added", "key", "found", "expected"),
    [
        ("[thresholds]\naccept = nan", "thresholds.accept", "nan", "a number"),
        ('[thresholds]\naccept = "3"', "thresholds.accept", "'3'", "a number"),
        ("[thresholds]\nmargin = -1", "thresholds.margin", "-1", "a number not below 0"),
        ("[thresholds]\nreview = 5", "thresholds.review", "5", "not above accept (3)"),
        ("[buckets.left_rol]\nzh = 'x'", "buckets.left_rol", "the unknown key 'left_rol'", "Did you mean 'left_roll'?"),
        ("[buckets.enrolled]\nsettled = 1", "buckets.enrolled.settled", "1", "true or false, without quotes"),
        ("[outcomes.gone]\nzh = 'x'", "outcomes.gone", "the unknown key 'gone'", "one of: abroad, absent"),
        ("[statuses.suspended]\nbucket = 'suspend'", "statuses.suspended.bucket", "'suspend'", "Did you mean 'suspended'?"),
        ("[statuses.suspended]\noutcome = 'present'", "statuses.suspended.outcome", "'present'", "one of: suspended"),
        ("[statuses.suspended]\nwords = '休学'", "statuses.suspended.words", "'休学'", "a list of words"),
        ("[statuses.suspended]\nwords = ['']", "statuses.suspended.words", "['']", "a list of words"),
        ("[statuses.suspended]\nwords = ['——']", "statuses.suspended.words", "'——'", "a word with letters or digits"),
        ("[statuses.present]\nwords = ['休 学']", "statuses.present.words", "'休 学'", "(it is in suspended already)"),
        ("[statuses.suspended]\nexcept = ['毕业']", "statuses.graduated.words", "'毕业'", "(it is in suspended already)"),
        ("[statuses.suspended]\nword = ['病休']", "statuses.suspended.word", "the unknown key 'word'", "Did you mean 'words'?"),
        ("[absences]\npresent = 3", "absences.present", "3", "a table [absences.present]"),
        ("[headers.household]\nname = ['x']", "headers.household", "the unknown key 'household'", "Did you mean 'households'?"),
        ("[headers.schools]\nnames = ['x']", "headers.schools.names", "the unknown key 'names'", "one of: "),
        ("[headers.poverty]\nphone = ['姓　名*']", "headers.poverty.phone", "'姓名'", "one field per header (it means name"),
        ("[headers.common]\nphone = ['name']", "headers.common.phone", "'name'", "(it means name already)"),
        ("[heders]", "heders", "the unknown key 'heders'", "Did you mean 'headers'?"),
        ("[chain]\npreset = 'eight'", "chain.preset", "'eight'", "one of: seven, six"),
        ("[chain.six]\nchiefs = ['county_hed', 'principal']", "chain.six.chiefs", "'county_hed'", "Did you mean 'county_head'?"),
        (
            "[chain.six]\nchiefs = ['principal', 'family']",
            "chain.six.chiefs",
            "'principal family'",
            "the administrative line too",
        ),
        (
            "[chain.six]\nchiefs = ['county_head', 'principal', 'principal']",
            "chain.six.chiefs",
            "'principal'",
            "each of them once",
        ),
        ("[chain.ten]\nzh = '十长'", "chain.ten.chiefs", "nothing", "a list of words"),
        ("[chiefs.principal]\nline = 'school'", "chiefs.principal.line", "'school'", "one of: administrative, education, both"),
        ("[chiefs.principal]\nlevel = 'shool'", "chiefs.principal.level", "'shool'", "Did you mean 'school'?"),
        (
            "[chiefs.class_teacher]\npost = 'principal'",
            "chiefs.class_teacher.post",
            "'principal'",
            "a post that stands at this level (class)",
        ),
        (
            "[chiefs.county_head]\npost = 'county_officer'",
            "chiefs.county_head.post",
            "'county_officer'",
            "a post of administrative in [lines]",
        ),
        ("[chiefs.principal]\ngap = 'mayor'", "chiefs.principal.gap", "'mayor'", "one of: county_officer"),
        ("[chiefs.principal]\nduty = 'all'", "chiefs.principal.duty", "'all'", "a table [chiefs.principal.duty]"),
    ],
)
def test_body(tmp_path, added, key, found, expected):
    text = f"{HEAD}\n{added}\n"
    problem = next(problem for problem in said(tmp_path, text) if problem[1] == key)
    assert found in problem[2] and expected in problem[3]
    if not key.startswith("statuses.graduated"):
        assert problem[0] in (12, 13)


def test_all_problems_are_collected_in_both_languages(tmp_path):
    path = written(tmp_path, HEAD.replace("= 6", "= 'six'").replace("08-31", "x") + "\n[headers.schools]\nkind = 1\n")
    error = refusal(path)
    assert [problem.line for problem in error.problems] == [8, 10, 13]
    assert error.text("en").splitlines()[0] == f"{path}:8: age.youngest: read 'six'; expected a whole number from 0 to 30"
    assert str(error).splitlines()[0] == f"{path}:8：age.youngest：读到 'six'；应为 0 到 30 的整数"


def test_a_missing_table_is_one_problem(tmp_path):
    assert said(tmp_path, HEAD.split("[age]")[0]) == [(1, "age", "nothing (the key is missing)", "a table [age]")]


def test_id_is_not_inherited(tmp_path):
    problem = said(tmp_path, 'extends = "national-2024"\n')[0]
    assert problem[1:3] == ("id", "'national-2024' (of the file it extends)")


def test_extends(tmp_path):
    written(tmp_path, 'extends = "two"\n', "one.toml")
    circle = refusal(written(tmp_path, 'extends = "one"\n', "two.toml"))
    assert [(problem.key, problem.found.en) for problem in circle.problems] == [("extends", "'two' (a circle)")]
    assert said(tmp_path, HEAD.replace("base-words", "base-word"))[0][:3] == (2, "extends", "'base-word' (no such file)")
    assert said(tmp_path, HEAD.replace("base-words", "../etc"))[0][:3] == (2, "extends", "'../etc'")
    assert said(tmp_path, HEAD.replace('"base-words"', "3"))[0][:3] == (2, "extends", "3")


def test_a_county_may_extend_the_shipped_file_of_the_same_name(tmp_path):
    path = written(tmp_path, 'id = "national-2024"\nextends = "national-2024"\n[age]\noldest = 15\n', "national-2024.toml")
    assert load_policy(path).age.oldest == 15


def test_own_entry_wins_and_new_ones_come_last(tmp_path):
    added = '[statuses.suspended]\nwords = ["居家"]\n[statuses.more]\nwords = ["新"]\nbucket = "deferred"\noutcome = "deferred"\n'
    policy = load_policy(written(tmp_path, f"{HEAD}\n{added}"))
    assert policy.find_status(policy.statuses, "休学") is None
    assert policy.find_status(policy.statuses, "居家").outcome == "suspended"
    assert policy.statuses[-1].words == ("新",)


def test_a_clock_that_nothing_could_start_is_refused_with_line_and_key(tmp_path):
    text = """
[clocks.visit]
zh = "入户"
en = "Visit"
states = ["out_of_school", "lost"]
starts = ["find"]
ends = ["visits"]
resumes = ["find"]
duty = ["villager"]
unit = "days"
days = -1
climb = { mayor = 3 }
"""
    told = {key: (line, found) for line, key, found, _expected in said(tmp_path, HEAD + text)}
    assert told == {
        "clocks.visit.states": (15, "'lost'"),
        "clocks.visit.ends": (17, "'visits'"),
        "clocks.visit.resumes": (18, "'find'"),
        "clocks.visit.duty": (19, "'villager'"),
        "clocks.visit.unit": (20, "'days'"),
        "clocks.visit.days": (21, "-1"),
        "clocks.visit.climb.mayor": (22, "the unknown key 'mayor'"),
    }


def test_a_pause_has_a_longest_length(tmp_path):
    text = '[pauses.snow]\nzh = "下雪"\nen = "Snow"\ndays = 90\n'
    assert [line[1:3] for line in said(tmp_path, HEAD + text)] == [("pauses.snow.days", "90")]


@pytest.mark.parametrize(
    ("content", "line", "found", "expected"),
    [
        (b'id = "county\n', 1, "a TOML syntax error", "valid TOML"),
        (b'id = "a"\nid = "b"\n', 2, "a TOML syntax error", "valid TOML"),
        (b'id = "a"\n[age\n', 2, "a TOML syntax error", "valid TOML"),
        (b'title = { zh = "a"', 1, "a TOML syntax error", "valid TOML"),
        (b"a = " + b"[" * 20000, 1, "a TOML syntax error", "valid TOML"),
        ('id = "x"\ntitle = "县"\n'.encode("gb18030"), 2, "byte 0x", "text in UTF-8"),
        (b"PK\x03\x04\xff\xfe", 1, "byte 0xFF, not UTF-8", "text in UTF-8"),
    ],
)
def test_unreadable_text(tmp_path, content, line, found, expected):
    path = tmp_path / "county.toml"
    path.write_bytes(content)
    (problem,) = refusal(path).problems
    assert (problem.file, problem.line) == (path, line)
    assert found in problem.found.en and expected in problem.expected.en


def test_missing_file_and_folder(tmp_path):
    assert "No such file" in refusal(tmp_path / "none.toml").text("en")
    assert "directory" in refusal(tmp_path).text("en")


def test_unknown_id():
    with pytest.raises(PolicyError, match="congjiang-2019"):
        load_policy("congjiang-2018")


def test_key_lines_see_through_strings_arrays_and_comments():
    text = '# [x]\na = """\nb = 1\n"""\nc = [ # "]"\n  "d = 1", "[e]",\n]\n["q r".s]\nt.u = \'#\'\nv = "\\"["\nw = 1\n[[y]]\n'
    assert key_lines(text) == {
        ("a",): 2, ("c",): 5, ("q r",): 8, ("q r", "s"): 8, ("q r", "s", "t"): 9, ("q r", "s", "t", "u"): 9,
        ("q r", "s", "v"): 10, ("q r", "s", "w"): 11, ("y",): 12,
    }  # fmt: skip


@settings(deadline=None, max_examples=50)
@given(st.integers(0, len(HEAD)), st.text(max_size=5))
def test_a_damaged_file_is_read_or_refused_with_a_reason(tmp_path_factory, place, noise):
    path = written(tmp_path_factory.mktemp("damaged"), (HEAD[:place] + noise + HEAD[place + 1 :]).replace("\r", ""))
    try:
        load_policy(path)
    except PolicyError as error:
        assert error.problems and all(problem.text("zh") and problem.text("en") for problem in error.problems)
