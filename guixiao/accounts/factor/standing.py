"""Who must have a second factor, and whether the one who is here has shown it."""

from typing import Any

from django.conf import settings

from guixiao.accounts.factor.models import Factor
from guixiao.accounts.models import User

SHOWN = "factor"  # in the session: the code was given in it


def must_have(user: User) -> bool:
    """By a post held today. A demo account is public: whoever came first would lock out all others."""
    roles = settings.SECOND_FACTOR_ROLES
    return bool(roles) and not user.demo and any(post.role in roles for post in user.current_posts)


def has(user: User) -> bool:
    return Factor.objects.filter(user=user).exclude(confirmed_at=None).exists()


def shown(session: Any) -> bool:
    return bool(session.get(SHOWN))
