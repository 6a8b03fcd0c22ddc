"""What a county officer fills in: a person, a post, its days."""

import secrets
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guixiao.accounts.departments import Desk, departments
from guixiao.accounts.models import Post, User, inside_counties
from guixiao.accounts.rules import STANDS_AT, Role
from guixiao.areas.models import Area, School
from guixiao.lib.masks import masked_text

# Without what is mistaken for one another when it is read from paper: 0 and o, 1 and l and i.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def one_time_password() -> str:
    """abcd-efgh-jkmn: 59 bits, for a week at most."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def places(user: User) -> dict[str, list[tuple[str, str]]]:
    """The posts there are to give in the user's own county: by role, "role@code" and the name of the place."""
    areas = list(Area.objects.filter(inside_counties(user)).select_related("parent").order_by("path"))
    found: dict[str, list[tuple[str, str]]] = {}
    for role, kind in STANDS_AT.items():
        if role == Role.DEPARTMENT:
            counties = [area for area in areas if area.kind == kind]
            named = [(f"{area.code}:{name}", word) for area in counties for name, word in departments().items()]
            found[role] = [(f"{role}@{code}", word) for code, word in named]
            continue
        if kind == "school":
            named = [(school.url_word, str(school)) for school in School.objects.filter(county__in=user.counties)]
        else:
            named = [(area.code, _full_name(area)) for area in areas if area.kind == kind]
        found[role] = [(f"{role}@{code}", name) for code, name in named]
    return found


def _full_name(area: Area) -> str:
    return f"{area.parent} · {area}" if area.kind == Area.Kind.VILLAGE else str(area)


class PostForm(forms.Form):
    """One post: which, from when, until when."""

    at = forms.ChoiceField(error_messages={"required": _("请选岗位。"), "invalid_choice": _("请从列出的岗位里选。")})
    since = forms.DateField(error_messages={"required": _("请填开始的日期。"), "invalid": _("日期要写成 2026-09-01 这样。")})
    until = forms.DateField(required=False, error_messages={"invalid": _("日期要写成 2026-09-01 这样。")})

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = dict(Post.Kind.choices)
        choices = [(words[Role(role)], named) for role, named in places(by).items() if named]
        self.fields["at"].choices = [("", ""), *choices]  # type: ignore[attr-defined]
        self.fields["since"].initial = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        since, until = told.get("since"), told.get("until")
        if since and until and until < since:
            self.add_error("until", _("结束的日期在开始之前。"))
        return told

    def post(self) -> dict[str, Any]:
        """Role, place and days, as `give_post` takes them; the choice was one of the officer's own county."""
        role, _at, code = self.cleaned_data["at"].partition("@")
        return {"role": role, "at": _place(role, code), "since": self.cleaned_data["since"], "until": self.cleaned_data["until"]}


def _place(role: str, code: str) -> Area | School | Desk:
    if role == Role.PRINCIPAL:
        return School.objects.get(pk=code.removeprefix("school-"))
    code, _colon, department = code.partition(":")
    area = Area.objects.get(code=code)
    return Desk(area, department) if department else area


class NameForm(forms.Form):
    """Who it is, and what is typed at the door."""

    name = forms.CharField(max_length=60, error_messages={"required": _("请填姓名。")})
    username = forms.CharField(
        max_length=30,
        error_messages={"required": _("请填用户名。")},
        validators=[RegexValidator(r"^[a-z][a-z0-9._-]{2,29}$", _("用户名用小写字母开头，3 到 30 个字母、数字、点、横线。"))],
    )

    def clean_name(self) -> str:
        """A name is shown everywhere; numbers have no business in it."""
        name = str(self.cleaned_data["name"])
        if masked_text(name) != name:
            raise ValidationError(_("姓名里不要写身份证号或电话。"))
        return name

    def clean_username(self) -> str:
        username = str(self.cleaned_data["username"])
        if User.objects.filter(username=username).exists():
            raise ValidationError(_("这个用户名已经有人用了，换一个。"))
        return username


class PersonForm(NameForm, PostForm):
    """A new account, with its first post: an account without one would be nobody's to manage."""


class EndForm(forms.Form):
    last_day = forms.DateField(error_messages={"required": _("请填最后一天。"), "invalid": _("日期要写成 2026-09-01 这样。")})
