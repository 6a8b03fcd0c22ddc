"""What the page of one child shows of reports."""

from typing import Any

from guixiao.accounts.models import User
from guixiao.cases.alerts.asking import Saying, report_of
from guixiao.cases.alerts.models import Alert
from guixiao.cases.alerts.policies import alerts_for, word
from guixiao.cases.alerts.rules import may_report
from guixiao.children.models import Coverage


def about_alerts(user: User, row: Coverage) -> dict[str, Any]:
    """The child's reports, also those answered with where it was, and whether one may be made now."""
    found = Alert.objects.visible_to(user).filter(child=row.child_id).select_related("answered_by", "round")
    report = report_of(row.round, row.child, Saying(None, ""))
    reasons = {name: word(reason) for name, reason in alerts_for(row.round).coverage_reasons.items()}
    return {"alerts": list(found), "can_report": report is not None and not may_report(report), "alert_reasons": reasons}
