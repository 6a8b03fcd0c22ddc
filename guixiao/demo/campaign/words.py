"""What the people of the story write: notes, plans and reasons, without a name and without what few may see. Pure."""

from random import Random
from typing import Any

MOODS_FIRST = ("undecided",) * 4 + ("refused", "willing", "willing", "not_found", "promised")
MOODS_LATER = ("undecided",) * 3 + ("willing",) * 3 + ("refused", "promised", "promised")
MOOD = {
    "promised": (
        "答应{when}送孩子到校，书包已经收拾好了",
        "孩子自己说愿意回去，家长同意{when}一起到学校报到",
        "算清了补助，家长答应{when}送去",
    ),
    "willing": ("愿意读，怕跟不上，想先补课", "家长愿意送，担心住校没有被褥和生活费", "孩子想回原来的班，家长没有意见"),
    "undecided": ("家长说等赶完这几天农活再商量", "孩子不说话，家长说再想想", "讲了义务教育法和资助政策，家长没有表态"),
    "refused": ("家长说读了也没用，不愿意送", "孩子躲着不见，家长也不劝", "家长说孩子大了管不住，不愿意再谈"),
    "not_found": ("家里没人，邻居说上坡干活去了，改天再来", "门锁着，电话没人接", "只见到老人，说孩子走亲戚去了"),
}
ABOUT = {
    "tired_of_school": ("说听不懂课", "成绩差，怕同学笑话"),
    "working_away": ("说在广东打过零工，能挣钱", "跟同村人出去做过事，刚回来"),
    "poverty": ("家里刚盖房欠了账", "父亲生病，家里没有收入"),
    "distance": ("到学校要走两个多小时", "寨子不通车，没有住校"),
    "left_behind": ("父母都在外面，跟奶奶过", "父母在浙江，一年回来一次"),
    "illness": ("孩子身体不好，刚出院", "吃着药，怕累着"),
    "disability": ("孩子走路不便，上学要人接送", "孩子听力不好，跟不上"),
    "away_with_parents": ("跟父母在外地，最近才回来", "父母换了工地，没来得及联系学校"),
    "games": ("整天玩手机，晚上不睡", "手机放不下，早上起不来"),
    "family_needs_hands": ("弟妹小，要在家带", "家里牛和田没人管"),
}
CAUSES_DROPPED = {"tired_of_school": 34, "working_away": 14, "poverty": 12, "family_needs_hands": 9, "games": 7, "left_behind": 9,
                  "distance": 5, "illness": 3, "away_with_parents": 5, "child_labour": 1, "early_marriage": 1}  # fmt: skip
CAUSES_NEVER = {"poverty": 20, "distance": 18, "away_with_parents": 20, "left_behind": 14, "illness": 10, "disability": 10,
                "family_needs_hands": 8}  # fmt: skip
