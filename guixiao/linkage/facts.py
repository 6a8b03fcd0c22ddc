"""What is known of a child, and what follows from it: the one place that says in which bucket a child stands.

Each row of each roster says a few facts of its child; a child's facts are those of all its rows. Children of the same facts
stand in the same bucket, so that `decide` is asked once for each of the few hundred combinations that a county has.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from guixiao.linkage.rules import StatusWord

FACTS = (
    # the child's own row: its age, where it stands
    "too_old",
    "too_young",
    "out_of_age",  # neither the typed date nor the number's is of school age
    "undated",
    "apart",  # in no household register of this county
    "second_row",  # of a child who stands in the register already
    "poverty_only",
    "disability_only",
    "other_county",
    "deceased",
    "moved_out",
    # enrolment rows, of this county or elsewhere
    "pupil",
    "on_roll",
    "silent_school",
    "elsewhere_now",
    "home_taught",
    "suspended",
    "deferred",
    "graduated",
    "gone",
    # attendance rows
    "in_class",
    "marked_absent",
    "other_class",  # marked absent because the pupil sits in another class by now
    # doubtful pairs
    "identity_conflict",
    "contested",
    "doubtful_match",
    # the whole round
    "no_roll_call",
)
BIT = {fact: 1 << place for place, fact in enumerate(FACTS)}


class Case(NamedTuple):
    """Holds where every fact of `needs` and none of `bars` is known; an outcome "" is the one of the status that says gone."""

    needs: str
    bars: str
    bucket: str
    outcome: str

    def holds(self, facts: frozenset[str]) -> bool:
        return facts.issuperset(self.needs.split()) and facts.isdisjoint(self.bars.split())


# The whole decision, read from the top: the first that holds counts. Positive evidence (a named row in class) comes before
# everything; absence of evidence is never "enrolled".
CASES = (
    Case("second_row", "", "duplicate_registration", "same_person"),
    Case("poverty_only", "", "not_found", "poverty_only"),
    Case("disability_only", "", "not_found", "disability_only"),
    Case("too_old", "", "out_of_scope", "too_old"),
    Case("too_young", "", "out_of_scope", "too_young"),
    Case("out_of_age", "", "out_of_scope", "too_old"),
    Case("in_class apart other_county", "", "enrolled", "other_register"),
    Case("in_class", "pupil", "enrolled", "no_enrolment"),
    Case("in_class apart", "", "enrolled", "no_register"),
    Case("in_class", "", "enrolled", "present"),
    Case("elsewhere_now apart", "", "enrolled_elsewhere", "elsewhere_no_register"),
    Case("elsewhere_now", "", "enrolled_elsewhere", "elsewhere"),
    Case("on_roll no_roll_call", "", "enrolled", "present"),
    Case("on_roll silent_school", "", "enrolled", "roll_missing"),
    Case("deceased", "", "out_of_scope", "deceased"),
    Case("moved_out", "", "out_of_scope", "moved_out"),
    Case("home_taught", "", "home_taught", "home_taught"),
    Case("suspended", "", "suspended", "suspended"),
    Case("deferred", "", "deferred", "deferred"),
    Case("graduated", "on_roll", "graduated", "graduated"),
    Case("marked_absent", "", "left_roll", "absent"),
    Case("on_roll", "", "left_roll", "not_on_roll"),
    Case("gone", "", "left_roll", ""),
    Case("identity_conflict", "", "in_review", "identity_conflict"),
    Case("contested", "", "in_review", "contested"),
    Case("doubtful_match", "", "in_review", "doubtful_match"),
    Case("undated", "", "not_found", "age_unknown"),
    Case("", "", "not_found", "nowhere"),
)
OPEN = ("not_found", "left_roll", "in_review")  # a suspicion: what people found out in an earlier round counts more
STATES = ("home_taught", "suspended", "deferred", "graduated")  # buckets that are facts of the same name
ABSENCES = ("home_taught", "suspended", "deferred")

COUNTY_FORMS = (r"([^省州市盟]{2,8}[县旗])", r"^([0-9]{6})")  # a name, or the code of the county
ABSENT = ("否", "未", "缺", "不", "没", "无", "离", "辍", "休", "转", "旷", "请假", "病", "事假", "退")
OTHER_CLASS = r"[调转换分编]班|[其别][他它的]?班|班级?调整"
ABSENT_MARKS = ("0", "0.0", "N", "NO", "F", "FALSE", "X", "×", "✗", "✘", "☓", "○", "-")


def bits(facts: Iterable[str]) -> int:
    """Facts as one whole number."""
    return sum(BIT[fact] for fact in set(facts))


def named(number: int) -> frozenset[str]:
    """The facts in a number."""
    return frozenset(fact for fact, bit in BIT.items() if number & bit)


def decide(facts: frozenset[str], order: Sequence[str], gone: int) -> tuple[str, str]:
    """Bucket and outcome of a child; `gone` is the place in `order` of the outcome of the status that says gone."""
    case = next(case for case in CASES if case.holds(facts))
    return case.bucket, case.outcome or order[gone]


def enrolment_state(
    has_status: bool, word: StatusWord | None, change: StatusWord | None, mode: StatusWord | None
) -> tuple[str, str]:
    """Bucket and outcome that an enrolment row says: teaching at home first, then the status, then, without one, the change."""
    if mode and mode.bucket == "home_taught":
        return "home_taught", "home_taught"
    if word:
        return word.bucket, word.outcome
    bucket = change.bucket if change and not has_status else "enrolled"
    return bucket, change.outcome if change else "present"


def enrolment_facts(bucket: str, current: str) -> set[str]:
    """`current`: the fact of a row that is still enrolled, "on_roll" or "elsewhere_now"."""
    said = {current} if bucket == "enrolled" else {"gone"} if bucket == "left_roll" else {bucket} & set(STATES)
    return said | {"pupil"} if current == "on_roll" else said


def registration_facts(word: StatusWord | None) -> set[str]:
    return {word.outcome} & {"deceased", "moved_out"} if word else set()


def roll_facts(present: str, reason: StatusWord | None, words: str = "") -> set[str]:
    """What a row of the attendance roll says: in class or not, and why not; `words` are the cells in which the reason stands."""
    if is_here(present):
        return {"in_class"} | ({reason.bucket} & set(ABSENCES) if reason else set())
    moved = {"other_class"} if re.search(OTHER_CLASS, words) else set()
    return {"marked_absent"} | moved | ({reason.bucket} & set(ABSENCES) if reason else set())


def is_here(text: str) -> bool:
    """What a cell of the 实到 column says; anything that is no clear "no" is a yes, for rows are on the roll to be called."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    return not (plain.startswith(ABSENT) or plain in ABSENT_MARKS)


def home_county(text: str) -> str:
    """The county that a 户口所在地 names, or ""."""
    found = (re.search(form, text) for form in COUNTY_FORMS)
    return next((match[1] for match in found if match), "")
