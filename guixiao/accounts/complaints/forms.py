"""What is said, and what is answered."""

from typing import Any
from uuid import uuid4

from django import forms

from guixiao.accounts.complaints import wording
from guixiao.accounts.complaints.actions import Said
from guixiao.accounts.complaints.rules import page_of

TEXT = 2000  # characters


class ComplaintForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    page = forms.CharField(required=False)
    kind = forms.ChoiceField(choices=list(wording.KINDS.items()), error_messages={
        "required": wording.KIND_NEEDED, "invalid_choice": wording.KIND_NEEDED})  # fmt: skip
    text = forms.CharField(max_length=TEXT, error_messages={"required": wording.TEXT_NEEDED})
    unsigned = forms.BooleanField(required=False)

    def clean_page(self) -> str:
        return page_of(self.cleaned_data["page"])

    def said(self) -> Said:
        told: dict[str, Any] = self.cleaned_data
        return Said(told["key"], told["kind"], told["text"], told["page"], signed=not told["unsigned"])


class AnswerForm(forms.Form):
    answer = forms.CharField(max_length=TEXT, error_messages={"required": wording.ANSWER_NEEDED})
