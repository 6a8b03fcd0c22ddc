"""A case goes to another place: through the pages, with what goes along, what stays behind, and who sees what."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from guixiao.accounts.actions import give_post, open_account
from guixiao.areas.models import Area, School
from guixiao.cases.actions import Said, act
from guixiao.cases.attachments.actions import attach, taken_in
from guixiao.cases.attachments.models import Proof
from guixiao.cases.attachments.tests.files import photo
from guixiao.cases.chain.models import Duty
from guixiao.cases.clocks.actions import tick
from guixiao.cases.clocks.models import Breach, Task
from guixiao.cases.listing import balance
from guixiao.cases.models import Case, Event
from guixiao.cases.moves.models import Move
from guixiao.cases.moves.verify import moved_cases_stay
from guixiao.cases.verify import events_tell_the_state
from guixiao.cases.wording import REFUSALS
from tests.cast import Cast, row

TODAY = timezone.localdate
GAOHUA, MIAOLANG, DINGDONG, XISHAN = "522633106201", "522633106202", "522633105201", "522633105"


@pytest.fixture
def told(cast: Cast) -> Cast:
    """吴队长's village 高华; 罗队长 holds 顶洞 in the other township."""
    cast.load(rows())
    cast.luo = squad("luo", "罗队长", DINGDONG)
    return cast


def rows() -> list[dict]:
    return [row(1, "not_found", name="潘小花"), row(2, "left_roll", name="石三妹", school="停洞镇中心小学"),
            row(3, "not_found", name="杨八", village="苗朗")]  # fmt: skip


def squad(username: str, name: str, village: str):
    user = open_account(username=username, name=name, password="x")
    give_post(user, "village_squad", at=Area.objects.get(code=village), since=date(2020, 1, 1))
    return user


def case_of(name: str = "潘小花") -> Case:
    return Case.objects.current().select_related("child", "round", "town", "village", "school", "county").get(child__name=name)


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def offer(by, case: Case, to: str, why: str = "全家搬到顶洞住了", **form):
    form = {"to": to, "why": why, "version": case.version} | form
    return client_of(by).post(f"/cases/{case.pk}/move/", form, follow=True).content.decode()


def answer(by, verb: str, why: str = "", move: Move | None = None):
    url = f"/moves/{(move or Move.objects.first()).pk}/"
    return client_of(by).post(url, {"verb": verb, "why": why}, follow=True).content.decode()


def moved(told: Cast, to: str = DINGDONG, by=None) -> Case:
    offer(told.wu, case_of(), to)
    answer(by or told.luo, "accept")
    return case_of()


def stands(case: Case) -> tuple[str, str]:
    return str(case.town), str(case.village)


def test_a_case_is_offered_and_accepted(told: Cast):
    page = offer(told.wu, case_of(), DINGDONG)
    assert "已提出移交给 西山镇 顶洞村" in page and "等答复的移交" in page
    assert stands(case_of()) == ("停洞镇", "高华村"), "until somebody accepts it stays"
    assert "潘小花" in client_of(told.luo).get("/moves/").content.decode()
    assert client_of(told.luo).get(f"/cases/{case_of().pk}/").status_code == 404, "an offer opens no file"
    page = answer(told.luo, "accept")
    assert "已接收 潘小花，从现在起由这里负责。" in page
    case = case_of()
    assert stands(case) == ("西山镇", "顶洞村") and case.assigned == "village"
    assert [event.verb for event in case.events.all()][:2] == ["move_accept", "move_offer"]
    assert case.events.get(verb="move_offer").note == "全家搬到顶洞住了"
    assert events_tell_the_state().holds and moved_cases_stay().holds


