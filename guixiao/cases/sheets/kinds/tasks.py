"""The task list 任务清单: what is done, on which day and by whom, where the task's own package lets one say so."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from guixiao.accounts.models import User
from guixiao.cases import wording
from guixiao.cases.forms import key_of
from guixiao.cases.lists.listing import Filters, Listing, Task, filters_of
from guixiao.cases.lists.sources import KINDS
from guixiao.cases.lists.sources.rectification import MEND, in_short
from guixiao.cases.lists.sources.studies import DECIDED
from guixiao.cases.rectification import actions as rectification
from guixiao.cases.rectification import rules as mending
from guixiao.cases.rectification.models import Item
from guixiao.cases.rectification.wording import REFUSALS as OF_ITEMS
from guixiao.cases.sheets.columns import MOST, Column, filled, shown
from guixiao.cases.sheets.kinds.base import Applied, Filled, Kind, day_named
from guixiao.cases.studies import actions as studies
from guixiao.cases.studies.models import Decision
from guixiao.cases.studies.rules import tick_refusal
from guixiao.cases.studies.wording import REFUSALS as OF_DECISIONS
from guixiao.children.models import Round

OFFERED = gettext_lazy("办好了")
DONE = ("办好了", "Done")  # both languages: the file may be filled in under one and read under the other
ELSEWHERE = "elsewhere"  # in place of a task that is done on a page of its own
STOPPED = (studies.Refused, rectification.Refused, rectification.Moved)


@dataclass(frozen=True)
class Doing:
    """How tasks of one kind are done: where they are found, whose they are, what says so and what takes it back."""

    needs: str
    model: Any
    version: Callable[[Any], int]
    called: Callable[[Any], str]
    why: Callable[[User, Any, Filled], str]
    do: Callable[[User, Any, Filled], None]
    undo: Callable[[User, Any, int], object]
    words: Mapping[str, Any]


class Tasks(Kind):
    name = "tasks"
    title = gettext_lazy("任务清单")
    key = "guixiao-task"
    needs = "lists"
    back = "tasks"
    columns = (
        Column("name", _("要做什么"), 36),
        shown("kind", _("哪种事"), 16),
        shown("about", _("孩子"), 12),
        shown("place", _("在哪里"), 20),
        shown("who", _("谁来办"), 24),
        shown("due", _("到哪天"), 12),
        filled("done", _("办好了没有"), 12),
        filled("day", _("哪天办好的"), 14, day=True),
        filled("by", _("谁办的"), 14),
        filled("note", _("办得怎么样"), 36),
    )

    def rows(self, user: User, query: Mapping[str, str]) -> Sequence[Task]:
        listing = Listing(user, filters_of(query))
        return listing.tasks(listing.spots[: MOST + 1])

    def cells(self, rows: Sequence[Task]) -> Iterable[Mapping[str, str]]:
        keys = [key_in_file(task.spot.kind, task.spot.key) for task in rows]
        things = _things(keys)
        for key, task in zip(keys, rows, strict=True):
            spot, line = task.spot, task.line
            yield {
                "name": line.what, "kind": str(KINDS[spot.kind]), "about": line.about, "place": line.place,
                "who": "、".join(name for who in line.who for name in who.names), "due": spot.due.isoformat(),
                "key": key, "version": self.version(things.get(key, ELSEWHERE)),
            }  # fmt: skip

    def choices(self, made: Round) -> dict[str, list[str]]:
        return {"done": [str(OFFERED)]}

    def found(self, user: User, keys: Collection[str]) -> Mapping[str, Any]:
        """What can be done from here by its own scope, done or not; of the rest what is on the person's list."""
        found = _things(keys, user)
        if any(key.partition(":")[0] not in DOING for key in keys):
            listed = {key_in_file(spot.kind, spot.key) for spot in Listing(user, Filters()).spots}
            found |= {key: ELSEWHERE for key in keys if key in listed and key.partition(":")[0] not in DOING}
        return found

    def called(self, thing: Any) -> str | None:
        return None if thing == ELSEWHERE else _doing(thing).called(thing)

    def version(self, thing: Any) -> str:
        return "0" if thing == ELSEWHERE else str(_doing(thing).version(thing))

    def refusals(self, user: User, made: Round, rows: Sequence[tuple[Any, Filled]]) -> Mapping[str, str]:
        found = {line["key"]: _why(user, thing, line) for thing, line in rows}
        return {key: why for key, why in found.items() if why}

    def apply(self, user: User, made: Round, rows: Sequence[tuple[Any, Filled]], *, as_read: bool) -> Applied:
        applied = Applied()
        for thing, line in sorted(rows, key=lambda row: row[1]["key"]):
            why = _why(user, thing, line) or ("" if self.version(thing) == line["version"] else "moved")
            why = why or tried(_doing(thing).do, user.only(_doing(thing).needs), thing, line)
            if why:
                applied.refused[line["key"]] = why
            else:
                applied.done[line["key"]] = _doing(thing).version(thing)
        return applied

    def undo(self, user: User, done: Mapping[str, int]) -> Applied:
        applied = Applied()
        for key, thing in sorted(_things(done, user).items()):
            if why := tried(_doing(thing).undo, user.only(_doing(thing).needs), thing, done[key]):
                applied.refused[key] = why
            else:
                applied.done[key] = 0
        return applied

    def words(self) -> Mapping[str, Any]:
        told = {f"{kind}.{why}": words for kind, doing in DOING.items() for why, words in doing.words.items()}
        return {**wording.REFUSALS, **OWN, **told}

    def url(self, key: str) -> str:
        kind, _sign, rest = key.partition(":")
        if kind == MEND:
            return reverse("item", args=[rest])
        return reverse("study_tasks") if kind == DECIDED else f"{reverse('tasks')}?kind={kind}"


