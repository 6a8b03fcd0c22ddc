"""What the page of one case shows of its clocks: what runs and until when, and the pauses."""

from typing import Any

from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.cases.clocks.actions import catch_up
from guixiao.cases.clocks.kept import calendar_of, wording_of
from guixiao.cases.clocks.models import Pause, Task
from guixiao.cases.clocks.rows import Row, rows_of, word_of
from guixiao.cases.models import Case


def clocks_context(user: User, case: Case) -> dict[str, Any]:
    """Open tasks by their due days; every pause, the newest first; the reasons for one, where this person may pause."""
    today = timezone.localdate()
    catch_up(Case.objects.filter(pk=case.pk))
    tasks = Task.objects.open().visible_to(user).filter(case=case).order_by("due_on", "pk")
    rows: list[Row] = rows_of(list(tasks.values_list("pk", flat=True)), calendar_of(case.county_id), today)
    return {"clock_rows": rows, "pauses": _pauses(user, case, today), "pause_reasons": _reasons(user, case) if rows else []}


def _pauses(user: User, case: Case, today: Any) -> list[dict[str, Any]]:
    found = Pause.objects.visible_to(user).filter(case=case).select_related("made_by", "ended_by").order_by("-first", "-made_at")
    may = user.may("pause_clocks")
    return [{"pause": pause, "words": word_of(case.round, "pauses", pause.reason), "never": pause.last < pause.first,
             "may_end": may and pause.last >= max(today, pause.first)} for pause in found]  # fmt: skip


def _reasons(user: User, case: Case) -> list[dict[str, Any]]:
    """Name, words and the most working days of each, in the order of their days."""
    if not user.may("pause_clocks") or not Case.objects.visible_to(user.only("pause_clocks")).filter(pk=case.pk).exists():
        return []
    told = wording_of(case.round)["pauses"]
    reasons = [
        {"name": name, "words": word_of(case.round, "pauses", name), "days": words["days"]} for name, words in told.items()
    ]
    return sorted(reasons, key=lambda reason: (reason["days"], reason["name"]))
