"""A child out of school until the case is closed, and what happens when it leaves again: by the pages, with the cast."""

from datetime import date, timedelta

from django.test import Client
from django.utils import timezone

from guixiao.cases.actions import remove_demo_cases
from guixiao.cases.clocks.models import Term
from guixiao.cases.effort.actions import remove_demo_efforts
from guixiao.cases.effort.models import Letter
from guixiao.cases.effort.wording import REFUSALS, VERBS
from guixiao.cases.models import Case
from guixiao.cases.verify import cases_cover_suspects, events_tell_the_state
from guixiao.children.models import Round
from tests.cast import Cast, a_lead, row
from tests.starts import start

TODAY = timezone.localdate


def case_of(name: str = "石三妹") -> Case:
    return Case.objects.current().select_related("child", "round").get(child__name=name)


def at_desk(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def knowing(user, purpose: str = "plan") -> Client:
    """The same, who said what for they want to see the restricted matters of the child."""
    client = at_desk(user)
    client.post(f"/cases/{case_of().pk}/matters/", {"purpose": purpose})
    return client


def in_an_emergency(lead) -> Client:
    """The lead of the county, who opened what is closed to them."""
    client = at_desk(lead)
    client.post("/looks/emergency/", {"words": "孩子今天可能被带走"})
    return client


def act(user, verb: str, name: str = "石三妹", client: Client | None = None, **form):
    """What a person sends from the page of the case, in a session of its own or in one that is open already."""
    client = client or at_desk(user)
    case = case_of(name)
    return client.post(f"/cases/{case.pk}/act/", {"verb": verb, "version": case.version} | form, follow=True)


def says(answer, words) -> bool:
    return str(words) in answer.content.decode()


def day(ago: int = 0) -> str:
    return (TODAY() - timedelta(ago)).isoformat()


@start
def out(cast: Cast) -> Cast:
    """石三妹 dropped out of the school of 停洞 and lives in 高华."""
    cast.load([row(3, "left_roll", name="石三妹", school="停洞镇中心小学"), row(4, "enrolled", name="杨四")])
    act(cast.wu, "find", finding="dropped_out", true_on=day(60))
    return cast


def visit(user, **form):
    return act(user, "visit", **{"way": "at_home", "met": "guardian", "result": "undecided", "day": day()} | form)


def plan(user, **form):
    told = {"cause": "tired_of_school", "what": ["跟班主任谈", ""], "who": ["杨校长", ""], "by": [day(-7), ""]}
    return act(user, "plan", **told | form)


def come_back(cast: Cast, ago: int = 0) -> None:
    act(cast.wu, "return", day=day(ago), school=cast.school.pk, placement="own_grade", class_name="五年级1班")
    act(cast.yang, "confirm_return")


def test_a_dropout_stands_in_the_first_measure_and_its_page_says_what_can_be_done(out: Cast):
    case = case_of()
    assert (case.state, case.phase, case.standing) == ("out_of_school", "persuasion", "out")
    client = Client()
    client.force_login(out.wu)
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert all(str(VERBS[verb]) in page for verb in ("visit", "plan", "return"))
    issue = 'value="issue"'
    assert issue in page
    client.force_login(a_lead(out))
    assert issue not in client.get(f"/cases/{case.pk}/").content.decode(), "no letter is a lead's to issue"
    client.force_login(out.wu)
    assert "石三妹" in client.get("/cases/").content.decode()


def test_a_plan_is_approved_by_somebody_else_of_the_township(out: Cast):
    assert says(plan(out.wu, cause=""), REFUSALS["cause_named"])
    assert says(plan(out.wu, what=["", ""]), REFUSALS["steps_named"])
    plan(out.wu)
    assert case_of().grade == 1
    assert says(act(out.wu, "approve_plan"), REFUSALS["may_approve"])
    assert says(act(out.shi, "approve_plan"), "石所长已批准")
    plan(out.shi, cause="working_away", further=["poverty"])
    assert case_of().grade == 2 and case_of().plans.count() == 2
    assert says(act(out.shi, "approve_plan"), REFUSALS["not_own_plan"])
    act(out.li, "approve_plan")
    assert case_of().plans.first().approved_by == out.li


def test_the_next_measure_needs_both_lines_days_and_letters(out: Cast):
    plan(out.wu)
    act(out.shi, "approve_plan")
    visit(out.wu)
    assert says(act(out.shi, "step_up"), REFUSALS["visits_enough"])
    visit(out.yang, way="by_phone")
    assert says(act(out.shi, "step_up"), REFUSALS["days_waited"])
    assert says(act(out.shi, "skip", note="急"), REFUSALS["may_skip"])
    assert says(act(out.li, "skip", note="急"), REFUSALS["may_skip"]), "it is the county lead's"
    assert says(act(a_lead(out), "skip"), "请写一句为什么")
    act(a_lead(out), "skip", note="家长要带走")
    assert case_of().phase == "care"


def test_a_letter_is_issued_by_the_right_post_and_served_with_a_receiver(out: Cast):
    form = {"kind": "persuasion_notice", "number": "劝学〔2026〕1号", "day": day(2)}
    assert says(act(out.li, "issue", **form), REFUSALS["right_issuer"])
    assert says(act(out.yang, "issue", **form | {"number": ""}), REFUSALS["number_given"])
    assert says(act(out.yang, "issue", **form | {"kind": "return_order"}), REFUSALS["letter_reached"])
    act(out.yang, "issue", **form)
    assert says(act(out.yang, "issue", **form), REFUSALS["number_taken"])
    letter = Letter.objects.get()
    assert (letter.addressee, letter.issuer, letter.served_on) == ("吴老三", str(out.school), None)
    service = {"letter": letter.pk, "method": "left", "receiver": "吴老三", "day": day(1)}
    assert says(act(out.wu, "serve", **service), REFUSALS["witness_named"])
    assert says(act(out.wu, "serve", **service | {"day": day(5)}), REFUSALS["day_of_service"])
    act(out.wu, "serve", **service | {"witness": "村医"})
    letter.refresh_from_db()
    assert (letter.method, letter.witness, letter.served_on) == ("left", "村医", TODAY() - timedelta(1))
    assert says(act(out.wu, "serve", **service), REFUSALS["letter_waits"])


def test_a_fine_is_off_while_the_county_has_no_basis_for_it(out: Cast):
    assert says(act(out.shi, "issue", kind="fine", number="1", day=day()), REFUSALS["letter_known"])
    assert not Letter.objects.exists()


def test_a_return_is_confirmed_by_the_school_observed_and_closed_by_the_other_line(out: Cast):
    assert says(act(out.wu, "return", day=day(-1), school=out.school.pk, placement="own_grade"), REFUSALS["day_of_return"])
    assert says(act(out.wu, "return", day=day(3), placement="own_grade"), REFUSALS["school_named"])
    act(out.wu, "return", day=day(3), school=out.school.pk, placement="own_grade")
    assert case_of().phase == "arrived"
    assert says(act(out.wu, "confirm_return"), REFUSALS["receives_the_child"])
    act(out.yang, "confirm_return")
    case = case_of()
    assert (case.phase, case.receiving, case.standing) == ("observed", out.school, "returned")
    assert case.next_look and case.next_look > case.returned_on
    assert says(act(out.yang, "ask_closure"), REFUSALS["points_done"])
    assert says(act(out.yang, "observe", point="month3"), REFUSALS["point_due"])


def test_closure_is_asked_by_one_line_and_confirmed_by_the_other(out: Cast, monkeypatch):
    come_back(out, ago=59)
    for point in ("day5", "month1"):
        act(out.yang, "observe", point=point)
    assert says(act(out.yang, "ask_closure"), REFUSALS["points_done"])
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(200))
    for point in ("month3", "next_term"):
        act(out.wu, "observe", point=point)
    act(out.yang, "ask_closure")
    assert case_of().phase == "closing"
    assert says(act(out.yang, "confirm_closure"), REFUSALS["not_own_closure"])
    assert says(act(out.li, "confirm_closure"), REFUSALS["other_line_closes"])
    assert says(act(out.wu, "refuse_closure"), "请写一句为什么")
    act(out.wu, "refuse_closure", note="上周没见到他")
    assert case_of().phase == "observed"
    act(out.yang, "ask_closure")
    act(out.shi, "confirm_closure")
    case = case_of()
    assert (case.state, case.phase, case.standing, case.settled) == ("closed", "closed", "closed", True)
    act(out.wu, "relapse", day=day(), note="其实早就不在了")
    assert (case_of().episode, case_of().state) == (2, "out_of_school")
    assert events_tell_the_state().holds


