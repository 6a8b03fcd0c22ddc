"""Township and village in an address, without the words that only say what kind of place it is."""

import re
import unicodedata

TOWN = re.compile(r"^(.{1,12}?)(?:镇|乡|街道办事处|街道办|街道)")
NATION = re.compile(r"(?:(?:苗族|侗族|壮族|瑶族|水族|布依族|彝族|土家族|仡佬族|回族|满族|毛南族))+$")
VILLAGE = re.compile(r"^(.{1,12}?)(?:社区居民委员会|村民委员会|社区居委会|居民委员会|村委会|居委会|社区|村|寨)")
KIND_OF_VILLAGE = re.compile(r"(?:社区居民委员会|村民委员会|社区居委会|居民委员会|村委会|居委会|社区|村|寨)$")
KIND_OF_TOWN = re.compile(r"(?:镇人民政府|乡人民政府|镇|乡|街道办事处|街道办|街道)$")


def plain(text: str) -> str:
    return re.sub(r"[\s·•]+", "", unicodedata.normalize("NFKC", text))


def _shorter(text: str, kind: re.Pattern[str]) -> str:
    short = kind.sub("", text)
    return short if len(short) >= 2 else text


def town_name(text: str) -> str:
    """丙妹镇 -> 丙妹, 刚边壮族乡 -> 刚边, 贵州省从江县丙妹镇 -> 丙妹."""
    return _shorter(KIND_OF_TOWN.sub("", after_county(plain(text))), NATION)


def village_name(text: str) -> str:
    """大歹村民委员会 -> 大歹."""
    return _shorter(plain(text), KIND_OF_VILLAGE)


def after_county(text: str) -> str:
    """What follows the county in an address: 贵州省黔东南苗族侗族自治州从江县丙妹镇 -> 丙妹镇."""
    for mark in ("县", "自治州", "省"):
        head, found, tail = text.partition(mark)
        if found and tail and 1 <= len(head) <= 24 and not re.search(r"[镇乡村]", head):
            return tail
    return text


def split_address(text: str) -> tuple[str, str]:
    """(township, village) named in an address, "" where it names none."""
    rest = after_county(plain(text))
    town = TOWN.match(rest)
    if not town:
        return "", ""
    village = VILLAGE.match(rest[town.end():])
    return town_name(town[0]), village_name(village[0]) if village else ""
