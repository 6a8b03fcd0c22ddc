"""Made-up names in the manner of the area: Miao, Dong, Zhuang, Yao, Shui and Han."""

from bisect import bisect
from itertools import accumulate
from random import Random

SURNAMES = {
    "苗族": "滚王潘吴龙蒙韦梁杨石贾吉孟罗陆李平",
    "侗族": "吴石杨潘梁陆贾欧银补龙孟林王韦",
    "壮族": "韦蒙莫陆覃梁潘黄王石秦",
    "瑶族": "盘赵邓李潘蒙韦王",
    "水族": "潘韦蒙陆石吴欧王",
    "汉族": "李王张刘陈杨吴罗周黄唐谢贾梁",
}
SYLLABLES = "老务你告引久水格往里耶金补翁当岩送相党更牛勾农江计拉旺奶亚娘乌故哈欧略养山鸠两么别"
GENERATION = "明正秀光永昌胜荣国文德忠再世启通仕朝大廷家先安元兴成克应宗景"
BOYS = "伟强军勇华平林杰海龙辉峰祥贵福生松波涛刚兵飞斌志庆江毅清云春明亮钢平宇浩俊豪鹏凯旭阳鑫磊"
GIRLS = "兰英芳梅花秀凤丽艳珍玉燕红美香桂莲萍娟霞琴芬云菊翠婷娜雪慧敏静倩怡欣雨佳梦颖琳媛蓉妹"
SYLLABLE_NAME = 0.35  # of Miao children
BARE, LONG, DOTTED = 0.12, 0.04, 0.015  # of those: without surname, four or five characters, with a dot


def words(text: str) -> tuple[str, ...]:
    """The words of a text, for tables that would otherwise be all quotation marks."""
    return tuple(text.split())


class Pool:
    """Characters of which the first are far more usual than the last, so that many people share a name."""

    def __init__(self, characters: str, lead: int = 6):
        self.characters = characters
        self.limits = list(accumulate(1 / (place + lead) for place in range(len(characters))))

    def pick(self, rng: Random) -> str:
        return self.characters[bisect(self.limits, rng.random() * self.limits[-1])]


SURNAME_POOLS = {ethnicity: Pool(surnames, 2) for ethnicity, surnames in SURNAMES.items()}
GIVEN_POOLS = {"男": Pool(BOYS), "女": Pool(GIRLS)}
GENERATION_POOL, SYLLABLE_POOL = Pool(GENERATION), Pool(SYLLABLES)


def surname(rng: Random, ethnicity: str) -> str:
    return SURNAME_POOLS[ethnicity].pick(rng)


def generation(rng: Random) -> str:
    return GENERATION_POOL.pick(rng)


def han_name(rng: Random, family: str, sex: str, shared: str = "") -> str:
    """Surname, the generation character of the siblings where there is one, and one of the child's own."""
    if not shared and rng.random() < 0.16:
        return family + GIVEN_POOLS[sex].pick(rng)
    return family + (shared or GENERATION_POOL.pick(rng)) + GIVEN_POOLS[sex].pick(rng)


def miao_name(rng: Random, family: str) -> str:
    """A name written by its sound: 务久, 滚老引, 王你努, seldom longer or with a dot."""
    draw = rng.random()
    syllables = [SYLLABLE_POOL.pick(rng) for _ in range(2)]
    if draw < BARE:
        return "".join(syllables)
    if draw < BARE + LONG:
        return family + "".join(syllables) + "".join(SYLLABLE_POOL.pick(rng) for _ in range(rng.randint(1, 2)))
    if draw < BARE + LONG + DOTTED:
        return f"{family}·{''.join(syllables)}"
    return family + "".join(syllables)


def child_name(rng: Random, ethnicity: str, family: str, sex: str, shared: str) -> str:
    if ethnicity == "苗族" and rng.random() < SYLLABLE_NAME:
        return miao_name(rng, family)
    return han_name(rng, family, sex, shared)