def test_the_old_place_reads_its_own_part_and_nothing_after(told: Cast):
    act(told.shi, case_of(), "find", Said("dropped_out", note="在浙江打工"))
    case = moved(told)
    act(
        told.luo,
        case,
        "visit",
        Said(true_on=TODAY(), note="搬来以后的事", given={"way": "at_home", "met": "guardian", "result": "willing"}),
    )
    own = f"/moves/{Move.objects.get().pk}/"
    for old in (told.wu, told.shi):
        client = client_of(old)
        for url in (f"/cases/{case.pk}/", f"/cases/{case.pk}/move/", f"/cases/{case.pk}/chain/"):
            assert client.get(url).status_code == 404, url
        assert client.post(f"/cases/{case.pk}/act/", {"verb": "visit", "version": case.version}).status_code == 404
        page = client.get(own).content.decode()
        assert "在浙江打工" in page and "搬来以后的事" not in page and "已接收" in page and "<form" not in page.split("<main")[1]
        assert "潘小花" not in client.get("/cases/?tab=all").content.decode()
        assert "潘小花" in client.get("/moves/").content.decode()
    page = client_of(told.luo).get(f"/cases/{case.pk}/").content.decode()
    assert "在浙江打工" in page and "搬来以后的事" in page, "the new place has the whole story"
    assert client_of(told.yang).get(own).status_code == 404, "who had no part in it"


def test_within_one_township_the_township_keeps_the_case(told: Cast):
    squad("miao", "苗队长", MIAOLANG)
    offer(told.wu, case_of(), MIAOLANG)
    answer(Move.objects.get().to_village.posts.get().user, "accept")
    assert client_of(told.shi).get(f"/cases/{case_of().pk}/").status_code == 200
    assert client_of(told.wu).get(f"/cases/{case_of().pk}/").status_code == 404


def test_open_tasks_go_along_with_their_due_days(told: Cast):
    tick(TODAY())
    before = list(Task.objects.filter(case=case_of()).values_list("pk", "due_on", "began_on"))
    page = client_of(told.wu).get(f"/cases/{case_of().pk}/move/").content.decode()
    assert before and "跟着走的事" in page
    moved(told)
    tick(TODAY())
    assert list(Task.objects.filter(case=case_of()).values_list("pk", "due_on", "began_on")) == before
    assert "潘小花" in client_of(told.luo).get("/day/").content.decode()
    assert "潘小花" not in client_of(told.wu).get("/day/").content.decode()
    assert "潘小花" in client_of(told.luo).get("/day/?tab=new").content.decode(), "it came in today"


def test_who_was_late_is_who_had_it_on_the_due_day(told: Cast):
    """The worker missed its nights: the breach is judged only after the move, and it is the old place's all the same."""
    case = case_of()
    long_ago = timezone.now() - timedelta(days=90)
    with unlocked():
        Event.objects.filter(case=case).update(recorded_at=long_ago)
    moved(told)
    tick(TODAY())
    found = Breach.objects.filter(case=case).order_by("due_on").first()
    assert found.people == [{"key": told.wu.pk, "name": "吴队长"}]
    assert found.place == Area.objects.get(code=GAOHUA).path
    assert Task.objects.filter(case=case).open().first().duties.get(post="village_squad").since == TODAY()


def unlocked():
    """Events are append-only; a test that must have happened long ago takes the trigger off for a moment."""
    from contextlib import contextmanager

    from django.db import connection

    from guixiao.cases import triggers

    @contextmanager
    def off():
        triggers.remove(connection)
        yield
        triggers.put(connection)

    return off()


def test_who_was_named_for_this_one_child_stays_behind(told: Cast):
    case = case_of("石三妹")
    url = f"/cases/{case.pk}/chain/"
    client_of(told.yang).post(url, {"verb": "name", "chief": "class_teacher", "name": "韦老师"})
    client_of(told.shi).post(url, {"verb": "name", "chief": "village_head", "user": told.shi.pk})
    client_of(told.li).post(url, {"verb": "name", "chief": "county_head", "name": "王县长"})
    offer(told.shi, case_of("石三妹"), DINGDONG)
    answer(told.luo, "accept")
    assert set(Duty.objects.filter(ended_by=None).values_list("chief", flat=True)) == {"class_teacher", "county_head"}
    page = client_of(told.luo).get(f"/cases/{case.pk}/").content.decode()
    assert "韦老师" in page and "罗队长" in page and "石所长" not in page.split("经过")[0]


