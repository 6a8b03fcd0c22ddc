"""The writers of files: received, put into a slot, taken out, carried over."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import Max

from guixiao.accounts.models import User
from guixiao.audit.actions import record
from guixiao.children.bulk import insert
from guixiao.rosters.files.reading import Reading, problem_of
from guixiao.rosters.files.rules import heads_of, receipt_of, safe_name
from guixiao.rosters.files.store import path_of, place_for
from guixiao.rosters.imports.actions import changing
from guixiao.rosters.models import AsideRow, Import, ImportFile, RosterFile
from guixiao.vault.files import seal


@dataclass(frozen=True)
class Sealed:
    """A file that lies sealed on disk and is in no import yet."""

    key: uuid.UUID
    name: str
    place: str
    size: int
    sha256: str


def seal_file(version: Import, name: str, content: BinaryIO) -> Sealed:
    """On disk, whole. Nobody knows it before `add_files`; killed in between, it is a stray that is swept."""
    key = uuid.uuid4()
    place = place_for(version, key)
    sha256 = seal(content, path_of(place))
    return Sealed(key, safe_name(name), place, content.tell(), sha256)


@transaction.atomic
def add_files(version: Import, files: Sequence[Sealed], user: User | None, roster: str = "") -> list[ImportFile]:
    """Sealed files into the import, to be read: all of them or none."""
    with changing(version):
        position = _next(version)
        added = [take_in(version, sealed, user, roster, position + offset) for offset, sealed in enumerate(files)]
    for item in added:
        _record(user, "file.add", item)
    return added


def take_in(version: Import, sealed: Sealed, user: User | None, roster: str, position: int) -> ImportFile:
    """One sealed file, at one place of an import."""
    file = RosterFile.objects.create(id=sealed.key, county=version.county, name=sealed.name, place=sealed.place,
                                     size=sealed.size, sha256=sealed.sha256, came_by=user)  # fmt: skip
    return ImportFile.objects.create(version=version, file=file, roster=roster, chosen=bool(roster), position=position)


def forget_sealed(files: Sequence[Sealed]) -> None:
    """Of an upload that could not be taken in."""
    for sealed in files:
        path_of(sealed.place).unlink(missing_ok=True)


@transaction.atomic
def choose_slot(file: ImportFile, roster: str, user: User) -> None:
    """What the file is, said by a person; "" lets the headers decide again."""
    with changing(file.version):
        ImportFile.objects.filter(pk=file.pk).update(roster=roster, chosen=bool(roster))
        file.roster = roster
    _record(user, "file.slot", file)


@transaction.atomic
def remove_file(item: ImportFile, user: User) -> None:
    """Out of the import. A file that no other import uses is taken off the disk: it may have come by mistake."""
    with changing(item.version):
        ImportFile.objects.filter(pk=item.pk).delete()
        if not item.file.used_in.exists():
            RosterFile.objects.filter(pk=item.file_id).delete()
            path = path_of(item.file.place)
            transaction.on_commit(lambda: path.unlink(missing_ok=True))
    _record(user, "file.remove", item)


@transaction.atomic
def carry_over(version: Import, roster: str, last: Import, user: User) -> None:
    """The last version's files of one roster, once more."""
    with changing(version):
        used = version.files.values("file")
        position = _next(version)
        for offset, item in enumerate(last.files.filter(roster=roster).exclude(file__in=used)):
            ImportFile.objects.create(version=version, file=item.file, roster=roster, chosen=True, carried=True,
                                      position=position + offset)  # fmt: skip
    record(user, "file.carry_over", subject=f"import:{version.pk}", place=version.county.path, detail={"roster": roster})


def keep_reading(item: ImportFile, reading: Reading) -> None:
    """What reading the file told, and its rows that were not accepted."""
    receipt = reading.receipt
    counts = {name: getattr(receipt, name) if receipt else 0 for name in ("rows_in", "accepted", "set_aside", "rejected")}
    ImportFile.objects.filter(pk=item.pk).update(
        roster=reading.roster, receipt=receipt_of(receipt) if receipt else heads_of(reading.heads),
        problem=problem_of(reading.problem) if reading.problem else None, read_in=None, **counts,
    )  # fmt: skip
    AsideRow.objects.filter(file=item).delete()
    insert(AsideRow, [_row(item, row) for row in reading.aside])


def _row(item: ImportFile, row: Mapping[str, Any]) -> Mapping[str, Any]:
    told = {name: row[name] for name in ("row", "disposition", "reason", "cells")}
    return told | {"id": uuid.uuid4(), "file_id": item.pk, "sheet": row["sheet"][:100], "column": row["column_name"][:100]}


def _next(version: Import) -> int:
    return 1 + (version.files.aggregate(last=Max("position"))["last"] or 0)


def _record(user: User | None, act: str, item: ImportFile) -> None:
    told = {"file": str(item.file_id), "roster": item.roster, "sha256": item.file.sha256, "size": item.file.size}
    record(user, act, subject=f"import:{item.version_id}", place=item.version.county.path, detail=told)


@transaction.atomic
def record_download(file: ImportFile, user: User, what: str) -> None:
    """Who took a copy of an original file, or of the rows set aside."""
    _record(user, f"file.{what}", file)
