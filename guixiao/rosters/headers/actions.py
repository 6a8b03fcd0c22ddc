"""The writers of header meanings."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from guixiao.accounts.models import User
from guixiao.audit.actions import record
from guixiao.linkage.reading.header import normalise
from guixiao.rosters.imports.actions import changing
from guixiao.rosters.models import HeaderMeaning, ImportFile


@transaction.atomic
def remember(file: ImportFile, fields: Mapping[str, str | None], user: User) -> None:
    """Header text -> field of the file's roster, "" to leave the column out, None to forget what was said. It is read again."""
    county = file.version.county
    with changing(file.version):
        for label, field in fields.items():
            key: dict[str, Any] = {"county": county, "roster": file.roster, "header": normalise(label)[:200]}
            if field is None:
                HeaderMeaning.objects.filter(**key).delete()
            else:
                told = {"label": label[:200], "field": field, "chosen_by": user}
                HeaderMeaning.objects.update_or_create(**key, defaults=told)
    detail = {"roster": file.roster, "headers": len(fields)}
    record(user, "headers.remember", subject=f"import:{file.version_id}", place=county.path, detail=detail)
