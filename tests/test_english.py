"""In English nothing is left in Chinese but names of people, places, schools and files."""

import re

import pytest
from django.test import Client
from django.utils.translation import override

from tests.cast import Cast
from tests.routes import POST_ONLY, urls

# What the cast's rosters and places hold: names, not words of ours.
NAMES = re.compile(
    "潘警官|潘干部|县教科局|停洞派出所|一起上门讲法|三户人家都在浙江|给三户打视频电话|"
    "中文|从江县|停洞社区|停洞镇?|西山镇?|高华村?|苗朗村?|顶洞村?|没听过|李主任|石所长|吴队长|杨校长|王所长|龙警官|"
    "从江作战令〔[0-9]+〕[0-9]+号|核查清零|两条线一起查|"
    "吴阿妹|吴阿美|吴阿|吴老三|吴老四|吴老|妹|美|三|四|莫西山|外县娃|中心小学|西山镇中学|"
    "户籍.csv|学籍.csv|户籍.xlsx|学籍.xlsx|苗族|五年级|1班"
)
# On the pages of a roster's file, its headers and cells too.
CELLS = re.compile("户号|姓名|性别|出生日期|公民身份号码|与户主关系|住址|户口状态|土名|吴春兰|石秋兰|子女|合计|正常|[男女]")


@pytest.mark.once("words, on pages that test_routes walks on both databases")
@pytest.mark.parametrize("who", ["li", "shi", "wu", "yang"])
def test_no_chinese_is_left_in_english(loaded: Cast, client: Client, who):
    client.force_login(getattr(loaded, who))
    client.cookies["django_language"] = "en"
    with override("en"):  # what is done for the walk is written in the log in the language of who does it
        pages = [url for name, url in urls(loaded) if name not in POST_ONLY]
    for url in [*pages, "/nowhere", "/coverage/522633/", "/coverage/522633-unknown/"]:
        answer = client.get(url, follow=True)
        html = "" if answer.streaming else answer.content.decode()  # a file, not a page
        html = CELLS.sub("", html) if url.startswith("/rosters/") else html
        left = re.findall("[\u4e00-\u9fff]+", NAMES.sub("", html))
        assert not left, f"{url}: {left}"


def test_before_the_first_round_too(cast: Cast, client: Client):
    client.force_login(cast.li)
    client.cookies["django_language"] = "en"
    html = client.get("/", follow=True).content.decode()
    assert "No rosters compared yet" in html and not re.findall("[\u4e00-\u9fff]+", NAMES.sub("", html))


def test_the_login_page_speaks_both(client: Client, db: None):
    assert "密码" in client.get("/login/").content.decode()
    client.cookies["django_language"] = "en"
    html = client.get("/login/").content.decode()
    assert "Password" in html and not re.findall("[\u4e00-\u9fff]+", html.replace("中文", ""))
