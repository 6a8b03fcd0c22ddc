"""The only writers of worklists that came back: kept for a preview, applied as one act, undone as one."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.audit.actions import record
from guixiao.cases.actions import Said, Settled, act_each
from guixiao.cases.findings import finding_of, lines_of
from guixiao.cases.forms import key_of
from guixiao.cases.models import Case, Worklist
from guixiao.cases.months import months_later
from guixiao.cases.rules import refusal
from guixiao.cases.sheets.reading import Line, day_named, evidence_named, finding_named
from guixiao.cases.states import Attempt
from guixiao.children.models import Round


@transaction.atomic
def keep(user: User, made: Round, file: str, lines: Sequence[Line]) -> Worklist:
    """Keep what came back, each row with what would become of it."""
    said = Counter(line.key for line in lines if not line.blank)
    cases = {str(case.pk): case for case in _cases(user, said)}
    told = [line.facts | {"why": _why(user, made, line, cases.get(line.key), said[line.key])} for line in lines]
    kept = Worklist.objects.create(user=user.whole, round=made, file=file, lines=told, demo=made.demo)
    counts = kept.counts
    record(user, "case.sheet_read", place=user.path, detail={"rows": len(told), **counts})
    return kept


def _cases(user: User, keys: Any) -> list[Case]:
    valid = [key for key in keys if key_of(key)]
    return list(Case.objects.visible_to(user).filter(pk__in=valid).select_related("round", "child"))


def _why(user: User, made: Round, line: Line, case: Case | None, times: int) -> str:
    """What stands in the way: "" nothing, "blank", "not_listed", "moved", "evidence_named", or a refusal of the rules."""
    if line.blank:
        return "blank"
    if times > 1:
        return "twice"
    if case is None:
        return "not_listed"
    if str(case.version) != line.version:
        return "moved"
    if evidence_named(made, line.evidence) is None:
        return "evidence_named"
    said = said_of(made, line.facts)
    finding = finding_of(made, said.finding)
    evidence = said.evidence or (finding.evidence[0] if finding else "")
    attempt = Attempt("find", timezone.localdate(), user.pk, lines_of(user, case), finding, evidence, said.note, said.until)
    return refusal(case.stand, attempt)


def still_mine(user: User, lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows about children whom the user may still see: a worklist outlives the post it was filled in for."""
    seen = {str(case.pk) for case in _cases(user, [line["key"] for line in lines])}
    return [line for line in lines if line["key"] in seen or line["why"] == "not_listed"]


def said_of(made: Round, line: dict[str, Any]) -> Said:
    """What a row says; no day means the longest that the finding allows."""
    finding = finding_of(made, finding_named(made, line["finding"]))
    until = day_named(line["until"])
    if finding and finding.months and until is None:
        until = months_later(timezone.localdate(), finding.months)
    if finding and not finding.months:
        until = None
    return Said(finding.name if finding else "", evidence_named(made, line["evidence"]) or "", line["note"][:500], until)


@transaction.atomic
def apply(user: User, kept: Worklist) -> Settled:
    """Write all that can be written, in one act; a second press does nothing."""
    now = timezone.now()
    if not Worklist.objects.filter(pk=kept.pk, applied_at=None).update(applied_at=now):
        return Settled()
    lines = {line["key"]: line for line in kept.lines if not line["why"]}
    cases = _cases(user, lines)
    for case in cases:
        case.version = int(lines[str(case.pk)]["version"])
    result = act_each(user, "find", [(case, said_of(kept.round, lines[str(case.pk)])) for case in cases])
    refused = {str(case.pk): why for why, found in result.refused.items() for case in found}
    told = [line | {"why": refused.get(line["key"], line["why"])} for line in kept.lines]
    done = {str(event.case_id): event.version for event in result.events}
    Worklist.objects.filter(pk=kept.pk).update(lines=told, done=done)
    kept.refresh_from_db()
    record(user, "case.sheet_apply", place=user.path, detail={"rows": result.done, "refused": len(refused)})
    return result


@transaction.atomic
def undo(user: User, kept: Worklist) -> Settled:
    """Take back, as one act, every finding of the worklist that nobody has gone on from."""
    if not Worklist.objects.filter(pk=kept.pk, undone_at=None).exclude(applied_at=None).update(undone_at=timezone.now()):
        return Settled()
    result = Settled()
    cases = _cases(user, kept.done)
    for case in cases:
        case.version = kept.done[str(case.pk)]
    for verb, of_verb in (("withdraw", [case for case in cases if case.stand.pending]),
                          ("reopen", [case for case in cases if not case.stand.pending])):  # fmt: skip
        part = act_each(user, verb, [(case, Said(note="撤销整张表")) for case in of_verb])
        result.done += part.done
        for why, found in part.refused.items():
            result.refused.setdefault(why, []).extend(found)
    record(user, "case.sheet_undo", place=user.path, detail={"rows": result.done})
    return result
