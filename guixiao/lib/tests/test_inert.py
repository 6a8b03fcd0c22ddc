"""No cell that leaves us is run by a spreadsheet, whoever wrote it and whatever stands before its sign."""

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guixiao.lib.inert import BEGINS, alive, inert, inert_sql, is_live

UNSEEN = "\u200b\u200c\u200d\u200e\u200f\ufeff\u00a0\u3000\u2060\u00ad\u115f\u3164\u2800\u034f \t\r\n"
HOSTILE = st.builds("".join, st.tuples(st.text(UNSEEN, max_size=4), st.sampled_from(sorted(BEGINS)), st.text(max_size=5)))


@pytest.fixture(scope="module")
def con():
    with duckdb.connect() as opened:
        yield opened


def in_sql(con: duckdb.DuckDBPyConnection, text: str) -> str:
    return con.execute(f"SELECT {inert_sql('cell')} FROM (SELECT CAST(? AS VARCHAR) AS cell)", [text]).fetchone()[0]


@given(HOSTILE)
def test_a_formula_behind_anything_unseen_gets_its_apostrophe_and_loses_it_again(text: str):
    assert is_live(text) and inert(text) == f"'{text}" and not is_live(inert(text)) and alive(inert(text)) == text


@given(st.one_of(HOSTILE, st.text(st.characters(exclude_categories=["Cs", "Cn"]), max_size=6)))
def test_the_engines_files_and_the_exports_agree_on_what_a_formula_is(con, text: str):
    assert in_sql(con, text.replace("\0", "")) == inert(text.replace("\0", ""))


@pytest.mark.parametrize("text", ["", "吴阿妹", "杨-秀", "12", "Wu", "《=》", "．=1"])
def test_what_is_no_formula_stays_as_it_is(con, text: str):
    assert inert(text) == alive(inert(text)) == in_sql(con, text) == text


def test_an_empty_cell_of_the_engine_stays_empty(con):
    assert con.execute(f"SELECT {inert_sql('cell')} FROM (SELECT CAST(NULL AS VARCHAR) AS cell)").fetchone() == (None,)
