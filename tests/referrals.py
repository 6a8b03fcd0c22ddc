"""A question about a child of the cast."""

import uuid
from datetime import date
from typing import Any

from guixiao.accounts.actions import give_post, open_account
from guixiao.accounts.departments import Desk
from guixiao.accounts.models import User
from guixiao.cases.effort.sight import sight_of
from guixiao.cases.models import Case
from guixiao.cases.referrals.actions import Asking, Handed, ask
from tests.cast import PASSWORD, Cast

TINGDONG = "522633106"


def a_case() -> Case:
    """Of a suspected child of 高华."""
    found = Case.objects.filter(village__code="522633106201").select_related("child", "round", "county", "town", "village")
    return found.order_by("name_key").first()


def a_question(cast: Cast, user: User | None = None, case: Case | None = None, **changed: Any) -> Handed:
    """By the township, to the police, by link, unless said otherwise."""
    asking: dict[str, Any] = {"question": "register", "channel": "link", "key": uuid.uuid4()} | changed
    by, about = user or cast.shi, case or a_case()
    return ask(by, about, Asking(**asking), sight_of(by, about))


def a_contact(cast: Cast, department: str = "police", username: str = "jing") -> User:
    """Somebody who answers for a department, with an account."""
    user = open_account(username=username, name="龙警官", password=PASSWORD)
    give_post(user, "department", at=Desk(cast.county, department), since=date(2020, 1, 1))
    return User.objects.get(pk=user.pk)
