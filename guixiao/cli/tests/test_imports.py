"""`guixiao import` does what the page does: tells the balance, refuses what looks wrong, loads the rest."""

from pathlib import Path

import pytest

from guixiao.audit.models import Entry
from guixiao.children.models import CurrentRound, Round
from guixiao.cli import main
from guixiao.rosters.imports.actions import open_import
from guixiao.rosters.imports.rules import State
from guixiao.rosters.models import Import
from tests.cast import Cast
from tests.desk import HOUSE, PUPILS, enrolments, households, table


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """Slot -> a file for it."""
    contents = {"households": table(HOUSE, households()), "enrolments": table(PUPILS, enrolments())}
    for slot, content in contents.items():
        (tmp_path / f"{slot}.csv").write_bytes(content)
    return {slot: str(tmp_path / f"{slot}.csv") for slot in contents}


def load(files: dict[str, str], *options: str, as_of: str = "2026-09-01") -> int:
    slots = [word for slot, path in files.items() for word in (f"--{slot}", path)]
    return main(["import", *slots, "--as-of", as_of, "--policy", "national-2024", *options])


def test_the_rosters_become_the_current_version_and_each_file_s_balance_is_told(cast: Cast, files, capsys):
    assert load(files, "--user", "li") == 0
    told = capsys.readouterr().err
    assert "households.csv: 14 = 12 收下 accepted + 1 搁置 set aside + 1 退回 rejected" in told and "12 个孩子" in told
    version = Import.objects.get()
    assert (version.state, version.made_by, version.confirmed_by) == (State.DONE, cast.li, cast.li)
    assert CurrentRound.objects.get().round == version.round and version.round.population == 12
    acts = list(Entry.objects.filter(act__regex="^(file|import)").order_by("sequence").values_list("act", flat=True))
    assert acts == ["file.add", "file.add", "import.confirm", "import.done"]


def test_a_check_tells_and_loads_nothing(cast: Cast, files, capsys):
    assert load(files, "--check") == 0
    assert "8 = 8 收下 accepted" in capsys.readouterr().err
    assert Import.objects.get().state == State.DISCARDED and not Round.objects.exists()


def test_what_looks_like_the_wrong_file_needs_because(cast: Cast, files, capsys):
    assert load(files) == 0
    assert load(files) == 2
    told = capsys.readouterr().err
    assert "以前导入过" in told and "--because" in told and Round.objects.count() == 1
    assert load(files, "--because", "再算一遍", as_of="2026-08-01") == 0
    version = Import.objects.get(explanation="再算一遍")
    assert {sign["kind"] for sign in version.explained} == {"same_before", "older"}


def test_a_file_that_cannot_be_used_is_named_and_nothing_is_loaded(cast: Cast, files, tmp_path: Path, capsys):
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04broken")
    assert load(files | {"attendance": str(tmp_path / "坏.xlsx")}) == 2
    told = capsys.readouterr().err
    assert "坏.xlsx" in told and "残缺" in told and "truncated" in told
    assert Import.objects.get().state == State.DISCARDED and not Round.objects.exists()


@pytest.mark.parametrize("day", ["gestern", "1999-01-01", "2999-01-01", "2026-9-1"])
def test_a_day_that_is_none_is_refused(cast: Cast, files, day: str, capsys):
    assert load(files, as_of=day) == 2
    assert day in capsys.readouterr().err and not Import.objects.exists()


@pytest.mark.parametrize("options", [["--user", "nobody"], ["--county", "110000"], ["--policy", "none"]])
def test_who_where_and_by_what_must_be_known(cast: Cast, files, options: list[str], capsys):
    assert load(files, *options) == 2
    assert "guixiao import:" in capsys.readouterr().err and not Import.objects.exists()


def test_files_must_be_there_and_the_register_among_them(cast: Cast, files, capsys):
    assert load({"enrolments": files["enrolments"]}) == 2 and "--households" in capsys.readouterr().err
    assert load(files | {"poverty": "/nowhere/脱贫.xlsx"}) == 2 and "/nowhere/脱贫.xlsx" in capsys.readouterr().err


def test_an_import_that_is_open_on_the_page_is_left_alone(cast: Cast, files, capsys):
    version = open_import(cast.county, cast.li)
    assert load(files) == 2 and "网页" in capsys.readouterr().err
    assert Import.objects.get() == version and not version.files.exists()
