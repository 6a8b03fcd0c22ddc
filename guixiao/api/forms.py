"""What the holder of a post says of a token."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from guixiao.accounts.models import Post, User
from guixiao.api.rules import LONGEST_PURPOSE, MOST_DAYS, SHORTEST_PURPOSE, USUAL_DAYS
from guixiao.lib.masks import masked_text


class TokenForm(forms.Form):
    """For which post, what for, for how many days."""

    post = forms.ChoiceField(error_messages={"required": _("请选岗位。"), "invalid_choice": _("请从列出的岗位里选。")})
    purpose = forms.CharField(
        min_length=SHORTEST_PURPOSE,
        max_length=LONGEST_PURPOSE,
        error_messages={"required": _("请写用在哪里、做什么。"), "min_length": _("请写清楚一点：用在哪里、做什么。")},
    )
    days = forms.IntegerField(
        min_value=1,
        max_value=MOST_DAYS,
        initial=USUAL_DAYS,
        error_messages={name: _("请填 1 到 180 天。") for name in ("required", "invalid", "min_value", "max_value")},
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        """`by`: behind needs("token"), so the posts are those that may have one."""
        super().__init__(*args, **kwargs)
        self.posts: dict[str, Post] = {str(post.pk): post for post in by.current_posts}
        self.fields["post"].choices = [(key, str(post)) for key, post in self.posts.items()]  # type: ignore[attr-defined]

    def clean_purpose(self) -> str:
        purpose = str(self.cleaned_data["purpose"]).strip()
        if masked_text(purpose) != purpose:
            raise ValidationError(_("用途里不要写身份证号或电话。"))
        return purpose

    def said(self) -> dict[str, Any]:
        """As `make_token` takes it."""
        told = self.cleaned_data
        return {"post": self.posts[told["post"]], "purpose": told["purpose"], "days": told["days"]}
