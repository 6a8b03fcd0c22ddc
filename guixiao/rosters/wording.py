"""Words of the rosters' desk."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guixiao.rosters.models import ImportFile

ROSTERS: dict[str, Any] = dict(ImportFile.Roster.choices)
KINDS = {
    "blank": _("空行"),
    "repeated_header": _("重复的表头"),
    "total_row": _("合计行"),
    "note": _("说明、签字行"),
    "no_identity": _("没有姓名也没有号码"),
}
STEPS = {
    "files": _("读文件"),
    "read": _("读取名册"),
    "columns": _("整理各列"),
    "register": _("查重复户籍"),
    "certain": _("号码姓名一致的对上"),
    "scored": _("其余的逐项打分"),
    "attendance": _("对在校名册"),
    "cover": _("每个孩子归一栏"),
    "equation": _("核对总数"),
    "tell": _("写说明"),
    "audit": _("自查漏错"),
    "store": _("写入数据库"),
}
OBSTACLES = {
    "refused": _("有文件读不了：换一个文件，或者移走它。"),
    "no_slot": _("有文件不知道是哪一本名册：请选一下。"),
    "no_households": _("还缺户籍名册：孩子在不在学校，要从户籍对起。"),
}


def why_not(problem: str) -> str:
    """Why a corrected row is still not accepted."""
    return str(KINDS.get(problem, "")) or gettext("缺少必须有的列")


def sign_words(sign: Mapping[str, Any]) -> str:
    """One sign of a wrong file as a sentence."""
    told = {"roster": str(ROSTERS.get(sign["roster"], "")), "count": f"{sign['count']:,}", "of": f"{sign['of']:,}",
            "file": sign["file"], "other": sign["other"]}  # fmt: skip
    sentences = {
        "fewer": gettext("{roster}：上一版 {of} 行，这一版只有 {count} 行"),
        "gone": gettext("{roster}：上一版有 {of} 行，这一版没有这本名册"),
        "twice": gettext("{roster}：{of} 行里有 {count} 行是同一个人又出现一次"),
        "unmatched": gettext("{roster}：{of} 个适龄孩子里有 {count} 个不在户籍册"),
        "same_here": gettext("{file} 和 {other} 是同一个文件，放在了两处"),
        "same_before": gettext("{file} 以前导入过，当时叫 {other}"),
        "older": gettext("截至日期比现在的版本（{other}）还早"),
    }
    return sentences[sign["kind"]].format(**told)


def sign_lines(signs: Sequence[Mapping[str, Any]]) -> list[str]:
    """Signs as sentences; files that were loaded before in one, as there may be many."""
    again = [sign["file"] for sign in signs if sign["kind"] == "same_before"]
    lines = [sign_words(sign) for sign in signs if sign["kind"] != "same_before" or len(again) == 1]
    if len(again) > 1:
        lines.append(gettext("{count} 个文件以前导入过：{files}").format(count=len(again), files=gettext("、").join(again)))
    return lines
