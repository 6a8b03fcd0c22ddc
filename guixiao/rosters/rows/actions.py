"""The writers of corrections."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.audit.actions import record
from guixiao.rosters.models import AsideRow, Correction


def correction_of(row: AsideRow) -> Correction | None:
    """What stands for this row now."""
    return Correction.objects.standing().filter(**_key(row)).select_related("made_by").first()


@transaction.atomic
def correct(row: AsideRow, cells: Sequence[str | None], problem: str, user: User) -> Correction:
    """What the row should have said; an earlier correction of it stays on record, undone."""
    _take_back(row, user)
    made = Correction.objects.create(**_key(row), cells=list(cells), problem=problem, made_by=user)
    _record(user, "row.correct", row)
    return made


@transaction.atomic
def undo(row: AsideRow, user: User) -> None:
    """The row as it came counts again, that is: it does not."""
    if _take_back(row, user):
        _record(user, "row.undo", row)


def _take_back(row: AsideRow, user: User) -> int:
    return Correction.objects.standing().filter(**_key(row)).update(undone_by=user, undone_at=timezone.now())


def _key(row: AsideRow) -> dict[str, object]:
    return {"file": row.file.file, "roster": row.file.roster, "sheet": row.sheet, "row": row.row}


def _record(user: User, act: str, row: AsideRow) -> None:
    version = row.file.version
    detail = {"file": str(row.file.file_id), "sheet": row.sheet, "row": row.row}
    record(user, act, subject=f"import:{version.pk}", place=version.county.path, detail=detail)