def test_a_school_offers_its_pupil_to_another_school(told: Cast):
    other = School.objects.create(code="S2", name="西山镇中学", county=told.county, area=Area.objects.get(code=XISHAN))
    head = open_account(username="mo", name="莫校长", password="x")
    give_post(head, "principal", at=other, since=date(2020, 1, 1))
    page = offer(told.yang, case_of("石三妹"), DINGDONG)
    assert str(REFUSALS["may_offer"]) in page, "where a child lives is not the school's to say"
    offer(told.yang, case_of("石三妹"), other.url_word, why="转到西山上学")
    answer(head, "accept")
    case = case_of("石三妹")
    assert case.school == other and stands(case) == ("停洞镇", "高华村") and case.assigned == "school"
    assert client_of(told.yang).get(f"/cases/{case.pk}/").status_code == 404
    assert client_of(told.wu).get(f"/cases/{case.pk}/").status_code == 200
    assert "列入疑似名单" in client_of(told.yang).get(f"/moves/{Move.objects.get().pk}/").content.decode()


def test_a_refusal_says_why_and_the_child_stays(told: Cast):
    offer(told.wu, case_of(), DINGDONG)
    assert str(REFUSALS["reason_given"]) in answer(told.luo, "refuse")
    answer(told.luo, "refuse", "这家人没有搬来")
    assert stands(case_of()) == ("停洞镇", "高华村") and Move.objects.get().state == "refused"
    assert "这家人没有搬来" in client_of(told.wu).get(f"/moves/{Move.objects.get().pk}/").content.decode()
    assert "已提出移交" in offer(told.wu, case_of(), XISHAN), "and may be offered elsewhere"


def test_the_offerer_withdraws_and_only_one_offer_waits(told: Cast):
    offer(told.wu, case_of(), DINGDONG)
    assert str(REFUSALS["not_offered"]) in offer(told.shi, case_of(), XISHAN)
    assert str(REFUSALS["may_answer"]) in answer(told.wu, "accept")
    answer(told.wu, "withdraw")
    assert Move.objects.get().state == "withdrawn" and case_of().events.first().verb == "move_withdraw"


def test_where_nobody_holds_the_post_the_next_one_up_answers(told: Cast):
    told.luo.posts.update(until=TODAY() - timedelta(1))
    offer(told.wu, case_of(), DINGDONG)
    assert "潘小花" in client_of(told.wang).get("/moves/").content.decode()
    assert "移交来的，等我答复" in client_of(told.wang).get("/day/").content.decode()
    answer(told.wang, "accept")
    assert stands(case_of()) == ("西山镇", "顶洞村")


def test_an_offer_without_an_answer_goes_one_step_up(told: Cast):
    offer(told.wu, case_of(), DINGDONG)
    assert str(REFUSALS["may_answer"]) in answer(told.wang, "accept")
    Move.objects.update(offered_at=timezone.now() - timedelta(days=14))
    assert "过了答复的期限" in client_of(told.wang).get(f"/moves/{Move.objects.get().pk}/").content.decode()
    answer(told.wang, "accept")
    assert stands(case_of()) == ("西山镇", "顶洞村")


def test_of_two_who_answer_at_once_one_does_and_the_other_is_told(told: Cast):
    offer(told.wu, case_of(), DINGDONG)
    seen = Move.objects.get()
    answer(told.luo, "accept")
    assert "罗队长刚才先答复了：已接收。" in answer(told.wu, "withdraw", move=seen)
    assert stands(case_of()) == ("西山镇", "顶洞村") and Event.objects.filter(verb="move_withdraw").count() == 0


