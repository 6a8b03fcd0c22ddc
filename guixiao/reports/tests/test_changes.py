"""What changed since the last round: every number is a list, every list shows both sides, each post sees its own."""

import re
from datetime import date

import pytest
from django.test import Client
from django.utils.html import escape

from guixiao.changes.actions import compare
from guixiao.changes.models import Comparison
from guixiao.children.models import Child, Round
from tests.cast import Cast, row
from tests.starts import start

LATER = date(2026, 10, 1)
NAMES = ["吴阿妹", "杨明", "潘月亮", "务久", "龙安琪", "孟阿平", "石光荣", "欧金凤", "滚老引", "韦海燕"]
COUNTY, TINGDONG, XISHAN, GAOHUA, MIAOLANG = "522633", "522633106", "522633105", "522633106201", "522633106202"


def child(number: int, bucket: str, **changed):
    return row(number, bucket, **{"name": NAMES[number], "guardian": f"家长{number}"} | changed)


BEFORE = [child(0, "left_roll"), child(1, "enrolled"), child(2, "not_found"), child(3, "enrolled"), child(4, "enrolled"),
          child(5, "not_found"), child(6, "enrolled", village="苗朗"), child(8, "graduated"), child(9, "in_review")]  # fmt: skip
AFTER = [child(0, "enrolled"), child(1, "left_roll"), child(3, "enrolled"), child(4, "enrolled", town="西山", village="顶洞"),
         child(5, "enrolled_elsewhere"), child(6, "enrolled", village="高华", name="石光华"), child(7, "not_found", apart=True),
         child(9, "out_of_scope", outcome="too_old")]  # fmt: skip


@start
def compared(cast: Cast) -> Cast:
    cast.load(BEFORE)
    cast.load(AFTER, as_of=LATER)
    return cast


def page(client: Client, user, place: str, query: str = ""):
    client.force_login(user)
    return client.get(f"/coverage/{place}/changes/?{query}")


def plain(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def shown(answer) -> list[str]:
    return [item.child.name for item in answer.context["items"]]


WHERE = [("li", [COUNTY]), ("shi", [TINGDONG, MIAOLANG]), ("wu", [GAOHUA]), ("wang", [XISHAN])]


@pytest.mark.parametrize(("who", "places"), WHERE)
def test_every_number_opens_as_many_children(compared: Cast, client: Client, who, places):
    opened = 0
    for place in places:
        answer = page(client, getattr(compared, who), place)
        assert answer.context["summary"].flow.balanced
        html = answer.content.decode()
        for query, text in re.findall(r'<a href="\?([^"#]+)#changes-list"[^>]*>(.*?)</a>', html):
            count = int(re.search(r"[\d,]+", re.sub("<[^>]+>", "", text))[0].replace(",", ""))
            found = client.get(f"/coverage/{place}/changes/?{query.replace('&amp;', '&')}").context["page"].paginator.count
            assert found == count, (place, query)
            opened += 1
    assert opened > 4


def test_the_equation_says_before_gone_new_and_now(compared: Cast, client: Client):
    html = plain(page(client, compared.li, COUNTY))
    assert re.search(r"上一轮 9 − 不在名册了 2 \+ 新来 1 = 这一轮 8", html)
    html = plain(page(client, compared.shi, TINGDONG))
    assert re.search("上一轮 9 .*不在名册了 2 .*新来 1 .*搬去县内别处 1 .*从县内别处搬来 0 .*这一轮 7", html)


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("new", {"杨明", "欧金凤"}),
        ("vanished", {"潘月亮", "韦海燕"}),
        ("returned", {"吴阿妹"}),
        ("explained", {"孟阿平"}),
        ("gone", {"滚老引"}),
        ("moved", {"龙安琪", "石光华"}),
        ("corrected", {"石光华"}),
        ("nonsense", {"杨明", "欧金凤", "潘月亮", "韦海燕", "吴阿妹", "孟阿平", "滚老引", "龙安琪", "石光华"}),
    ],
)
def test_child_by_child(compared: Cast, client: Client, kind, names):
    assert set(shown(page(client, compared.li, COUNTY, f"kind={kind}"))) == names


def test_both_sides_tell_their_evidence(compared: Cast, client: Client):
    html = page(client, compared.li, COUNTY, "kind=returned").content.decode()
    assert "2026年9月1日" in html and "2026年10月1日" in html
    assert "在册不在校" in html and "在班里" in html and "学籍.xlsx" in html and "第 7 行" in html
    assert "522633********0000" in html and not re.search(r"\d{15}", re.sub(r"[0-9a-f-]{36}", "", html))


def test_a_correction_is_shown_and_the_child_stays_one(compared: Cast, client: Client):
    html = page(client, compared.shi, MIAOLANG, "kind=all").content.decode()
    assert "石光华" in html, "who moved away is still shown where it was"
    html = page(client, compared.shi, TINGDONG, "kind=corrected").content.decode()
    assert "<del>石光荣</del>" in html and "<ins>石光华</ins>" in html


