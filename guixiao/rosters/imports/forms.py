"""What a confirmation asks: the day of the figures, the rule file, and an explanation where something looks wrong."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guixiao.policy import shipped_policies
from guixiao.rosters.imports.actions import Answer
from guixiao.rosters.imports.rules import older_day
from guixiao.rosters.wording import sign_words

LEAST = 4  # characters of an explanation


class ConfirmForm(forms.Form):
    as_of = forms.DateField(
        error_messages={"required": _("请填名册的截至日期。"), "invalid": _("日期要写成 2026-09-01 的样子。")}
    )
    policy = forms.CharField(required=False)
    explanation = forms.CharField(required=False, max_length=500, strip=True)

    def __init__(self, *arguments: Any, today: date, last: date | None, must_explain: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.today, self.last, self.must_explain = today, last, must_explain

    def clean_as_of(self) -> date:
        day: date = self.cleaned_data["as_of"]
        if not date(2000, 1, 1) <= day <= self.today:
            raise forms.ValidationError(_("截至日期要在 2000 年以后，不晚于今天。"))
        return day

    def clean_policy(self) -> str:
        name: str = self.cleaned_data["policy"]
        return name if name in {policy.id for policy in shipped_policies()} else ""

    def clean(self) -> dict[str, Any]:
        """What looks wrong must be explained; an older day than the current version's is one such thing."""
        told = super().clean() or self.cleaned_data
        self.signs = [sign.told() for sign in older_day(told["as_of"], self.last)] if "as_of" in told else []
        if (self.must_explain or self.signs) and len(told.get("explanation", "")) < LEAST:
            words = sign_words(self.signs[0]) + "。" if self.signs else ""
            self.add_error("explanation", words + gettext("请写明为什么没有弄错。"))
        return told

    @property
    def answer(self) -> Answer:
        return Answer(**{name: self.cleaned_data[name] for name in ("as_of", "policy", "explanation")}, signs=self.signs)
