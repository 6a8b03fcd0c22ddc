"""Build guixiao/lib/data/readings.tsv (a rare act of maintenance, not part of any run).

Needs pypinyin (MIT), which only this script uses: the running system reads 140 kB of text instead of importing 4 MB.
Surnames and given names that are read otherwise than the dictionary's first reading are listed here by hand.
"""

from collections import defaultdict
from pathlib import Path

DATA = Path(__file__).parents[1] / "guixiao" / "lib" / "data"
BLOCKS = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0x20000, 0x2A6E0))
# The reading as a surname, where it is not the dictionary's first one.
SURNAMES = (
    "ou区 shan单 zeng曾 xie解 ge盖 zhai翟 yue乐 piao朴 qin覃 miao缪 yun员 chong种 "
    "bi秘 xian洗 she折 he黑 fu宓 shao召 xun郇 po繁 "
    "gou句 nai佴 qiu仇 zha查 wei隗 bu卜 shen谌 mu牟 bo薄 kan阚"
)
# Other readings one may well type for a character of a name.
OTHERS = (
    "dan石 liao缪 zhao朝 ju车 yu尉 yue乐 chang长 hang行 zhuan传 chong重 xi茜 suo莎 sheng晟 cheng盛 liang靓 nuo娜 jun隽 gu贾 "
    "chen沈 gui炅 bo柏 bai伯 lu绿 xiang降 tiao调 shen参 cen参 zang藏 yi仡 tong侗 nei那 xun浚 ping冯"
)


def table(text: str) -> dict[str, str]:
    found: dict[str, str] = defaultdict(str)
    for word in text.split():
        letters = "".join(char for char in word if char.isascii())
        found[letters] += word.removeprefix(letters)
    return found


def build() -> None:
    from pypinyin import lazy_pinyin
    from pypinyin.constants import PINYIN_DICT

    first: dict[str, str] = defaultdict(str)
    for start, end in BLOCKS:
        for char in (chr(code) for code in range(start, end) if code in PINYIN_DICT):
            sound = lazy_pinyin(char)[0]
            if sound.isascii() and set(sound) & set("aeiouv"):
                first[sound] += char
    surnames, others = table(SURNAMES), table(OTHERS)
    lines = ["\t".join((sound, first[sound], surnames.get(sound, ""), others.get(sound, "")))
             for sound in sorted(first.keys() | surnames.keys() | others.keys())]  # fmt: skip
    (DATA / "readings.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    DATA.mkdir(exist_ok=True)
    build()
