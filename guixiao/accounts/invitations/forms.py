"""Who is invited to which post; and what a person chooses who joins."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from guixiao.accounts.models import User
from guixiao.accounts.people.forms import NameForm, PostForm


class InviteForm(NameForm, PostForm):
    """A name and a post: the user name is the person's own to choose."""

    username = None  # type: ignore[assignment]


class JoinForm(NameForm):
    """One's own user name and password, by the rules of `AUTH_PASSWORD_VALIDATORS`."""

    name = None  # type: ignore[assignment]
    password1 = forms.CharField(max_length=200, strip=False, error_messages={"required": _("请填密码。")})
    password2 = forms.CharField(max_length=200, strip=False, error_messages={"required": _("请把密码再写一遍。")})

    def __init__(self, *args: Any, called: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.called = called

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        password, again = told.get("password1"), told.get("password2")
        if password and again and password != again:
            self.add_error("password2", _("两遍密码不一样。"))
        elif password:
            try:
                validate_password(password, User(username=told.get("username", ""), name=self.called))
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return told
