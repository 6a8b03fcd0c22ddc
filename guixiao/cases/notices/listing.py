"""What others did about the children on whom one has worked: read from the events, stored nowhere else."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.cases.models import Case, Event
from guixiao.cases.notices.models import Seen

DAYS = 14
MOST = 100
# What somebody who had to do with a child wants to be told of. A mandatory report is not among them: it would tell the cause.
TOLD = ("confirm", "dispute", "reopen", "expire", "ask_again", "reported", "approve_plan", "return_plan", "step_up", "skip",
        "return", "confirm_return", "never_came", "correct_return", "ask_closure", "refuse_closure", "confirm_closure",
        "relapse")  # fmt: skip


def news(user: User) -> "QuerySet[Event]":
    """Of the last fourteen days, the newest first: done by others, after something of one's own, in cases one may see."""
    own = Event.objects.filter(case=OuterRef("case"), actor=user.pk, version__lt=OuterRef("version"))
    recent = Event.objects.filter(recorded_at__gt=timezone.now() - timedelta(days=DAYS), verb__in=TOLD).exclude(actor=user.pk)
    # Asked of each of these few events, not by a list of all the cases one may see: 2 ms in a large county instead of 220.
    seen = Case.objects.visible_to(user).filter(pk=OuterRef("case"))
    return recent.filter(Exists(own), Exists(seen)).order_by("-recorded_at", "-pk")


def seen_until(user: User) -> datetime | None:
    return Seen.objects.filter(user=user.pk).values_list("at", flat=True).first()


def unseen(user: User) -> int:
    """How many came since the person last said that all was seen."""
    found, until = news(user), seen_until(user)
    return (found.filter(recorded_at__gt=until) if until else found).count()
