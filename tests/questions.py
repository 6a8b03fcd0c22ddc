"""Made-up questions of the engine, for the pages: one for every child in review of a round of plain rows."""

from collections.abc import Iterable
from typing import Any

CELLS = ("name", "former_name", "id_number", "student_number", "birth_date", "sex", "ethnicity", "town", "village", "address",
         "household_number", "guardian", "phone", "school", "grade", "class_name", "status", "present")  # fmt: skip
SAID = (("name", "one_character", 4.5, "姓名差一字", "one character differs or is missing"),
        ("birth", "equal", 11.7, "出生日期相同", "same birth date"),
        ("sex", "missing", 0.0, "缺性别", "no sex"),
        ("place", "village", 6.6, "同村", "same village"),
        ("number", "edit", 5.0, "身份证号差一位", "identity number one slip apart"),
        ("family", "else", -2.0, "监护人不同", "other guardians"))  # fmt: skip


def side(row: dict[str, Any], **changed: Any) -> dict[str, Any]:
    plain = {name: row.get(name, "") for name in (*CELLS, "roster", "file", "row", "bucket", "outcome")}
    return plain | {"sheet": "", "detail": "", "family": []} | changed


def candidate(row: dict[str, Any], rank: int = 1, /, **changed: Any) -> dict[str, Any]:
    """An enrolment with one character of the name and one digit of the number changed."""
    slip = row["id_number"][:10] + "9" + row["id_number"][11:]
    fields = [dict(zip(("field", "level", "weight", "zh", "en"), said, strict=True)) for said in SAID]
    told = {"rank": rank, "reason": "weak_evidence", "fields": fields, "weight": 9.9, "chance": -15.9, "claimed": 0.0}
    told |= {"roster": "enrolments", "file": "学籍.xlsx", "row": 10 * row["row"] + rank, "name": "吴阿美" + row["name"][3:]}
    told |= {"id_number": slip, "bucket": "enrolled", "outcome": "present", "school": "停洞镇中心小学", "guardian": "吴老四"}
    told |= {"rivals": [], "margin": None, "former_name": "", "household_number": "", "status": "", "ethnicity": ""}
    return side(row) | told | changed


def question(row: dict[str, Any], *rows: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """About one engine row of the register; `rows` are the candidates."""
    rows = rows or (candidate(row),)
    child = side(
        row, family=[{"name": "吴老三", "birth_date": "2013-05-05", "bucket": "enrolled", "outcome": "present", "school": ""}]
    )
    told = {"roster": rows[0]["roster"], "part": 1, "reason": rows[0]["reason"], "risk": 3, "weight": rows[0]["weight"]}
    return told | {"child": child, "candidates": list(rows)} | changed


def asked(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [question(row) for row in rows if row["bucket"] == "in_review" and not row["apart"]]
