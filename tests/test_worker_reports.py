"""The worker makes reports of absences, and cases of reports that nobody answers, between its looks for work."""

from datetime import timedelta

from django.utils import timezone

from guixiao.cases.alerts.absence.actions import enter
from guixiao.cases.alerts.absence.listing import last_school_day
from guixiao.cases.alerts.absence.rules import Entry
from guixiao.cases.alerts.asking import current_round
from guixiao.cases.alerts.models import Alert
from guixiao.cases.models import Case
from guixiao.lib.workdays import PLAIN
from guixiao.rosters.worker.loop import Loop
from tests.alerts import in_class
from tests.cast import Cast


def test_the_worker_does_it_by_itself_and_once(loaded: Cast, monkeypatch):
    child, day, now = in_class(), last_school_day(timezone.localdate(), PLAIN), timezone.now
    enter(loaded.yang, current_round(child), loaded.school, day, {child: Entry(day, away=True)})
    monkeypatch.setattr("django.utils.timezone.now", lambda: now() + timedelta(20))
    for loop in (Loop(), Loop()):
        loop._reports()
        loop._reports()
    assert Alert.objects.get().state == "accepted" and Case.objects.get(child=child).standing == "todo"
