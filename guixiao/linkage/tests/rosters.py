"""A small county for the tests: rows put down by name, files written, one run, and what it says of each row."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import xlsxwriter

from guixiao.lib.ids import check_character
from guixiao.linkage import Reconciliation, Source, reconcile

AS_OF = date(2019, 9, 30)
POLICY = import_module("guixiao.policy").load_policy("congjiang-2019")  # of school age: born 2003-10-01 to 2012-09-30
ORDER = ("households", "enrolments", "elsewhere", "attendance", "poverty", "disability")
SURNAMES = "杨吴石潘梁韦陆王李龙欧黄张刘孟蒙覃罗贾滚"
GIVEN = "正昌胜国秀光荣永金明再老成先世仁德文志安朝元通兴宗克应通景祥福香花梅英兰珍莲菊芳艳丽娟燕平军勇强华伟林海波涛飞鹏"
TOWNS = {
    "洛香镇": ("大团", "登岜", "伦洞"),
    "往洞镇": ("增盈", "秧里", "信地"),
    "高增乡": ("占里", "岜扒", "小黄"),
    "谷坪乡": ("五一", "银下", "谷余"),
}
PUPIL = ("name", "sex", "birth_date", "id_number", "address", "guardian_name", "guardian_phone")


def number(born: str, order: int, area: str = "522699") -> str:
    """A valid identity number; an odd `order` is a boy's."""
    first17 = f"{area}{born.replace('-', '')}{order:03d}"
    return first17 + check_character(first17)


class County:
    """Rows of each roster, under keys of the test's own."""

    def __init__(self, background: int = 0, seed: int = 7) -> None:
        self.rows: dict[str, list[dict[str, str]]] = defaultdict(list)
        self.keys: dict[str, list[str]] = defaultdict(list)
        self.people: dict[str, dict[str, str]] = {}
        self._count = 0
        random = Random(seed)
        for place in range(background):
            self._neighbour(f"neighbour {place}", random)

    def _neighbour(self, key: str, random: Random) -> None:
        """A child of no story: registered, enrolled and in class, with number and guardian."""
        born = date(2003, 10, 1) + timedelta(days=random.randrange(3285))
        town = random.choice(list(TOWNS))
        name = random.choice(SURNAMES) + random.choice(GIVEN) + random.choice(GIVEN)
        self.register(key, name, born.isoformat(), random.choice("男女"), town=town, village=random.choice(TOWNS[town]))
        self.enrol(key)
        self.seat(key)

    def add(self, roster: str, key: str, row: dict[str, Any]) -> dict[str, str]:
        assert key not in self.keys[roster], key
        self.keys[roster].append(key)
        self.rows[roster].append({field: str(cell) for field, cell in row.items() if cell not in (None, "")})
        return self.rows[roster][-1]

    def register(self, key: str, name: str, born: str, sex: str = "女", **changes: Any) -> dict[str, str]:
        """A row of the household register, with a number and a mother of its own unless told otherwise."""
        self._count += 1
        order = 2 * self._count % 998 + (sex == "男")
        town = changes.get("town", "高增乡")
        village = changes.get("village", "占里")
        person = {
            "name": name,
            "sex": sex,
            "birth_date": born,
            "id_number": number(born, order) if born.count("-") == 2 else "",
            "town": town,
            "village": village + "村",
            "household_number": f"H{self._count:06d}",
            "guardian_name": f"{SURNAMES[self._count % 20]}{GIVEN[self._count % 53]}{GIVEN[-self._count % 51]}",
            "guardian_phone": f"1000{self._count:07d}",
        } | changes
        self.people[key] = person | {"address": f"贵州省从江县{town}{village}村3组{self._count % 90}号"}
        shown = {field: cell for field, cell in self.people[key].items() if field != "guardian_phone"}
        return self.add("households", key, shown)

    def _pupil(
        self, roster: str, key: str, of: str | None, changes: dict[str, Any], without: Iterable[str] = ()
    ) -> dict[str, str]:
        person = self.people.get(of or key.split("/")[0], {})
        town = person.get("town", "高增乡")
        row = {field: person.get(field, "") for field in PUPIL if field not in without}
        if roster != "attendance":
            row["register_place"] = f"贵州省从江县{town}"
        row |= {
            "school": f"从江县{town}中心小学",
            "grade": "三年级",
            "class_name": f"{len(person.get('household_number', '')) % 2 + 1}班",
        }
        return self.add(roster, key, row | changes)

    def enrol(self, key: str, of: str | None = None, roster: str = "enrolments", **changes: Any) -> dict[str, str]:
        """An enrolment of the person `of` (by default the key before a slash)."""
        return self._pupil(roster, key, of, {"status": "在读"} | changes)

    def seat(self, key: str, of: str | None = None, **changes: Any) -> dict[str, str]:
        """A row of the attendance roll: it knows neither address, guardian nor birth date."""
        without = ("address", "guardian_name", "guardian_phone", "birth_date", "sex")
        return self._pupil("attendance", key, of, {"present": "是"} | changes, without)

    def school(self, key: str, of: str | None = None, **changes: Any) -> None:
        """Enrolled and in class."""
        self.enrol(key, of, **changes)
        self.seat(key, of, **{field: changes[field] for field in ("name", "id_number", "school") if field in changes})

    def write(self, folder: Path, kind: str = "csv") -> list[Source]:
        folder.mkdir(parents=True, exist_ok=True)
        return [Source(roster, save(folder / f"{roster}.{kind}", self.rows[roster])) for roster in ORDER if self.rows[roster]]

    def run(self, folder: Path, kind: str = "csv", **options: Any) -> "Outcome":
        sources = self.write(folder / "in", kind)
        return Outcome(self, sources, reconcile(sources, rules=POLICY, as_of=AS_OF, **options), folder / "out")


