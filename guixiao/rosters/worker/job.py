"""The work itself: read the files of an import, or compare them and write the round."""

import logging
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from guixiao.areas.actions import load_schools
from guixiao.audit.actions import record
from guixiao.children.actions import EquationBroken
from guixiao.linkage import Imbalance, Source, reconcile
from guixiao.linkage.reading import FileReceipt, Phrase, RosterError
from guixiao.linkage.reading.reader import same_content
from guixiao.policy import Policy, PolicyError
from guixiao.reviews.actions import write_decisions
from guixiao.rosters.actions import load_round
from guixiao.rosters.files.reading import Reading, read_files
from guixiao.rosters.files.store import plain
from guixiao.rosters.imports.rules import Reason, Sign, State, unmatched
from guixiao.rosters.models import Import, ImportFile
from guixiao.rosters.policies import policy_of
from guixiao.rosters.rows.corrections import WithCorrections, standing, write_corrections
from guixiao.rosters.schools import read_schools
from guixiao.rosters.worker import actions
from guixiao.rosters.worker.progress import CHECK, COMPARE, Telling
from guixiao.rosters.worker.signs import signs_of

log = logging.getLogger(__name__)


def work_on(version: Import, worker: str) -> None:
    """Bring an import that is ours to its next state. Whatever happens, it is left in one, unless this process dies."""
    try:
        (check if version.state == State.CHECKING else compare)(version, worker)
    except actions.LostLease:
        log.info("import %s was taken over or changed", version.pk)
    except Exception as problem:
        _fail(version, worker, problem)


def _fail(version: Import, worker: str, problem: Exception) -> None:
    """The log names the place in the code and never the message: it may quote a cell."""
    way = " > ".join(f"{Path(step.filename).name}:{step.lineno}" for step in traceback.extract_tb(problem.__traceback__))
    log.error("import %s failed: %s at %s", version.pk, type(problem).__name__, way)
    try:
        actions.fail(version, worker, told(problem))
    except actions.LostLease:
        log.info("import %s was taken over or changed", version.pk)


def told(problem: Exception) -> Phrase:
    """What went wrong, to the officer."""
    if isinstance(problem, RosterError):
        return Phrase(problem.message("zh"), problem.message("en"))
    if isinstance(problem, PolicyError):
        return Phrase(f"规则文件有问题：{problem}", f"the rule file is wrong: {problem}")
    if isinstance(problem, Imbalance | EquationBroken):
        return Phrase(f"数目对不上，什么都没有写入：{problem}", f"the sums do not balance, nothing was written: {problem}")
    if isinstance(problem, OSError) and problem.strerror:
        return Phrase(f"磁盘读写失败：{problem.strerror}", f"the disk failed: {problem.strerror}")
    name = type(problem).__name__
    return Phrase(f"系统出错（{name}），什么都没有写入。请再试一次；还不行，请告诉系统管理员。",
                  f"the system failed ({name}), nothing was written. Try again, or tell the administrator.")  # fmt: skip


def check(version: Import, worker: str) -> None:
    """Read every file on its own; a file that cannot be used is told beside it, and stops no other."""
    tell = Telling(version)
    items = list(version.files.select_related("file"))
    tell(CHECK, "files", 0, len(items))
    rules = policy_of(version, timezone.localdate())
    with plain(items) as paths:
        files = [(item.roster if item.chosen else "", path) for item, path in zip(items, paths, strict=True)]
        readings, people = read_files(files, rules, lambda done, of: tell(CHECK, "files", done, of))
    read = list(zip(items, without_copies(items, readings), strict=True))
    actions.finish_check(version, worker, read, signs_of(version, read, people))


def without_copies(items: Sequence[ImportFile], readings: Sequence[Reading]) -> list[Reading]:
    """The engine takes a file once for a roster: a copy is refused here, beside its own name."""
    first: dict[tuple[str, str], str] = {}
    found = []
    for item, reading in zip(items, readings, strict=True):
        key = reading.roster, item.file.sha256
        copy = reading.receipt and key in first
        found.append(Reading(reading.roster, problem=same_content(item.file.name, first[key])) if copy else reading)
        first.setdefault(key, item.file.name)
    return found


def compare(version: Import, worker: str) -> None:
    """Run the engine over the files; then either write the round and the import's last state together, or hold it."""
    tell = Telling(version)
    assert version.as_of is not None
    policy = policy_of(version, version.as_of)
    items = list(version.files.select_related("file", "read_in"))
    corrections = standing(items)
    with plain(items) as paths:
        sources = [Source(item.roster, path) for item, path in zip(items, paths, strict=True)]
        folder = paths[0].parent  # what is written beside the opened rosters goes with them
        corrected, origins = write_corrections(corrections, folder)
        decisions = write_decisions(version.county, folder / "decisions.csv")
        result = reconcile([*sources, *corrected], rules=policy, as_of=version.as_of, decisions=folder / "decisions.csv",
                           progress=lambda step, *_: tell(COMPARE, step))  # fmt: skip
        schools = read_schools([source.path for source in sources if source.roster == "schools"], policy)
    made_with = MadeWith(policy, decisions, [str(made.pk) for rows in corrections.values() for made in rows])
    if not _as_checked(items, result.files):
        actions.check_again(version, worker)
    elif signs := _unexplained(version, unmatched(result.receipt["rosters"])):
        actions.hold(version, worker, signs)
    else:
        _store(version, worker, WithCorrections(result, origins), made_with, schools, tell)


@dataclass(frozen=True)
class MadeWith:
    """What a comparison was made with, besides the files."""

    policy: Policy
    decisions: list[int]
    corrected: list[str]


def _as_checked(items: Sequence[ImportFile], files: Sequence[FileReceipt]) -> bool:
    """Did every file read as in the check, whose balance a person has confirmed? Other rules or another version may differ."""
    return all((item.rows_in, item.accepted, item.set_aside) == (file.rows_in, file.accepted, file.set_aside)
               for item, file in zip(items, files, strict=False))  # fmt: skip


def _unexplained(version: Import, signs: Sequence[Sign]) -> list[Sign]:
    """Signs that nobody has seen yet; of files that are counted again, somebody has: they were imported before."""
    if version.reason != Reason.ROSTERS:
        return []
    known = {(sign["kind"], sign["roster"]) for sign in version.explained}
    return [sign for sign in signs if (sign.kind, sign.roster) not in known]


def _store(version: Import, worker: str, result: WithCorrections, made_with: MadeWith, schools: list[Any], tell: Telling) -> None:
    population = result.receipt["equation"]["population"] + result.receipt["found_only_elsewhere"]["children"]
    tell(COMPARE, "store", 0, population)
    with transaction.atomic():
        load_schools(version.county, schools)
        made = load_round(result, progress=lambda done: tell(COMPARE, "store", done, population), county=version.county,
                          as_of=version.as_of, made_by=version.confirmed_by, demo=version.demo, policy=made_with.policy,
                          decisions=made_with.decisions)  # fmt: skip
        actions.finish(version, worker, made, made_with.corrected)
        record(version.confirmed_by, "import.done", subject=f"import:{version.pk}", place=version.county.path,
               detail={"round": made.pk, "population": population})  # fmt: skip
