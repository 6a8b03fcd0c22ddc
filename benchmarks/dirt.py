"""Errors fall on the clean rows; each is noted in the row's mask."""

import re

import numpy as np

from benchmarks import characters, dates, ids, kinds
from benchmarks.kinds import BIT
from benchmarks.people import SCOPE
from benchmarks.states import CODE
from benchmarks.tables import Table

SCHOOL_SIDE = ("enrolments", "elsewhere", "attendance")
NO_CLASS = [CODE[state] for state in ("nowhere", "left_status", "left_absent", "left_not_on_roll", "suspended")]
OTHER_FORMS = ("iso", "compact", "slash", "dot", "dots", "chinese", "time", "american")


def dirty(rng, table: Table, rate: float, pattern: str) -> None:
    former_names(rng, table)
    rare_characters(rng, table, 0.4 if table.roster in SCHOOL_SIDE else 0.05)
    fallen: dict[str, np.ndarray] = {}
    factor = np.full(len(table), rate)
    for rates in kinds.RATES[table.roster]:
        names = tuple(rates)
        if names[0] != "no_id" and "no_id" in fallen:
            fixed = np.where(fallen["no_id"] & (table.roster != "households"), kinds.HAND_TYPED, 1.0)
            factor = fixed * (rate if names[0].startswith(("id_", "name_", "date_", "sex_")) else min(rate, 1.6))
        codes = kinds.draw(rng, len(table), rates, factor)
        fallen.update({kind: codes == at for at, kind in enumerate(names)})
    spoil_ids(rng, table, fallen)
    spoil_names(rng, table, fallen)
    spoil_dates(rng, table, fallen, pattern)
    spoil_words(rng, table, fallen)
    if "student_number" in table.columns:
        spoil_numbers(rng, table, fallen)


def tag(table: Table, rows, kind: str) -> None:
    table.mask[rows] |= BIT[kind]


def change(table: Table, column: str, rows: np.ndarray, kind: str, make) -> None:
    """`make(row, old text)` gives the new text; None leaves the cell (and the mask) as it was."""
    if not len(rows):
        return
    cells = table.columns[column]
    for row in rows:
        new = make(row, cells[row]) if cells[row] is not None else None
        if new is not None and new != cells[row]:
            cells[row] = new
            tag(table, row, kind)


def rows_of(fallen: dict, kind: str) -> np.ndarray:
    return np.flatnonzero(fallen[kind]) if kind in fallen else np.empty(0, dtype=int)


def former_names(rng, table: Table) -> None:
    """Who writes the old name, who the new one, and whether anybody filled 曾用名 (nobody in a quarter of cases)."""
    former = table.of("former")
    has = former != None  # noqa: E711 (elementwise)
    case = table.of("pid") % 4
    register = table.roster not in SCHOOL_SIDE
    old = has & ((case == 1) if register else np.isin(case, (0, 2)))
    table.columns["name"][old] = former[old]
    filled = has & (np.isin(case, (0, 3)) if register else case == 1)
    table.columns["former_name"][filled] = former[filled]
    if not register:
        tag(table, has & np.isin(case, (0, 1)), "name_former")
        tag(table, has & (case == 2), "name_former_nowhere")


def rare_characters(rng, table: Table, share: float) -> None:
    rare = table.of("rare")
    rows = np.flatnonzero((rare != None) & (rng.random(len(table)) < share))  # noqa: E711
    change(
        table,
        "name",
        rows,
        "name_rare",
        lambda row, name: characters.rare_lost(rng, name, rare[row]) if rare[row] in name else None,
    )


def spoil_ids(rng, table: Table, fallen: dict) -> None:
    for kind in ("dup_15", "dup_no_id", "dup_second_id"):
        for hit in (name for name in fallen if name.startswith("id_") or name == "no_id"):
            fallen[hit] = fallen[hit] & ((table.mask & BIT[kind]) == 0)
    if table.roster == "households":
        swap_twins(rng, table)
    else:
        blame(rng, table, fallen)
    slip(rng, table)
    for kind, make in {**numbers_of_others(table), **typos(rng)}.items():
        change(table, "id_number", rows_of(fallen, kind), kind, make)
    lower = np.flatnonzero(rng.random(len(table)) < 0.05)
    change(table, "id_number", lower, "id_lower_x", lambda _, cell: cell.replace("X", "x") if cell[-1:] == "X" else None)
    cells, none = table.columns["id_number"], rows_of(fallen, "no_id")
    none = none[cells[none] != None]  # noqa: E711
    cells[none] = [("无", "暂无", "0", "-", "000000000000000000")[row % 5] if row % 9 == 0 else None for row in none]
    tag(table, none, "no_id")