def test_who_leaves_again_is_a_new_episode_and_the_relapse_counts(out: Cast):
    come_back(out, ago=20)
    first = case_of()
    assert says(act(out.yang, "relapse", day=day(30), note="走了"), REFUSALS["day_gone"])
    act(out.yang, "relapse", day=day(1), note="家里叫回去了")
    again = case_of()
    assert (again.episode, again.state, again.phase, again.pk != first.pk) == (2, "out_of_school", "persuasion", True)
    first.refresh_from_db()
    assert (first.current, first.state) == (False, "returned")
    client = Client()
    client.force_login(out.wu)
    counts = client.get("/cases/").context["counts"]
    assert counts["all"] == counts["out"] == 1
    assert client.get("/verify/?tab=all").context["counts"]["all"] == 1
    page = client.get(f"/cases/{first.pk}/").content.decode()
    assert f"/cases/{again.pk}/" in page
    assert events_tell_the_state().holds and cases_cover_suspects().holds
    plan(out.wu)
    assert case_of().grade == 2, "a relapse makes the way back harder"


def test_the_same_visit_told_twice_is_kept_once_and_does_not_wait_for_others(out: Cast):
    case, key = case_of(), "6f0c1c1e-0b1c-4c8e-9a45-9d1f0a5b7c11"
    told = {"verb": "visit", "way": "at_home", "met": "nobody", "result": "not_found", "day": day(), "key": key, "version": 1}
    client = Client()
    client.force_login(out.wu)
    for _ in range(3):
        client.post(f"/cases/{case.pk}/act/", told)
    assert [str(event.pk) for event in case.events.filter(verb="visit")] == [key]


