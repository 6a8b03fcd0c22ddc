"""The children behind "my day": of the tasks that its filters leave."""

from collections.abc import Mapping

from guixiao.accounts.models import User
from guixiao.cases.clocks import listing
from guixiao.cases.clocks.actions import catch_up_seen
from guixiao.cases.clocks.kept import calendar_of
from guixiao.cases.models import Case, CaseQuerySet
from guixiao.children.models import Round
from guixiao.lib.workdays import PLAIN

FROM_DAY = "day"


def of_day(user: User, query: Mapping[str, str]) -> CaseQuerySet:
    filters, made = listing.filters_of(query), Round.objects.shown_to(user)
    when = listing.Day.of(calendar_of(made.county_id) if made else PLAIN)
    seen = Case.objects.visible_to(user)
    catch_up_seen(user)
    tasks = listing.of_tab(listing.open_tasks(user, filters, when), filters, user, when)
    return seen.current().filter(pk__in=tasks.values("case"))