def blame(rng, table: Table, fallen: dict) -> None:
    """A brother or sister who is in no class, and whose number this pupil's row carries: the worst of links."""
    sibling = table.of("sibling")
    absent = np.isin(table.people.state[np.maximum(sibling, 0)], NO_CLASS) & (sibling >= 0)
    fallen["id_sibling"] = fallen["id_sibling"] | (absent & (rng.random(len(table)) < kinds.BLAMED))


def numbers_of_others(table: Table) -> dict:
    """kind -> what is written instead of the number."""
    people, sibling, second = table.people, table.of("sibling"), table.of("second")
    parents = (table.of("father_id"), table.of("mother_id"))
    return {
        "id_sibling": lambda row, _: people.id[sibling[row]] if sibling[row] >= 0 else None,
        "id_second": lambda row, _: second[row],
        "id_guardian": lambda row, _: parents[row % 2][row],
        "id_two_in_cell": lambda row, cell: f"{cell}{'/、, '[row % 4]}{parents[row % 2][row]}",
        "id_disability_number": lambda row, cell: f"{cell}{row % 7 + 1}{row % 4 + 1}",
    }


def typos(rng) -> dict:
    slips = {kind: lambda _, cell, typo=typo: typo(rng, cell) if len(cell) == 18 else None for kind, typo in ids.TYPOS.items()}
    return slips | {kind: lambda _, cell, kind=kind: ids.look(rng, kind, cell) for kind in kinds.ID_LOOK}


def slip(rng, table: Table) -> None:
    """In a few classes the column of identity numbers slipped by a row."""
    group = table.of("school") * 1000 + table.of("grade") * 100 + table.of("class_number")
    cells = table.columns["id_number"]
    for number in np.unique(group):
        if rng.random() < kinds.SHIFTED.get(table.roster, 0):
            rows = np.flatnonzero(group == number)
            cells[rows] = np.roll(cells[rows], 1)
            if len(rows) > 1 and cells[rows[0]] is not None:
                tag(table, rows, "id_shifted")


def swap_twins(rng, table: Table) -> None:
    twin = table.of("twin")
    position = np.full(len(table.people), -1)
    original = (table.mask & sum(BIT[kind] for kind in kinds.DUPLICATE)) == 0
    position[table.owner[original]] = np.flatnonzero(original)
    pairs = np.flatnonzero((twin > table.owner) & original & (rng.random(len(table)) < kinds.TWIN_SWAP))
    others = position[twin[pairs]]
    pairs, others = pairs[others >= 0], others[others >= 0]
    cells = table.columns["id_number"]
    cells[pairs], cells[others] = cells[others], cells[pairs]
    tag(table, np.r_[pairs, others], "id_twin_swap")


def spoil_names(rng, table: Table, fallen: dict) -> None:
    wife = table.of("wife")
    change(
        table,
        "name",
        rows_of(fallen, "name_surname"),
        "name_surname",
        lambda row, name: wife[row] + name[characters.surname_length(name) :],
    )
    for kind, typo in characters.TYPOS.items():
        change(table, "name", rows_of(fallen, kind), kind, lambda _, name, typo=typo: typo(rng, name))


def in_band(parts: tuple[int, int, int]) -> int:
    """-1 too old, 0 of school age, 1 too young."""
    number = parts[0] * 10000 + parts[1] * 100 + parts[2]
    first, last = dates.COMPACT[SCOPE[0]], dates.COMPACT[SCOPE[1]]
    return int(number > last) - int(number < first)


def spoil_dates(rng, table: Table, fallen: dict, pattern: str) -> None:
    births = table.of("birth")
    table.put(birth_date=dates.table(pattern)[births])
    cells = table.columns["birth_date"]
    written = "iso" if pattern == "serial" else pattern
    for kind, typo in dates.TYPOS.items():
        for row in rows_of(fallen, kind):
            parts, true = typo(rng, int(births[row])), dates.DAYS[births[row]]
            if parts and (table.roster != "households" or in_band(parts) == in_band((true.year, true.month, true.day))):
                cells[row] = dates.form(written, parts)
                tag(table, row, kind)
    for row in rows_of(fallen, "date_form"):
        day = dates.DAYS[births[row]]
        cells[row] = dates.form(characters.one_of(rng, OTHER_FORMS), (day.year, day.month, day.day))
        tag(table, row, "date_form")
    for row in rows_of(fallen, "date_month_only"):
        day = dates.DAYS[births[row]]
        cells[row] = (f"{day.year}-{day.month:02}", f"{day.year}年{day.month}月", f"{day.year}.{day.month}", str(day.year))[
            row % 4
        ]
        tag(table, row, "date_month_only")
    missing = rows_of(fallen, "date_missing")
    cells[missing] = None
    tag(table, missing, "date_missing")


