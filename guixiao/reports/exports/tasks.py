"""The task list, as its page has it."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from guixiao.accounts.models import User
from guixiao.cases.lists.listing import Filters, Listing, Task
from guixiao.cases.lists.sources import KINDS
from guixiao.cases.lists.sources.base import Who
from guixiao.cases.lists.views import said
from guixiao.cases.lists.wording import STATES
from guixiao.lib.workbook import Heading, Row
from guixiao.reports.exports.taking import AT_ONCE, Export


def tasks_export(user: User, filters: Filters) -> Export:
    listing = Listing(user, filters)
    words, made = said(listing), listing.made
    return Export(
        name="tasks",
        title=_("任务清单"),
        where=user.place_name,
        path=user.path,
        made=made,
        filters=words,
        logged=words,
        headings=_headings(),
        count=len(listing.spots),
        rows=lambda full: _rows(listing),
        numbers=False,
        back=f"{reverse('tasks')}?{filters.words()}",
        query=filters.words(),
        demo=bool(made and made.demo),
    )


def _headings() -> list[Heading]:
    titles = ((_("种类"), 18), (_("要做什么"), 36), (_("孩子"), 14), (_("地方"), 24), (_("谁来办"), 40), (_("到哪天"), 12),
              (_("状态"), 12), (_("过了几个工作日"), 14), (_("备注"), 24))  # fmt: skip
    return [Heading(title, width) for title, width in titles]


def _rows(listing: Listing) -> Iterator[Row]:
    for start in range(0, len(listing.spots), AT_ONCE):
        yield from (_row(task) for task in listing.tasks(listing.spots[start : start + AT_ONCE]))


def _row(task: Task) -> Row:
    line = task.line
    what = [str(KINDS[task.spot.kind]), line.what, line.about, line.place, "；".join(map(_who, line.who))]
    return [*what, task.spot.due.isoformat(), str(STATES[task.state]), max(-task.days, 0), line.note]


def _who(who: Who) -> str:
    names = "、".join(who.names) or ("" if who.outside else _("没有人担任"))
    return f"{who.post} {names}".strip()
