"""Is this the file that the slot asks for? Columns that must be there, and marks of a file meant for another slot."""

from collections.abc import Mapping, Sequence

from guixiao.linkage.fields import FIELDS, PEOPLE
from guixiao.linkage.reading.errors import Phrase, RosterError
from guixiao.linkage.reading.header import Header, HeadRow, Synonyms, field_of, find_header, normalise

TITLES = {
    "households": Phrase("户籍登记", "household register (户籍)"),
    "enrolments": Phrase("学籍名册", "enrolment roster (学籍)"),
    "elsewhere": Phrase("外县学籍名册", "enrolment roster of other counties' schools (学籍)"),
    "attendance": Phrase("在校点名册", "attendance roll (在校)"),
    "poverty": Phrase("建档立卡/防返贫名册", "poverty register (建档立卡)"),
    "disability": Phrase("残联残疾人名册", "disability register (残联)"),
    "schools": Phrase("学校名单", "list of schools"),
}
SHORT = {
    "households": Phrase("户籍", "a household register (户籍)"),
    "enrolments": Phrase("学籍", "an enrolment roster (学籍)"),
    "attendance": Phrase("在校点名册", "an attendance roll (在校)"),
    "poverty": Phrase("建档立卡", "a poverty register (建档立卡)"),
    "disability": Phrase("残联", "a disability register (残联)"),
    "people": Phrase("人员名册", "a roster of people"),
    "schools": Phrase("学校名单", "a list of schools"),
}

# One column of each group at least.
REQUIRED: dict[str, tuple[tuple[str, ...], ...]] = {
    **dict.fromkeys(PEOPLE, (("name",), ("id_number", "student_number", "birth_date"))),
    "attendance": (("name",), ("id_number", "student_number", "birth_date", "school", "class_name")),
    "schools": (("school", "school_code"),),
}

_HOUSE = ("household_number", "household_head", "household_head_id", "relation", "register_status", "cancel_reason", "moved_to")
_CLASS = ("school", "school_code", "grade", "class_name", "student_number", "second_number")
_STATUS = ("status", "status_change", "attending_mode")
_ROLL = ("present", "absence_reason", "last_day")
_SEEN = (*_ROLL, "school", "grade", "class_name")
_POOR = ("household_code", "person_code", "household_kind", "student_status", "not_attending_reason")
_CARD = ("disability_number", "disability_grade")
_PERSON = ("name", "id_number", "birth_date")

# slot -> (other roster, its marks, how many of them tell, marks of the slot that clear the file)
_PUPILS = (
    ("households", _HOUSE, 1, (*_CLASS, *_STATUS)),
    ("attendance", _ROLL, 1, _STATUS),
    ("poverty", _POOR, 2, (*_CLASS[1:], *_STATUS)),
    ("disability", (*_CARD, "placement"), 1, (*_CLASS, *_STATUS)),
    ("schools", ("school_code", "kind"), 2, ("name",)),
)
WRONG: dict[str, tuple[tuple[str, tuple[str, ...], int, tuple[str, ...]], ...]] = {
    "households": (
        ("enrolments", (*_CLASS, "status", "status_change"), 2, _HOUSE),
        ("attendance", _SEEN, 2, _HOUSE),
        ("poverty", _POOR, 2, ("household_number", "household_head_id", "register_status", "cancel_reason", "moved_to")),
        ("disability", _CARD, 1, _HOUSE),
        ("schools", ("school_code", "kind"), 2, ("name",)),
    ),
    "enrolments": _PUPILS,
    "elsewhere": _PUPILS,
    "attendance": (
        ("households", _HOUSE, 1, (*_CLASS, *_ROLL)),
        ("enrolments", ("status", "status_change"), 1, (*_ROLL, "whereabouts")),
        ("poverty", _POOR, 2, (*_CLASS[1:], *_ROLL)),
        ("disability", _CARD, 1, (*_CLASS, *_ROLL)),
        ("schools", ("school_code", "kind"), 2, ("name",)),
    ),
    "poverty": (
        ("attendance", _ROLL, 1, _POOR),
        (
            "enrolments",
            (*_CLASS[1:], "status", "status_change"),
            2,
            (*_POOR, "relation", "household_head", "health", "education"),
        ),
        ("households", ("household_number", "register_status", "cancel_reason", "moved_to"), 1, (*_POOR, "education", "health")),
        ("disability", _CARD, 1, (*_POOR, "relation", "household_head", "health", "education")),
        ("schools", ("school_code", "kind"), 2, ("name",)),
    ),
    "disability": (
        ("enrolments", (*_CLASS, "status", "status_change"), 2, (*_CARD, "placement")),
        ("attendance", _SEEN, 2, (*_CARD, "placement", "disability")),
        ("poverty", _POOR, 2, (*_CARD, "placement", "disability")),
        ("households", _HOUSE, 2, (*_CARD, "placement", "disability")),
        ("schools", ("school_code", "kind"), 2, ("name",)),
    ),
    "schools": (("households", _PERSON, 2, ("kind",)),),
}


