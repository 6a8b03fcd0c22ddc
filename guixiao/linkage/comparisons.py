"""How two rows are compared: for each field an ordered list of levels, the first that holds counts.

A level's condition is SQL over columns of the two sides, written `{l}.column` and `{r}.column`, so that the same text
serves the generated scorer and Splink's training (`l.nm` there becomes `nm_l`). Weights live in weights.py.
"""

from collections.abc import Sequence
from typing import NamedTuple

from guixiao.lib.ids import WEIGHTS


class Level(NamedTuple):
    """`tf` names the frequency table that replaces u where the level holds ("" = u of the weight file)."""

    name: str
    condition: str
    tf: str = ""


class Comparison(NamedTuple):
    field: str
    levels: tuple[Level, ...]


POSITIONS = range(1, 8)
PLAIN = 3  # characters of nearly every name


def weighed(number: str, weights: Sequence[int]) -> str:
    """SQL: the digits of a whole number, each times its weight, up to a multiple of 11; it stays within an INTEGER.

    A digit is the number shortened by so many places less ten times the number shortened by one more: one division for each."""
    factors = [(weight - 10 * following) % 11 for weight, following in zip(weights, (*weights[1:], 0), strict=True)]
    shortened = [f"({number} // {10**power})" for power in range(len(weights) - 1, 0, -1)]
    return " + ".join(f"{factor} * {part}" for factor, part in zip(factors, (*shortened, f"({number} % 11)"), strict=True))


def macros() -> list[str]:
    """SQL macros that compare by character (DuckDB's own string distances count bytes)."""
    same = [f"CAST(length(a) >= {i} AND substr(a,{i},1) = substr(b,{i},1) AS INT)" for i in POSITIONS]
    dropped = [f"substr(a,1,{i - 1}) || substr(a,{i + 1}) = b" for i in POSITIONS]
    apart = " OR ".join(f"(abs(a - b) < {10 ** (i + 1)} AND abs(a - b) % {10**i} = 0)" for i in range(8))
    return [
        # nearly all names are of two or three characters: what is asked of longer ones only is not computed for them
        f"CREATE OR REPLACE MACRO same_places(a, b) AS ({' + '.join(same[:PLAIN])} + "
        f"CASE WHEN length(a) > {PLAIN} THEN {' + '.join(same[PLAIN:])} ELSE 0 END)",
        f"CREATE OR REPLACE MACRO one_dropped(a, b) AS (CASE WHEN length(a) <> length(b) + 1 OR length(b) < 2 THEN false "
        f"WHEN {' OR '.join(dropped[:PLAIN])} THEN true WHEN length(a) > {PLAIN} THEN {' OR '.join(dropped[PLAIN:])} "
        "ELSE false END)",
        "CREATE OR REPLACE MACRO one_missing(a, b) AS (one_dropped(a, b) OR one_dropped(b, a))",
        "CREATE OR REPLACE MACRO one_differs(a, b) AS (length(a) = length(b) AND same_places(a, b) = length(a) - 1)",
        "CREATE OR REPLACE MACRO reordered(a, b) AS (length(a) = length(b) AND a <> b AND contains(b, left(a, 1)) AND "
        "list_sort(string_split(a, '')) = list_sort(string_split(b, '')))",
        "CREATE OR REPLACE MACRO could_be(a, b) AS (b LIKE replace(replace(rtrim(a, '?'), '??', '%'), '?', '_') || '%')",
        "CREATE OR REPLACE MACRO given(a) AS substr(a, 2)",
        # house numbers make every address different; the village's name ends before them
        "CREATE OR REPLACE MACRO place_part(a) AS coalesce(nullif(regexp_extract(a, '^.*(?:村|寨|社区|委会|委员会)'), ''), a)",
        "CREATE OR REPLACE MACRO month_day(d) AS d % 10000",
        # eight digits of which one differs are a multiple of 1, 10, 100... apart, less than ten times as much
        f"CREATE OR REPLACE MACRO digit_apart(a, b) AS (({apart}) AND hamming(CAST(a AS VARCHAR), CAST(b AS VARCHAR)) = 1)",
        # of the first nine digits and the next eight of an identity number
        f"CREATE OR REPLACE MACRO check_sum(h, l) AS ({weighed('h', WEIGHTS[:9])} + {weighed('l', WEIGHTS[9:])})",
        "CREATE OR REPLACE MACRO check_digit(h, l) AS substr('10X98765432', check_sum(h, l) % 11 + 1, 1)",
        "CREATE OR REPLACE MACRO id_text(n) AS "
        "CAST(n AS VARCHAR) || check_digit(CAST(n // 100000000 AS INTEGER), CAST(n % 100000000 AS INTEGER))",
    ]


