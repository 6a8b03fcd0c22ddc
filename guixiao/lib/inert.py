"""Cells that no spreadsheet runs."""

import unicodedata

# What a spreadsheet takes for the beginning of a formula, in full width too: an input method or an import narrows it.
BEGINS = frozenset("=+-@\t\r＝＋－＠﹣﹢﹦﹫−")
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Cn", "Co"})


def is_live(text: str) -> bool:
    """Does the text begin like a formula, also behind characters one does not see?"""
    for mark in text:
        if mark in BEGINS:
            return True
        if unicodedata.category(mark) not in _UNSEEN:
            return False
    return False


def inert(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet might run it. The reader of rosters takes it off again."""
    return f"'{text}" if is_live(text) else text
