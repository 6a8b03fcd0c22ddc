"""Which slot a file is for, and what a county says of its headers."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from guixiao.linkage.reading import RosterError, Source
from guixiao.linkage.reading.guess import guess_rosters
from guixiao.linkage.reading.tests.files import HOUSE, LAYOUTS, LI, RULES, WU, Reading, book, text
from guixiao.linkage.reading.tests.vocabulary import HEADERS


@pytest.mark.parametrize("roster", LAYOUTS)
def test_every_roster_is_told_by_its_headers(tmp_path: Path, roster: str):
    fits = guess_rosters(Source("", text(tmp_path / "a.csv", LAYOUTS[roster])), RULES)
    assert next(iter(fits)) == ("enrolments" if roster == "elsewhere" else roster)
    assert list(fits.values()) == sorted(fits.values(), reverse=True)


def test_a_sheet_of_instructions_before_the_rows_does_not_matter(tmp_path: Path):
    path = book(tmp_path / "a.xlsx", [["填表说明"]], 人口=[HOUSE, LI])
    assert next(iter(guess_rosters(Source("", path), RULES))) == "households"


def test_what_is_no_roster_fits_none(tmp_path: Path):
    assert guess_rosters(Source("", text(tmp_path / "a.csv", [["价格", "数量"], ["1", "2"]])), RULES) == {}
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04broken")
    with pytest.raises(RosterError, match="残缺"):
        guess_rosters(Source("", tmp_path / "b.xlsx"), RULES)


def rules_with(**said: tuple[str, ...]) -> SimpleNamespace:
    """The vocabulary of the tests, with what a county said of the register's headers; `nothing`: left out."""
    told = {text for texts in said.values() for text in texts}
    fields = {field: tuple(text for text in texts if text not in told) for field, texts in HEADERS["households"].items()}
    for field, texts in said.items():
        key = "" if field == "nothing" else field
        fields[key] = (*fields.get(key, ()), *texts)
    return SimpleNamespace(headers={**HEADERS, "households": fields})


def test_a_county_s_own_header_is_read_as_it_says(tmp_path: Path):
    path = text(tmp_path / "a.csv", [[*HOUSE, "小名（土语）"], [*LI, "阿一"]])
    assert Reading(path).rows("former_name") == [(None,)]
    assert Reading(path, rules=rules_with(former_name=("小名(土语)",))).rows("former_name") == [("阿一",)]


def test_a_column_that_means_nothing_is_left_out_also_with_a_hint_behind_it(tmp_path: Path):
    path = text(tmp_path / "a.csv", [[*HOUSE, "曾用名（选填）"], [*LI, "阿一"]])
    assert Reading(path).rows("former_name") == [("阿一",)]
    reading = Reading(path, rules=rules_with(nothing=("曾用名(选填)",)))
    assert reading.rows("former_name") == [(None,)]
    assert "曾用名（选填）" in reading.receipt.unused_headers


def test_the_cells_of_a_row_that_is_nobody_are_kept_and_the_whole_header_told(tmp_path: Path):
    nobody = [None, None, "男", "2015-03-01", None, None, " 大歹村"]
    reading = Reading(book(tmp_path / "a.xlsx", [["花名册"], [*HOUSE, "备用"], LI, ["合计", "2"], nobody, [], WU]))
    kept = reading.con.execute("SELECT row, reason, cells FROM unaccepted ORDER BY row").fetchall()
    assert [(row, reason) for row, reason, _ in kept] == [(4, "total_row"), (5, "no_identity"), (6, "blank")]
    assert [cell for cell in kept[1][2] if cell] == ["男", "2015-03-01", " 大歹村"] and kept[1][2][2] == "男"
    assert kept[2][2] is None
    sheet = reading.receipt.sheets[0]
    assert sheet.labels == (*HOUSE, "备用") and sheet.columns["name"] == (1,)
