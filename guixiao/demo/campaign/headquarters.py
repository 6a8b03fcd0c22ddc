"""The county's headquarters: bodies and key places, a stay in a hard township, several departments at one door, an inspection."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from guixiao.areas.models import Area, School
from guixiao.cases.bodies import actions as bodies
from guixiao.cases.bodies.policies import bodies_for
from guixiao.cases.joint.actions import Given as Joint
from guixiao.cases.joint.actions import Named, record_action
from guixiao.cases.keyplaces.actions import Given as Key
from guixiao.cases.keyplaces.actions import mark
from guixiao.cases.moves.rules import TOWNSHIP, VILLAGE, Target
from guixiao.cases.rectification import actions as rectification
from guixiao.cases.rectification.rules import FAIL, MEND, PASS, WITHDRAW
from guixiao.cases.studies import actions as studies
from guixiao.demo.campaign.courses import Task
from guixiao.demo.campaign.fates import OUT
from guixiao.demo.campaign.stage import Stage
from guixiao.demo.rates import KEY_TOWNS

HARD = "加勉乡"  # where the article's people stayed
FOUND = "一是路远，住校床位不够；二是外出务工的多，家长叫不回来；三是名册和户口对不上的有几户。"
DECIDED = ("腾出两间教室改宿舍，月底前能住人", "把在外务工家长的电话逐户核一遍")
TOGETHER = "镇、学校、派出所、司法所一起上门，讲了义务教育法，家长没有再推脱。"
WRONG = (
    ("两户的走访记录只有一条线签字。", "补一次教育线上门，补签。"),
    ("名册里三个孩子的去向没有佐证。", "逐个补证明，没有的重新核查。"),
    ("有两户的走访只有一条线的签字。", "补签。"),  # the first again: withdrawn
    ("县里答应的两辆校车没有按时到位。", "和交通部门商定线路，本月开通。"),  # the county office's own
)
AT_THE_DOOR = "和派出所、司法所到家里核实，孩子确实没有上学，当面讲了道理。"


def command(stage: Stage, tasks: Iterable[Task]) -> None:
    stage.at(1, 9.1, lambda: _set_up(stage))
    stage.at(1, 9.5, lambda: _mark(stage))
    _stay(stage)
    out = [task.fate.key for task in tasks if not task.fate.back and not task.relapse and task.found < 9]
    out.sort(key=lambda key: (stage.cases[key].town_id != stage.people.town, key))
    if out:
        stage.at(16, 15.2, lambda: _together(stage, out[0], TOGETHER, "willing"))
    _inspect(stage)


def at_a_door(stage: Stage, tasks: Iterable[Task]) -> str:
    """A suspect whom nobody has looked for yet is found out of school by several departments at its door: its key, "" where there
    is none."""
    found = [task for task in tasks if task.fate.out and 3 <= task.found <= 8 and stage.cases[task.fate.key].town_id]
    found.sort(key=lambda task: (stage.cases[task.fate.key].town_id != stage.people.town, task.found, task.fate.key))
    if not found:
        return ""
    task = found[0]
    finding, _evidence = OUT.get(task.fate.kind, OUT["dropped_out"])
    stage.at(task.found, 8.1, lambda: _together(stage, task.fate.key, AT_THE_DOOR, "undecided", finding))
    return task.fate.key


def _set_up(stage: Stage) -> None:
    people, policy = stage.people, bodies_for(stage.made)
    officer, since = people.officers[0], timezone.localdate()
    town = Area.objects.get(pk=people.town)
    schools = School.objects.filter(area=town, pk__in=people.schools).order_by("pk")
    for kind, area, head, others in (
        ("headquarters", stage.made.county, people.lead, [*people.chiefs.values(), *people.officers]),
        ("secretariat", stage.made.county, officer, people.officers[1:]),
        ("inspection", stage.made.county, people.officers[1], people.officers[2:]),
        ("command_post", town, people.towns[people.town], [people.schools[school.pk] for school in schools]),
    ):
        body = bodies.set_up(officer, bodies.Asked(kind, area, since), policy)
        bodies.join(officer, body, bodies.Who("head", since, user=head), policy)
        for user in others:
            if user != head:
                bodies.join(officer, body, bodies.Who("member", since, user=user), policy)


def _mark(stage: Stage) -> None:
    for town in Area.objects.filter(parent=stage.made.county, name__in=KEY_TOWNS).order_by("code"):
        given = Key("many_out", timezone.localdate(), stage.day(60), "历年辍学多，列为重点。")
        mark(stage.people.officers[0], town, given, bodies_for(stage.made))


def _stay(stage: Stage) -> None:
    """The lead stays for three days; what is decided there becomes tasks, and one of them is done."""
    made: list[Any] = []

    def stay() -> None:
        hard = Area.objects.filter(parent=stage.made.county, name=HARD).first() or Area.objects.get(pk=stage.people.town)
        users = (stage.people.lead, stage.people.officers[0])
        study = studies.record_study(stage.people.officers[0], studies.Given(hard, stage.day(10), stage.day(12), FOUND, users))
        for title, days in zip(DECIDED, (16, 12), strict=True):
            made.append(studies.decide(stage.people.officers[0], study, title, stage.people.towns[hard.pk], stage.day(12 + days)))

    def done() -> None:
        studies.tick_done(stage.people.towns[made[1].study.area_id], made[1], "已核完，换号的 6 户都联系上了。")

    stage.at(12, 17.0, stay)
    stage.at(18, 10.2, done)


def _together(stage: Stage, key: str, text: str, result: str, finding: str = "") -> None:
    """A visit that counts for both lines: those of the township and the school were there, and two departments. `finding`: of a
    suspect."""
    people, case = stage.people, stage.cases[key]
    town = people.towns[case.town_id or 0]
    users = [town, *([people.schools[case.school_id]] if case.school_id in people.schools else [])]
    named = (Named("龙警官", "派出所"), Named("杨助理", "司法所"))
    found = {case: finding} if finding else {}
    given = Joint(Area.objects.get(pk=case.town_id or 0), timezone.localdate(), text, "at_home", "both", {case: result},
                  ("police", "justice"), users, named, findings=found)  # fmt: skip
    record_action(town, given, ("police", "justice"))
    stage.look_again()


def _inspect(stage: Stage) -> None:
    """Findings in the township of the cast: one put right and passed, one failed once and due again, one written twice and
    withdrawn, one for the county's own office, at which its lead looks again."""
    items: list[Any] = []
    people, town = stage.people, stage.people.towns[stage.people.town]

    def find() -> None:
        at = Area.objects.get(pk=people.town)
        number = f"从教督〔{stage.days.as_of.year}〕7号"
        told = {
            "title": f"{at.name}控辍保学督查",
            "number": number,
            "inspectors": "县督导督查组",
            "inspected_on": timezone.localdate(),
        }
        inspection = rectification.record_inspection(people.officers[0], at, told)
        town, county = Target(TOWNSHIP, at.pk), Target(rectification.COUNTY, stage.made.county_id)
        targets: Sequence[Target] = (town, Target(VILLAGE, people.village, at.pk), town, county)
        for (text, measures), target in zip(WRONG, targets, strict=True):
            finding = rectification.Finding(text, measures, target, stage.day(22))
            items.append(rectification.find(people.officers[0], inspection, finding))

    def step(number: int, user: Any, verb: str, text: str, deadline: int = 0) -> None:
        item = items[number]
        said = rectification.Said(text, timezone.localdate(), stage.day(deadline) if deadline else None)
        rectification.act(user(), item, verb, said)
        item.refresh_from_db()

    stage.at(14, 16.1, find)
    stage.at(14, 17.2, lambda: step(2, lambda: people.officers[0], WITHDRAW, "和第 1 条是同一件事，记重了。"))
    stage.at(16, 9.3, lambda: step(3, lambda: people.officers[0], MEND, "两条线路都开通了，接送 40 个孩子。"))
    stage.at(19, 9.1, lambda: step(3, lambda: people.lead, PASS, "坐了一趟，准点。"))
    stage.at(17, 10.5, lambda: step(0, lambda: town, MEND, "已补上门并签字，见走访记录。"))
    stage.at(18, 9.4, lambda: step(0, lambda: people.officers[1], PASS, "抽查两户，记录齐全。"))
    stage.at(19, 10.5, lambda: step(1, lambda: people.villages[people.village], MEND, "三个孩子都补了证明。"))
    stage.at(20, 9.4, lambda: step(1, lambda: people.officers[1], FAIL, "其中一份证明没有盖章，重新补。", 30))
