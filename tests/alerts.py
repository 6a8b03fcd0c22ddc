"""A report that a child of the cast is not in class."""

import uuid
from datetime import date

from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.cases.alerts.actions import raise_alert
from guixiao.cases.alerts.asking import Saying
from guixiao.cases.alerts.models import Alert
from guixiao.children.models import Child
from tests.cast import Cast


def in_class() -> Child:
    """A child of 高华 whom the rosters hold as in class."""
    return Child.objects.filter(village__code="522633106201", coverage__bucket="enrolled").order_by("name").first()


def an_alert(cast: Cast, user: User | None = None, child: Child | None = None, since: date | None = None) -> Alert:
    """By the village, of today, unless said otherwise."""
    saying = Saying(since or timezone.localdate(), "吴老三")
    return raise_alert(user or cast.wu, child or in_class(), saying, uuid.uuid4())
