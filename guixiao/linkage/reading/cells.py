"""How a cell's text is tidied: as SQL for the rows, as Python for the few rows that are looked at one by one."""

import re
from collections.abc import Sequence

SPACES = (
    " \t\n\v\f\r\x1c\x1d\x1e\x85\u00a0\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d"
)
SPACES += "\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
EXCEL_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!")
PLACEHOLDERS = ("NULL", "null", "None", "nan", "NaN", "/", "-", "无", "<NA>")

SPACE = "[" + "".join(f"\\x{{{ord(mark):x}}}" for mark in SPACES) + "]"
_LEADING = SPACE[:-1] + "']"
_DATE = "[!-&(-~][ -~]{9}"
_MIDNIGHT = " 00:00:00"
_EDGES = f"^{_LEADING}+|{SPACE}+$"
_ENDS = f"(?:{SPACE}|{_MIDNIGHT})$"
_DATE_CELL = re.compile(f"({_DATE}){_MIDNIGHT}")

# In a row's cells joined by _BETWEEN: a cell that may have to be tidied (see tidy_sql), one search for the whole row.
_BETWEEN = "\x1f"
_UNTIDY = (
    f"(?:^|{_BETWEEN})(?:[\\x00-/N-\\x{{3000}}\\x{{feff}}]|无(?:{_BETWEEN}|$)|<NA>|$)|(?:{SPACE}|{_MIDNIGHT})(?:{_BETWEEN}|$)"
)


def literal(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def literals(texts: Sequence[str]) -> str:
    """The inside of an IN (...)."""
    return ", ".join(literal(text) for text in texts)


def strip(text: str | None) -> str:
    """A cell without outer white space and leading apostrophes, "" for an empty one."""
    return (text or "").strip(SPACES).lstrip("'" + SPACES)


def tidy(text: str | None, keep: bool = False) -> str | None:
    """What `tidy_sql` makes of a cell."""
    plain = strip(text)
    if not plain or plain in EXCEL_ERRORS or (plain in PLACEHOLDERS and not keep):
        return None
    date = _DATE_CELL.fullmatch(plain)
    return date[1] if date else plain


def untidy_sql(columns: Sequence[str]) -> str:
    """True for a row in which some of these columns may not be tidy; false only where all of them are."""
    return f"regexp_matches(concat_ws({literal(_BETWEEN)}, {', '.join(columns)}), {literal(_UNTIDY)})"


def tidied_sql(columns: Sequence[str], keep: bool = False) -> str:
    """The columns as a list of tidied cells: each regular expression is compiled once, not once for each column."""
    return f"list_transform([{', '.join(columns)}], lambda cell: {tidy_sql('cell', keep)})"


def tidy_sql(column: str, keep: bool = False) -> str:
    """`column` (VARCHAR) tidied: outer white space and leading apostrophes off, empty = NULL, Excel errors and placeholders
    NULL (placeholders stay if `keep`), midnight off dates (an Excel date cell comes as its midnight).

    Cheap comparisons (they cost a third of a regular expression) tell which cells begin like one that is not, and one regular
    expression those that end so. No expression is written twice: DuckDB computes what a CASE repeats for every row.
    """
    nothing = "|".join(re.escape(text) for text in ("", *EXCEL_ERRORS, *(() if keep else PLACEHOLDERS)))
    begins = (
        f"{column} < '0' OR ({column} >= 'N' AND {column} < '\u3001') OR {column} = '无' OR {column} = '<NA>' "
        f"OR ({column} >= '\ufeff' AND {column} < '\uff00')"
    )
    stripped = f"regexp_replace({column}, {literal(_EDGES)}, '', 'g')"
    return (
        f"CASE WHEN {begins} OR regexp_matches({column}, {literal(_ENDS)}) THEN CASE "
        f"WHEN regexp_matches({column}, {literal(f'^{_DATE}{_MIDNIGHT}$')}) THEN left({column}, 10) "
        f"WHEN regexp_matches({column}, {literal(f'^{_LEADING}*(?:{nothing}){SPACE}*$')}) THEN NULL "
        f"ELSE regexp_replace({stripped}, {literal(f'^({_DATE}){_MIDNIGHT}$')}, '\\1') END ELSE {column} END"
    )