def test_an_offer_drawn_before_somebody_else_acted_is_told(told: Cast):
    seen = case_of()
    act(told.shi, case_of(), "find", Said("dropped_out"))
    assert "石所长刚才先办了：核查" in offer(told.wu, seen, DINGDONG) and not Move.objects.exists()


def test_a_new_round_does_not_move_it_back(told: Cast):
    moved(told)
    told.load(rows(), as_of=date(2026, 10, 1))
    case = case_of()
    assert stands(case) == ("西山镇", "顶洞村") and case.assigned == "village" and moved_cases_stay().holds
    assert "名册写的是：停洞镇 高华村。" in client_of(told.luo).get(f"/cases/{case.pk}/").content.decode()
    assert stands(case_of("杨八")) == ("停洞镇", "苗朗村")
    told.load([row(1, "not_found", name="潘小花", village="苗朗", school="停洞镇中心小学"), *rows()[1:]], as_of=date(2026, 11, 1))
    assert stands(case_of()) == ("西山镇", "顶洞村"), "whatever the rosters say of the home"
    assert case_of().school == told.school, "the school was not moved by people: the rosters say it"


def test_the_places_sum_up_to_the_county(told: Cast):
    moved(told)
    for user, count in ((told.li, 3), (told.shi, 2), (told.wu, 1), (told.wang, 1), (told.luo, 1)):
        assert balance(Case.objects.visible_to(user))["all"] == count


def test_moved_back_the_old_place_sees_all_of_it_again(told: Cast):
    moved(told)
    offer(told.luo, case_of(), GAOHUA, why="又搬回去了")
    answer(told.wu, "accept", move=Move.objects.get(state="offered"))
    case = case_of()
    assert stands(case) == ("停洞镇", "高华村")
    assert client_of(told.wu).get(f"/cases/{case.pk}/").status_code == 200
    assert client_of(told.luo).get(f"/cases/{case.pk}/").status_code == 404
    assert "提出移交" in client_of(told.luo).get(f"/moves/{Move.objects.order_by('-offered_at')[0].pk}/").content.decode()


def test_the_old_place_opens_the_files_of_its_own_part_alone(told: Cast):
    def with_photo(user, wide: int) -> Proof:
        with taken_in(user, [SimpleUploadedFile("a.jpg", photo((wide, 480)))]) as taken:
            attach(user, [case_of().events.last()], taken.kept)
        return Proof.objects.order_by("added_at").last()

    before = with_photo(told.wu, 640)
    moved(told)
    after = with_photo(told.luo, 320)
    client = client_of(told.wu)
    assert client.get(f"/moves/proof/{before.pk}/").status_code == 200
    assert [client.get(f"{way}{key}/").status_code for way, key in (
        ("/moves/proof/", after.pk), ("/cases/proofs/", after.pk), ("/cases/proofs/", before.pk))] == [404] * 3  # fmt: skip
    assert client_of(told.yang).get(f"/moves/proof/{before.pk}/").status_code == 404
    assert str(before.pk) in (page := client.get(f"/moves/{Move.objects.get().pk}/").content.decode())
    assert str(after.pk) not in page


def test_who_took_the_child_reads_the_rosters_and_the_telephone(told: Cast):
    child = case_of().child_id
    assert client_of(told.luo).get(f"/children/{child}/").status_code == 404
    moved(told)
    for user, verb in ((told.luo, 200), (told.wang, 200), (told.yang, 404)):
        client = client_of(user)
        assert client.get(f"/children/{child}/").status_code == verb
        assert client.post(f"/children/{child}/number/", {"what": "phone"}).status_code == verb


def test_reason_and_answer_are_sealed(told: Cast):
    from django.db import connection

    offer(told.wu, case_of(), DINGDONG)
    answer(told.luo, "refuse", "没有搬来")
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason, answer FROM moves_move")
        assert not any(word.encode() in bytes(cell) for cell in cursor.fetchone() for word in ("全家", "没有"))