STEPS = {
    "tired_of_school": ("安排一名老师一对一补课，先跟下一个年级的班", "先参加补偿教育，再插回原班"),
    "working_away": ("联系务工地，请家长把孩子带回来", "介绍县职校的短期技能班"),
    "poverty": ("落实寄宿生补助和营养餐，民政救助一并申请", "联系驻村工作队解决被褥和路费"),
    "distance": ("安排住校，周末有人接送", "就近转到能住校的中心小学"),
    "left_behind": ("请父母每周通电话，班主任结对", "村里安排专人照看，周末到儿童之家"),
    "illness": ("请医院出具证明，能上课先半天到校", "商量复学时间，缺的课由老师补"),
    "disability": ("做一次评估，随班就读或送教上门", "联系残联配辅具，学校安排同桌帮扶"),
    "away_with_parents": ("和父母说清就读地点，回来就插班", "联系流入地学校，要回就读证明"),
    "games": ("家长收手机，学校安排班干部结对", "住校，周末由班主任联系家长"),
    "family_needs_hands": ("村里帮着解决弟妹照看", "组织互助组帮忙秋收，孩子先回校"),
}
OTHER_STEPS = ("按规定报告并由有关部门保护，学校保留学位", "由县里协调有关部门一起上门")
AND = ("网格员每三天上门一次，有变化当天报", "校长、村主任一起入户", "准备好课本、校服和床位", "所在班级开一次欢迎会")
DIFFICULTIES = ("家长外出多，白天不在家", "孩子基础差，离校时间长", "家里意见不一致", "路远，雨天过不去", "")
REPORTED = "已按规定报告，有关部门接手保护。"
SKIPPED = "多次上门、书面通知都不履行义务，在村里影响大；领导小组研究同意，联合执法组直接进入法治程序。"
URGENT = "领导小组要定是否进入法治程序，先看清原因"
LEFT = "家长在场，不肯签字，留置送达，有人见证。"
RETURNED = ("小分队陪着到校，班主任接的", "家长自己送来的", "校车接来，已安排座位和床位", "村主任和家长一起送到学校")
RELAPSED = ("周一没来，家里说又出去了", "连续三天没到校，电话打不通", "点名不在，同学说去县城了")
FOUND = {
    "elsewhere_outside": "收到就读学校的证明，和家长电话核对过。",
    "elsewhere_in_province": "就读学校回了证明，班主任电话核对过。",
    "moved_school": "接收学校出具了证明。",
    "no_such_person": "派出所和村里都说没有这个人，是空挂的户口。",
    "died": "村里和派出所核实过，已办手续。",
    "sick_leave": "有医院证明，学校批了假。",
    "deferred": "家长申请、学校和县里批准缓学。",
    "abroad": "家里说出去了，查了出入境记录。",
    "in_class": "到班上看过，人在，名册上写错了。",
    "number_wrong": "和户口簿对过，是登记写错了，人在另一行。",
    "over_age": "和户口簿对过，已过年龄。",
    "missing": "家里也联系不上，已报派出所。",
    "out_of_reach": "随父母外出，电话换了，托亲戚打听。",
    "never_enrolled": "入户见到人，没有上过学。",
    "dropped_out": "入户见到人，这学期没有到校。",
}
SEEN_BY = ("寨老", "组长", "邻居", "驻村工作队", "同班同学")
GONE = ("名册上打了勾，家里见到人没去上学", "点名有，人在家里放牛", "同学说开学就没来过", "开学报了名，几天后就走了")
IN_CLASS = ("第二天到班上看了，正在上课", "请假两天，已经回来")


def cause_for(rng: Random, kind: str, girl: bool) -> str:
    table = CAUSES_NEVER if kind == "never_enrolled" else CAUSES_DROPPED
    cause = rng.choices(list(table), list(table.values()))[0]
    return "tired_of_school" if cause == "early_marriage" and not girl else cause


def of_visit(rng: Random, mood: str, cause: str) -> str:
    """`cause` empty: nothing is said of it."""
    said = rng.choice(MOOD[mood]).format(when=rng.choice(("明天", "后天", "下周一", "赶完场")))
    about = rng.choice(ABOUT[cause]) if cause in ABOUT and mood != "not_found" and rng.random() < 0.6 else ""
    return f"{about}；{said}。" if about else f"{said}。"


def of_return(rng: Random) -> str:
    return rng.choice(RETURNED) + "。"


def of_relapse(rng: Random) -> str:
    return rng.choice(RELAPSED) + "。"


def plan_for(rng: Random, cause: str, day: int) -> dict[str, Any]:
    """`by` in days after the first round: whoever writes it down makes days of them."""
    first = rng.choice(STEPS.get(cause, OTHER_STEPS))
    steps = [{"what": first, "who": rng.choice(("班主任", "校长", "帮扶干部")), "by": day + 5},
             {"what": rng.choice(AND), "who": rng.choice(("小分队", "网格员", "村主任")), "by": day + 7}]  # fmt: skip
    return {"difficulties": rng.choice(DIFFICULTIES), "steps": steps}
