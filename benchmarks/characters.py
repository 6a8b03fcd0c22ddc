"""How names are mistyped: characters of one sound, of one shape, in another script."""

from functools import cache

from opencc import OpenCC
from pypinyin import Style, lazy_pinyin

from benchmarks.names import POOL_CHARACTERS

LOOK_ALIKE = (
    "杨扬汤场 梅海悔毎 红江 玉王主 李季孝 明朋昍 兰三 萍苹坪 英央 芳芬 佳住隹 龙尤 "
    "石右 吴昊吾 陆陈阵 潘番藩 梁粱 滚衮 婷停 凤风夙 春舂 秀禾 花化 荣荥 "
    "霞震露 华毕 莲连 艳绝 妹姝味 建健 文丈又 强弦 军车 光先 发友 元无 "
    "东冬乐 天夫大太 木本术 生牛 贵责 昌冒吕 林材彬 国囯固 志忐 成戊咸 胜脂 平乎半 松忪 "
    "正止 广厂 才寸 飞乙 浩洁 涛淘 宇字宁 轩斩 辰唇 鑫金 欣欧 怡治 思恩 雨两 "
    "晨震 静睁 杰杏 俊浚峻 勇男 祥详 福幅 永水 泽择 博搏 航杭 培陪 绍招 显湿 "
    "启后 通诵 宏宠 凯岂 鹏朋 豪毫 承丞 宗宋 朝潮 运远 庭廷 邦帮 堂党 桥侨 "
    "定宝 礼札 仁仕 智知 信倍 相想 珍诊 燕蒸 琴琹 雪雷 慧彗 晓浇 小少 桂挂 月用 "
    "云去 琼凉 引弘 仙山 彩采 翠翆 菊鞠 爱受 青清情 蓉容 媛缓 倩债 莎沙 娜哪 敏放 "
    "瑶谣 琳淋 梦焚 紫柴 涵函 诗侍 语浯 心必 可何 如加 若苦 灵炅 奶仍 转传 果杲 "
    "蕾雷 薇微 娟捐 妮泥 群郡 珠株 韦书 蒙蒙 莫草 罗岁 覃潭 孟盂 廖寥 盘盆 赵起 "
    "邓郑 唐庚 周同 何可 银很 老考 拉位 里甲 往住 耶聊 努怒 当档 够狗 翁公 卜十 "
    "勾匀 务条 牙才 萨隆 送关 报服 九丸 荡汤"
)
TRADITIONAL = OpenCC("s2t")
VARIANTS = dict(zip("峰群升岳晖杰村丘吕柏坤炮喆涌渊煊钟冲强略棋", "峯羣昇嶽暉傑邨坵呂栢堃炰哲湧淵暄鍾沖彊畧碁", strict=True))
GB2312 = tuple(
    bytes((high, low)).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFF) if (high, low) < (0xD7, 0xFA)
)
PET = ("阿{}", "老{}", "小{}", "{}{}", "{}妹", "{}崽", "大{}", "幺{}")
PET_ALONE = ("大妹", "二妹", "三妹", "老大", "老二", "老三", "幺妹", "狗崽", "小毛", "三毛", "满崽", "奶花", "老晚")


@cache
def sounds() -> dict[str, list[str]]:
    """Toneless sound: characters, those used in names three times (so they are taken more often)."""
    groups: dict[str, list[str]] = {}
    for char in GB2312 + tuple(POOL_CHARACTERS) * 3:
        groups.setdefault(lazy_pinyin(char, style=Style.NORMAL)[0], []).append(char)
    return groups


@cache
def same_sound(char: str) -> tuple[str, ...]:
    return tuple(other for other in sounds().get(lazy_pinyin(char, style=Style.NORMAL)[0], ()) if other != char)


@cache
def shapes() -> dict[str, str]:
    return {char: group for group in LOOK_ALIKE.split() for char in group}


def one_of(rng, options):
    return options[int(rng.integers(len(options)))]


def surname_length(name: str) -> int:
    return 2 if name[:2] in ("欧阳", "令狐", "上官") and len(name) > 2 else 1


def replaced(rng, name: str, options) -> str | None:
    """One character (the given name's four times out of five) by another of `options(char)`."""
    places = [at for at in range(len(name)) if options(name[at])]
    given = [at for at in places if at >= surname_length(name)]
    if not places:
        return None
    at = one_of(rng, given if given and rng.random() < 0.8 else places)
    return name[:at] + one_of(rng, options(name[at])) + name[at + 1 :]


def homophone(rng, name: str) -> str | None:
    return replaced(rng, name, same_sound)


def look_alike(rng, name: str) -> str | None:
    return replaced(rng, name, lambda char: tuple(other for other in shapes().get(char, "") if other != char))


def pet(rng, name: str) -> str:
    surname = name[: surname_length(name)]
    nick = one_of(rng, PET_ALONE) if rng.random() < 0.3 else one_of(rng, PET).replace("{}", name[-1])
    return nick if rng.random() < 0.35 else surname + nick


def variant(rng, name: str) -> str | None:
    other = TRADITIONAL.convert(name)
    if other == name or rng.random() < 0.3:
        other = "".join(VARIANTS.get(char, char) for char in name)
    return other if other != name else None


def space(rng, name: str) -> str:
    at = surname_length(name)
    mark = one_of(rng, (" ", "  ", "\u3000", "\u00a0"))
    return one_of(rng, (name[:at] + mark + name[at:], mark.join(name), name + mark, name + "."))


def lost(rng, name: str) -> str | None:
    if len(name) < 3:
        return None
    at = int(rng.integers(1, len(name)))
    return name[:at] + name[at + 1 :]


def swapped(rng, name: str) -> str | None:
    if len(name) < 3 or name[-1] == name[-2]:
        return None
    return name[:-2] + name[-1] + name[-2] if rng.random() < 0.8 else name[1:] + name[0]


def placeholder(rng, name: str) -> str:
    surname = name[: surname_length(name)]
    return (
        surname
        + one_of(rng, ("?", "？", "某", "某某", "*", "XX", "□"))
        + (name[-1] if len(name) > 2 and rng.random() < 0.4 else "")
    )


def note(rng, name: str) -> str:
    return (
        one_of(rng, ("{}（留守）", "{}(转入)", "{}*", "1.{}", "{}（小名{}）")).replace("{}", name, 1).replace("{}", "毛毛")
        if rng.random() < 0.8
        else name[:1] + " " + name[1:] + "（双女）"
    )


def rare_lost(rng, name: str, rare) -> str:
    return name.replace(rare, one_of(rng, ("?", "□", "*", "〇", "YAN", "\ue863", "")))


TYPOS = {
    "name_homophone": homophone,
    "name_lookalike": look_alike,
    "name_pet": pet,
    "name_variant": variant,
    "name_space": space,
    "name_lost": lost,
    "name_swapped": swapped,
    "name_placeholder": placeholder,
    "name_note": note,
}
