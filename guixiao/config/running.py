"""How the system is: for the system administrator, who keeps it going and sees no child."""

import shutil
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

import guixiao
from guixiao.accounts.guard import needs
from guixiao.config.health import missing_migrations
from guixiao.lib.workdays import NATIONAL
from guixiao.policy import shipped_policies
from guixiao.rosters.imports.rules import State
from guixiao.rosters.models import Import
from guixiao.vault.actions import missing_keys

WAITS = (State.CHECKING, State.QUEUED)
LONG = timedelta(minutes=1)  # a worker takes what waits within seconds
SHORT_OF_ROOM = 2 << 30


@dataclass(frozen=True)
class Line:
    """One thing that is looked at: what was found, and what to do where something is wrong with it."""

    name: str | Promise
    found: str
    wrong: str = ""


@needs("run_system")
def running(request: Any) -> HttpResponse:
    lines = [_version(), _database(), _keys(), _worker(), _room(), _calendar(), _policies(), _backup()]
    return render(
        request, "running.html", {"lines": lines, "wrong": sum(1 for line in lines if line.wrong), "area_of_page": "running"}
    )


def _version() -> Line:
    return Line(_("版本"), guixiao.__version__)


def _database() -> Line:
    missing = missing_migrations()
    wrong = _("有表还没更新：运行 guixiao migrate") if missing else ""
    return Line(_("数据库"), {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor], wrong)


def _keys() -> Line:
    try:
        missing = missing_keys()
    except ImproperlyConfigured:
        return Line(_("密钥"), "—", _("密钥文件读不了：见运行手册 GUIXIAO_KEY_FILE"))
    return Line(_("密钥"), _("都在") if not missing else "、".join(missing), _("缺了密钥：从保管的地方取回来") if missing else "")


def _worker() -> Line:
    """Seen by what it leaves lying: work that nobody takes. Whose files they are is not said."""
    now = timezone.now()
    waiting = Import.objects.filter(state__in=WAITS, lease_until=None)
    overdue = waiting.filter(made_at__lt=now - LONG).exists()
    at_work = Import.objects.filter(lease_until__gt=now).count()
    found = _("正在做 {busy} 件，等着 {waiting} 件").format(busy=at_work, waiting=waiting.count())
    return Line(_("工作进程"), found, _("有活没人取：运行 guixiao work") if overdue and not at_work else "")


def _room() -> Line:
    free = shutil.disk_usage(settings.DATA_DIR).free
    return Line(_("磁盘还有"), f"{free / (1 << 30):.1f} GB", _("快满了：腾地方") if free < SHORT_OF_ROOM else "")


def _calendar() -> Line:
    """The holidays of a year are announced in the autumn before; a newer version of the calendar brings them."""
    last = NATIONAL[-1]
    missing = timezone.localdate().year > last
    wrong = _("今年的放假安排不知道，暂按周一到周五算：升级系统") if missing else ""
    return Line(_("放假安排知道到"), _("{year} 年").format(year=last), wrong)


def _policies() -> Line:
    return Line(_("规则"), "、".join(policy.id for policy in shipped_policies()))


def _backup() -> Line:
    return Line(_("备份"), _("系统自己不做备份，也不知道做没做：按运行手册每晚备份，每季度试着恢复一次。"))
