"""How a cell's text is tidied: as SQL for the rows, as Python for the few header rows."""

from collections.abc import Sequence

SPACES = (
    " \t\n\v\f\r\x1c\x1d\x1e\x85\u00a0\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d"
)
SPACES += "\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
EXCEL_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!")
PLACEHOLDERS = ("NULL", "null", "None", "nan", "NaN", "/", "-", "无", "<NA>")

_CLASS = "[" + "".join(f"\\x{{{ord(mark):x}}}" for mark in SPACES) + "]"
_MARKS = _CLASS[:-1] + "']"
_EDGE = f"^{_MARKS}|{_CLASS}$"
_NOTHING = "|".join(("", "#[A-Z].*", *PLACEHOLDERS))
_UNTIDY = f"(?:^|\\x1f)(?:{_MARKS}|(?:{_NOTHING})(?:\\x1f|$))|{_CLASS}(?:\\x1f|$)"


def literal(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def literals(texts: Sequence[str]) -> str:
    """The inside of an IN (...)."""
    return ", ".join(literal(text) for text in texts)


def strip(text: str | None) -> str:
    """What `tidy_sql` makes of a cell, but "" for an empty one and placeholders kept (header cells)."""
    return (text or "").strip(SPACES).lstrip("'" + SPACES)


def tidy_sql(relation: str, columns: Sequence[str], keep: Sequence[str] = ()) -> str:
    """SELECT * of `relation` with each of `columns` (VARCHAR) tidied: outer white space and a leading apostrophe off, empty =
    NULL, Excel errors and placeholders NULL (placeholders stay in `keep`), midnight off dates.

    One regular expression per row finds the rows that need it: tidying every cell of every row costs several times as much.
    """
    # Each CASE in its own SELECT: DuckDB computes what is written twice in a CASE for every row, asked for or not.
    flagged = f"SELECT *, regexp_matches(concat_ws(chr(31), {', '.join(columns)}), {literal(_UNTIDY)}) AS untidy FROM {relation}"
    trims = ", ".join(f"{_trim(column)} AS {column}" for column in columns)
    values = ", ".join(f"{_value(column, column in keep)} AS {column}" for column in columns)
    return f"SELECT * EXCLUDE (untidy) REPLACE ({values}) FROM (SELECT * REPLACE ({trims}) FROM ({flagged}))"


def _trim(column: str) -> str:
    trimmed = f"ltrim(trim({column}, {literal(SPACES)}), {literal(chr(39) + SPACES)})"
    return f"CASE WHEN untidy AND regexp_matches({column}, {literal(_EDGE)}) THEN {trimmed} ELSE {column} END"


def _value(column: str, keep: bool) -> str:
    """An Excel date cell comes as its midnight."""
    nothing = literals(("", *EXCEL_ERRORS) if keep else ("", *EXCEL_ERRORS, *PLACEHOLDERS))
    midnight = f"strlen({column}) = 19 AND suffix({column}, ' 00:00:00')"
    return f"CASE WHEN untidy AND {column} IN ({nothing}) THEN NULL WHEN {midnight} THEN left({column}, 10) ELSE {column} END"
