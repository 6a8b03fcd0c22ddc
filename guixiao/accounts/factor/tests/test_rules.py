"""Codes by the clock, against the test values of RFC 6238 (appendix B, the last six digits)."""

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guixiao.accounts.factor.drawing import qr_code
from guixiao.accounts.factor.rules import address, code_at, digest_of, in_fours, plain, step_at, step_of

SECRET = base64.b32encode(b"12345678901234567890").decode()
NOW = datetime(2026, 11, 29, 9, 30, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037"),
     (20000000000, "353130")],
)  # fmt: skip
def test_the_codes_are_those_of_the_standard(seconds: int, code: str):
    assert code_at(SECRET, seconds // 30) == code
    assert step_of(SECRET, code, datetime.fromtimestamp(seconds, UTC)) == seconds // 30


@pytest.mark.parametrize(("seconds", "taken"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_a_telephone_may_be_half_a_minute_off(seconds: int, taken: bool):
    shown = code_at(SECRET, step_at(NOW + timedelta(seconds=seconds)))
    assert (step_of(SECRET, shown, NOW) is not None) is taken


@given(st.text(max_size=12))
def test_nothing_but_the_codes_of_now_is_one(typed: str):
    right = {code_at(SECRET, step_at(NOW) + by) for by in (-1, 0, 1)}
    assert (step_of(SECRET, plain(typed), NOW) is not None) is (plain(typed) in right)


def test_gaps_capitals_and_wide_digits_do_not_matter():
    assert plain(" １２３ 456\n") == "123456"
    assert digest_of(SECRET, "ABCD-efgh jkmn") == digest_of(SECRET, "abcdefghjkmn") != digest_of(SECRET, "abcdefghjkmm")


def test_the_address_says_who_and_what_and_the_picture_is_drawn_of_it():
    told = urlsplit(address(SECRET, "归校", "li.zhuren"))
    assert (told.scheme, told.netloc, unquote(told.path)) == ("otpauth", "totp", "/归校:li.zhuren")
    assert parse_qs(told.query) == {"secret": [SECRET], "issuer": ["归校"]}
    assert in_fours(SECRET).replace(" ", "") == SECRET
    drawn = qr_code(address(SECRET, "归校", "li.zhuren"))
    assert drawn.startswith("<svg") and "style" not in drawn and "http" not in drawn and SECRET not in drawn
