"""Which rows of a grid are nobody, and why: SQL finds the few rows that could be, Python looks at each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from guixiao.linkage.fields import FIELDS
from guixiao.linkage.reading.cells import SPACE, SPACES, literal, literals, tidy
from guixiao.linkage.reading.header import Header, Synonyms

# What stands in rows that are nobody: tried on cells without white space.
_TOTAL = (
    r"^(本[页班校年级]*|全[校县镇乡村班]|各?学?校?)?(合计|小计|总计|共计|累计|总人数|人数合计)([:：].*|[0-9]*人?名?)$"
    r"|^共[0-9]+(人|名|户|条|行)"
)
_NOTE = (
    r"^(填表|制表|填报|审核|复核|核对|统计|打印|导出|经办|经手|联系|负责|校对|录入|上报)(人|员|单位|日期|时间|学校)?"
    r"(签字|签名|签章|电话)?[:：（(]"
    r"|^(填表人|制表人|填报人|审核人|负责人|经办人|填报单位|填表日期|制表日期)$"
    r"|^(填表说明|填报说明|说明|备注|附注|附|注|日期|时间|单位|校长|班主任|班主任签字|校长签字)[:：]"
    r"|^(盖章|公章|数据来源|统计时间|电话)[:：]"
    r"|^(注[0-9]|第[0-9]+页|共[0-9]+页|[(（]盖章|[(（]公章|以上|以下空白)"
)
_PROSE = r"[，。；：！,;:!？?]"
_SECTION = r"^.{2,}([0-9一二三四五六七八九]班|年级|小学|中学|学校|村委会|村民委员会|居委会)$"
_STRONG = {"id_number": 15, "student_number": 10, "birth_date": 6}

_is_total, _is_note, _is_prose, _is_section = (re.compile(pattern).search for pattern in (_TOTAL, _NOTE, _PROSE, _SECTION))
_is_number = re.compile("[0-9]+").fullmatch
_BARE = str.maketrans("", "", " \t\n\f\r\xa0\u3000")
_ALL_BARE = str.maketrans("", "", SPACES + "'")


@dataclass(frozen=True)
class Judge:
    """Knows one sheet's header."""

    roster: str
    header: Header
    synonyms: Synonyms

    def plain_sql(self) -> str:
        """True for a stored row that is a person beyond doubt: a name that is no heading, and a number or a birth date."""
        strong = [f"length({field}) >= {least}" for field, least in _STRONG.items() if field in self.header.columns]
        if self.roster == "schools" or "name" not in self.header.columns or not strong:
            return "false"
        words = [text for text, field in self.synonyms.items() if field == "name"]
        return f"lower(name) NOT IN ({literals(words)}) AND ({' OR '.join(strong)})"

    def suspects_sql(self, rows: str) -> str:
        """SELECT row, cells of every row that may be nobody; rows without any text aside.

        `rows` is a SELECT of stored rows with `cells`, the row as it stands in the grid. This finds more than `reason` does:
        people may be among them, nobody is missed.
        """
        fields = ", ".join(f'"{field}"' for field in FIELDS[self.roster] if field in self.header.columns)
        identity = ", ".join(f'"{field}"' for field in self._identity)
        poor = f"coalesce({identity}, NULL) IS NULL OR NOT contains(concat_ws(chr(31), {fields}), chr(31))"
        marks = literal(f"{SPACE[:-1]}']+")
        line = f"lower(regexp_replace(array_to_string(cells, chr(31)), {marks}, '', 'g'))"
        return (
            f"SELECT row, cells FROM (SELECT row, cells, {poor} AS poor, {line} AS line FROM ({rows})) "
            f"WHERE regexp_matches(line, '[^\\x1f]') AND (poor OR regexp_matches(line, {literal(self._suspect())})) ORDER BY row"
        )

    def reason(self, cells: Sequence[str | None]) -> tuple[str, str]:
        """(why the row is nobody or "accepted", its first cells) for a row as it stands in the grid."""
        kept = self.header.columns.get("name", ())
        values = [tidy(cell, index in kept) for index, cell in enumerate(cells)]
        filled = [value for value in values if value is not None]
        return self._reason(values, filled), " | ".join(filled[:6])[:120]

    def _reason(self, values: Sequence[str | None], filled: Sequence[str]) -> str:
        if not filled or self._only_numbered(values, filled):
            return "blank"
        if self._is_repeated(values, filled):
            return "repeated_header"
        weak = self._is_weak(values)
        if weak and any(_is_total(value.translate(_BARE)) for value in values[:5] if value):
            return "total_row"
        if weak and self._is_note(filled):
            return "note"
        return "accepted" if any(self._field(values, field) for field in self._identity) else "no_identity"

    def _only_numbered(self, values: Sequence[str | None], filled: Sequence[str]) -> bool:
        """A row that was only numbered in advance is as good as blank."""
        return len(filled) == 1 and bool(_is_number(filled[0])) and not any(values[index] for index in self._words)

    def _is_repeated(self, values: Sequence[str | None], filled: Sequence[str]) -> bool:
        """Most of the row's cells are the header's own words; or its only text is a title seen above the header."""
        used = [(value, words) for index, words in self._words.items() if (value := values[index])]
        hits = sum(value.translate(_BARE).lower() in words for value, words in used)
        return hits * 2 > len(used) or (len(filled) == 1 and filled[0] in self.header.titles)

    def _is_weak(self, values: Sequence[str | None]) -> bool:
        """Nothing in the row but perhaps a name says that it is a person."""
        strong = {"school_code": 6} if self.roster == "schools" else _STRONG
        return not any(len(self._field(values, field) or "") >= least for field, least in strong.items())

    def _is_note(self, filled: Sequence[str]) -> bool:
        """A signature line, a remark, a sentence alone in its row, or (not among schools) the heading of a class or school."""
        first = filled[0].translate(_BARE)
        if len(filled) == 1:
            if len(filled[0]) >= 10 and _is_prose(filled[0]):
                return True
            if self.roster != "schools" and _is_section(first):
                return True
        return len(filled) <= 8 and bool(_is_note(first))

    def _field(self, values: Sequence[str | None], field: str) -> str | None:
        """A field read from several columns takes the first that is not empty."""
        return next((value for index in self.header.columns.get(field, ()) if (value := values[index])), None)

    @cached_property
    def _identity(self) -> tuple[str, ...]:
        fields = ("school", "school_code") if self.roster == "schools" else ("name", "id_number", "student_number")
        return tuple(field for field in fields if field in self.header.columns)

    @cached_property
    def _words(self) -> dict[int, frozenset[str]]:
        """What a repeated header may show, for each column that is some field."""
        return {index: self._words_of(field, index) for field, indexes in self.header.columns.items() for index in indexes}

    def _words_of(self, field: str, index: int) -> frozenset[str]:
        synonyms = [text for text, meant in self.synonyms.items() if meant == field]
        return frozenset("".join(word.split()) for word in (*map(str.lower, self.header.words[index]), *synonyms))

    def _suspect(self) -> str:
        """Found in the line of a row of two cells or more that seems to name somebody and yet is nobody."""
        words = {word.translate(_ALL_BARE) for words in self._words.values() for word in words} - {""}
        start, end = "(?:^|\x1f)", "(?:\x1f|$)"
        note = _NOTE.replace("^", start).replace("$", end)
        return f"[合小总共累]计|总人数|共[0-9]|{start}(?:{'|'.join(map(re.escape, sorted(words)))}){end}|{note}"
