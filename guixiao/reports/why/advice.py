"""What would change where a child stands, and what to do next, by the reason the child stands there."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from guixiao.children.rules import TO_FIND


class Advice(NamedTuple):
    changes: object
    next: object


IN_CLASS = _("点名没有到，或学籍写明转出、退学，下一轮就会变。")
NOTHING = _("不用做什么。觉得不对，请告诉县控辍保学办。")
FOUND = _("任何一本学校名册里有了这个孩子，或者有人复核认定了下落。")
ASK_HOME = _("入户或打电话问清楚：孩子在哪里，在不在读书。在外县读书的，请家里给一张就读证明。")
ROSTER = _("下一轮任何一本名册里有了这个孩子，就以名册为准；没有，继续计入。")
REVIEW = _("有人认定是不是同一个孩子，重新比对后就归栏。")

ADVICE = {
    "present": Advice(IN_CLASS, _("不用做什么。孩子其实不在学校，请告诉学校和县控辍保学办：名在人不在也是失学。")),
    "no_enrolment": Advice(_("学校补建学籍后，这里会写“有学籍”。"), _("请学校补建学籍。")),
    "roll_missing": Advice(_("学校交了点名册，就知道孩子在不在课堂。"), _("请学校补交点名册。")),
    "no_register": Advice(_("户籍册里有了这个孩子，就不再另列。"), _("请家里到派出所办户口，或查一查户口在哪里。")),
    "other_register": Advice(IN_CLASS, NOTHING),
    "elsewhere": Advice(_("外县学籍册里没有了，就要重新找。"), NOTHING),
    "elsewhere_no_register": Advice(_("外县学籍册里没有了，就要重新找。"), NOTHING),
    "graduated": Advice(_("过了年龄就不再计入。"), NOTHING),
    "suspended": Advice(_("休学期满没有复学，就要去找。"), _("记下休学到期的日子，到期前问一问能不能复学。")),
    "home_taught": Advice(_("送教停了，就要重新安排。"), _("请看送教记录，课有没有按时上。")),
    "deferred": Advice(_("批准的期限到了还没有入学，就要去找。"), _("记下缓学到期的日子。")),
    "dropped_out": Advice(_("学籍恢复在读，点名到了。"), _("入户核实，问清楚为什么不读，劝孩子回来。")),
    "transferred_out": Advice(_("在另一所学校的学籍册里找到。"), _("向转入的学校要接收证明。没有学校接收，就当作没有在读去找。")),
    "withdrawn": Advice(FOUND, _("问学校学籍为什么取消，再入户核实。")),
    "abroad": Advice(_("回国入学，或者核实了出国。"), _("请家长写明去了哪里、在哪里读书；一年再问一次。")),
    "died_on_roll": Advice(_("核实之后不再计入。"), _("先向村里或派出所核实，不要直接去问家里。")),
    "absent": Advice(
        _("点名到了，或者有了请假、休学、转学的证明。"),
        _("问班主任哪天起没有来、为什么；不是病假事假的，今天就入户。"),
    ),
    "not_on_roll": Advice(_("点名册补上这个孩子。"), _("问学校：孩子到底在不在课堂上。在，请补进点名册；不在，就入户。")),
    "nowhere": Advice(FOUND, ASK_HOME),
    "age_unknown": Advice(_("查到出生日期，够年龄才计入。"), _("看户口本或出生证，把出生日期告诉县控辍保学办。")),
    "poverty_only": Advice(_("户籍册或学校名册里有了这个孩子。"), _("请村里核对：孩子在不在本村，户口在哪里。")),
    "disability_only": Advice(_("户籍册或学校名册里有了这个孩子。"), _("请村里核对：孩子在不在本村，户口在哪里。")),
    "doubtful_match": Advice(REVIEW, _("请县或乡镇复核；复核之前，先当作没有找到。")),
    "identity_conflict": Advice(REVIEW, _("看身份证或户口本，核对号码和姓名，再复核。")),
    "contested": Advice(REVIEW, _("两个孩子争一条记录：问学校，坐在教室里的是哪一个，再复核。")),
    "same_person": Advice(_("派出所注销多出来的一条户口。"), _("请派出所核对重复户口。")),
    "too_young": Advice(_("到了年龄就计入。"), NOTHING),
    "too_old": Advice(_("出生日期更正后重新归栏。"), _("出生日期不对的，请告诉县控辍保学办。")),
    "deceased": Advice(_("户口状态更正后重新归栏。"), NOTHING),
    "sighted_out": Advice(ROSTER, ASK_HOME),
    "sighted_left": Advice(ROSTER, ASK_HOME),
    "sighted_in_class": Advice(
        _("下一轮学籍册、点名册里有了这个孩子，就以名册为准。"), _("请学校核对：孩子在不在课堂上；在，就补建学籍、补进点名册。")
    ),
    "sighted_elsewhere": Advice(ROSTER, _("请家里给一张就读证明，或者打电话问那所学校。核实之前，先当作没有找到。")),
    "sighted_too_young": Advice(_("到了年龄就计入。"), NOTHING),
    "sighted_too_old": Advice(_("出生日期更正后重新归栏。"), NOTHING),
    "sighted_mistake": Advice(_("恢复之后重新计入。"), NOTHING),
    "sighted_known": Advice(_("恢复之后重新计入。"), NOTHING),
    "moved_out": Advice(_("户口迁回来就重新计入。"), NOTHING),
}


def advice_for(bucket: str, outcome: str) -> Advice:
    """A county's own outcome is answered by its bucket: someone to find, or not."""
    return ADVICE.get(outcome) or (Advice(FOUND, ASK_HOME) if bucket in TO_FIND else Advice(IN_CLASS, NOTHING))