NAME = Comparison(
    "name",
    (
        Level("missing", "{l}.nm = '' OR {r}.nm = ''"),
        Level("equal", "{l}.nm = {r}.nm AND {l}.kind <> 'unknown'", "nm"),
        Level("former", "{l}.nm2 = {r}.nm OR {l}.nm = {r}.nm2 OR {l}.nm2 = {r}.nm2", "nm"),
        Level(
            "unknown",
            "({l}.kind = 'unknown' AND could_be({l}.nm, {r}.nm)) OR ({r}.kind = 'unknown' AND could_be({r}.nm, {l}.nm))",
        ),
        Level("sound", "{l}.py = {r}.py", "py"),
        Level("reordered", "reordered({l}.nm, {r}.nm)"),
        Level("near", "{l}.near = {r}.near"),
        Level(
            "shape",
            # the other characters are the same: what differs in the whole name's shape is this one's right-hand part, or its
            # corners (ASCII, so DuckDB's own distance will do), of which four of five must agree
            "one_differs({l}.nm, {r}.nm) AND ({l}.parts = {r}.parts OR levenshtein({l}.corners, {r}.corners) <= 1)",
        ),
        Level("surname_changed", "given({l}.nm) = given({r}.nm) AND length({l}.nm) > 2"),
        Level("one_character", "(one_differs({l}.nm, {r}.nm) AND length({l}.nm) > 2) OR one_missing({l}.nm, {r}.nm)"),
        Level(
            "pet_shares",
            "({l}.kind = 'pet' OR {r}.kind = 'pet') AND (contains({l}.py, {r}.py[-1:]) OR contains({r}.py, {l}.py[-1:]) "
            "OR contains({l}.py[2:], {r}.py[2:2]) OR contains({r}.py[2:], {l}.py[2:2]))",
        ),
        Level(
            "half",
            "{l}.py[1:1] = {r}.py[1:1] AND (contains({l}.py[2:], {r}.py[-1:]) OR contains({r}.py[2:], {l}.py[-1:])) "
            "AND length({l}.nm) > 1 AND length({r}.nm) > 1",
        ),
        Level(
            "shares",
            "contains({l}.py, {r}.py[-1:]) OR contains({r}.py, {l}.py[-1:]) "
            "OR contains({l}.nm2, {r}.nm[-1:]) OR contains({r}.nm2, {l}.nm[-1:])",
        ),
        Level("pet_surname", "({l}.kind = 'pet' OR {r}.kind = 'pet') AND {l}.py[1:1] = {r}.py[1:1]"),
        Level("pet_alone", "{l}.kind = 'pet' OR {r}.kind = 'pet'"),
        Level("surname", "{l}.py[1:1] = {r}.py[1:1]"),
        Level("else", "true"),
    ),
)