def test_a_child_who_moved_is_shown_at_both_places_and_opened_where_it_is_mine(compared: Cast, client: Client):
    moved = Child.objects.get(name="龙安琪")
    left = page(client, compared.shi, TINGDONG, "kind=moved_away")
    assert shown(left) == ["龙安琪"] and "不在您的辖区" in left.content.decode() and "西山镇" in left.content.decode()
    assert f"/children/{moved.pk}/?round={left.context['before'].pk}" in left.content.decode()
    assert "顶洞" not in left.content.decode(), "nothing of the other side but its township and bucket"
    came = page(client, compared.wang, XISHAN, "kind=moved_in")
    assert shown(came) == ["龙安琪"] and "高华" not in came.content.decode()


def test_the_unmoved_are_a_list_too(compared: Cast, client: Client):
    assert set(shown(page(client, compared.li, COUNTY, "from=in_class&to=in_class"))) == {"务久", "龙安琪", "石光华"}
    assert shown(page(client, compared.shi, TINGDONG, "from=in_class&to=away")) == ["龙安琪"]


def test_any_two_rounds_may_be_compared(compared: Cast, client: Client):
    first, second = Round.objects.order_by("pk")
    backwards = {"since": second.pk, "round": first.pk}
    unmade = page(client, compared.shi, TINGDONG, f"since={second.pk}&round={first.pk}")
    assert unmade.status_code == 200 and "比这两轮" in unmade.content.decode()
    assert not Comparison.objects.filter(before=second).exists(), "looking writes nothing"
    answer = client.post(f"/coverage/{TINGDONG}/changes/", backwards, follow=True)
    assert answer.context["summary"].flow.was == 7 and answer.context["summary"].flow.are == 9
    assert page(client, compared.shi, TINGDONG, "since=99999").status_code == 404
    assert page(client, compared.shi, TINGDONG, "since=x").status_code == 404


def test_the_outsider_finds_nothing_and_makes_nothing(compared: Cast, client: Client):
    client.force_login(compared.wang)
    first, second = Round.objects.order_by("pk")
    for place in (COUNTY, TINGDONG, GAOHUA):
        assert client.get(f"/coverage/{place}/changes/").status_code == 404
        assert client.post(f"/coverage/{place}/changes/", {"since": second.pk, "round": first.pk}).status_code == 404
    assert Comparison.objects.count() == 1


def test_after_the_first_round_there_is_nothing_to_compare(cast: Cast, client: Client):
    assert "还没有比对过名册" in page(client, cast.shi, TINGDONG).content.decode()
    cast.load(BEFORE)
    assert "还没有可以比的" in page(client, cast.shi, TINGDONG).content.decode()


def test_a_sum_that_does_not_hold_is_said_first(compared: Cast, client: Client):
    comparison = Comparison.objects.get()
    comparison.changes.filter(kind="gone").delete()
    assert "数目对不上" in page(client, compared.li, COUNTY).content.decode()


def test_the_list_alone_comes_back_to_htmx(compared: Cast, client: Client):
    client.force_login(compared.shi)
    part = client.get(f"/coverage/{TINGDONG}/changes/?kind=all", headers={"HX-Request": "true", "HX-Target": "changes-list"})
    assert "<html" not in part.content.decode() and part.content.decode().count('id="changes-list"') == 1


def test_a_school_sees_who_left_it_and_who_came(compared: Cast, client: Client):
    answer = page(client, compared.yang, f"school-{compared.school.pk}", "kind=all")
    assert answer.context["summary"].flow.balanced
    assert set(shown(answer)) == {"吴阿妹", "杨明", "龙安琪", "石光华"}


def test_names_are_escaped(cast: Cast, client: Client):
    cast.load([child(1, "enrolled", name="<b>杨&明</b>")])
    cast.load([child(1, "not_found", name="<i>杨&明</i>")], as_of=LATER)
    html = page(client, cast.shi, TINGDONG).content.decode()
    assert escape("<i>杨&明</i>") in html and "<i>杨" not in html and "<b>杨" not in html


def test_every_pair_of_rounds_adds_up(compared: Cast, client: Client):
    third = compared.load([*AFTER[:3], child(2, "enrolled")], as_of=date(2026, 11, 1))
    for before in Round.objects.all():
        for after in Round.objects.all():
            compare(before, after)
            for place in (COUNTY, TINGDONG, GAOHUA, XISHAN):
                answer = page(client, compared.li, place, f"since={before.pk}&round={after.pk}")
                assert answer.context["summary"].flow.balanced, (before.pk, after.pk, place)
    back = page(client, compared.li, COUNTY, f"since={Round.objects.last().pk}&round={third.pk}&kind=explained")
    assert "潘月亮" in shown(back), "gone in the second round, back in the third: one child"
