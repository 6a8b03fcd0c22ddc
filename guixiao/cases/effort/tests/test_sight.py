"""A post that may not see why a child is out of school finds it out nowhere: page, answer, timeline, proofs, lists."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from guixiao.cases.attachments.models import Proof
from guixiao.cases.attachments.tests.files import photo
from guixiao.cases.effort.tests.test_story import act, at_desk, case_of, come_back, day, knowing, out, plan, says, visit
from guixiao.cases.effort.wording import GRADES, REFUSALS, VERBS
from guixiao.cases.models import Event
from tests.cast import Cast

__all__ = ["out"]
TOLD = (REFUSALS["protection_told"], "强制报告的", "怀孕", "Pregnan")
BLIND = ("wu", "yang", "shi")  # pregnancy is seen by the county alone
STEPS = ("step_up", "skip", "ask_closure", "plan")


def page_of(user, language: str = "zh-hans") -> str:
    client = knowing(user)
    client.cookies["django_language"] = language
    case = case_of()
    whole = client.get(f"/cases/{case.pk}/").content.decode()
    return whole + client.get(f"/cases/{case.pk}/", headers={"hx-request": "true", "hx-target": "panel"}).content.decode()


def lacks(page: str) -> list[str]:
    return re.findall(r'class="lacks">(.*?)</p>', page)


def told_by(user) -> list[str]:
    """All that the product answers this person about the steps of the child."""
    answers = [act(user, verb, note="快", cause="poverty", what=["谈"], who=[""], by=[""]).content.decode() for verb in STEPS]
    return [page_of(user), page_of(user, "en"), *answers]


@pytest.mark.parametrize("who", BLIND)
def test_a_post_that_may_not_know_why_is_told_no_cause_whatever_it_tries(out: Cast, who: str):
    plan(out.li, cause="pregnancy", difficulties="不能让人知道")
    act(out.shi, "approve_plan")
    answers = told_by(getattr(out, who))
    assert not [word for answer in answers for word in TOLD if str(word) in answer.replace(_form(answer), "")]
    assert str(REFUSALS["knows_why"]) in answers[0] and str(REFUSALS["knows_why"]) in answers[2]
    assert case_of().plans.count() == 1 and case_of().phase == "persuasion"


def _form(page: str) -> str:
    """The form of a new plan offers every cause of the policy, whichever is this child's."""
    found = re.search(r'<select class="form-select" id="cause".*?</details>', page, re.DOTALL)
    return found[0] if found else "<nothing>"


def test_a_child_who_must_be_reported_looks_to_them_like_one_who_need_not(out: Cast):
    """The same words on page and answer for pregnancy, belief and illness, before and after the report."""
    seen = []
    for cause in ("pregnancy", "belief", "violence"):
        plan(out.li, cause=cause)
        act(out.shi, "approve_plan")
        seen.append((lacks(page_of(out.wu)), case_of().grade, says(act(out.wu, "step_up"), REFUSALS["knows_why"])))
    act(out.li, "report", to="从江县公安局", day=day())
    seen.append((lacks(page_of(out.wu)), case_of().grade, says(act(out.wu, "step_up"), REFUSALS["knows_why"])))
    assert all(told == seen[0] for told in seen) and seen[0][2]


def test_the_school_is_not_told_when_it_asks_for_closure(out: Cast):
    plan(out.li, cause="violence")
    come_back(out, ago=59)
    assert says(act(out.yang, "ask_closure"), REFUSALS["knows_why"])
    assert not says(act(out.yang, "ask_closure"), REFUSALS["protection_told"])
    assert says(act(out.li, "ask_closure", client=knowing(out.li)), REFUSALS["protection_told"])


def test_the_mandatory_report_and_its_proof_are_found_by_nobody_who_may_not_know_why(out: Cast):
    plan(out.li, cause="pregnancy")
    act(out.li, "report", to="从江县公安局", day=day(), note="医院先报的",
        proofs=SimpleUploadedFile("回执.jpg", photo(), content_type="image/jpeg"))  # fmt: skip
    proof, event = Proof.objects.get(), Event.objects.get(verb="report")
    for who in ("li", *BLIND):
        client, sees = knowing(getattr(out, who)), who == "li"
        page = client.get(f"/cases/{case_of().pk}/").content.decode()
        assert ("从江县公安局" in page, "医院先报的" in page, str(proof.pk) in page) == (sees, sees, sees)
        urls = (f"/cases/proofs/{proof.pk}/", f"/cases/proofs/{proof.pk}/small/")
        assert [client.get(url).status_code for url in urls] == [200 if sees else 404] * 2
        if not sees:
            assert client.post(f"/cases/proofs/{proof.pk}/withdraw/", {"why": "x"}).status_code == 404
            assert client.post(f"/cases/events/{event.pk}/proofs/").status_code == 404


def test_who_is_overtaken_by_a_report_is_not_told_by_what(out: Cast):
    plan(out.li, cause="pregnancy")
    seen = case_of().version
    act(out.li, "report", to="从江县公安局", day=day())
    answer = act(out.wu, "issue", version=seen, kind="persuasion_notice", number="9", day=day())
    assert says(answer, "别人刚才改过") and str(VERBS["report"]) not in answer.content.decode().partition("</ul>")[0]


def test_words_written_knowing_why_stay_with_those_who_know(out: Cast):
    plan(out.li, cause="pregnancy")
    act(out.li, "return_plan", note="预产期写错了")
    assert "预产期写错了" in page_of(out.li) and "预产期写错了" not in page_of(out.wu)


def test_who_reported_sees_their_own_report_and_the_township_that_of_a_cause_it_sees(out: Cast):
    act(out.wu, "report", to="停洞派出所", day=day())
    assert "停洞派出所" in page_of(out.wu) and "停洞派出所" not in page_of(out.yang)
    assert "停洞派出所" not in page_of(out.shi), "it may be about anything"
    plan(out.shi, cause="early_marriage")
    assert "停洞派出所" in page_of(out.shi) and "停洞派出所" not in page_of(out.yang)
    plan(out.shi, cause="poverty")
    assert "停洞派出所" in page_of(out.shi) and "停洞派出所" not in page_of(out.yang), "a later plan opens no earlier one"


def test_the_list_sorts_and_marks_every_restricted_cause_alike(out: Cast):
    grades = set()
    for cause in ("illness", "belief", "pregnancy"):
        plan(out.li, cause=cause, further=["poverty"])
        grades.add(case_of().grade)
    client = at_desk(out.wu)
    assert len(grades) == 1 and str(GRADES[grades.pop()]) in client.get("/cases/").content.decode()


def test_steps_that_press_nobody_go_on_without_knowing_why(out: Cast):
    plan(out.li, cause="pregnancy")
    visit(out.wu)
    act(out.wu, "return", day=day(), school=out.school.pk, placement="own_grade")
    assert case_of().phase == "arrived"
