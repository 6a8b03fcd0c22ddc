"""What status texts mean."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guixiao.policy import StatusWord, find_status, load_policy
from guixiao.policy.words import NEGATIONS

POLICY = load_policy("national-2024")
LISTS = (POLICY.statuses, POLICY.absences, POLICY.registrations)
LETTERS = "休学辍转出入在读校毕业送教"
WORDS = st.text(LETTERS, min_size=1, max_size=4)

# Texts, separated by |, under the outcome they mean.
STATUSES = {
    "present": "在读|在籍在校|正常|复学|转入|借读|随班就读| 在 读 |走读|12|22|17|辍学，已复学|省外转学转入（2025.9）",
    "suspended": "休学|因病休学|因病休学（2026.3）|保留学籍|11|１１|11.0|11-休学|13",
    "graduated": "毕业|正常毕业|2025届初中毕业生|升学",
    "transferred_out": "转出|转学离校|已转出（凯里）|21",
    "dropped_out": "退学|疑似辍学|自动离校|31|休学期满未复学",
    "withdrawn": "开除|42|18",
    "abroad": "出国|出国（境）",
    "died_on_roll": "死亡|51|注销（死亡）",
    "deferred": "缓学|延缓入学至2027年",
    "home_taught": "送教上门|随班就读、送教上门",
    "absent": "在籍不在校|不在校|未复学",
    None: "未休学|非休学|无|无休学|不休学|未因病休学|休学：否|未毕业||——|99|2011|2021年11月|苗族",
}
REGISTRATIONS = {
    "deceased": "死亡|注销(死亡)|注销（死亡）|死亡注销|2019年因病死亡",
    "moved_out": "迁出|迁往|户口迁出|2021.6 迁往广东",
    None: "正常|在册|注销|未迁出|县内迁出|县（市、区）内迁出|迁入",
}
ABSENCES = {
    "dropped_out": "外出务工（广东）|早婚",
    "suspended": "休学",
    "transferred_out": "转学到凯里",
    "absent": "病假|联系不上",
    "home_taught": "送教上门",
    "present": "迟到",
    None: "天气",
}


def meanings(table):
    return [(text, expected) for expected, texts in table.items() for text in texts.split("|")]


def outcome(words, text):
    found = find_status(words, text)
    return found and found.outcome


@pytest.mark.parametrize(("text", "expected"), meanings(STATUSES))
def test_statuses(text, expected):
    assert outcome(POLICY.statuses, text) == expected


@pytest.mark.parametrize(("text", "expected"), meanings(REGISTRATIONS))
def test_registrations(text, expected):
    assert outcome(POLICY.registrations, text) == expected


@pytest.mark.parametrize(("text", "expected"), meanings(ABSENCES))
def test_absences(text, expected):
    assert outcome(POLICY.absences, text) == expected


@pytest.mark.parametrize("words", LISTS)
def test_each_listed_word_means_its_own_entry(words):
    for entry in words:
        for word in entry.words:
            assert find_status(words, word) is entry, word
            if not word.isascii():
                assert find_status(words, f" {word}（2026.3）") is entry, word


@pytest.mark.parametrize("words", LISTS)
def test_exceptions_mean_nothing(words):
    assert all(find_status(words, text) is None for entry in words for text in entry.exceptions)


def test_first_entry_wins_between_words_of_one_length():
    first, second = StatusWord(("转出",), "left_roll", "transferred_out"), StatusWord(("毕业",), "graduated", "graduated")
    assert find_status([first, second], "毕业转出") is first
    assert find_status([second, first], "毕业转出") is second


@settings(deadline=None)
@given(st.lists(WORDS, unique=True, min_size=1, max_size=6), st.text(LETTERS + "未不 ，（2026", max_size=12))
def test_found_word_is_in_the_text_and_none_longer_is_left(words, text):
    entries = [StatusWord((word,), "enrolled", "present") for word in words]
    found = find_status(entries, text)
    said = text.replace(" ", "").replace("，", "").replace("（", "")
    standing = [word for word in words if word in said]
    assert found is None or found.words[0] in standing
    if found is None:
        assert not standing or "未" in said or "不" in said
    elif not {"未", "不"} & set(said):
        assert len(found.words[0]) == max(map(len, standing))


@settings(deadline=None)
@given(WORDS, st.sampled_from(NEGATIONS))
def test_denied_word_means_nothing(word, negation):
    entry = StatusWord((word,), "enrolled", "present")
    assert find_status([entry], word) is entry
    assert find_status([entry], negation + word) is None


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_answered(text):
    for words in LISTS:
        assert find_status(words, text) in (*words, None)


@settings(deadline=None)
@given(st.sampled_from([word for words in LISTS for entry in words for word in entry.words]))
def test_width_and_spaces_do_not_count(word):
    wide = "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in word)
    for words in LISTS:
        assert find_status(words, f"　{'　'.join(wide)}　") is find_status(words, word)
