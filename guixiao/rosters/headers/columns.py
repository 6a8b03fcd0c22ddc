"""The columns of a file on the screen: what each was read as, and what it could be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guixiao.linkage.fields import FIELDS
from guixiao.linkage.reading.header import normalise
from guixiao.policy import Policy
from guixiao.rosters.models import HeaderMeaning, ImportFile

POLICY, NOTHING = "=", "-"  # values of a select: as the rules say; not used


@dataclass(frozen=True)
class Column:
    """One column of one sheet; `said` is what a person chose for its header, None where the rules decide."""

    sheet: str
    label: str
    field: str
    samples: tuple[str, ...]
    said: str | None

    @property
    def chosen(self) -> str:
        return POLICY if self.said is None else self.said or NOTHING


def columns_of(item: ImportFile) -> list[Column]:
    """The columns with a header, in their order; a header that several sheets have is listed once, as a meaning holds for all."""
    told = HeaderMeaning.objects.filter(county=item.version.county_id, roster=item.roster)
    said = dict(told.values_list("header", "field"))
    found: dict[str, Column] = {}
    for sheet in (item.receipt or {}).get("sheets", ()):
        for column in _of_sheet(sheet, said):
            found.setdefault(normalise(column.label), column)
    return list(found.values())


def _of_sheet(sheet: Mapping[str, Any], said: Mapping[str, str]) -> Iterable[Column]:
    fields = {index: field for field, indexes in sheet["columns"].items() for index in indexes}
    samples = sheet.get("samples") or [()] * len(sheet["labels"])
    for index, (label, cells) in enumerate(zip(sheet["labels"], samples, strict=False)):
        if label:
            yield Column(sheet["name"], label, fields.get(index, ""), tuple(cells), said.get(normalise(label)))


def field_names(roster: str, policy: Policy) -> dict[str, str]:
    """Field -> its name in the language of the page: the rules' first word for it, or the English name."""
    words = policy.headers.get(roster, {})
    if get_language() == "en":
        return {field: field.replace("_", " ").capitalize() for field in FIELDS[roster]}
    return {field: (words.get(field) or (field,))[0] for field in FIELDS[roster]}


def choices(names: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a person may choose for a header."""
    return [(POLICY, _("按规则")), (NOTHING, _("不用这一列")), *names.items()]


def answers(columns: Iterable[Column], posted: Iterable[tuple[int, str]], roster: str) -> dict[str, str | None]:
    """Header text -> field, "" for not used, None for as the rules say: only where the answer is a new one."""
    listed, told = list(columns), {}
    for index, answer in posted:
        if index < len(listed) and answer != listed[index].chosen and (answer in (POLICY, NOTHING) or answer in FIELDS[roster]):
            told[listed[index].label] = {POLICY: None, NOTHING: ""}.get(answer, answer)
    return told