def save(path: Path, rows: list[dict[str, str]]) -> Path:
    fields = list(dict.fromkeys(field for row in rows for field in row))
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fields, restval="")
            writer.writeheader()
            writer.writerows(rows)
    elif path.suffix == ".parquet":
        save(path.with_suffix(".csv"), rows)
        duckdb.sql(
            f"COPY (FROM read_csv('{path.with_suffix('.csv')}', header = true, all_varchar = true)) TO '{path}' (FORMAT parquet)"
        )
    else:
        with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
            sheet = book.add_worksheet("名册")
            for line, row in enumerate([dict(zip(fields, fields, strict=True)), *rows]):
                for column, field in enumerate(fields):
                    if field in row:
                        sheet.write_string(line, column, row[field])
    return path


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Outcome:
    """What a run says, asked for by the keys of the county."""

    def __init__(self, county: County, sources: list[Source], result: Reconciliation, folder: Path) -> None:
        result.write(folder)
        self.folder, self.receipt, self.result = folder, result.receipt, result
        self.children = list(result.children())
        self.coverage, self.links, self.review = (table(folder / f"{name}.csv") for name in ("coverage", "links", "review"))
        self.key_of = {(roster, str(place + 2)): key for roster, keys in county.keys.items() for place, key in enumerate(keys)}
        self.lines = {(line["roster"], self.key_of[line["roster"], line["row"]]): line for line in self.coverage}

    def bucket(self, key: str, roster: str = "households") -> str:
        return self.lines[roster, key]["bucket"]

    def stands(self, key: str, roster: str = "households") -> str:
        """bucket/outcome."""
        line = self.lines[roster, key]
        return f"{line['bucket']}/{line['outcome']}"

    def shown(self, key: str, roster: str = "households") -> dict[str, Any]:
        """The line as `children()` hands it out."""
        line = self.lines[roster, key]
        return next(c for c in self.children if (c["roster"], str(c["row"])) == (line["roster"], line["row"]))

    def pairs(self, rows: list[dict[str, str]]) -> set[tuple[str, str, str, str]]:
        return {
            (r["roster_a"], self.key_of[r["roster_a"], r["row_a"]], r["roster_b"], self.key_of[r["roster_b"], r["row_b"]])
            for r in rows
        }

    def linked(self, key: str, roster: str = "enrolments") -> str:
        """The register child that a row is linked to, "" for none."""
        found = [a for one, a, other, b in self.pairs(self.links) if (one, other, b) == ("households", roster, key)]
        assert len(found) <= 1, f"{key} serves {found}"
        return found[0] if found else ""

    def asked(self, key: str, roster: str = "enrolments") -> list[str]:
        """The register children among whom people are asked to choose for a row, best first."""
        rows = [r for r in self.review if (r["roster_a"], self.key_of[r["roster_a"], r["row_a"]]) == (roster, key)]
        return [self.key_of[r["roster_b"], r["row_b"]] for r in sorted(rows, key=lambda r: int(r["rank"]))]
