"""Read once while one page is read, and each time otherwise."""

from collections import Counter
from threading import Thread

import pytest

from guixiao.lib.once import once, reading

calls: Counter[int] = Counter()


@once
def twice(number: int, *, more: int = 0) -> int:
    calls[number] += 1
    if number < 0:
        raise ValueError(number)
    return number * 2 + more


@pytest.fixture(autouse=True)
def _none_yet():
    calls.clear()


def test_one_page_reads_it_once_for_the_same_words():
    with reading():
        assert [twice(2), twice(2), twice(3), twice(2, more=1)] == [4, 4, 6, 5]
    assert calls == {2: 2, 3: 1}


def test_the_next_page_reads_it_again():
    for _ in range(2):
        with reading():
            twice(2)
    assert calls == {2: 2}


def test_what_writes_reads_it_each_time():
    twice(2), twice(2)
    assert calls == {2: 2}


def test_nothing_is_kept_of_what_failed():
    with reading():
        for _ in range(2):
            with pytest.raises(ValueError, match="-1"):
                twice(-1)
    assert calls == {-1: 2}


def test_a_page_that_failed_leaves_nothing_behind():
    with pytest.raises(RuntimeError), reading():
        twice(2)
        raise RuntimeError
    twice(2)
    assert calls == {2: 2}


def test_two_pages_at_once_do_not_share():
    with reading():
        twice(2)
        other = Thread(target=lambda: twice(2))
        other.start()
        other.join()
    assert calls == {2: 2}
