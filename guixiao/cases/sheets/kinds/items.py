"""The rectification list 整改清单: what was put right, what somebody else found on a second look, what was written by mistake."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from guixiao.accounts.models import User
from guixiao.cases.forms import key_of
from guixiao.cases.rectification.actions import Said, act, attempt_of, stand_of, take_back
from guixiao.cases.rectification.listing import filters_of, items_of, of_tab
from guixiao.cases.rectification.models import Item
from guixiao.cases.rectification.reading import read
from guixiao.cases.rectification.rules import FAIL, MEND, PASS, WITHDRAW, refusal
from guixiao.cases.rectification.wording import REFUSALS, STANDINGS
from guixiao.cases.sheets.columns import MOST, Column, filled, shown
from guixiao.cases.sheets.kinds.base import Applied, Filled, Kind, day_named
from guixiao.cases.sheets.kinds.tasks import in_words, tried
from guixiao.cases.wording import REFUSALS as OF_SHEETS
from guixiao.children.models import Round

# In both languages: the file may be filled in under one and read under the other.
WORDS = {MEND: ("整改好了", "Put right"), PASS: ("复查：已整改到位", "Second look: it is put right"),
         FAIL: ("复查：没有整改到位", "Second look: it is not put right"),
         WITHDRAW: ("记错了，撤回这一条", "Written by mistake: withdraw this item")}  # fmt: skip
OFFERED = (gettext_lazy("整改好了"), gettext_lazy("复查：已整改到位"), gettext_lazy("复查：没有整改到位"),
           gettext_lazy("记错了，撤回这一条"))  # fmt: skip


class Items(Kind):
    name = "items"
    title = gettext_lazy("整改清单")
    key = "guixiao-item"
    needs = "rectify"
    back = "rectification"
    columns = (
        Column("name", _("发现的问题"), 40),
        shown("measures", _("要怎么整改"), 36),
        shown("who", _("谁来整改"), 24),
        shown("due", _("到哪天"), 12),
        shown("standing", _("状态"), 12),
        shown("paper", _("督查文件"), 30),
        filled("done", _("办了什么"), 20),
        filled("day", _("哪天办的"), 14, day=True),
        filled("by", _("谁办的"), 14),
        filled("note", _("怎么整改的，或看到了什么"), 40),
        filled("deadline", _("没有到位的，新的期限"), 16, day=True),
        filled("mistake", _("记错了的，为什么撤回"), 30),
    )

    def rows(self, user: User, query: Mapping[str, str]) -> Sequence[Item]:
        filters = filters_of(query)
        return list(read(of_tab(items_of(user, filters), filters.tab, timezone.localdate()))[: MOST + 1])

    def cells(self, rows: Sequence[Item]) -> Iterable[Mapping[str, str]]:
        for item in rows:
            who = " ".join(text for text in (str(item.place), str(item.get_role_display()), item.named) if text)
            yield {
                "name": item.finding, "measures": item.measures, "who": who, "due": item.deadline.isoformat(),
                "standing": str(STANDINGS[item.standing]), "paper": str(item.inspection), "key": str(item.pk),
                "version": self.version(item),
            }  # fmt: skip

    def choices(self, made: Round) -> dict[str, list[str]]:
        return {"done": [str(words) for words in OFFERED]}

    def found(self, user: User, keys: Collection[str]) -> Mapping[str, Item]:
        known = ("inspection__area", "area", "school__area", "county")
        items = Item.objects.visible_to(user).select_related(*known).filter(pk__in=[key for key in keys if key_of(key)])
        return {str(item.pk): item for item in items}

    def called(self, thing: Item) -> str:
        return thing.finding

    def version(self, thing: Item) -> str:
        return str(thing.version)

    def refusals(self, user: User, made: Round, rows: Sequence[tuple[Item, Filled]]) -> Mapping[str, str]:
        found = {line["key"]: _why(user, item, line) for item, line in rows}
        return {key: why for key, why in found.items() if why}

    def apply(self, user: User, made: Round, rows: Sequence[tuple[Item, Filled]], *, as_read: bool) -> Applied:
        applied = Applied()
        for item, line in sorted(rows, key=lambda row: row[1]["key"]):
            why = _why(user, item, line) or ("" if self.version(item) == line["version"] else "moved")
            if why := why or tried(act, user, item, _verb(line), _said(line)):
                applied.refused[line["key"]] = why
            else:
                applied.done[line["key"]] = item.version
        return applied

    def undo(self, user: User, done: Mapping[str, int]) -> Applied:
        """A step of its own takes each back, unless somebody went on from it."""
        applied = Applied()
        for key, item in sorted(self.found(user, done).items()):
            if why := tried(take_back, user, item, done[key]):
                applied.refused[key] = why
            else:
                applied.done[key] = item.version
        return applied

    def words(self) -> Mapping[str, Any]:
        return {**OF_SHEETS, **{f"item.{why}": words for why, words in REFUSALS.items()}, **OWN}

    def url(self, key: str) -> str:
        return reverse("item", args=[key])


OWN = {
    "not_listed": gettext_lazy("这一行不是您清单上的事。"),
    "done_said": gettext_lazy("请从列表里选办了什么；还没办的不用填。"),
}


def _verb(line: Filled) -> str:
    return next((verb for verb, words in WORDS.items() if line["done"] in words), "")


def _said(line: Filled) -> Said:
    if _verb(line) == WITHDRAW:
        return Said(line["mistake"])
    note = in_words(line) if line["note"] or _verb(line) == PASS else ""
    return Said(note, day_named(line["day"]), day_named(line["deadline"]))


def _why(user: User, item: Item, line: Filled) -> str:
    verb = _verb(line)
    if not verb:
        return "done_said"
    why = refusal(stand_of(item), attempt_of(user, item, verb, _said(line)))
    return f"item.{why}" if why else ""
