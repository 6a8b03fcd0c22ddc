"""Cells that no spreadsheet runs: the one place that knows how a formula begins, for Python and for the engine's SQL."""

import re
import unicodedata

# What a spreadsheet takes for the beginning of a formula, in full width too: an input method or an import narrows it.
BEGINS = frozenset("=+-@\t\r＝＋－＠﹣﹢﹦﹫−")
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Cn", "Co"})
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"  # letters and signs by their category, and yet nothing to be seen
# Nearly every cell begins like this, and is no formula.
_PLAIN = re.compile("[0-9A-Za-z\u3400-\u9fef]")


def is_live(text: str) -> bool:
    """Does the text begin like a formula, also behind characters one does not see?"""
    if _PLAIN.match(text):
        return False
    for mark in text:
        if mark in BEGINS:
            return True
        if unicodedata.category(mark) not in _UNSEEN and mark not in _BLANK:
            return False
    return False


def inert(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet might run it. The reader of rosters takes it off again."""
    return f"'{text}" if is_live(text) else text


def alive(text: str) -> str:
    """The text as it was before `inert`."""
    return text[1:] if text[:1] == "'" and is_live(text[1:]) else text


def _marks(marks: str) -> str:
    return "".join(f"\\x{{{ord(mark):x}}}" for mark in sorted(marks))


# The same in DuckDB's regular expressions: what is not seen is what is no letter, number, punctuation, symbol or spacing mark.
_LIVE = rf"^(?:[^\p{{L}}\p{{N}}\p{{P}}\p{{S}}\p{{Mc}}\p{{Me}}]|[{_marks(_BLANK)}])*[{_marks(''.join(BEGINS))}]"


def inert_sql(column: str) -> str:
    """`inert` of a VARCHAR column. Two comparisons spare nearly every cell the regular expression."""
    plain = f"({column} >= '\u3400' AND {column} < '\u9ff0') OR ({column} >= '0' AND {column} < ':')"
    return f"CASE WHEN {plain} THEN {column} WHEN regexp_matches({column}, '{_LIVE}') THEN chr(39) || {column} ELSE {column} END"
