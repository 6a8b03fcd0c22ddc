"""The worst cases of every kind of failure, with the raw cells of the rows concerned."""

import csv
from pathlib import Path

import duckdb

WORDS = (
    "姓名",
    "曾用名",
    "性别",
    "出生",
    "身份",
    "证件号",
    "学籍号",
    "残疾人证",
    "监护",
    "家长",
    "成员",
    "户主",
    "关系",
    "电话",
    "乡",
    "村",
    "址",
    "户口所在地",
    "户籍所在地",
    "学校",
    "年级",
    "班",
    "状态",
    "异动",
    "就读",
    "实到",
    "在校",
    "原因",
    "去向",
    "户号",
    "户编号",
)
# failure: the persons concerned, worst first
PERSONS = {
    "missed": "SELECT person_id FROM fault WHERE fault = 'missed' ORDER BY 1",
    "out_of_class_in_class": "SELECT person_id FROM fault WHERE fault = 'out_of_class_in_class' ORDER BY 1",
    "false_alarms": "SELECT person_id FROM fault WHERE fault = 'false_alarms' ORDER BY hash(person_id)",
    "wrong_status": "SELECT person_id FROM fault WHERE fault = 'wrong_status' ORDER BY hash(person_id)",
    "in_review": "SELECT person_id FROM fault WHERE fault = 'in_review' ORDER BY hash(person_id)",
    "vanished": "SELECT DISTINCT person_id FROM vanished ORDER BY 1",
    "counted_twice": "SELECT person_id FROM fault WHERE fault = 'counted_twice' ORDER BY hash(person_id)",
    "unlinked": "SELECT DISTINCT person_id FROM found WHERE NOT linked "
    "AND roster IN ('enrolments', 'elsewhere') ORDER BY hash(person_id)",
    "unaccounted": "SELECT DISTINCT person_id FROM lost WHERE roster NOT IN ('poverty', 'disability') ORDER BY hash(person_id)",
    "apart_twice": "SELECT person_id FROM cov WHERE roster <> 'households' GROUP BY 1 HAVING count(*) > 1 "
    "ORDER BY hash(person_id)",
}
HELP = {
    "missed": "in no school file, yet shown in class",
    "out_of_class_in_class": "left, on leave or finished, yet shown in class",
    "false_alarms": "at school, yet on the visit list",
    "wrong_status": "in a wrong bucket",
    "in_review": "left to a person",
    "vanished": "called a duplicate of somebody else",
    "counted_twice": "registered twice, counted twice",
    "unlinked": "school row not linked",
    "unaccounted": "school row in no output",
    "apart_twice": "counted apart twice",
    "false_links": "two persons taken for one",
}


class Raw:
    """Cells of one row of a source file, as they stand there."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.tables: dict[str, tuple[list[str], list[list[str]]]] = {}
        self.con = duckdb.connect()

    def row(self, file: str, row: int) -> dict[str, str]:
        path = self.folder / file
        if path.suffix == ".parquet":
            found = self.con.execute(
                f"SELECT * FROM (SELECT *, file_row_number AS n FROM read_parquet('{path}', file_row_number=true)) "
                f"WHERE n = {row - 2}"
            )
            names = [column[0] for column in found.description]
            cells = found.fetchall()
            return dict(zip(names, cells[0], strict=True)) if cells else {}
        header, rows = self.tables.setdefault(file, self.load(path)) if file not in self.tables else self.tables[file]
        return dict(zip(header, rows[row - 1], strict=False))

    def load(self, path: Path):
        rows = read_csv(path) if path.suffix == ".csv" else read_xlsx(path)
        return next(row for row in rows if sum(bool(cell) for cell in row) > 4), rows


def read_csv(path: Path) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            with path.open(encoding=encoding, newline="") as handle:
                return list(csv.reader(handle))
        except UnicodeDecodeError:
            continue
    raise ValueError(path)


def read_xlsx(path: Path) -> list[list[str]]:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True)
    rows = [["" if cell is None else str(cell) for cell in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    book.close()
    return rows


def shown(cells: dict[str, str]) -> str:
    kept = [f"{word}={cell!s}" for word, cell in cells.items() if cell not in (None, "") and any(part in word for part in WORDS)]
    return " ".join(sorted(kept, key=lambda text: next(at for at, part in enumerate(WORDS) if part in text.split("=")[0])))


def about_person(con, raw: Raw, person: int) -> list[str]:
    """Everything known of a person: truth, every row, its bucket and what it was linked to."""
    truth = con.execute("SELECT state, birth_date::VARCHAR, errors FROM p WHERE person_id = ?", [person]).fetchall()
    lines = [f"  person {person}: " + " ".join(str(part) for row in truth for part in row)]
    for roster, file, row, errors in con.execute(
        "SELECT roster, file, \"row\", errors FROM t WHERE person_id = ? ORDER BY roster <> 'households', roster, 3", [person]
    ).fetchall():
        lines.append(f"    {roster}:{row} [{errors}] {shown(raw.row(file, row))}")
        lines += [f"        {text}" for text in verdicts(con, roster, file, row)]
    return lines


def verdicts(con, roster: str, file: str, row: int) -> list[str]:
    key = [roster, file, row]
    found = con.execute(
        'SELECT bucket, outcome, step, linked_roster, linked_row FROM cov WHERE roster = ? AND file = ? AND "row" = ?', key
    ).fetchall()
    out = ["-> bucket " + " ".join(str(part) for part in line if part is not None) for line in found]
    for table, extra in (("link", "step"), ("review", "concat('rank ', \"rank\", ' ', reason)")):
        for side, other in (("a", "b"), ("b", "a")):
            rows = con.execute(
                f"""SELECT roster_{other}, row_{other}, {extra}, person_a = person_b FROM {table}
                WHERE roster_{side} = ? AND file_{side} = ? AND row_{side} = ?""",
                key,
            ).fetchall()
            out += [f"-> {table} {name}:{at} ({note}) {'right' if right else 'WRONG'}" for name, at, note, right in rows]
    return out


def false_links(con, raw: Raw, count: int) -> list[str]:
    lines = []
    rows = con.execute(
        """SELECT roster_a, file_a, row_a, roster_b, file_b, row_b, step, probability, person_a, person_b FROM link
        WHERE person_a IS DISTINCT FROM person_b ORDER BY roster_a <> 'households', roster_b, hash(row_a) LIMIT ?""",
        [count],
    ).fetchall()
    for roster_a, file_a, row_a, roster_b, file_b, row_b, step, probability, person_a, person_b in rows:
        lines += [
            f"  {step} {probability}: person {person_a} with {person_b}",
            f"    {roster_a}:{row_a} {shown(raw.row(file_a, row_a))}",
            f"    {roster_b}:{row_b} {shown(raw.row(file_b, row_b))}",
        ]
        for person, label in ((person_a, "the first is"), (person_b, "the second is")):
            if person is not None:
                lines += [f"    {label}", *("  " + line for line in about_person(con, raw, person))]
    return lines


def examples(con, folder: Path, which: str = "all", count: int = 10) -> str:
    raw, lines = Raw(folder), []
    if which in ("all", "false_links"):
        lines += ["", f"== false_links: {HELP['false_links']}", *false_links(con, raw, count)]
    for failure, query in PERSONS.items():
        if which in ("all", failure):
            persons = [row[0] for row in con.execute(query).fetchall() if row[0] is not None]
            lines += ["", f"== {failure}: {HELP[failure]} ({len(persons)})"]
            lines += [line for person in persons[:count] for line in about_person(con, raw, person)]
    return "\n".join(lines)
