"""The review page as its people meet it: one doubt at a time, answers that stay, and what the second one is told."""

import re

import pytest
from django.test import Client

from guixiao.audit.models import Entry
from guixiao.children.models import Round
from guixiao.linkage.tests.rosters import number
from guixiao.reviews.actions import decide, skip
from guixiao.reviews.models import Decision, Doubt
from guixiao.reviews.rules import Answer
from tests.cast import Cast
from tests.doubtful import doubt, load, recount, rosters
from tests.starts import start

FIRST, NONE = Answer("same", (1,)), Answer("different")


@start
def made(cast: Cast) -> Round:
    return load(cast.county)


@pytest.fixture
def li(cast: Cast, client: Client) -> Client:
    client.force_login(cast.li)
    return client


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def page(client: Client, url: str = "/review/", **data: str) -> str:
    answer = client.post(url, data, follow=True) if data else client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def of(found: Doubt, act: str = "") -> str:
    return f"/review/{found.pk}/{act}"


def test_the_next_doubt_stands_beside_its_row_with_every_reason(made: Round, li: Client):
    said = text(page(li))
    assert "学籍册的这一行，是不是 潘月亮（高华村）？" in said and "1 / 6" in said and "之后还有 1 条" in said
    for words in ("姓名相同", "出生日期相同", "不止一个对得上", "两人一样像", "这一行也可能是 潘月亮（苗朗村，2010-08-08）",
                  "+11.2", "孩子归到“在校”：有学籍，在校上课", "孩子归到“未找到”，列入要找的名单"):  # fmt: skip
        assert words in said, words


def test_what_differs_is_marked_and_numbers_stay_masked(made: Round, li: Client):
    html = page(li, of(doubt(made, "吴有福")))
    assert '<mark class="off">吴有福</mark>' in html and '<mark class="off">欧阳小宝</mark>' in html
    whole = doubt(made, "吴有福").facts["id_number"]
    assert whole not in html and f"{whole[:6]}********{whole[-4:]}" in html


def test_the_numbers_are_shown_to_a_look_that_is_written_down(made: Round, li: Client, cast: Cast):
    asked = doubt(made, "吴有福")
    answer = li.post(of(asked, "reveal/"))
    assert asked.facts["id_number"] in answer.content.decode() and "no-store" in answer.headers["Cache-Control"]
    entry = Entry.objects.first()
    assert (entry.act, entry.subject, entry.actor_name) == ("child.reveal", f"child:{asked.coverage.child_id}", "李主任")


@pytest.mark.parametrize(("answer", "kind"), [("1", "same"), ("none", "different")])
def test_an_answer_is_kept_and_the_next_doubt_comes(made: Round, li: Client, answer, kind):
    first = Doubt.objects.filter(round=made).order_by("position").first()
    html = page(li, of(first, "decide/"), answer=answer)
    assert Decision.objects.get().kind == kind and f"已记下：潘月亮，{Decision.objects.get().get_kind_display()}" in html
    assert "已判 1 条，还没有计入覆盖。" in html and str(first.pk) not in re.findall(r'action="([^"]+decide/)"', html)[0]


def test_nonsense_is_no_answer(made: Round, li: Client):
    asked = doubt(made, "龙安琪")
    for answer in ("", "7", "all", "same", "outcome"):
        assert "没有选答案" in page(li, of(asked, "decide/"), answer=answer)
    assert "没有选答案" in page(li, of(asked, "decide/"), answer="outcome", outcome="deceased")
    assert not Decision.objects.exists()


def test_where_the_child_is_may_be_settled_as_the_rule_file_allows(made: Round, li: Client):
    asked = doubt(made, "龙安琪")
    assert "出国或出境 → 离校待查" in text(page(li, of(asked))) and "已去世" not in page(li, of(asked))
    page(li, of(asked, "decide/"), answer="outcome", outcome="abroad")
    assert (Decision.objects.get().bucket, Decision.objects.get().outcome) == ("left_roll", "abroad")
    assert "都不是，下落已清楚。 出国或出境" in text(page(li, of(asked)))


def test_several_rows_of_a_roster_are_one_question(made: Round, li: Client):
    asked = doubt(made, "石满月")
    html = text(page(li, of(asked)))
    assert "在校点名册的这 2 行，哪一行是 石满月（高华村）？" in html and "第 2 行是，其余不是" in html and "都是这个孩子" in html
    page(li, of(asked, "decide/"), answer="all")
    assert [row.verdict for row in asked.candidates.all()] == ["same", "same"]


def test_the_second_one_is_told_who_was_quicker(made: Round, li: Client, cast: Cast):
    asked = doubt(made, "龙安琪")
    decide(cast.shi, asked, NONE)
    assert "石所长先判了：都不是。您的答案没有记下。" in page(li, of(asked, "decide/"), answer="1")
    assert Decision.objects.get().kind == "different"
    assert "石所长" in page(li, of(asked)) and "撤销这一条" in page(li, of(asked))


