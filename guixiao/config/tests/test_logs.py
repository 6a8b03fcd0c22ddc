"""What the log of the server must not hold."""

import logging

from guixiao.config.logs import MaskedFormatter


def test_the_words_of_a_link_are_masked_and_so_are_numbers():
    told = 'Not Found: /answer/%s/ of 522633201509010001, "GET /answer/%s HTTP/1.1"'
    record = logging.LogRecord("django", logging.WARNING, __file__, 1, told, ("b" * 40, "c" * 40), None)
    said = MaskedFormatter().format(record)
    assert said == 'Not Found: /answer/***/ of 522633********0001, "GET /answer/*** HTTP/1.1"'
