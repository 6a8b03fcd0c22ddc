"""Addresses (URLs) without numbers of persons: whoever types one into an address never gets it back from us."""

import re
import unicodedata
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from guixiao.lib.masks import OPAQUE

RUN = re.compile(r"\d(?:[ +._-]?\d)+")
PLACE_CODE = 12  # digits of the longest code of a place
IN_PLACE_OF_ONE = "*"
ROUNDS = 5  # how often an address may be escaped into itself


def has_number(text: str) -> bool:
    """Does an identity or telephone number stand in it, in any digits, spaced or escaped? More digits than a place has do."""
    return any(_is_number(run[0]) for part in OPAQUE.split(_plain(text))[::2] for run in RUN.finditer(part))


def cleaned_path(path: str) -> str:
    """Each part of a path that holds a number becomes one star: such a page does not exist."""
    return "/".join(IN_PLACE_OF_ONE if has_number(part) else part for part in path.split("/")) if has_number(path) else path


def cleaned_query(query: str) -> str:
    """A query string (escaped, without its question mark): a value that holds a number is one star, so that it is not taken for
    none; a name that holds one is gone; of an address inside it only the part with the number.
    """
    if not has_number(query):
        return query
    pairs = [(name, _cleaned_value(value)) for name, value in parse_qsl(query, True) if not has_number(name)]
    return urlencode(pairs, safe="/*")


def _cleaned_value(value: str) -> str:
    if value.startswith("/"):
        return cleaned_address(value)
    return IN_PLACE_OF_ONE if has_number(value) else value


def cleaned_address(address: str) -> str:
    """A whole address, or the end of one, less the numbers in it; unreadable ones become empty."""
    if not has_number(address):
        return address
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    host = "" if has_number(parts.netloc) else parts.netloc
    path = quote(cleaned_path(unquote(parts.path)), safe="/*:@!$&'(),;=+~-._")
    return urlunsplit((parts.scheme if host else "", host, path, cleaned_query(parts.query), ""))


def _plain(text: str) -> str:
    for _ in range(ROUNDS):
        text, before = unquote(text), text
        if text == before:
            break
    return unicodedata.normalize("NFKC", text)


def _is_number(run: str) -> bool:
    digits = re.sub(r"\D", "", run)
    return len(digits) > PLACE_CODE or re.fullmatch(r"0?1\d{10}", digits) is not None
