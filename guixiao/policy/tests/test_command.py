"""`guixiao policy`, as a person at a terminal meets it.

Called by name: the command stands above this package (docs/architecture.md).
"""

import json
import re
from importlib import import_module

import pytest

from guixiao.policy.document import DATA
from guixiao.policy.tests.rule_files import HEAD, written

run = import_module("guixiao.cli.policy").run


def test_check_says_one_line(tmp_path, capsys):
    path = written(tmp_path, HEAD)
    assert run(["check", str(path)]) == 0
    out, err = capsys.readouterr()
    assert out.startswith(f"{path}: 合格。county@") and out.count("\n") == 1 and not err


def test_check_says_every_problem(tmp_path, capsys):
    path = written(tmp_path, HEAD.replace("youngest", "youngst").replace("08-31", "x"))
    assert run(["check", str(path), "--lang", "en"]) == 2
    out, err = capsys.readouterr()
    assert not out and "Traceback" not in err
    assert f"{path}:8: age.youngst: read the unknown key 'youngst'; expected one of: cut_off, oldest, youngest." in err
    assert f"{path}:10: age.cut_off" in err and f"{path}:7: age.youngest" in err


def test_check_takes_a_path_without_suffix(tmp_path, capsys):
    assert run(["check", str(tmp_path / "national-2024")]) == 2
    assert "national-2024" in capsys.readouterr().err


def test_list(capsys):
    assert run(["list"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["congjiang-2019", "national-2024"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_show_in_force_on_a_day(capsys, lang):
    assert run(["show", "--as-of", "2026-09-01", "--lang", lang]) == 0
    out = capsys.readouterr().out
    assert "national-2024@" in out and "2011-09-01 .. 2020-08-31" in out and "休学" in out
    assert {"zh": "满 6 至 14 周岁", "en": "9 birth cohorts"}[lang] in out
    assert not re.search(r"\bNone\b|Said\(|\{", out)


def test_show_marks_what_is_a_sample(capsys):
    assert run(["show", "congjiang-2019", "--as-of", "2019-10-25"]) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[0].endswith("（样例，请县里核定）") and "统计基准日满 7 至 15 周岁" in out


def test_show_json(capsys):
    assert run(["show", "--as-of=2026-09-01", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["birth_range"] == ["2011-09-01", "2020-08-31"] and shown["age"]["cut_off"] == "08-31"
    assert shown["buckets"]["not_found"]["suspect"] is True and shown["thresholds"]["accept"] == 3.0


def test_show_today_and_a_file(capsys):
    assert run(["show"]) == 0
    assert run(["show", str(DATA / "congjiang-2019.toml")]) == 0
    assert "congjiang-2019@" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [[], ["chek", "x"], ["check"], ["show", "nobody"], ["show", "--as-of", "soon"], ["show", "--as-of", "0001-01-01"],
     ["show", "--as-of", "2001-01-01"], ["list", "--lang", "fr"], ["check", "none.toml"], ["list", "more"]],
)  # fmt: skip
def test_wrong_options_end_with_2(capsys, arguments):
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert err and not out and "Traceback" not in err


def test_help_in_both_languages(capsys):
    assert run(["--help"]) == 0
    assert "检查一个规则文件" in capsys.readouterr().out
    assert run(["show", "--help", "--lang", "en"]) == 0
    assert "print JSON" in capsys.readouterr().out
