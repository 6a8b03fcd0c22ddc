"""A made-up county: townships, villages, schools, and the ways in which rosters write them."""

from dataclasses import dataclass

import numpy as np

FIRST = "岩高平大小上下东西新龙凤银秀停往宰加翠刚斗洛贯庆雍归口寨坪坝"
SECOND = "洞岭溪江塘榜鸠勉里朗增谷边云山水田坡林坳星光和兴团歹吊面引丙美"
VILLAGE_FIRST = "大高小上中下新老平岩归摆党孔岜占加弄污怎秧苗侗银则别吾山水流长九八三"
VILLAGE_SECOND = "歹吊寨洞田扒沙增朝里岑桥亚牙乌美娄秀应翁榜斗郎秋明登旁坪塘光冲坡湾华合兴武"
TOWN_ENDINGS = ("镇",) * 12 + ("乡",) * 5 + ("侗族乡", "壮族乡", "街道")
SCHOOL_WORDS = ("中心小学", "完全小学", "希望小学", "民族小学", "第二小学")
FAR = (
    "东江市厚溪镇",
    "东江市长坪区",
    "南屿市宝坪区",
    "佛溪市顺塘区",
    "义川市稠水街道",
    "温屿市瓯江区",
    "桂岭市三水县",
    "柳川市融溪县",
    "黎山县德溪镇",
    "榕水县古平镇",
    "凯山市万湖镇",
    "都溪市毛坪镇",
    "贵岭市观水区",
    "泉屿市晋水区",
    "苏溪市昆水区",
    "怀川市通坪县",
)


@dataclass
class County:
    number: int
    code: int
    name: str
    towns: np.ndarray  # of str, full names
    village_town: np.ndarray  # of int
    villages: np.ndarray  # of str, ending in 村 or 社区
    school_town: np.ndarray
    school_level: np.ndarray  # 0 primary, 1 junior secondary, 2 nine-year, 3 special
    school_full: np.ndarray
    school_short: np.ndarray
    school_code: np.ndarray
    several: bool = False  # more counties in the same files: rolls then name the county


def pairs(rng, first: str, second: str, count: int) -> list[str]:
    every = [one + two for one in dict.fromkeys(first) for two in dict.fromkeys(second) if one != two]
    return [every[at] for at in rng.permutation(len(every))[:count]]


def county_name(number: int) -> str:
    first, second = "榕云清锦岑麻天三施从黎台剑雷丹", "川坪远屏巩柱穗秉平归江河山寨湖"
    return first[number % 15] + second[(number // 15 + number) % 15] + "县"


def bare(town: str) -> str:
    for ending in ("侗族乡", "壮族乡", "街道", "镇", "乡"):
        if town.endswith(ending):
            return town[: -len(ending)]
    return town


def make_county(rng, number: int, code: int, children: int) -> County:
    count = max(3, min(20, children // 2500))
    roots = pairs(rng, FIRST, SECOND, count)
    roots[-1] = roots[0][0] + {"美": "梅"}.get(roots[0][1], "美")  # two townships with names that look alike
    towns = np.array([root + TOWN_ENDINGS[at % len(TOWN_ENDINGS)] for at, root in enumerate(roots)], dtype=object)
    village_town = np.sort(rng.integers(0, count, max(count * 3, children // 250)))
    village_town[:count] = np.arange(count)
    names = pairs(rng, VILLAGE_FIRST, VILLAGE_SECOND, len(village_town))
    for at in range(0, len(names) - 9, 60):  # a few village names occur in two townships
        names[at] = names[at + 8]
    villages = np.array([name + ("社区" if at % 12 == 5 else "村") for at, name in enumerate(names)], dtype=object)
    return County(
        number,
        code,
        county_name(number),
        towns,
        village_town,
        villages,
        *schools(rng, county_name(number), code, towns, children),
    )


def schools(rng, county: str, code: int, towns: np.ndarray, children: int):
    """Primary schools and one secondary school in each township, a special school, and one tiny teaching point."""
    primary = max(2, children // len(towns) // 420)
    rows = []
    for town, name in enumerate(towns):
        for at, root in enumerate(pairs(rng, VILLAGE_FIRST, VILLAGE_SECOND, primary)):
            rows.append(
                (
                    town,
                    0,
                    name + ("" if at < 1 else root) + SCHOOL_WORDS[at % 5 if at < 1 else 1 + at % 4],
                    bare(name) + ("中心校" if at < 1 else root + "小学"),
                )
            )
        rows.append(
            (
                town,
                1 if town % 4 else 2,
                name + ("初级中学" if town % 4 else "九年一贯制学校"),
                bare(name) + ("中学" if town % 4 else "学校"),
            )
        )
    rows.append((0, 3, "特殊教育学校", "特校"))
    rows.append((len(towns) - 1, 0, towns[-1] + "岭脚教学点", "岭脚教学点"))
    places, levels, full, short = zip(*rows, strict=True)
    codes = [f"{2152000000 + (code % 1000) * 1000 + at}" for at in range(len(rows))]
    return (
        np.array(places),
        np.array(levels),
        np.array([county + name for name in full], dtype=object),
        np.array(short, dtype=object),
        np.array(codes, dtype=object),
    )


def far_schools() -> np.ndarray:
    words = ("启明学校", "实验小学", "育才学校", "第三小学", "外国语学校", "第一中学", "博文学校", "新希望小学")
    return np.array([place + word for place in FAR for word in words], dtype=object)


def town_words(county: County, style: int) -> np.ndarray:
    return (county.towns, np.array([bare(name) for name in county.towns], dtype=object), county.name + county.towns)[style]


def village_words(county: County, style: int) -> np.ndarray:
    endings = (("村", "社区"), ("", ""), ("村委会", "社区"), ("村民委员会", "社区居民委员会"))[style]
    return np.array(
        [name[:-2] + endings[1] if name.endswith("社区") else name[:-1] + endings[0] for name in county.villages], dtype=object
    )