def test_a_row_that_went_to_another_child_cannot_be_chosen(made: Round, li: Client, cast: Cast):
    south, north = doubt(made, "潘月亮", "高华"), doubt(made, "潘月亮", "苗朗")
    decide(cast.shi, south, FIRST)
    html = page(li, of(north))
    assert "这些行都已归了别的孩子" in html and "decide/" not in html
    assert "这一行刚才已经归了别的孩子" in page(li, of(north, "decide/"), answer="1")


def test_somebody_else_looking_is_said(made: Round, li: Client, cast: Cast):
    other = Client()
    other.force_login(cast.shi)
    asked = doubt(made, "龙安琪")
    page(other, of(asked))
    assert "石所长也在看这一条。" in page(li, of(asked))


def test_the_last_answer_is_taken_back_and_never_one_more(made: Round, li: Client):
    first, second = doubt(made, "龙安琪"), doubt(made, "石满月")
    page(li, of(first, "decide/"), answer="none")
    page(li, of(second, "decide/"), answer="none")
    key = str(second.decisions.get().pk)
    assert "已撤销：石满月，重新判。" in page(li, "/review/undo/", decision=key)
    assert "已经撤销过了" in page(li, "/review/undo/", decision=key)
    assert first.decisions.in_force().exists()


def test_a_township_takes_back_its_last_alone(made: Round, client: Client, cast: Cast):
    client.force_login(cast.shi)
    earlier, last = (decide(cast.shi, doubt(made, name), NONE) for name in ("龙安琪", "石满月"))
    assert "只能撤销自己刚才的那一条" in page(client, "/review/undo/", decision=str(earlier.pk))
    assert "已撤销：石满月" in page(client, "/review/undo/", decision=str(last.pk))
    foreign = decide(cast.li, doubt(made, "莫阿西"), NONE)
    for key in (str(foreign.pk), "", "x", "9" * 30):
        assert client.post("/review/undo/", {"decision": key}).status_code == 404


def test_put_off_it_comes_last(made: Round, li: Client):
    first = Doubt.objects.filter(round=made).order_by("position").first()
    assert "潘月亮先放一放，排到最后。" in li.post(of(first, "skip/"), follow=True).content.decode()
    assert "先放着的 1" in re.sub(r"\s+", " ", text(page(li, "/review/list/?state=skipped")))


def test_only_those_who_may_find_it(made: Round, client: Client, cast: Cast):
    asked = doubt(made, "龙安琪")
    urls = ["/review/", "/review/list/", *(of(asked, act) for act in ("", "decide/", "skip/", "reveal/"))]
    for outsider in (cast.wu, cast.yang):
        client.force_login(outsider)
        assert {client.get(url).status_code for url in urls} | {client.post(url).status_code for url in urls} == {404}
    client.force_login(cast.wang)
    assert {client.post(url, {"answer": "1"}).status_code for url in urls[2:]} == {404} and not Decision.objects.exists()
    shared = doubt(made, "梁明军")
    assert client.get(of(shared)).status_code == 404, "a child of two townships is the county's"


def test_a_changed_fact_shows_the_earlier_answer(made: Round, li: Client, cast: Cast, tmp_path):
    decide(cast.shi, doubt(made, "龙安琪"), NONE)
    county = rosters()
    county.rows["households"][county.keys["households"].index("owner")]["name"] = "龙安其"
    later = recount(cast.county, tmp_path, county)
    said = text(page(li, of(doubt(later, "龙安其"))))
    assert "石所长判过这个孩子：都不是。 从那以后变了，所以再问一次：" in said
    assert "户籍册·姓名：龙安琪→龙安其" in said.replace(" ", "") and number("2009-11-30", 722) not in said


def test_the_list_says_who_decided_what(made: Round, li: Client, cast: Cast):
    decide(cast.shi, doubt(made, "龙安琪"), NONE)
    decide(cast.li, doubt(made, "潘月亮", "高华"), FIRST)
    skip(cast.shi, doubt(made, "石满月"))
    found = {
        state: text(page(li, f"/review/list/?state={state}")) for state in ("open", "decided", "skipped", "given", "all", "x")
    }
    assert "龙安琪" not in found["open"] and "石满月" in found["open"] and found["x"].count("莫阿西") == 1
    assert "石所长 · 都不是" in found["decided"] and "李主任 · 是同一个孩子" in found["decided"]
    assert "石所长先放着" in found["skipped"] and "潘月亮" in found["given"] and "行已归别人" in found["given"]
    assert "龙安琪" not in text(page(li, f"/review/list/?state=decided&who={cast.li.pk}"))


def test_the_end_of_the_queue(made: Round, li: Client, cast: Cast, client: Client):
    for asked in Doubt.objects.exclude(coverage__child__name="莫阿西"):
        decide(cast.li, asked, NONE)
    other = Client()
    other.force_login(cast.wang)
    page(other)
    assert "剩下的 1 条，别人正在看" in page(li)
    decide(cast.wang, doubt(made, "莫阿西"), NONE)
    assert "都判完了" in page(li) and "撤销上一条" in page(li)


def test_before_the_first_round(cast: Cast, li: Client):
    assert "还没有比对过名册" in page(li)
