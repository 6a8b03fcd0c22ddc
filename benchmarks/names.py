"""Names as a county of Miao, Dong and Han families has them: frequency-weighted tables."""

import numpy as np

SURNAMES = (
    "吴 17 杨 15 石 9 王 8 潘 7 梁 5 龙 4.5 韦 4 陆 3.5 李 3.5 滚 2.2 "
    "张 2.2 贾 1.8 蒙 1.6 陈 1.6 莫 1.4 黄 1.4 欧 1.2 罗 1.2 刘 1.1 覃 1 孟 1 "
    "廖 .9 盘 .8 赵 .8 邓 .7 兰 .7 唐 .6 周 .6 林 .5 何 .5 姚 .5 粟 .4 "
    "银 .4 补 .3 田 .3 蔡 .3 谢 .3 徐 .2 孙 .2 胡 .2 郑 .2 余 .2 平 .2 全 .2 "
    "汤 .15 尹 .15 甘 .1 单 .08 解 .05 仇 .05 区 .05 查 .03 欧阳 .15 令狐 .05 上官 .03"
)
MALE = (
    "文 8 明 8 光 7 华 6 国 6 建 5 军 5 志 6 海 5 胜 5 永 5 昌 5 忠 4 正 5 老 4 "
    "贵 4 平 4 林 4 成 4 德 4 荣 4 俊 5 杰 5 宇 5 浩 5 涛 3 强 4 辉 4 飞 3 龙 4 "
    "金 4 银 2 水 2 旺 3 福 3 生 3 元 3 祥 3 才 2 发 2 先 3 学 3 云 3 江 3 松 3 "
    "勇 3 斌 2 鑫 2 轩 2 睿 2 子 4 天 3 家 3 世 3 启 2 显 2 绍 2 培 2 秀 2 通 2 安 3 "
    "康 2 宏 2 凯 2 鹏 2 晨 2 阳 2 思 2 泽 2 博 2 航 1 豪 1 佳 1 承 2 宗 1 朝 2 "
    "再 2 开 2 启 2 运 1 庭 1 邦 1 堂 1 桥 1 定 1 万 1 礼 1 义 1 仁 1 智 1 信 1 相 1"
)
FEMALE = (
    "秀 8 美 7 英 6 芳 5 兰 5 花 5 珍 4 妹 5 梅 5 丽 5 燕 4 艳 4 玉 5 凤 4 春 4 "
    "香 4 红 4 霞 3 萍 3 琴 3 婷 5 雪 4 欣 4 怡 4 雨 4 思 4 佳 4 慧 3 静 3 晓 4 小 4 "
    "桂 3 莲 3 荣 2 金 3 银 3 水 2 月 3 云 3 飞 2 琼 2 引 2 仙 2 彩 3 翠 2 菊 2 爱 2 "
    "青 2 蓉 2 媛 2 倩 2 莎 1 娜 1 露 1 敏 2 洁 2 瑶 2 琳 2 梦 2 紫 1 涵 2 诗 2 语 1 "
    "心 1 可 1 文 2 安 1 清 1 如 1 若 1 灵 1 奶 1 培 1 引 1 转 1 定 1 果 1 蕾 1 薇 1 娟 2 妮 1 晨 1 永 1 胜 1 先 1 群 1 珠 1"
)
# Dong and Miao names written down by sound: few characters, many bearers of one name.
SOUNDED = (
    "老 5 拉 4 里 4 往 3 桥 2 相 2 耶 2 努 2 当 2 党 2 够 2 翁 2 岁 3 补 2 甩 2 "
    "你 2 卜 2 勾 2 牛 2 两 2 故 2 务 2 亮 2 牙 2 央 2 引 3 奶 3 婢 2 培 3 萨 2 妮 2 "
    "妹 3 花 2 送 2 翠 1 蕊 1 报 1 应 1 九 2 荡 1 昌 2 往 2 生 2 江 2 宁 2"
)
# Beyond the Basic Multilingual Plane (and extension A): lost or replaced by older software.
RARE = (
    "\U0002b7e6",
    "\U0002c488",
    "\U0002cc56",
    "\U0002ce2a",
    "\U0002bdc7",
    "\U0002b689",
    "\U0002c0a9",
    "\u4dae",
    "\u3bd6",
    "\U00020164",
    "\U0002c907",
)
ETHNICITIES = "侗族 40 苗族 38 壮族 7 瑶族 4 水族 3 汉族 7 布依族 .6 土家族 .4"
ETHNIC_CODES = {
    "汉族": "01",
    "苗族": "06",
    "壮族": "08",
    "布依族": "09",
    "侗族": "12",
    "瑶族": "13",
    "土家族": "15",
    "水族": "25",
}


def weighted(text: str) -> tuple[np.ndarray, np.ndarray]:
    words = text.split()
    weights = np.array(words[1::2], dtype=float)
    return np.array(words[::2], dtype=object), weights / weights.sum()


SURNAME, SURNAME_P = weighted(SURNAMES)
POOLS = {"male": weighted(MALE), "female": weighted(FEMALE), "sounded": weighted(SOUNDED)}
ETHNICITY, ETHNICITY_P = weighted(ETHNICITIES)
POOL_CHARACTERS = tuple(dict.fromkeys("".join("".join(chars) for chars, _ in POOLS.values()) + "".join(SURNAME)))


def pick(rng, pool: str, count: int) -> np.ndarray:
    chars, chances = POOLS[pool]
    return rng.choice(chars, count, p=chances)


def by_sex(rng, male: np.ndarray, sounded: np.ndarray) -> np.ndarray:
    """One character for each."""
    out = np.where(male == 1, pick(rng, "male", len(male)), pick(rng, "female", len(male)))
    return np.where(sounded, pick(rng, "sounded", len(male)), out)


def given_names(rng, male: np.ndarray, sounded: np.ndarray, generation: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Two characters mostly; brothers and sisters may share the first one (`shares`)."""
    count = len(male)
    first = np.where(shares, generation, by_sex(rng, male, sounded))
    second = by_sex(rng, male, sounded)
    single = ~shares & (rng.random(count) < 0.13)
    return np.where(single, second, first + second)


def adults(rng, surnames: np.ndarray, male: np.ndarray) -> np.ndarray:
    sounded = rng.random(len(surnames)) < 0.45
    return surnames + given_names(rng, male, sounded, surnames, np.zeros(len(surnames), dtype=bool))