def check_slot(file: str, sheet: str, roster: str, header: Header, vocabulary: Mapping[str, Synonyms]) -> None:
    """RosterError if the file was meant for another slot, or lacks a column without which its rows say nothing."""
    other = other_roster(roster, header, vocabulary)
    if other:
        raise RosterError(file, sheet, header.row, "", _looks_like(other, header), TITLES[roster])
    for group in REQUIRED[roster]:
        if not any(field in header.columns for field in group):
            raise _missing(file, sheet, roster, group, header, vocabulary[roster])


def other_roster(roster: str, header: Header, vocabulary: Mapping[str, Synonyms]) -> str | None:
    """The roster that the header looks like, if not like `roster`.

    A column that is a mark of both counts for neither, unless its text is the first synonym of one of them (户号 is the
    register's, 户编号 the poverty offices').
    """
    found: dict[str, int] = {}
    for other, marks, needed, clearing in WRONG[roster]:
        theirs, ours = _columns(header, vocabulary[other], marks), _columns(header, vocabulary[roster], clearing)
        first_theirs, first_ours = _first(header, vocabulary[other], theirs), _first(header, vocabulary[roster], ours)
        only_theirs = (theirs - ours) | (first_theirs - first_ours)
        only_ours = (ours - theirs) | (first_ours - first_theirs)
        if len(only_theirs) >= needed and not only_ours:
            found[other] = len(only_theirs)
    best = max(found, key=lambda other: found[other]) if found else None
    return "people" if best and roster == "schools" else best


def no_header(file: str, sheet: str, roster: str, rows: Sequence[HeadRow], vocabulary: Mapping[str, Synonyms]) -> RosterError:
    """The error for a sheet without a row that could be this roster's header; it may be another's."""
    first, cells = rows[0]
    found = Phrase(f"没有表头：{shown(cells)}", f"no header: {shown(cells)}")
    for other in SHORT:
        header = find_header(rows, vocabulary[other]) if other in vocabulary else None
        if header and len(header.columns) >= 3 and _has_required(other, header):
            first, found = header.row, _looks_like("people" if roster == "schools" else other, header)
            break
    return RosterError(file, sheet, first, "", found, expected_header(roster, vocabulary[roster]))


def _looks_like(other: str, header: Header) -> Phrase:
    labels = shown(header.labels)
    return Phrase(f"看起来是{SHORT[other].zh}的表头：{labels}", f"what looks like {SHORT[other].en}: {labels}")


def _has_required(roster: str, header: Header) -> bool:
    return all(any(field in header.columns for field in group) for group in REQUIRED[roster])


def _columns(header: Header, synonyms: Synonyms, marks: Sequence[str]) -> frozenset[int]:
    return frozenset(index for index, label in enumerate(header.labels) if field_of(label, synonyms) in marks)


def _first(header: Header, synonyms: Synonyms, indexes: frozenset[int]) -> frozenset[int]:
    """Those columns whose text is the first synonym of its field (the English field name aside)."""
    firsts: dict[str, str] = {}
    for text, field in synonyms.items():
        if not text.isascii():
            firsts.setdefault(field, text)
    return frozenset(index for index in indexes if normalise(header.labels[index]) in firsts.values())


def _missing(file: str, sheet: str, roster: str, group: Sequence[str], header: Header, synonyms: Synonyms) -> RosterError:
    wanted = [names_of(field, synonyms) for field in group]
    column = wanted[0].split("/")[0]
    found = Phrase(f"表头 {shown(header.labels)}", f"the header {shown(header.labels)}")
    title = TITLES[roster]
    expected = Phrase(f"{title.zh}要有{' 或 '.join(wanted)}列", f"a column {' or '.join(wanted)} in the {title.en}")
    return RosterError(file, sheet, header.row, column, found, expected)


def names_of(field: str, synonyms: Synonyms, most: int = 3) -> str:
    """A few header texts for a field, Chinese ones first: 身份证号/身份证件号."""
    names = [text for text, meant in synonyms.items() if meant == field]
    names.sort(key=str.isascii)
    return "/".join(names[:most])


def expected_header(roster: str, synonyms: Synonyms) -> Phrase:
    """What the header row of a roster should hold."""
    names = [names_of(field, synonyms, 1) for field in FIELDS[roster] if any(field in group for group in REQUIRED[roster])]
    title = TITLES[roster]
    return Phrase(
        f"含有{'、'.join(names)}等列的{title.zh}表头", f"the header row of a {title.en} with columns such as {', '.join(names)}"
    )


def shown(texts: Sequence[str | None], longest: int = 120) -> str:
    """Cells as one short text."""
    text = " | ".join(text for text in texts if text)
    return text if len(text) <= longest else text[: longest - 1] + "…"
