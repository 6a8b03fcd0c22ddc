"""What is filled in about a child whom somebody met."""

import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.children.models import Child
from guixiao.lib.ids import parse_identity
from guixiao.lib.masks import masked_text
from guixiao.sightings.actions import Told
from guixiao.sightings.likeness import Person
from guixiao.sightings.models import Sighting
from guixiao.sightings.policies import States
from guixiao.sightings.rules import birth_of, days_of, read_day

TEXT = {"max_length": _("写得太长了，最多 %(limit_value)s 个字。")}


def places_of(user: User) -> list[tuple[str, list[tuple[str, str]]]]:
    """Where the user may add a child: by township, its villages and, for whoever holds it, the township without a village."""
    areas = list(Area.objects.visible_to(user).select_related("parent").order_by("path"))
    groups: dict[str, list[tuple[str, str]]] = {}
    for area in areas:
        if area.kind == Area.Kind.TOWNSHIP:
            groups.setdefault(str(area), []).append((area.code, _("%(town)s（不知道哪个村）") % {"town": area}))
        elif area.kind == Area.Kind.VILLAGE:
            groups.setdefault(str(area.parent), []).append((area.code, str(area)))
    return [(town, [*named[1:], named[0]] if len(named[0][0]) == 9 else named) for town, named in groups.items()]


class MetForm(forms.Form):
    """Errors say what to do; `today` is the last day on which the child can have been met."""

    name = forms.CharField(max_length=60, required=False, error_messages=TEXT)
    sex = forms.ChoiceField(choices=[("M", _("男")), ("F", _("女"))], error_messages={"required": _("请选男女。")})
    birth = forms.CharField(max_length=20, required=False, error_messages=TEXT)
    id_number = forms.CharField(max_length=40, required=False, error_messages=TEXT)
    guardian = forms.CharField(max_length=60, required=False, error_messages=TEXT)
    phone = forms.CharField(max_length=20, required=False, error_messages=TEXT)
    place = forms.ChoiceField(error_messages={"required": _("请选孩子现在住的村。"),
                                              "invalid_choice": _("请从列出的地方里选。")})  # fmt: skip
    spot = forms.CharField(max_length=100, required=False, error_messages=TEXT)
    outcome = forms.ChoiceField(error_messages={"required": _("请选孩子现在的情况。")})
    since = forms.CharField(max_length=20, required=False, error_messages=TEXT)
    where = forms.CharField(max_length=100, required=False, error_messages=TEXT)
    found_on = forms.CharField(max_length=20, error_messages={"required": _("请填见到孩子的日期。")})
    found_by = forms.CharField(max_length=40, error_messages={"required": _("请填是谁见到的。")})
    another = forms.CharField(max_length=300, required=False, error_messages=TEXT)

    def __init__(self, *args: Any, user: User, states: States, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.states, self.today = user, states, today
        self.places = places_of(user)
        self.fields["place"].choices = [("", ""), *self.places]  # type: ignore[attr-defined]
        self.fields["outcome"].choices = states.chosen  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        return self._plain(self.cleaned_data["name"])

    def clean_guardian(self) -> str:
        return self._plain(self.cleaned_data["guardian"])

    def clean_spot(self) -> str:
        return self._plain(self.cleaned_data["spot"])

    def clean_where(self) -> str:
        return self._plain(self.cleaned_data["where"])

    def clean_found_by(self) -> str:
        return self._plain(self.cleaned_data["found_by"])

    def _plain(self, text: str) -> str:
        """What is shown everywhere; numbers have no business in it."""
        if masked_text(text) != text:
            raise ValidationError(_("这一格里不要写身份证号或电话。"))
        return text

    def clean_id_number(self) -> str:
        text = unicodedata.normalize("NFKC", self.cleaned_data["id_number"]).strip()
        if text and not parse_identity(text).number:
            raise ValidationError(_("身份证号不对：要 18 位，请对着证件再看一遍。没有证件就空着，孩子照样记下。"))
        return parse_identity(text).number if text else ""

    def clean_phone(self) -> str:
        digits = "".join(filter(str.isdigit, unicodedata.normalize("NFKC", self.cleaned_data["phone"])))
        if self.cleaned_data["phone"] and not 7 <= len(digits) <= 13:
            raise ValidationError(_("电话不对：手机是 11 位数字。不知道就空着。"))
        return digits

    def clean_birth(self) -> str:
        return self._day("birth")

    def clean_since(self) -> str:
        return self._day("since")

    def _day(self, name: str) -> str:
        typed = self.cleaned_data[name]
        found = read_day(typed) if typed else ""
        if typed and not found:
            raise ValidationError(_("日期要写成 2012-05-03；只知道年月写 2012-05，只知道年份写 2012。"))
        if found and days_of(found)[0] > self.today:
            raise ValidationError(_("这个日期还没到，请再看一遍。"))
        return found

    def clean_found_on(self) -> date:
        found = read_day(self.cleaned_data["found_on"])
        if len(found) < 10:
            raise ValidationError(_("日期要写成 2026-09-01 这样。"))
        if (day := date.fromisoformat(found)) > self.today:
            raise ValidationError(_("这个日期还没到，请再看一遍。"))
        return day

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if "birth" in told and not self.errors.get("id_number"):
            told["birth"] = birth_of(told.get("id_number", ""), told["birth"])
            if not told["birth"]:
                self.add_error("birth", _("请填出生日期；只知道年月、年份也行，实在不知道就问一声大概几岁，填年份。"))
        if not told.get("name") and "name" not in self.errors and not told.get("guardian"):
            self.add_error("name", _("请填孩子的姓名；不知道大名，写小名，或者在下面写监护人姓名。"))
        return told

    def told(self) -> Told:
        """Of a valid form."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "reason"}
        return Told(**told | {"place": Area.objects.select_related("parent").get(code=told["place"])})

    def typed(self) -> Person:
        """What of it can be compared, valid or not: the check while typing."""
        data = getattr(self, "cleaned_data", {})
        area = Area.objects.filter(code=data.get("place") or "").first()
        village = area if area and area.kind == Area.Kind.VILLAGE else None
        town = village.parent_id if village else area.pk if area else None
        return Person(
            data.get("name", ""),
            data.get("birth", ""),
            data.get("sex", ""),
            data.get("id_number", ""),
            data.get("guardian", ""),
            town,
            village.pk if village else None,
        )


class CorrectForm(MetForm):
    """The same about a child on record: numbers stay as they are where nothing is typed; the reason is wanted."""

    reason = forms.CharField(max_length=300, error_messages={"required": _("请写为什么更正。"), **TEXT})

    def told(self) -> Told:
        told = super().told()
        child = Child.objects.get(pk=self.initial["child"])
        kept = {name: getattr(child, name) for name in ("id_number", "phone") if not getattr(told, name)}
        return Told(**{**told.__dict__, **kept})


def initial_of(sighting: Sighting) -> dict[str, Any]:
    """What the form of a child on record opens with; its numbers never."""
    child = sighting.child
    return {
        "child": child.pk,
        **{name: getattr(child, name) for name in ("name", "sex", "guardian")},
        **{name: getattr(sighting, name) for name in ("birth", "outcome", "since", "where", "spot", "found_by")},
        "found_on": sighting.found_on.isoformat(),
        "place": (child.village or child.town or child.county).code,
    }