BIRTH = Comparison(
    "birth",
    (
        # a date read out of a number says nothing that the number itself does not say
        Level(
            "missing",
            "({l}.born IS NULL AND {l}.age_from IS NULL) OR {r}.born IS NULL "
            "OR (NOT ({l}.typed AND {r}.typed) AND {l}.numbered AND {r}.numbered)",
        ),
        # a row of the roll without a date has the age of its grade (catchments.py)
        Level("age", "{l}.born IS NULL AND {r}.born BETWEEN {l}.age_from AND {l}.age_to"),
        Level("equal", "{l}.born = {r}.born"),
        Level("month_only", "({l}.born % 100 = 0 OR {r}.born % 100 = 0) AND {l}.born // 100 = {r}.born // 100"),
        Level("lunar", "{l}.lunar = {r}.born OR {l}.born = {r}.lunar"),
        Level(
            "swapped",
            "{l}.born // 10000 = {r}.born // 10000 AND ({l}.born // 100) % 100 = {r}.born % 100 "
            "AND {l}.born % 100 = ({r}.born // 100) % 100",
        ),
        Level("year", "month_day({l}.born) = month_day({r}.born) AND abs({l}.born // 10000 - {r}.born // 10000) = 1"),
        Level("new_year", "({l}.born // 10000 = {r}.born // 10000) AND (month_day({l}.born) = 101 OR month_day({r}.born) = 101)"),
        Level("digit", "digit_apart({l}.born, {r}.born)"),
        Level("month_day", "month_day({l}.born) = month_day({r}.born)"),
        Level("year_month", "{l}.born // 100 = {r}.born // 100"),
        Level("near_year", "abs({l}.born // 10000 - {r}.born // 10000) <= 1"),
        Level("other_age", "{l}.born IS NULL"),
        Level("else", "true"),
    ),
)

SEX = Comparison(
    "sex",
    (
        Level("missing", "{l}.sex IS NULL OR {r}.sex IS NULL"),
        Level("equal", "{l}.sex = {r}.sex"),
        Level("else", "true"),
    ),
)

PLACE = Comparison(
    "place",
    (
        Level("missing", "{l}.town IS NULL OR {r}.town IS NULL"),
        Level("village", "{l}.town = {r}.town AND {l}.village = {r}.village", "village"),
        Level("school", "{l}.town = {r}.town AND {l}.roster = 'attendance'", "town"),
        Level("town_alone", "{l}.town = {r}.town AND ({l}.village IS NULL OR {r}.village IS NULL)", "town"),
        Level("town", "{l}.town = {r}.town", "town"),
        Level("else", "true"),
    ),
)

NAMED = "({l}.nm = {r}.nm OR {l}.py = {r}.py OR {l}.nm2 = {r}.nm OR {l}.nm = {r}.nm2)"
NUMBER = Comparison(
    "number",
    (
        Level("equal", "({l}.idn = {r}.idn OR {l}.gid = {r}.idn) AND " + NAMED),
        Level("equal_other_name", "{l}.idn = {r}.idn OR {l}.gid = {r}.idn"),
        Level("edit", "damerau_levenshtein({l}.idd, {r}.idt) = 1 OR damerau_levenshtein({r}.idd, {l}.idt) = 1"),
        Level("edits", "damerau_levenshtein({l}.idd, {r}.idt) = 2 OR damerau_levenshtein({r}.idd, {l}.idt) = 2"),
        Level(
            "rounded",
            "({l}.idd IS NOT NULL OR {r}.idd IS NOT NULL) "
            "AND substr(coalesce({l}.idd, {l}.idt),1,15) = substr(coalesce({r}.idd, {r}.idt),1,15)",
        ),
        Level("missing", "({l}.idn IS NULL AND {l}.gid IS NULL) OR {r}.idn IS NULL"),
        Level("else", "true"),
    ),
)

FAMILY = Comparison(
    "family",
    (
        Level("number", "list_has_any({l}.guardian_ids, {r}.guardian_ids)"),
        Level("phone_and_name", "list_has_any({l}.phones, {r}.phones) AND list_has_any({l}.guardians, {r}.guardians)"),
        Level("phone", "list_has_any({l}.phones, {r}.phones)"),
        Level("name", "list_has_any({l}.guardians, {r}.guardians)"),
        Level("sound", "list_has_any({l}.guardian_sounds, {r}.guardian_sounds)"),
        Level("missing", "len({l}.guardians) = 0 OR len({r}.guardians) = 0"),
        Level("else", "true"),
    ),
)

COMPARISONS = (NAME, BIRTH, SEX, PLACE, NUMBER, FAMILY)
FIELDS_OF_PAIR = [c.field for c in COMPARISONS]
LEVEL = {c.field: {level.name: number for number, level in enumerate(c.levels)} for c in COMPARISONS}
