"""Closed cases that inspectors drew 抽查复验: whether each child is still in class, as somebody saw or was told."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from guixiao.accounts.models import User
from guixiao.cases import actions as cases
from guixiao.cases import wording as of_cases
from guixiao.cases.closures.actions import Found, Refused, look, look_of, reopens, take_back
from guixiao.cases.closures.listing import to_look_at
from guixiao.cases.closures.models import Draw, Sample
from guixiao.cases.closures.reading import Drawn, read_samples
from guixiao.cases.closures.rules import IN_CLASS, NOT_FOUND, NOT_IN_CLASS, look_refusal
from guixiao.cases.closures.wording import OUTCOMES, REFUSALS
from guixiao.cases.effort.progress import RELAPSE
from guixiao.cases.forms import uuid_of
from guixiao.cases.rules import refusal
from guixiao.cases.sheets.columns import HOME, MOST, NAME, SCHOOL, filled, home_of, shown
from guixiao.cases.sheets.kinds.base import Applied, Filled, Kind, day_named
from guixiao.cases.sheets.kinds.tasks import in_words
from guixiao.children.models import Round

# In both languages: the file may be filled in under one and read under the other.
WORDS = {IN_CLASS: ("还在班里", "Still in class"), NOT_IN_CLASS: ("不在班里", "Not in class"), NOT_FOUND: ("没找到", "Not found")}
STOPPED = (Refused, cases.Refused, cases.Moved)


class Rechecks(Kind):
    name = "rechecks"
    title = gettext_lazy("抽查复验")
    key = "guixiao-sample"
    needs = "inspect"
    back = "draws"
    stays = gettext_lazy("不在班里的，记下后马上重新列为失学辍学；撤销这张表，还没有人接着办的就回到已销号。")
    columns = (
        NAME,
        HOME,
        SCHOOL,
        shown("class_name", _("班级"), 14),
        shown("closed_on", _("销号日期"), 12),
        shown("before", _("上次复查"), 12),
        filled("done", _("复查结果"), 14),
        filled("day", _("哪天复查的"), 14, day=True),
        filled("by", _("谁去看的，或谁打的电话"), 20),
        filled("note", _("看到了什么、问了谁"), 40),
    )

    def rows(self, user: User, query: Mapping[str, str]) -> Sequence[Drawn]:
        """What is still to be looked at: of one draw, or of all."""
        found = to_look_at(user, Round.objects.shown_to(user))
        if query.get("draw"):
            draw = uuid_of(query["draw"])
            if not draw or not Draw.objects.visible_to(user).filter(pk=draw).exists():
                raise Http404
            found = found.filter(draw=draw)
        return read_samples(found[: MOST + 1])

    def cells(self, rows: Sequence[Drawn]) -> Iterable[Mapping[str, str]]:
        for row in rows:
            case = row.sample.case
            yield {
                "name": case.child.name, "home": home_of(case), "school": case.school_now, "class_name": case.class_name,
                "closed_on": case.closed_on.isoformat() if case.closed_on else "",
                "before": str(OUTCOMES[row.outcome]) if row.outcome else "", "key": key_in_file(row.sample),
                "version": self.version(row.sample),
            }  # fmt: skip

    def choices(self, made: Round) -> dict[str, list[str]]:
        return {"done": [str(OUTCOMES[name]) for name in WORDS]}

    def found(self, user: User, keys: Collection[str]) -> Mapping[str, Sample]:
        wanted = [one for key in keys if (one := uuid_of(key.rpartition(":")[2]))]
        known = ("draw__area", "case__child", "case__round", "case__county", "case__town", "case__village")
        found = Sample.objects.visible_to(user).filter(pk__in=wanted).select_related(*known).prefetch_related("looks")
        return {key_in_file(sample): sample for sample in found if key_in_file(sample) in keys}

    def called(self, thing: Sample) -> str:
        return thing.case.child.name

    def version(self, thing: Sample) -> str:
        return str(len(thing.looks.all()))

    def refusals(self, user: User, made: Round, rows: Sequence[tuple[Sample, Filled]]) -> Mapping[str, str]:
        found = {line["key"]: _why(user, sample, line) for sample, line in rows}
        return {key: why for key, why in found.items() if why}

    def apply(self, user: User, made: Round, rows: Sequence[tuple[Sample, Filled]], *, as_read: bool) -> Applied:
        applied = Applied()
        for sample, line in sorted(rows, key=lambda row: row[1]["key"]):
            try:
                with transaction.atomic():
                    applied.done[line["key"]] = look(user, sample, _found(line)).number
            except STOPPED as stopped:
                applied.refused[line["key"]] = _stop(stopped)
        return applied

    def undo(self, user: User, done: Mapping[str, int]) -> Applied:
        """A look of its own takes each back, and the child's next episode with it, unless somebody went on from it."""
        applied = Applied()
        for key, sample in sorted(self.found(user, done).items()):
            try:
                with transaction.atomic():
                    applied.done[key] = take_back(user, sample, done[key]).number
            except STOPPED as stopped:
                applied.refused[key] = _stop(stopped)
        return applied

    def words(self) -> Mapping[str, Any]:
        return {**of_cases.REFUSALS, **{f"sample.{why}": words for why, words in REFUSALS.items()}, **OWN}

    def url(self, key: str) -> str:
        draw, _sign, sample = key.partition(":")
        return f"{reverse('draw', args=[draw])}#sample-{sample}"


OWN = {"not_listed": gettext_lazy("这一行不在您能看到的抽查里。")}


def key_in_file(sample: Sample) -> str:
    return f"{sample.draw_id}:{sample.pk}"


def _found(line: Filled) -> Found:
    """A version that is no number is that of no page."""
    outcome = next((name for name, words in WORDS.items() if line["done"] in words), "")
    seen = int(line["version"]) if line["version"].isdecimal() else -1
    return Found(outcome, day_named(line["day"]), in_words(line) if line["note"] or outcome == IN_CLASS else "", seen)


def _why(user: User, sample: Sample, line: Filled) -> str:
    """Of the look itself; of a child who is not in class also why the case does not begin again."""
    found, case = _found(line), sample.case
    if why := look_refusal(look_of(user, sample, found)):
        return f"sample.{why}"
    if not reopens(case, found.outcome):
        return ""
    said = cases.Said(note=found.note, true_on=found.day)
    return refusal(cases.stand_of(case, verb=RELAPSE), cases.attempt_of(user.whole, case, RELAPSE, said, only=True))


def _stop(stopped: Exception) -> str:
    if isinstance(stopped, Refused):
        return "moved" if stopped.why == "moved" else f"sample.{stopped.why}"
    return stopped.why if isinstance(stopped, cases.Refused) else "moved"
