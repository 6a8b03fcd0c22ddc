"""What is filled in besides a note: schools and classes, numbers of letters, receivers, days of plans."""

import re
from collections import Counter
from datetime import timedelta
from typing import Any

from guixiao.areas.models import Area, School
from guixiao.cases.models import Case
from guixiao.demo.campaign.courses import Step
from guixiao.demo.campaign.fates import Fate
from guixiao.demo.days import Days

NUMBERED = {"persuasion_notice": "劝通", "return_order": "责返", "guidance_order": "家指", "complaint": "诉", "settlement": "调"}
BY_COUNTY = frozenset({"guidance_order", "complaint"})
VOCATIONAL, ELSEWHERE = "县中等职业学校（短期技能班）", "外县学校（随父母就读，已回就读证明）"
GRADES = "一二三四五六七八九"


class Papers:
    """Keeps the counters; `classes`: child -> grade and class of the first round."""

    def __init__(self, county: Area, days: Days):
        self.county, self.days = county, days
        self.schools = {school.name: school for school in School.objects.filter(county=county)}
        self.numbers: Counter[str] = Counter()
        self.letters: dict[tuple[str, str], str] = {}
        self.classes: dict[Any, str] = {}

    def remember(self, rows: Any) -> None:
        """Grades and classes of those who were on a roll."""
        told = rows.exclude(grade="").values_list("child_id", "grade", "class_name")
        self.classes = {child: grade + name for child, grade, name in told}

    def issued(self, fate: Fate, kind: str, letter: str) -> None:
        self.letters[fate.key, kind] = letter

    def given(self, fate: Fate, case: Case, step: Step) -> dict[str, Any]:
        fill = {"visit": self._visit, "plan": self._plan, "issue": self._letter, "serve": self._service, "return": self._return}
        read = fill.get(step.verb)
        return read(fate, case, step) if read else step.given

    def _visit(self, fate: Fate, case: Case, step: Step) -> dict[str, Any]:
        promised = step.given["promised"]
        return {**step.given, "promised": (self.days.as_of + timedelta(promised)).isoformat() if promised else ""}

    def _plan(self, fate: Fate, case: Case, step: Step) -> dict[str, Any]:
        steps = [{**one, "by": (self.days.as_of + timedelta(one["by"])).isoformat()} for one in step.given["steps"]]
        return {**step.given, "steps": steps}

    def _letter(self, fate: Fate, case: Case, step: Step) -> dict[str, Any]:
        kind, day = step.given["kind"], self.days.as_of + timedelta(step.day)
        place = "从" if kind in BY_COUNTY or case.town is None else case.town.name[:2]
        head = f"{place}{NUMBERED[kind]}〔{day.year}〕"
        self.numbers[head] += 1
        return {"kind": kind, "number": f"{head}{self.numbers[head]}号", "return_by": day + timedelta(step.given["days"])}

    def _service(self, fate: Fate, case: Case, step: Step) -> dict[str, Any]:
        self.numbers["送回"] += 1
        witness = "村民组长、驻村干部" if step.given["method"] == "left" else ""
        receiver = case.child.guardian or "监护人"
        receipt = f"送回字〔{self.days.later.year}〕{self.numbers['送回']}号"
        return {"letter": self.letters.get((fate.key, step.given["kind"]), ""), "method": step.given["method"],
                "receiver": receiver, "witness": witness, "receipt": receipt}  # fmt: skip

    def _return(self, fate: Fate, case: Case, step: Step) -> dict[str, Any]:
        if fate.then == "too_old":
            return {"school_name": VOCATIONAL, "placement": "vocational", "class_name": ""}
        if fate.elsewhere:
            return {"school_name": ELSEWHERE, "placement": "own_grade", "class_name": ""}
        school = self.schools.get(fate.school) or self._centre(case)
        name = self.classes.get(case.child_id, "") or self._first_class(fate, school)
        return {"school": school.pk if school else None, "school_name": "" if school else "镇中心小学",
                "class_name": name, "placement": self._placement(fate)}  # fmt: skip

    def _centre(self, case: Case) -> School | None:
        return self.schools.get(f"{self.county.name}{case.town.name}中心小学") if case.town else None

    def _first_class(self, fate: Fate, school: School | None) -> str:
        """For whom no roll knows: the grade of the age, as far as the school has it."""
        age = self.days.later.year - fate.born.year - 6
        highest = 3 if school and "教学点" in school.name else 6 if school and re.search("小学", school.name) else 9
        lowest = 7 if school and school.name.endswith("中学") and "民族" not in school.name else 1
        return f"{GRADES[min(max(age, lowest), highest) - 1]}年级1班"

    def _placement(self, fate: Fate) -> str:
        age = self.days.later.year - fate.born.year
        if fate.kind == "never_enrolled":
            return "own_grade" if age <= 8 else "catch_up" if age >= 12 else "lower_grade"
        return ("own_grade", "own_grade", "own_grade", "lower_grade", "catch_up")[hash_of(fate.key) % 5]


def hash_of(text: str) -> int:
    """The same in every process."""
    return sum(place * ord(character) for place, character in enumerate(text, 1))
