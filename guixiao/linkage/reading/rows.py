"""Which rows of a grid are people (or schools), and why the others are not: as SQL over the whole grid."""

from collections.abc import Mapping
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from guixiao.linkage.fields import FIELDS
from guixiao.linkage.reading.cells import literal, literals, tidy_sql
from guixiao.linkage.reading.grids import Grid, columns
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


@dataclass(frozen=True)
class Counts:
    """rows_in = accepted + the sum of `reasons`."""

    rows_in: int
    accepted: int
    reasons: Mapping[str, int]


def take_rows(con: DuckDBPyConnection, file_no: int, roster: str, grid: Grid, header: Header, synonyms: Synonyms) -> Counts:
    """Append the grid's rows to read_<roster>, in order, and `unaccepted`. Trailing blank rows are no rows at all."""
    here = f"file_no = {file_no} AND sheet = {literal(grid.sheet)}"
    _append(con, file_no, roster, grid, header)
    plain = _plain_condition(roster, header, synonyms)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE reading_doubt AS SELECT row AS r FROM read_{roster} WHERE {here} AND ({plain}) IS NOT TRUE"
    )
    if con.execute("SELECT 1 FROM reading_doubt LIMIT 1").fetchall():
        _judge(con, roster, grid, header, synonyms)
        con.execute(f"DELETE FROM read_{roster} WHERE {here} AND row IN (SELECT r FROM reading_judged)")
        con.execute(
            f"INSERT INTO unaccepted SELECT {file_no}, {literal(grid.sheet)}, r::INTEGER, "
            f"if(reason = 'no_identity', 'rejected', 'set_aside'), reason, {literal(_identity_label(roster, header))}, found "
            "FROM reading_judged WHERE reason <> 'blank' ORDER BY r"
        )
        con.execute("DROP TABLE reading_judged; DROP TABLE reading_doubtful")
    con.execute("DROP TABLE reading_doubt")
    return _count(con, file_no, roster, grid.sheet, header.row)


def _append(con: DuckDBPyConnection, file_no: int, roster: str, grid: Grid, header: Header) -> None:
    """Every row below the header, whatever it is."""
    fields = _fields(roster, header)
    for field in fields:
        con.execute(f'ALTER TABLE read_{roster} ADD COLUMN IF NOT EXISTS "{field}" VARCHAR')
    mapped = [f"c{index}" for index in sorted(header.used)]
    below = f"(SELECT r, {', '.join(mapped)} FROM {grid.relation} WHERE r > {header.row})"
    tidied = tidy_sql(below, mapped, _kept(header))
    key = f"{file_no} AS file_no, {literal(grid.sheet)} AS sheet, CAST(r AS INTEGER) AS row"
    con.execute(f"INSERT INTO read_{roster} BY NAME SELECT {key}, {_fields_sql(fields, header)} FROM ({tidied})")


def _fields(roster: str, header: Header) -> list[str]:
    return [field for field in FIELDS[roster] if field in header.columns]


def _kept(header: Header) -> list[str]:
    """Columns in which 无 or - may be somebody's name."""
    return [f"c{index}" for index in header.columns.get("name", ())]


def _plain_condition(roster: str, header: Header, synonyms: Synonyms) -> str:
    """True for a row that is a person beyond doubt: a name that is no heading, and a number or a birth date."""
    fields = _fields(roster, header)
    if roster == "schools" or "name" not in fields:
        return "false"
    words = [text for text, field in synonyms.items() if field == "name"]
    return f'"name" IS NOT NULL AND lower("name") NOT IN ({literals(words)}) AND NOT ({_weak_sql(roster, fields)})'


def _fields_sql(fields: list[str], header: Header) -> str:
    """A field read from several columns takes the first that is not empty."""
    return ", ".join(f'coalesce({", ".join(f"c{index}" for index in header.columns[field])}) AS "{field}"' for field in fields)


def _judge(con: DuckDBPyConnection, roster: str, grid: Grid, header: Header, synonyms: Synonyms) -> None:
    """reading_judged(r, reason, found): the rows of reading_doubt that are neither a person nor a school."""
    everything = columns(grid.width)
    fields = _fields(roster, header)
    con.execute(f"CREATE OR REPLACE TEMP TABLE reading_doubtful AS SELECT * FROM {grid.relation} SEMI JOIN reading_doubt USING (r)")
    tidied = f"SELECT *, {_fields_sql(fields, header)} FROM ({tidy_sql('reading_doubtful', everything, _kept(header))})"
    listed = f"SELECT *, list_filter([{', '.join(everything)}], lambda cell: cell IS NOT NULL) AS cells FROM ({tidied})"
    reason = _reason_sql(roster, grid.width, header, synonyms)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE reading_judged AS SELECT * FROM (SELECT r, {reason} AS reason, "
        f"left(array_to_string(cells[1:6], ' | '), 120) AS found FROM ({listed})) WHERE reason <> 'accepted'"
    )


def _numbered(header: Header) -> str:
    """A row that was only numbered in advance is as good as blank."""
    used = ", ".join(f"c{index}" for index in sorted(header.used))
    return f"(coalesce({used}) IS NULL AND len(cells) = 1 AND regexp_matches(cells[1], '^[0-9]+$'))"


