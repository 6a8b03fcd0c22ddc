"""A token: one post, for a program."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from guixiao.accounts.models import Post

if TYPE_CHECKING:
    from guixiao.accounts.models import User


class TokenQuerySet(models.QuerySet["Token"]):
    def visible_to(self, user: "User") -> "TokenQuerySet":
        """One's own."""
        return self.filter(post__user=user.pk)

    def alive(self, today: date) -> "TokenQuerySet":
        """Not revoked, not run out. Whether its post and its account still stand: `Token.opens_on`."""
        return self.filter(revoked_at=None, until__gte=today)


class Token(models.Model):
    """Opens what its post opens, as long as the post, the account and the password last that it was made with.

    `digest`: of the text, which is shown once and kept nowhere. `stamp`: changes with the person's password.
    """

    post = models.ForeignKey(Post, models.PROTECT, related_name="tokens")
    purpose = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, unique=True)
    stamp = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)
    until = models.DateField(help_text="Good until the end of this day.")
    used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(purpose=""), name="token_has_a_purpose"),
        ]

    def __str__(self) -> str:
        return self.purpose

    def why_shut(self, today: date) -> str:
        """Why it opens nothing on this day: a name of wording.SHUT; "" where it does."""
        user = self.post.user
        reasons = {
            "revoked": self.revoked_at is not None,
            "run_out": self.until < today,
            "post_ended": not self.post.in_force_on(today),
            "account_closed": not user.is_active,
            "password_changed": self.stamp != user.get_session_auth_hash() or user.one_time_until is not None,
        }
        return next((name for name, holds in reasons.items() if holds), "")

    def opens_on(self, today: date) -> bool:
        return not self.why_shut(today)
