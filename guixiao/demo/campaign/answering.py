"""After the last day: somebody answers for what was late, and for an order that was missed."""

from collections.abc import Callable, Iterable

from guixiao.accounts.models import User
from guixiao.cases.accountability.actions import answer_breach, answer_order
from guixiao.cases.accountability.sight import own_breaches, own_missed
from guixiao.cases.clocks.models import Breach
from guixiao.cases.orders.models import Addressee
from guixiao.demo.campaign.people import People

LATE = "当天山洪冲断村道，第二天一通车就上了门，记录随后补齐。"
MISSED = "大部分已经返校；剩下的几名随父母在外省，正通过劳务协作站联系，已申请延长。"


def answer_for(people: People) -> int:
    """Those of the cast, or whoever else has something to answer for; gives how many answers."""
    towns = sorted(people.towns.items(), key=lambda at: (at[0] != people.town, at[0]))
    villages = sorted(people.villages.items(), key=lambda at: (at[0] != people.village, at[0]))
    return sum((_first(dict(villages).values(), _late), _first(dict(towns).values(), _missed)))


def _first(users: Iterable[User], answer: Callable[[User], bool]) -> bool:
    return any(answer(user) for user in users)


def _late(user: User) -> bool:
    breach = Breach.objects.filter(own_breaches(user)).select_related("case").order_by("due_on", "pk").first()
    if breach:
        answer_breach(user, breach, LATE, 0)
    return breach is not None


def _missed(user: User) -> bool:
    row = Addressee.objects.filter(own_missed(user), order__outcome__met=False).select_related("order", "area", "school").first()
    if row:
        answer_order(user, row, MISSED, 0)
    return row is not None
