"""`python -m benchmarks.counts`: on each line that comes in, one look at a database that others write to, as JSON.

It tells what is lost, doubled or half there at that moment, in sentences. The first round is what all later ones
are held against: the same files were loaded each time.
"""

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import django
from django.apps import apps


def main() -> int:
    django.setup()
    looker = Looker()
    for _ in sys.stdin:
        print(json.dumps(looker.look()), flush=True)
    return 0


@contextmanager
def snapshot() -> Iterator[None]:
    """One moment for all queries, without keeping any writer waiting."""
    from django.db import connection

    begin = "BEGIN" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


class Looker:
    """Remembers the marks of rounds it has seen whole; `every` look counts them again."""

    def __init__(self) -> None:
        self.first: dict[str, Any] = {}

    def look(self) -> dict[str, Any]:
        from guixiao.rosters.worker.progress import progress_of

        model = apps.get_model
        with snapshot():
            rounds = [self._round(made) for made in model("children", "Round").objects.order_by("pk")]
            self.first = self.first or self._all(rounds)
            faults = [*self._rounds(rounds), *self._imports(), *self._files(), *self._log()]
            faults += [f"{name}: {count}, {self.first[name]} at first" for name, count in self._people().items()
                       if count != self.first[name]]  # fmt: skip
            moving = model("rosters", "Import").objects.exclude(state__in=("done", "discarded")).first()
            told = progress_of(moving) if moving and moving.worker else None
            states = Counter(model("rosters", "Import").objects.values_list("state", flat=True))
        return {"faults": faults, "rounds": len(rounds), "rows": self.first["round"]["rows"], "imports": states,
                "moment": f"{moving.state} {told.step if told else ''}".strip() if moving else "nothing open",
                "taken_over": model("rosters", "Import").objects.filter(attempt__gt=1).count()}  # fmt: skip

    def _all(self, rounds: list[dict[str, Any]]) -> dict[str, Any]:
        return {"round": {**rounds[0], "made": 0}, **self._people()}

    def _people(self) -> dict[str, int]:
        model = apps.get_model
        return {"children": model("children", "Child").objects.count(), "schools": model("areas", "School").objects.count()}

    def _round(self, made: Any) -> dict[str, Any]:
        rows = made.coverage.values_list("bucket", "outcome", "apart", "town", "village", "school", "roster", "file", "row",
                                         "linked_roster", "linked_row", "child__name")  # fmt: skip
        lines = sorted(map(str, rows))
        tally = apps.get_model("children", "Tally").objects.filter(round=made).values_list("count", flat=True)
        return {"made": made.pk, "mark": hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16], "rows": len(lines),
                "population": made.population, "tally": sum(tally), "doubts": made.doubts.count(),
                "receipts": int(hasattr(made, "receipt")), "imports": int(hasattr(made, "made_from"))}  # fmt: skip

    def _rounds(self, rounds: list[dict[str, Any]]) -> Iterator[str]:
        for made in rounds:
            if {**made, "made": 0} != self.first["round"]:
                yield f"a round differs from the undisturbed one: {made}"
        shown = list(apps.get_model("children", "CurrentRound").objects.values_list("round", flat=True))
        if shown != [rounds[-1]["made"]]:
            yield f"shown is {shown}, the last round is {rounds[-1]['made']}"

    def _imports(self) -> Iterator[str]:
        """Each done import has a round of its own and says so once in the log; no other has either."""
        log = apps.get_model("audit", "Entry").objects
        said = Counter(log.filter(act="import.done").values_list("subject", flat=True))
        confirmed = Counter(log.filter(act="import.confirm").values_list("subject", flat=True))
        held = Counter(log.filter(act="import.hold").values_list("subject", flat=True))
        for version in apps.get_model("rosters", "Import").objects.filter(made_by__isnull=False):
            subject, done = f"import:{version.pk}", version.state == "done"
            if said[subject] != done or (version.round_id is not None) != done:
                yield f"{subject} is {version.state}, its round {version.round_id}, in the log {said[subject]} times"
            wanted = held[subject] + (version.confirmed_at is not None and version.state != "held")
            if confirmed[subject] != wanted:
                yield f"{subject} is {version.state}: confirmed {confirmed[subject]} times, held {held[subject]} times"

    def _files(self) -> Iterator[str]:
        """The balance of every file that was read, the rows it did not accept, itself on the disk, the entry of its coming."""
        from guixiao.rosters.files.store import path_of

        came = Counter(file["file"] for file in apps.get_model("audit", "Entry").objects.filter(act="file.add")
                       .values_list("detail", flat=True))  # fmt: skip
        for item in apps.get_model("rosters", "ImportFile").objects.select_related("file", "version"):
            reasons = (item.receipt or {}).get("reasons", {})
            kept = sum(reasons.values()) - reasons.get("blank", 0)
            if item.rows_in != item.accepted + item.set_aside + item.rejected or item.rows.count() != kept or item.problem:
                yield f"{item.file.name} does not balance: {item.rows_in} rows, {kept} kept, problem {item.problem}"
            if item.version.made_by_id and came[str(item.file_id)] != 1:
                yield f"{item.file.name} came {came[str(item.file_id)]} times"
            if not path_of(item.file.place).exists():
                yield f"{item.file.name} is not on the disk"

    def _log(self) -> Iterator[str]:
        numbers = list(apps.get_model("audit", "Entry").objects.order_by("sequence").values_list("sequence", flat=True))
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"the log has {len(numbers)} entries, the last is {numbers[-1]}"


if __name__ == "__main__":
    sys.exit(main())
