"""Township and village in an address, without the words that only say what kind of place it is."""

import re
import unicodedata

TOWN = re.compile(r"^(.{1,12}?)(?:镇|乡|街道办事处|街道办|街道)")
NATION = re.compile(r"(?:(?:苗族|侗族|壮族|瑶族|水族|布依族|彝族|土家族|仡佬族|回族|满族|毛南族))+$")
VILLAGE = re.compile(r"^(.{1,12}?)(?:社区居民委员会|村民委员会|社区居委会|居民委员会|村委会|居委会|社区|村|寨)")
KIND_OF_VILLAGE = re.compile(r"(?:社区居民委员会|村民委员会|社区居委会|居民委员会|村委会|居委会|社区|村|寨)$")
KIND_OF_TOWN = re.compile(r"(?:镇|乡|街道办事处|街道办|街道)(?:人民政府)?$")
PART_OF_COUNTY = re.compile(r".{2}[镇乡村]")  # 丙妹镇 lies in a county; 镇远 and 新乡 are names of counties


def plain(text: str) -> str:
    return re.sub(r"[\s·•]+", "", unicodedata.normalize("NFKC", text))


def _shorter(text: str, kind: re.Pattern[str]) -> str:
    """Without the words of its kind, however many stand there, as long as two characters are left."""
    while len(short := kind.sub("", text)) >= 2 and short != text:
        text = short
    return text


def town_name(text: str) -> str:
    """丙妹镇 -> 丙妹, 刚边壮族乡 -> 刚边, 贵州省从江县丙妹镇 -> 丙妹."""
    return _shorter(KIND_OF_TOWN.sub("", after_county(plain(text))), NATION)


def village_name(text: str) -> str:
    """大歹村村民委员会, 大歹村民委员会, 大歹村 -> 大歹."""
    return _shorter(plain(text), KIND_OF_VILLAGE)


def after_county(text: str) -> str:
    """What follows the county in an address: 贵州省黔东南苗族侗族自治州从江县丙妹镇 -> 丙妹镇."""
    for mark in ("县", "自治州", "省"):
        head, found, tail = text.partition(mark)
        if found and tail and 1 <= len(head) <= 24 and not PART_OF_COUNTY.search(re.split("省|州|市", head)[-1]):
            return tail
    return text


def address_words(text: str) -> tuple[str, str]:
    """(township, village) as an address writes them, "" for none: 贵州省从江县停洞镇停洞社区3组 -> 停洞镇, 停洞社区."""
    rest = after_county(plain(text))
    town = TOWN.match(rest)
    village = VILLAGE.match(rest[town.end() :]) if town else None
    return town[0] if town else "", village[0] if village else ""


def split_address(text: str) -> tuple[str, str]:
    """The same in their short form, for comparing."""
    town, village = address_words(text)
    return town and town_name(town), village and village_name(village)