def _reason_sql(roster: str, width: int, header: Header, synonyms: Synonyms) -> str:
    fields = _fields(roster, header)
    identity = ("school", "school_code") if roster == "schools" else ("name", "id_number", "student_number")
    held = " OR ".join(f'"{field}" IS NOT NULL' for field in identity if field in fields)
    weak = _weak_sql(roster, fields)
    early = ", ".join(_bare(name) for name in columns(min(width, 5)))
    total = f"len(list_filter([{early}], lambda cell: regexp_matches(cell, {literal(_TOTAL)}))) > 0"
    return (
        f"CASE WHEN len(cells) = 0 OR {_numbered(header)} THEN 'blank' "
        f"WHEN {_repeated_sql(header, synonyms)} THEN 'repeated_header' WHEN {weak} AND {total} THEN 'total_row' "
        f"WHEN {weak} AND {_note_sql(roster)} THEN 'note' WHEN NOT ({held}) THEN 'no_identity' ELSE 'accepted' END"
    )


def _weak_sql(roster: str, fields: list[str]) -> str:
    """Nothing in the row but perhaps a name says that it is a person."""
    if roster == "schools":
        return "NOT coalesce(length(school_code) >= 6, false)" if "school_code" in fields else "true"
    lengths = {"id_number": 15, "student_number": 10, "birth_date": 6}
    strong = [f"coalesce(length({field}) >= {least}, false)" for field, least in lengths.items() if field in fields]
    return f"NOT ({' OR '.join([*strong, 'false'])})"


def _repeated_sql(header: Header, synonyms: Synonyms) -> str:
    """Most of the row's cells are the header's own words; or its only text is a title seen above the header."""
    used = sorted(header.used)
    hits = " + ".join(f"coalesce({_same_sql(index, header, synonyms)}, false)::INTEGER" for index in used)
    filled = " + ".join(f"(c{index} IS NOT NULL)::INTEGER" for index in used)
    titles = literals(header.titles) if header.titles else "NULL"
    return f"(({hits}) * 2 > {filled} OR coalesce(len(cells) = 1 AND cells[1] IN ({titles}), false))"


def _same_sql(index: int, header: Header, synonyms: Synonyms) -> str:
    field = next(field for field, indexes in header.columns.items() if index in indexes)
    words = {*(text.lower() for text in header.words[index]), *(text for text, meant in synonyms.items() if meant == field)}
    plain = sorted("".join(word.split()) for word in words)
    return f"lower({_bare(f'c{index}')}) IN ({literals(plain)})"


def _bare(text: str) -> str:
    """Without any white space: 合　计."""
    return f"regexp_replace({text}, '[\\s\\x{{a0}}\\x{{3000}}]', '', 'g')"


def _note_sql(roster: str) -> str:
    """A signature line, a remark, a sentence alone in its row, or (not among schools) the heading of a class or school."""
    first = _bare("cells[1]")
    note = f"len(cells) <= 8 AND regexp_matches({first}, {literal(_NOTE)})"
    prose = f"len(cells) = 1 AND length(cells[1]) >= 10 AND regexp_matches(cells[1], {literal(_PROSE)})"
    section = "false" if roster == "schools" else f"len(cells) = 1 AND regexp_matches({first}, {literal(_SECTION)})"
    return f"(({note}) OR ({prose}) OR ({section}))"


def _identity_label(roster: str, header: Header) -> str:
    field = "school" if roster == "schools" else "name"
    return (header.texts(field) or (field,))[0]


def _count(con: DuckDBPyConnection, file_no: int, roster: str, sheet: str, first: int) -> Counts:
    here = f"file_no = {file_no} AND sheet = {literal(sheet)}"
    reasons = dict(
        con.execute(f"SELECT reason, count(*) FROM unaccepted WHERE {here} GROUP BY reason ORDER BY reason").fetchall()
    )
    accepted, last = con.execute(f"SELECT count(*), max(row) FROM read_{roster} WHERE {here}").fetchall()[0]
    other = con.execute(f"SELECT max(row) FROM unaccepted WHERE {here}").fetchall()[0][0]
    rows_in = max(last or first, other or first) - first
    blank = rows_in - accepted - sum(reasons.values())
    if blank:
        reasons["blank"] = _add_blank(con, file_no, roster, sheet, first, first + rows_in)
    return Counts(rows_in, accepted, reasons)


def _add_blank(con: DuckDBPyConnection, file_no: int, roster: str, sheet: str, first: int, last: int) -> int:
    """The rows between the header and the last row that are in neither table; returns how many."""
    here = f"file_no = {file_no} AND sheet = {literal(sheet)}"
    seen = f"SELECT row FROM read_{roster} WHERE {here} UNION ALL SELECT row FROM unaccepted WHERE {here}"
    before = con.execute("SELECT count(*) FROM unaccepted").fetchall()[0][0]
    con.execute(
        f"INSERT INTO unaccepted SELECT {file_no}, {literal(sheet)}, n::INTEGER, 'set_aside', 'blank', '', '' "
        f"FROM range({first + 1}, {last + 1}) AS t(n) ANTI JOIN ({seen}) AS s ON s.row = t.n ORDER BY n"
    )
    return int(con.execute("SELECT count(*) FROM unaccepted").fetchall()[0][0]) - int(before)
