"""Row keys: k = offset of the roster + rid, ascending in the order of PEOPLE, so that a key alone tells its roster.

A condition on a range of whole numbers is cheaper than one on words, and lets DuckDB skip what it need not read.
"""

from collections.abc import Mapping

from guixiao.linkage.fields import PEOPLE

LAST = 2**31 - 1  # INTEGER


def span(start: Mapping[str, int], roster: str) -> tuple[int, int]:
    """First and last key of a roster, both inclusive; the last is below the first where the roster is empty."""
    following = PEOPLE[PEOPLE.index(roster) + 1 :]
    return start[roster], start[following[0]] - 1 if following else LAST


def within(start: Mapping[str, int], key: str, *rosters: str) -> str:
    """SQL condition: `key` is a row of one of these rosters."""
    spans = (span(start, roster) for roster in rosters)
    return "(" + " OR ".join(f"{key} BETWEEN {first} AND {last}" for first, last in spans) + ")"
