"""What three years leave behind in the field, for the county of `benchmarks.rounds`: plans, letters, absences, reports, moves,
referrals, looks; bodies, key places, studies, joint actions and chiefs. Written by the thousand and not by the actions.

Needs Django set up, and the cases of `benchmarks.years`.
"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from benchmarks.posts import County

YEARS = 3 * 365
ABSENCES, REPORTS, MOVES, REFERRALS, LOOKS = 6000, 2500, 1200, 3000, 4000
OPEN = {"absence": 300, "report": 250, "move": 120, "referral": 350}  # so many of them wait
STUDIES, JOINT, KEYS = 200, 300, 60
FUNCTIONS = ("head", "deputy", *["member"] * 5, "contact")
KINDS = {"county": ("headquarters", "leading", "dispatch", "secretariat", "inspection"),
         "township": ("command_post", "enforcement"), "village": ("squad",)}  # fmt: skip
CONTENT: dict[str, Any] = {"cause": "tired_of_school", "further": ["poverty"], "difficulties": "成绩跟不上。", "disagrees": "",
                           "steps": [{"what": "两条线上门", "who": "班主任", "by": "2026-10-01"}]}  # fmt: skip


def work(seed: int = 17) -> None:
    county = County.read(seed)
    for write in (_plans, _looks, _absences, _reports, _moves, _referrals, _bodies, _keys, _studies, _joint, _chiefs):
        write(county)


def _plans(county: County) -> None:
    """Of every case that has come so far; a letter to one guardian in four."""
    from guixiao.cases.effort.models import Letter, Plan

    planned = [case for case in county.cases if case.grade]
    by = county.users["township"]
    Plan.objects.bulk_create([Plan(case=case, content=CONTENT, grade=case.grade, drafted_by=by, approved_by=by,
                                   approved_at=county.now) for case in planned], 500)  # fmt: skip
    Letter.objects.bulk_create(
        [Letter(case=case, county=county.made.county, kind="persuasion_notice", number=f"{n}号", issuer="停洞镇",
                addressee="吴老三", issued_on=county.ago(90, 9), issued_by=by) for n, case in enumerate(planned[::4])], 500
    )  # fmt: skip


def _looks(county: County) -> None:
    from guixiao.cases.looks.models import Look

    who = list(county.users.values())
    times = [county.when(county.ago(YEARS, 1)) for _ in range(LOOKS)]
    Look.objects.bulk_create(
        [Look(child_id=county.rng.choice(county.cases).child_id, user=county.rng.choice(who), session="0" * 64, purpose="visit",
              at=at, until=at + timedelta(minutes=15)) for at in times], 500
    )  # fmt: skip


def _children(county: County, count: int) -> list[Any]:
    """Children in class; a share of them of the measured users' places."""
    from guixiao.children.models import Coverage

    found = Coverage.objects.filter(round=county.made, bucket="enrolled", school__isnull=False).select_related("child")
    hot = found.filter(school__in=[county.schools[-1].pk]).order_by("pk")[: count // 20]
    keys = [row.pk for row in hot]
    rest = list(found.exclude(pk__in=keys).values_list("pk", flat=True).order_by("pk"))
    return list(found.filter(pk__in=keys + county.some(rest, count - len(keys))))


def _absences(county: County) -> None:
    from guixiao.cases.alerts.models import Absence, AbsenceEvent

    rows = []
    for n, stand in enumerate(_children(county, ABSENCES)):
        since = county.ago(10, 1) if n < OPEN["absence"] else county.ago(YEARS, 20)
        back = None if n < OPEN["absence"] else since + timedelta(days=county.rng.randint(1, 9))
        rows.append(Absence(child=stand.child, school_id=stand.school_id, county=county.made.county, since=since, reason="sick",
                            back_on=back))  # fmt: skip
    Absence.objects.bulk_create(rows, 500)
    AbsenceEvent.objects.bulk_create([AbsenceEvent(absence=row, kind="away", day=row.since) for row in rows], 500)


def _reports(county: County) -> None:
    from guixiao.cases.alerts.models import Alert

    rows = []
    for n, stand in enumerate(_children(county, REPORTS)):
        at = county.when(county.ago(3, 1) if n < OPEN["report"] else county.ago(YEARS, 20))
        told: dict[str, Any] = {"state": "open"}
        if n >= OPEN["report"]:
            told = {"state": "refused", "answered_at": at + timedelta(days=1), "reason": "in_class", "seen_by": "班主任",
                    "answered_by": county.users["township"]}  # fmt: skip
        by = county.rng.choice((county.users["village"], county.users["county"]))
        rows.append(Alert(child=stand.child, round=county.made, bucket=stand.bucket, since=at.date(), said_by="邻居",
                          raised_by=by, raised_at=at, line="administrative", **told))  # fmt: skip
    Alert.objects.bulk_create(rows, 500)


def _moves(county: County) -> None:
    """Those that wait are of children still looked for."""
    from guixiao.cases.models import Case
    from guixiao.cases.moves.models import Move

    open_ones = [case for case in county.cases if case.state in (Case.State.SUSPECTED, Case.State.OUT_OF_SCHOOL) and case.town_id]
    rows = []
    for n in range(MOVES):
        case = open_ones[n % len(open_ones)]
        village = county.rng.choice(county.areas["village"])
        waits = n < OPEN["move"]
        at = county.when(county.ago(4, 1) if waits else county.ago(YEARS, 20))
        told = {} if waits else {"state": "refused", "answer": "不在本乡。", "answered_by": county.users["township"],
                                 "answered_at": at + timedelta(days=2)}  # fmt: skip
        rows.append(Move(case=case, kind="home", from_town_id=case.town_id, from_village_id=case.village_id, reason="搬家了。",
                         to_town_id=village.parent_id, to_village=village, offered_by=county.users["county"],
                         offered_as="county_officer", offered_at=at, **told))  # fmt: skip
    Move.objects.bulk_create(rows, 500)


def _referrals(county: County) -> None:
    from guixiao.cases.referrals.actions import _words
    from guixiao.cases.referrals.models import Referral
    from guixiao.cases.referrals.policies import referrals_for

    policy, rows = referrals_for(county.made), []
    names = list(policy.questions)
    for n in range(REFERRALS):
        waits, name = n < OPEN["referral"], names[n % len(names)]
        question, case = policy.questions[name], county.cases[(n * 7) % len(county.cases)]
        day = county.ago(12, 1) if waits else county.ago(YEARS, 30)
        told: dict[str, Any] = {"state": "asked"}
        if not waits:
            told = {"state": "answered", "choice": next(iter(question.choices)), "reply": "查过了。", "answered_on": day,
                    "ended_at": county.when(day), "who": {"name": "吴警官", "unit": "派出所"}}  # fmt: skip
        rows.append(Referral(
            case=case, county=county.made.county, year=day.year, serial=n + 1, department=question.department, question=name,
            words=_words(question, policy), restricted="cause" in question.fields, shown={"name": "吴某"}, channel="paper",
            asked_by=county.users["township" if n % 3 == 0 else "county"], asked_at=county.when(day),
            due_on=day + timedelta(days=question.days), **told,
        ))  # fmt: skip
    Referral.objects.bulk_create(rows, 500)


def _bodies(county: County) -> None:
    from guixiao.areas.models import Area
    from guixiao.cases.bodies.models import Body, Member

    bodies = [Body(area=area, kind=kind, since=county.ago(YEARS), made_by=county.users["county"])
              for area in Area.objects.all() for kind in KINDS[area.kind]]  # fmt: skip
    Body.objects.bulk_create(bodies, 500)
    Member.objects.bulk_create([Member(body=body, name="吴老三", unit="派出所", function=function, since=body.since)
                                for body in bodies for function in FUNCTIONS], 500)  # fmt: skip


def _keys(county: County) -> None:
    from guixiao.cases.keyplaces.models import KeyPlace

    rows = []
    for _ in range(KEYS):
        first = county.ago(YEARS)
        area = county.rng.choice(county.areas[county.rng.choice(("township", "village"))])
        rows.append(KeyPlace(county=county.made.county, area=area, reason="many_out", note="三个组路远。", first=first,
                             last=first + timedelta(days=330), marked_by=county.users["county"]))  # fmt: skip
    KeyPlace.objects.bulk_create(rows)


def _studies(county: County) -> None:
    from guixiao.cases.studies.models import Decision, Stayed, Study

    studies, decisions = [], []
    for _ in range(STUDIES):
        first = county.ago(YEARS, 10)
        area = county.rng.choice(county.areas[county.rng.choice(("township", "village"))])
        study = Study(area=area, first=first, last=first + timedelta(days=3), found="有四户外出。",
                      recorded_by=county.users["county"])  # fmt: skip
        studies.append(study)
        for n in range(5):
            done = county.rng.random() < 0.7
            due = first + timedelta(days=20) if done else county.today + timedelta(days=county.rng.randint(-20, 20))
            decisions.append(Decision(study=study, title="逐户打电话。", due_on=due, decided_by=county.users["county"],
                                      done_at=county.when(due) if done else None, **_whose(county, n)))  # fmt: skip
    Study.objects.bulk_create(studies)
    Stayed.objects.bulk_create([Stayed(study=study, name="吴老三", unit="教育局") for study in studies for _ in range(3)])
    Decision.objects.bulk_create(decisions, 500)


def _whose(county: County, n: int) -> dict[str, Any]:
    return county.post() if n else {"user": county.rng.choice(list(county.users.values()))}


def _joint(county: County) -> None:
    """Each at two doors, with the visits that are on the cases."""
    from guixiao.cases.joint.models import JointAction, JointChild, Teammate
    from guixiao.cases.models import Event

    visits = Event.objects.filter(verb="visit", case__current=True).order_by("case", "version")[: JOINT * 16]
    one_each = list({event.case_id: event for event in visits}.values())
    actions = [JointAction(id=uuid4(), area=county.rng.choice(county.areas["township"]), day=county.ago(YEARS, 2),
                           departments=["police", "justice"], text="一起上门。", recorded_by=county.users["county"])
               for _ in range(JOINT)]  # fmt: skip
    JointAction.objects.bulk_create(actions)
    Teammate.objects.bulk_create([Teammate(action=one, name="吴警官", unit="派出所") for one in actions for _ in range(4)])
    JointChild.objects.bulk_create([JointChild(action=actions[n % JOINT], case_id=event.case_id, event=event)
                                    for n, event in enumerate(one_each)])  # fmt: skip


def _chiefs(county: County) -> None:
    """Of the county and most places; a class teacher of every third case."""
    from guixiao.areas.models import Area
    from guixiao.cases.chain.models import Duty

    chiefs = {"county": ("county_head", "education_head"), "township": ("township_head",), "village": ("village_head",)}
    rows = [Duty(chief=chief, area=area, name="吴老三", phone="13900000000", since=county.ago(YEARS))
            for area in Area.objects.all() for chief in chiefs[area.kind]]  # fmt: skip
    rows += [Duty(chief="class_teacher", case=case, name="吴老师", phone="13900000000", since=county.ago(90))
             for case in county.cases[::3]]  # fmt: skip
    Duty.objects.bulk_create(rows, 500)
