"""What the page of one case shows of its clocks: what runs and until when, and the pauses."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.cases.clocks.actions import catch_up
from guixiao.cases.clocks.kept import calendar_of, wording_of
from guixiao.cases.clocks.models import Pause, Task
from guixiao.cases.clocks.rows import Row, rows_of, word_of
from guixiao.cases.models import Case
from guixiao.tables.kept import kept


def clocks_context(user: User, case: Case) -> dict[str, Any]:
    """Open tasks by their due days; every pause, the newest first; the reasons for one, where this person may pause."""
    today = timezone.localdate()
    catch_up(case)
    rows: list[Row] = rows_of(_tasks(user, case=case.pk), calendar_of(case.county_id), today)
    return {"clock_rows": rows, "pauses": _pauses(user, case, today), "pause_reasons": _reasons(user, case) if rows else []}


def _pauses(user: User, case: Case, today: Any) -> list[dict[str, Any]]:
    found = _paused(user, case=case.pk)
    may = user.may("pause_clocks")
    return [{"pause": pause, "words": word_of(case.round, "pauses", pause.reason), "never": pause.last < pause.first,
             "may_end": may and pause.last >= max(today, pause.first)} for pause in found]  # fmt: skip


@kept
def _tasks(user: User, *, case: UUID) -> Any:
    return Task.objects.open().visible_to(user).filter(case=case).order_by("due_on", "pk").values_list("pk", flat=True)


@kept
def _paused(user: User, *, case: UUID) -> Any:
    return Pause.objects.visible_to(user).filter(case=case).select_related("made_by", "ended_by").order_by("-first", "-made_at")


def _reasons(user: User, case: Case) -> list[dict[str, Any]]:
    """Name, words and the most working days of each, in the order of their days."""
    if not user.may("pause_clocks") or not Case.objects.visible_to(user.only("pause_clocks")).filter(pk=case.pk).exists():
        return []
    told = wording_of(case.round)["pauses"]
    reasons = [
        {"name": name, "words": word_of(case.round, "pauses", name), "days": words["days"]} for name, words in told.items()
    ]
    return sorted(reasons, key=lambda reason: (reason["days"], reason["name"]))
