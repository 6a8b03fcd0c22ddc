"""The only writers of worklists that came back: kept for a preview, applied as one act, undone as one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.audit.actions import record
from guixiao.cases.models import Worklist
from guixiao.cases.sheets.kinds import KINDS
from guixiao.cases.sheets.kinds.base import Applied, Kind
from guixiao.cases.sheets.reading import Line
from guixiao.children.models import Round

# Somebody else wrote since the row was taken along.
MOVED = "moved"


def kind_of(kept: Worklist) -> Kind:
    """Each row says of which worklist it is; those of before there were several do not."""
    return KINDS[next((line["list"] for line in kept.lines if "list" in line), "verification")]


def only_for(user: User, kind: Kind) -> User:
    """With the posts that may do what this worklist is for."""
    return user.only(kind.needs)


@transaction.atomic
def keep(user: User, made: Round, file: str, kind: Kind, lines: Sequence[Line]) -> Worklist:
    """Keep what came back, each row with what would become of it."""
    why = _whys(only_for(user, kind), made, kind, lines)
    told = [line.facts | {"list": kind.name, "why": why[at]} for at, line in enumerate(lines)]
    kept = Worklist.objects.create(user=user.whole, round=made, file=file, lines=told, demo=made.demo)
    record(user, "case.sheet_read", place=user.path, detail={"list": kind.name, "rows": len(told), **kept.counts})
    return kept


def _whys(user: User, made: Round, kind: Kind, lines: Sequence[Line]) -> list[str]:
    """What stands in the way of each: "" nothing, "blank", "twice", "not_listed", "other_row", "moved", or a rule's refusal."""
    times = Counter(line.key for line in lines if not line.blank)
    found = kind.found(user, times)
    whys = [_at_sight(kind, line, found.get(line.key), times[line.key]) for line in lines]
    asked = [(found[line.key], line.facts) for line, why in zip(lines, whys, strict=True) if not why]
    refused = kind.refusals(user, made, asked)
    return [why or refused.get(line.key, "") for line, why in zip(lines, whys, strict=True)]


def _at_sight(kind: Kind, line: Line, thing: Any, times: int) -> str:
    if line.blank:
        return "blank"
    if times > 1:
        return "twice"
    if thing is None:
        return "not_listed"
    if kind.slipped(thing, line.facts):
        return "other_row"
    return MOVED if kind.version(thing) != line.version else kind.unreadable(line.facts)


def still_mine(user: User, kept: Worklist, lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows about what the user may still see: a worklist outlives the post it was filled in for."""
    kind = kind_of(kept)
    seen = kind.found(only_for(user, kind), [line["key"] for line in lines])
    return [line for line in lines if line["key"] in seen or line["why"] == "not_listed"]


@transaction.atomic
def apply(user: User, kept: Worklist, *, moved_too: bool = False) -> Applied:
    """Write all that can be written, in one act; a second press does nothing. `moved_too`: also what others have written to
    since, where the worklist tells facts."""
    if not Worklist.objects.filter(pk=kept.pk, applied_at=None).update(applied_at=timezone.now()):
        return Applied()
    kind = kind_of(kept)
    user = only_for(user, kind)
    moved_too = moved_too and kind.facts
    result = Applied()
    for moved in (False, True) if moved_too else (False,):
        _write(user, kept, result, moved=moved)
    told = [line | {"why": _why_now(line, result)} for line in kept.lines]
    Worklist.objects.filter(pk=kept.pk).update(lines=told, done=result.done)
    kept.refresh_from_db()
    detail = {"list": kind.name, "rows": len(result.done), "refused": len(result.refused), "keys": sorted(result.done)}
    record(user, "case.sheet_apply", place=user.path, detail=detail)
    return result


def _write(user: User, kept: Worklist, result: Applied, *, moved: bool) -> None:
    kind = kind_of(kept)
    lines = {line["key"]: line for line in kept.lines if line["why"] == (MOVED if moved else "")}
    found = kind.found(user, lines)
    rows = [(found[key], line) for key, line in lines.items() if key in found]
    unreadable = {line["key"]: why for _, line in rows if (why := kind.unreadable(line))}
    some = kind.apply(user, kept.round, [row for row in rows if row[1]["key"] not in unreadable], as_read=moved)
    result.done |= some.done
    result.refused |= {**{key: "not_listed" for key in lines if key not in found}, **unreadable, **some.refused}


def _why_now(line: Mapping[str, Any], result: Applied) -> str:
    """A second row about the same, in which nothing was filled in, is not what was written."""
    if line["why"] in ("blank", "twice"):
        return str(line["why"])
    return "" if line["key"] in result.done else result.refused.get(line["key"], line["why"])


@transaction.atomic
def undo(user: User, kept: Worklist) -> Applied:
    """Take back, as one act, every row of the worklist that nobody has gone on from."""
    if not Worklist.objects.filter(pk=kept.pk, undone_at=None).exclude(applied_at=None).update(undone_at=timezone.now()):
        return Applied()
    kind = kind_of(kept)
    user = only_for(user, kind)
    result = kind.undo(user, kept.done)
    detail = {"list": kind.name, "rows": len(result.done), "left": len(kept.done) - len(result.done), "keys": sorted(result.done)}
    record(user, "case.sheet_undo", place=user.path, detail=detail)
    return result
