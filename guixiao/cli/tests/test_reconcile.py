"""`guixiao reconcile` as a county officer meets it: exit status, messages, files, and nothing half done."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from guixiao.cli import reconcile as command
from guixiao.linkage import Imbalance
from guixiao.linkage.tests.rosters import County, Outcome, save, table

WRITTEN = {"coverage.csv", "links.csv", "review.csv", "receipt.json", "疑似失学辍学名单.xlsx"}
FORMULAS = ("=1+1", '=HYPERLINK("http://example.org","x")', "+86杨", "-1+2", "@SUM(A1)", "=cmd|' /C calc'!A0")


@pytest.fixture
def folder(tmp_path) -> Path:
    """Rosters of a small county in `in`, nothing in `out`."""
    county = County(background=20)
    county.register("nowhere", "孟阿平", "2009-03-03", "男")
    county.write(tmp_path / "in")
    return tmp_path


def options(folder: Path, **changes: object) -> list[str]:
    """The usual command line; None leaves an option out."""
    chosen = {
        "households": folder / "in" / "households.csv",
        "enrolments": folder / "in" / "enrolments.csv",
        "attendance": folder / "in" / "attendance.csv",
        "as-of": "2019-09-30",
        "policy": "congjiang-2019",
        "out": folder / "out",
    } | {name.replace("_", "-"): value for name, value in changes.items()}
    return [text for name, value in chosen.items() if value is not None for text in (f"--{name}", str(value))]


def left(folder: Path) -> set[str]:
    return {path.name for path in (folder / "out").iterdir()} if (folder / "out").is_dir() else set()


def refused(capsys, arguments: list[str]) -> str:
    """Status 2, nothing on standard output, a message and no traceback on standard error."""
    try:
        status = command.run(arguments)
    except SystemExit as leaving:  # argparse
        status = leaving.code
    told = capsys.readouterr()
    assert status == 2, told
    assert told.out == ""
    assert "Traceback" not in told.err and told.err.strip()
    return told.err


def test_all_five_files_are_written_and_nothing_else(folder, capsys):
    assert command.run(options(folder)) == 0
    told = capsys.readouterr()
    assert left(folder) == WRITTEN
    assert told.out == "" and "= " in told.err and "Traceback" not in told.err and "\r" not in told.err
    assert [line["bucket"] for line in table(folder / "out" / "coverage.csv")].count("not_found") == 1


def test_a_second_run_replaces_the_first(folder, capsys):
    assert command.run(options(folder)) == 0
    before = {name: (folder / "out" / name).read_bytes() for name in WRITTEN}
    (folder / "out" / "notes.txt").write_text("mine")
    assert command.run(options(folder)) == 0
    assert left(folder) == WRITTEN | {"notes.txt"}
    assert all((folder / "out" / name).read_bytes() == text for name, text in before.items() if name != "receipt.json")


def test_quiet_says_nothing(folder, capsys):
    assert command.run([*options(folder), "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_json_on_standard_output_is_the_receipt_and_nothing_else(folder, capsys):
    assert command.run([*options(folder), "--json"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out) == json.loads((folder / "out" / "receipt.json").read_text(encoding="utf-8"))
    assert told.err == ""


def test_progress_is_for_terminals_and_counts_to_its_own_end(folder, capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert command.run(options(folder)) == 0
    told = capsys.readouterr().err
    assert "读取名册" in told
    counts = [piece.split("]")[0].split("/") for piece in told.split("[") if piece[:1].isdigit()]
    assert [int(done) for done, _ in counts] == list(range(1, len(counts) + 1))
    assert {int(total) for _, total in counts} == {len(counts)}
    assert command.run([*options(folder), "--quiet"]) == 0
    assert capsys.readouterr().err == ""


def test_the_policy_in_force_on_the_day_is_taken_by_default(folder, capsys):
    assert command.run([*options(folder, policy=None, as_of="2024-09-01"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["policy"].startswith("national-2024@")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"households": None}, "--households"),
        ({"as_of": "1.9.2019"}, "1.9.2019"),
        ({"as_of": "2019-02-30"}, "2019-02-30"),
        ({"as_of": None}, "--as-of"),
        ({"out": None}, "--out"),
        ({"policy": "atlantis-1900"}, "atlantis-1900"),
        ({"policy": "/nowhere/county.toml"}, "county.toml"),
        ({"engine": "spark"}, "spark"),
        ({"engine": "abacus"}, "abacus"),
        ({"wings": "yes"}, "--wings"),
        ({"policy": None, "as_of": "1999-01-01"}, "1999-01-01"),
        ({"decisions": "/nowhere/decisions.csv"}, "decisions.csv"),
    ],
)
def test_a_wrong_option_is_named(folder, capsys, changes, words):
    assert words in refused(capsys, options(folder, **changes))
    assert left(folder) == set()


def test_an_option_is_not_guessed_from_its_beginning(folder, capsys):
    arguments = options(folder, as_of=None)
    assert refused(capsys, [*arguments, "--as", "2019-09-30"])


def test_a_broken_rule_file_is_told_with_line_and_key(folder, capsys):
    path = folder / "county.toml"
    path.write_text('id = "x"\n[age]\nyoungst = 7\n', encoding="utf-8")
    told = refused(capsys, options(folder, policy=path))
    assert "county.toml" in told and "youngst" in told
    assert left(folder) == set()


def broken(folder: Path, kind: str) -> Path:
    path = folder / f"{kind}.csv"
    good = (folder / "in" / "households.csv").read_bytes()
    if kind == "directory":
        path.mkdir()
    elif kind == "missing columns":
        path.write_text("姓名,爱好\n李一,唱歌\n", encoding="utf-8")
    elif kind == "bad bytes":
        path.write_bytes(good[:200] + b"\xff\xff\x81" + good[200:])
    elif kind == "renamed text":
        path = path.with_suffix(".xlsx")
        path.write_text("这不是表格，只是改了名字的说明。" * 20, encoding="utf-8")
    elif kind == "encrypted":
        path = path.with_suffix(".xlsx")
        path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096)
    elif kind == "cut-off workbook":
        path = save(folder / "cut.xlsx", [{"name": "李一", "birth_date": "2009-03-03"}])
        path.write_bytes(path.read_bytes()[:900])
    elif kind == "wrong roster":
        path.write_bytes((folder / "in" / "attendance.csv").read_bytes())
    elif kind == "header only":
        path.write_text("姓名,身份证号\n", encoding="utf-8")
    elif kind != "vanished":
        path.write_bytes(b"")
    return path


BROKEN = (
    "empty",
    "directory",
    "missing columns",
    "bad bytes",
    "renamed text",
    "encrypted",
    "cut-off workbook",
    "wrong roster",
    "header only",
    "vanished",
)


@pytest.mark.parametrize("kind", BROKEN)
def test_a_file_that_cannot_be_used_is_named_and_nothing_is_written(folder, capsys, kind):
    path = broken(folder, kind)
    told = refused(capsys, options(folder, households=path))
    assert path.name in told
    assert left(folder) == set()


def test_an_earlier_result_survives_a_run_that_fails(folder, capsys):
    assert command.run(options(folder)) == 0
    before = {name: (folder / "out" / name).read_bytes() for name in WRITTEN}
    refused(capsys, options(folder, households=broken(folder, "empty")))
    assert {name: (folder / "out" / name).read_bytes() for name in left(folder)} == before


def test_a_message_names_sheet_row_and_column(folder, capsys):
    path = folder / "户口.csv"
    path.write_bytes((folder / "in" / "households.csv").read_bytes().replace("孟阿平".encode(), b"\xe5\xad\xff\xff"))
    told = refused(capsys, options(folder, households=path))
    assert "户口.csv" in told and "22" in told


def test_an_output_folder_that_is_a_file_is_refused_before_the_work(folder, capsys, monkeypatch):
    (folder / "out").write_text("I was here first")
    monkeypatch.setattr("guixiao.linkage.reconciliation.read_rosters", None, raising=False)
    assert "out" in refused(capsys, options(folder))
    assert (folder / "out").read_text() == "I was here first"


def test_an_output_folder_under_a_file_is_refused(folder, capsys):
    (folder / "file").write_text("")
    refused(capsys, options(folder, out=folder / "file" / "deeper"))


def test_a_folder_in_the_place_of_an_output_file_leaves_no_half_result(folder, capsys):
    (folder / "out" / "review.csv").mkdir(parents=True)
    refused(capsys, options(folder))
    assert left(folder) == {"review.csv"}


@pytest.mark.parametrize("name", ["links.csv", "receipt.json"])
def test_a_disk_that_fills_up_leaves_no_half_result(folder, capsys, monkeypatch, name):
    """Whichever of the files is the one that does not fit any more."""
    replace = os.replace

    def full(source, target, **keywords):
        if Path(target).name == name:
            raise OSError(28, "No space left on device")
        return replace(source, target, **keywords)

    monkeypatch.setattr(os, "replace", full)
    told = refused(capsys, options(folder))
    assert "No space left on device" in told and "out" in told
    assert left(folder) == set()


def test_a_full_disk_is_told_as_such(folder, capsys):
    """/dev/full behind one of the names is not possible, so a folder of a few kilobytes, where the system lets us."""
    disk = folder / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(disk)], capture_output=True).returncode:
        pytest.skip("no right to mount")
    try:
        refused(capsys, options(folder, out=disk))
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_refused(folder, capsys):
    (folder / "out").mkdir(mode=0o500)
    refused(capsys, options(folder))


def test_sums_that_do_not_balance_write_nothing_and_name_the_rows(folder, capsys, monkeypatch):
    def off_by_one(*_):
        raise Imbalance(["占里: 12 register rows, 11 lines (households.csv row 7)"])

    monkeypatch.setattr("guixiao.linkage.reconciliation.check", off_by_one)
    assert "households.csv row 7" in refused(capsys, options(folder))
    assert left(folder) == set()


def processes(folder: Path) -> subprocess.Popen:
    line = [sys.executable, "-c", "import sys; from guixiao.cli import main; sys.exit(main())", "reconcile", *options(folder)]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_as_a_process_it_ends_with_the_same_status(folder):
    process = processes(folder)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, "") and "Traceback" not in err
    (folder / "in" / "households.csv").unlink()
    process = processes(folder)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "") and "Traceback" not in err and "households.csv" in err


@pytest.mark.parametrize("after", [0.6, 1.2])
def test_a_kill_in_the_middle_leaves_no_half_result(folder, after):
    process = processes(folder)
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert {name for name in left(folder) if not name.startswith(".guixiao-")} in (set(), WRITTEN)


def test_leftovers_of_a_killed_run_are_cleared_by_the_next(folder, capsys):
    stale = folder / "out" / ".guixiao-killed"
    stale.mkdir(parents=True)
    (stale / "coverage.csv").write_text("half")
    os.utime(stale, (1, 1))
    assert command.run(options(folder)) == 0
    assert left(folder) == WRITTEN


@pytest.fixture
def inert(tmp_path) -> Outcome:
    county = County(background=5)
    for place, name in enumerate(FORMULAS):
        county.register(f"formula {place}", name, f"2009-03-{place + 1:02d}", "男", guardian_name=name)
    return county.run(tmp_path)


def test_a_formula_in_a_name_is_text_in_the_workbook(inert):
    import openpyxl

    book = openpyxl.load_workbook(inert.folder / "疑似失学辍学名单.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.value for cell in cells} >= set(FORMULAS)
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_a_formula_in_a_name_is_inert_in_the_csv_files(inert):
    names = {row["name"] for row in table(inert.folder / "coverage.csv")}
    assert {name[1:] for name in names if name.startswith("'")} == set(FORMULAS)
    assert not [name for name in names if name[:1] in "=+-@"]