OWN = {
    "not_listed": gettext_lazy("这一行不是您清单上的事。"),
    "elsewhere": gettext_lazy("这种事在它自己的页面上办，办了会自己从清单下去：点这一行的名字。"),
    "done_said": gettext_lazy("办好了的请选“办好了”；还没办好的不用填。"),
    "day_done": gettext_lazy("请填哪天办好的，不能晚于今天。"),
}


def key_in_file(kind: str, key: Any) -> str:
    return f"{kind}:{key}"


def _doing(thing: Any) -> Doing:
    return next(doing for doing in DOING.values() if isinstance(thing, doing.model))


def _things(keys: Collection[str], user: User | None = None) -> dict[str, Any]:
    """What of these can be done from here; of what the user sees, where one is named."""
    found: dict[str, Any] = {}
    for kind, doing in DOING.items():
        valid = [key_of(key.partition(":")[2]) for key in keys if key.startswith(f"{kind}:")]
        rows = doing.model.objects.visible_to(user.only(doing.needs)) if user else doing.model.objects.all()
        found |= {key_in_file(kind, row.pk): row for row in rows.filter(pk__in=[key for key in valid if key])}
    return found


def _why(user: User, thing: Any, line: Filled) -> str:
    if thing == ELSEWHERE:
        return ELSEWHERE
    if line["done"] not in DONE:
        return "done_said"
    day = day_named(line["day"])
    if day is None or day > timezone.localdate():
        return "day_done"
    doing = _doing(thing)
    why = doing.why(user.only(doing.needs), thing, line)
    return f"{line['key'].partition(':')[0]}.{why}" if why else ""


def tried(do: Callable[..., object], *told: Any) -> str:
    """Why it could not be done after all; "" where it is."""
    try:
        with transaction.atomic():
            do(*told)
    except STOPPED:
        return "moved"
    return ""


def in_words(line: Filled, *more: str) -> str:
    """What was written, and by whom: the account that reads the file back need not be who did it."""
    told = "，".join(text for text in (*more, line["by"]) if text)
    return f"{line['note']}（{told}）" if told else str(line["note"])


def _decided(user: User, decision: Decision, line: Filled) -> str:
    mine = Decision.objects.held_by(user).filter(pk=decision.pk).exists()
    return tick_refusal(mine=mine, done=decision.done_at is not None, word=line["note"])


def _tick(user: User, decision: Decision, line: Filled) -> None:
    studies.tick_done(user, decision, in_words(line, line["day"]))
    decision.refresh_from_db()


def _said(line: Filled) -> rectification.Said:
    return rectification.Said(in_words(line) if line["note"] else "", day_named(line["day"]))


def _to_mend(user: User, item: Item, line: Filled) -> str:
    return mending.refusal(rectification.stand_of(item), rectification.attempt_of(user, item, mending.MEND, _said(line)))


def _mend(user: User, item: Item, line: Filled) -> None:
    rectification.act(user, item, mending.MEND, _said(line))


DOING = {
    DECIDED: Doing("see_bodies", Decision, lambda one: int(one.done_at is not None), lambda one: one.title, _decided, _tick,
                   lambda user, one, version: studies.take_back_done(user, one), OF_DECISIONS),
    MEND: Doing("rectify", Item, lambda item: item.version, lambda item: in_short(item.finding), _to_mend, _mend,
                rectification.take_back, OF_ITEMS),
}  # fmt: skip