def test_the_cause_that_a_post_may_not_see_is_not_on_its_page(out: Cast):
    plan(out.li, cause="pregnancy", difficulties="不能让人知道")
    for user, seen in ((out.li, True), (out.shi, False), (out.wu, False), (out.yang, False)):
        page = knowing(user).get(f"/cases/{case_of().pk}/").content.decode()
        assert ("不能让人知道" in page) is seen
    act(out.shi, "approve_plan")
    lead = a_lead(out)
    assert says(act(lead, "skip", note="快"), REFUSALS["knows_why"])
    urgent = in_an_emergency(lead)
    assert says(act(lead, "skip", note="快", client=urgent), REFUSALS["protection_told"])
    act(out.li, "report", to="从江县公安局", day=day())
    act(lead, "skip", note="快", client=urgent)
    assert case_of().phase == "care"


def test_the_timeline_tells_each_step_in_a_sentence_in_both_languages(out: Cast):
    visit(out.wu, day=day(3), result="promised", promised=day(-2), note="明天再来")
    act(out.yang, "issue", kind="persuasion_notice", number="劝学〔2026〕1号", day=day())
    page = act(out.wu, "return", day=day(), school=out.school.pk, placement="own_grade", class_name="五年级1班")
    assert says(page, f"{day(3)}，入户，监护人，答应返校，答应 {day(-2)} 返校") and says(page, "明天再来")
    assert says(page, "劝学通知书，劝学〔2026〕1号") and says(page, "从江县停洞镇中心小学，五年级1班，就近插班")
    client = Client(headers={"accept-language": "en"})
    client.force_login(out.wu)
    client.cookies["django_language"] = "en"
    assert says(client.get(f"/cases/{case_of().pk}/"), "At home, Guardian, Promised to come back")


def test_the_demo_s_plans_and_letters_are_removed_with_its_cases_and_nothing_real(out: Cast):
    plan(out.wu)
    act(out.yang, "issue", kind="persuasion_notice", number="1", day=day())
    remove_demo_efforts()
    assert case_of().plans.count() == Letter.objects.count() == 1
    Case.objects.update(demo=True)
    remove_demo_efforts()
    remove_demo_cases()
    assert not Case.objects.exists() and not Letter.objects.exists()


def test_the_outsider_finds_nothing(out: Cast):
    client, case = Client(), case_of()
    client.force_login(out.wang)
    assert client.get("/cases/").context["counts"]["all"] == 0
    assert client.get("/cases/?place=522633106").status_code == 404
    answers = [client.get(f"/cases/{case.pk}/"), client.post(f"/cases/{case.pk}/act/", {"verb": "visit"})]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert case.events.filter(verb="visit").count() == 0


def test_later_rosters_that_miss_a_closed_child_begin_a_new_episode(out: Cast):
    Case.objects.filter(pk=case_of().pk).update(state="closed", phase="closed", closed_on=date(2026, 9, 20))
    lines = [row(3, "not_found", name="石三妹"), row(4, "enrolled", name="杨四")]
    out.load(lines, as_of=date(2026, 9, 10))
    assert case_of().episode == 1
    out.load(lines, as_of=date(2026, 10, 10))
    again = case_of()
    assert (again.episode, again.state, again.standing) == (2, "suspected", "todo")
    assert Case.objects.filter(child=again.child, current=True).count() == 1


def test_the_look_at_the_start_of_the_next_term_follows_the_countys_calendar(out: Cast):
    made = Round.objects.get()
    points = made.wording["effort"]["observation"]
    made.wording["effort"]["observation"] = {"next_term": points["next_term"]}
    made.save()
    come_back(out, ago=3)
    usual, county = case_of().next_look, at_desk(out.li)
    own = usual - timedelta(6)
    county.post("/calendar/", {"do": "term", "name": "下学期", "first": own, "last": own + timedelta(100)})
    assert case_of().next_look == own != usual
    page = at_desk(out.yang).get(f"/cases/{case_of().pk}/").context["effort"]
    assert [point["day"] for point in page["points"]] == [own]
    county.post("/calendar/", {"do": "no_term", "key": Term.objects.get().pk})
    assert case_of().next_look == usual