def spoil_words(rng, table: Table, fallen: dict) -> None:
    """Sex, guardians, phones, places, classes."""
    sexes = {"男": "女", "女": "男", "1": "2", "2": "1"}
    change(table, "sex", rows_of(fallen, "sex_flip"), "sex_flip", lambda _, sex: sexes[sex])
    clear(table, rows_of(fallen, "sex_missing"), "sex_missing", "sex")
    grandfather, mother = table.of("grandfather"), table.of("mother")
    for column in ("guardian_name", "household_head"):
        if column in table.columns:
            change(
                table,
                column,
                rows_of(fallen, "guardian_changed"),
                "guardian_changed",
                lambda row, _: (grandfather, mother, grandfather)[row % 3][row],
            )
            change(
                table, column, rows_of(fallen, "guardian_typo"), "guardian_typo", lambda _, name: characters.homophone(rng, name)
            )
    clear(table, rows_of(fallen, "guardian_missing"), "guardian_missing", "guardian_name", "guardian_id")
    for column in ("guardian_phone", "phone"):
        if column in table.columns:
            fresh = ids.phones(rng, len(table))
            change(table, column, rows_of(fallen, "phone_changed"), "phone_changed", lambda row, _, fresh=fresh: fresh[row])
            change(table, column, rows_of(fallen, "phone_typo"), "phone_typo", lambda _, phone: ids.phone_typo(rng, phone))
    clear(table, rows_of(fallen, "phone_missing"), "phone_missing", "guardian_phone", "phone")
    clear(table, rows_of(fallen, "place_missing"), "place_missing", "village", "address")
    change_place(rng, table, rows_of(fallen, "place_old"))
    change(
        table,
        "class_name",
        rows_of(fallen, "class_wrong"),
        "class_wrong",
        lambda _, name: re.sub(r"\d+", str(rng.integers(1, 5)), name),
    )


def clear(table: Table, rows: np.ndarray, kind: str, *columns: str) -> None:
    for column in columns:
        if column in table.columns:
            filled = rows[table.columns[column][rows] != None]  # noqa: E711
            table.columns[column][filled] = None
            tag(table, filled, kind)


def change_place(rng, table: Table, rows: np.ndarray) -> None:
    """The place of an earlier time or of another household."""
    for column in ("town", "village", "address", "register_place"):
        if column in table.columns and len(rows):
            cells = table.columns[column]
            cells[rows] = cells[np.random.default_rng(len(rows)).integers(0, len(table), len(rows))]
            tag(table, rows, "place_old")


def spoil_numbers(rng, table: Table, fallen: dict) -> None:
    """The student number may keep an older ID; a row whose ID is spoilt has a spoilt number half of the time."""
    cells, typed = table.columns["student_number"], table.columns["id_number"]
    bad = np.zeros(len(table), dtype=object)
    for kind in ("id_substitution", "id_transposition", "id_check", "id_two_digits", "id_second", "id_sibling"):
        bad |= table.mask & BIT[kind]
    for row in np.flatnonzero(bad):
        if row % 2 and cells[row] is not None and typed[row] is not None:
            cells[row] = "G" + typed[row]
    bare = np.flatnonzero((table.mask & BIT["no_id"]) > 0)
    temporary = np.r_[rows_of(fallen, "number_temporary"), bare[bare % 4 == 0]]
    days, second = dates.COMPACT[table.of("birth")], table.of("second")
    change(
        table,
        "student_number",
        temporary,
        "number_temporary",
        lambda row, _: f"{'LJ'[row % 2]}522699{days[row]}{row * 7919 % 10000:04}",
    )
    change(table, "student_number", rows_of(fallen, "number_old_id"), "number_old_id", lambda row, _: "G" + second[row])
    change(
        table,
        "student_number",
        rows_of(fallen, "number_typo"),
        "number_typo",
        lambda _, cell: "G" + ids.substitution(rng, cell[1:]) if len(cell) == 19 else None,
    )
    clear(table, np.r_[rows_of(fallen, "number_missing"), bare[bare % 4 > 1]], "number_missing", "student_number")
