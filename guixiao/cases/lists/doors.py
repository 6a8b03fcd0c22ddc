"""The four doors, each with one number: that of the list it opens."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guixiao.accounts.models import User
from guixiao.cases.accountability import listing as accountability
from guixiao.cases.closures import listing as closures
from guixiao.cases.lists.listing import Filters, Listing
from guixiao.cases.rectification import listing as rectification
from guixiao.children.models import Round


@dataclass(frozen=True)
class Door:
    name: str
    title: str
    number: int
    unit: str
    says: str
    url: str


def doors_of(user: User, made: Round | None) -> list[Door]:
    """Those that this person's posts open; `made`: the round that is shown."""
    return [make(user.only(verb), made) for verb, make in DOORS if user.may(verb)]


def _tasks(user: User, made: Round | None) -> Door:
    count = Listing(user, Filters(), made).number
    return Door(
        "tasks",
        _("任务清单"),
        count,
        _("件要办的事"),
        _("孩子的期限、作战令、报告、移交、协查、整改：谁、到哪天、晚了没有"),
        reverse("tasks"),
    )


def _rectification(user: User, made: Round | None) -> Door:
    filters = rectification.Filters()
    count = rectification.of_tab(rectification.items_of(user, filters), filters.tab, timezone.localdate()).count()
    says = _("督查发现的问题，谁来整改、到哪天，由别人复查")
    return Door("rectification", _("整改清单"), count, _("条没销掉"), says, reverse("rectification"))


def _closures(user: User, made: Round | None) -> Door:
    count = closures.closures_of(user, closures.Filters()).count()
    says = _("申请销号和已经销号的孩子，条件、谁申请、谁确认；督查抽人复查")
    return Door("closures", _("销号清单"), count, _("个孩子"), says, reverse("closures"))


def _accountability(user: User, made: Round | None) -> Door:
    count = len(accountability.spots_of(user, accountability.Filters(), made))
    says = _("到期没办的事和没按期完成的作战令，只列事实，当事人可以说明")
    return Door("accountability", _("责任清单"), count, _("条记录"), says, reverse("accountability"))


DOORS: tuple[tuple[str, Callable[[User, Round | None], Door]], ...] = (
    ("lists", _tasks),
    ("rectify", _rectification),
    ("closures", _closures),
    ("accountability", _accountability),
)
