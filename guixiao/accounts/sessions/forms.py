"""The form of the door."""

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone

from guixiao.accounts.models import User


class SignInForm(AuthenticationForm):
    def confirm_login_allowed(self, user: User) -> None:
        """A handed-out password is good for a week."""
        super().confirm_login_allowed(user)
        if user.one_time_until and user.one_time_until < timezone.now():
            raise ValidationError("", code="expired")
