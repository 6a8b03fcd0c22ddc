"""Errors in names."""

from random import Random

from guixiao.demo.names import words

SOUNDS = words(
    "伟玮炜维 芳方 杨扬阳洋 丽莉利立 军君均钧 慧惠 文雯 梅玫媚 明名铭 华花桦 英瑛莹 兰岚蓝 秀绣 辉晖 永咏 志智治 "
    "林琳霖 平萍苹 珍真 燕艳雁 祥翔详 福富 江姜 飞菲 斌彬宾 清青 香乡湘 霞侠 芬分纷 娟涓 敏闽 静靖敬 欣新馨 雨宇 "
    "佳嘉家 梦孟 颖影 媛缘 凯楷 浩皓昊 龙隆 正政 昌倡 荣容蓉 德得 忠中钟 安鞍 元源园 成诚程 庆罄 莲连 务悟雾 久九酒 "
    "里李理 老佬 告高 引尹 江将 金今 水睡 吴武 王汪 龙聋 石时 陆路 蒙萌 强墙 海孩 红宏洪"
)
SHAPES = words(
    "末未 天夭 土士 大太 玉王 乌鸟 水永 元无 芳芬 海悔 蓉容 佳住 桂挂 梅海 刚钢 春舂 兰三 久欠 引弘 老考 告吉 里黑 "
    "金全 明朋 林材 英荚 凤风 燕莪 志忘 文又 龙尤 永求 国围 光先 正止 敏繁 强弦 平乎 华毕 杰木 勇男 军车 秀季 兴只 "
    "德得 荣菜 胜胖 昌冒 艳绝 红江 美关 丽而 香杳 雪雷 静净 慧彗 倩清 玲冷"
)
VARIANTS = {
    "simple": "龙杨吴韦陆陈罗张刘贾欧银谢赵邓兰凤丽华云国学强军胜庆贵红艳启兴荣应梦颖飞刚钢杰宝萍莲静莹务乡养两达",
    "other": "龍楊吳韋陸陳羅張劉賈歐銀謝趙鄧蘭鳳麗華雲國學強軍勝慶貴紅豔啟興榮應夢穎飛剛鋼傑寶蘋蓮靜瑩務鄉養兩達",
}
TRADITIONAL = dict(zip(VARIANTS["simple"], VARIANTS["other"], strict=True))
PET_BOYS, PET_GIRLS = ("老大", "老二", "小弟", "阿宝", "毛毛"), ("大妹", "二妹", "小妹", "幺妹", "阿妹")


def _neighbours(groups: tuple[str, ...]) -> dict[str, str]:
    table: dict[str, str] = {}
    for group in groups:
        for character in group:
            table[character] = table.get(character, "") + group.replace(character, "")
    return table


SOUND, SHAPE = _neighbours(SOUNDS), _neighbours(SHAPES)


def _replaced(rng: Random, name: str, table: dict[str, str]) -> str:
    places = [place for place, character in enumerate(name) if character in table]
    if not places:
        return name
    place = places[-1] if rng.random() < 0.6 else rng.choice(places)
    return name[:place] + rng.choice(table[name[place]]) + name[place + 1 :]


def homophone(rng: Random, name: str, sex: str) -> str:
    return _replaced(rng, name, SOUND)


def look_alike(rng: Random, name: str, sex: str) -> str:
    return _replaced(rng, name, SHAPE)


def variant(rng: Random, name: str, sex: str) -> str:
    return "".join(TRADITIONAL.get(character, character) for character in name)


def pet(rng: Random, name: str, sex: str) -> str:
    if rng.random() < 0.55:
        return rng.choice(("阿", "老", "小")) + name[-1]
    return rng.choice(("", name[0])) + rng.choice(PET_BOYS if sex == "男" else PET_GIRLS)


def spaces(rng: Random, name: str, sex: str) -> str:
    return rng.choice((f"{name[0]} {name[1:]}", f"{name[0]}\u3000{name[1:]}", " ".join(name), name + " ", name + "\u00a0"))


def dot(rng: Random, name: str, sex: str) -> str:
    if "·" in name:
        return name.replace("·", rng.choice((".", "•", "．", " ", "")))
    return f"{name[0]}{rng.choice('·.．•')}{name[1:]}"


def lost(rng: Random, name: str, sex: str) -> str:
    place = rng.randrange(1, len(name))
    return name[:place] + name[place + 1 :] if len(name) > 2 else name


def swapped(rng: Random, name: str, sex: str) -> str:
    return name[:-2] + name[-1] + name[-2] if len(name) > 2 else name


def placeholder(rng: Random, name: str, sex: str) -> str:
    """A character that the typist could not write."""
    place = rng.randrange(1, len(name))
    return name[:place] + rng.choice("?？*□") + name[place + 1 :]


ERRORS = {
    "name_homophone": homophone,
    "name_look_alike": look_alike,
    "name_pet": pet,
    "name_variant": variant,
    "name_spaces": spaces,
    "name_dot": dot,
    "name_lost": lost,
    "name_swapped": swapped,
    "name_placeholder": placeholder,
}
