"""`reconcile`: the whole run as one call, and what it gives."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

from guixiao.linkage.canaries import audit
from guixiao.linkage.columns import Connection
from guixiao.linkage.coverage import cover
from guixiao.linkage.decisions import count_applied, read_decisions
from guixiao.linkage.doubts import gather_doubts
from guixiao.linkage.equation import check
from guixiao.linkage.evidence import tell_evidence
from guixiao.linkage.output import open_folder, write_all
from guixiao.linkage.reading import FileReceipt, Progress, Source, unaccepted
from guixiao.linkage.receipt import make_receipt
from guixiao.linkage.result import CHILD_COLUMNS, choose_witness, gather_cells, name_files, tell_children, tell_links
from guixiao.linkage.rules import Rules
from guixiao.linkage.run import Clock, connect, run

BATCH = 5000
STEPS = 10


class Reconciliation:
    """A finished run: tables in a DuckDB connection of its own, the receipt, and the way out."""

    def __init__(self, con: Connection, receipt: dict[str, Any], files: Sequence[FileReceipt], rules: Rules, as_of: date) -> None:
        self._con, self.receipt, self.files, self._rules, self._as_of = con, receipt, files, rules, as_of

    def children(self) -> Iterator[dict[str, Any]]:
        """One dict per line of coverage.csv, keys CHILD_COLUMNS."""
        cursor = self._con.cursor()
        tell_evidence(cursor)
        cursor.execute(f"SELECT {', '.join(CHILD_COLUMNS)} FROM child_line LEFT JOIN evidence_line USING (child) ORDER BY child")
        while rows := cursor.fetchmany(BATCH):
            yield from (dict(zip(CHILD_COLUMNS, row, strict=True)) for row in rows)

    def doubts(self) -> Iterator[dict[str, Any]]:
        """One dict per question that only people can settle, in the order to ask them; keys as `doubts.gather_doubts` says."""
        yield from gather_doubts(self._con, self._rules, self._as_of)

    def unaccepted(self) -> list[dict[str, Any]]:
        """The rows that were set aside or rejected, blank ones aside: columns of the table `unaccepted`."""
        return unaccepted(self._con)

    def write(self, folder: Path) -> None:
        """All files into `folder`, or none (RosterError says why)."""
        write_all(self._con, folder, open_folder(folder), self.receipt, self._rules, self._as_of)


def _conclude(
    con: Connection, clock: Clock, files: Sequence[FileReceipt], sources: Sequence[Source], rules: Rules, as_of: date
) -> dict[str, Any]:
    """Buckets, the equation, and the lines of the outputs; the receipt."""
    start = {roster: int(key) for roster, key in con.execute("SELECT roster, first FROM key_offset").fetchall()}
    with clock.step("cover"):
        cover(con, rules, start, as_of)
    name_files(con, [source.path.name for source in sources])
    with clock.step("equation"):
        accounts = check(con)
    with clock.step("tell"):
        gather_cells(con, start)
        choose_witness(con)
        tell_children(con, rules)
        tell_links(con)
        return make_receipt(con, files, accounts, rules, as_of)


def reconcile(
    sources: Sequence[Source], *, rules: Rules, as_of: date, decisions: Path | None = None, progress: Progress | None = None
) -> Reconciliation:
    """Read the rosters, link them, put every child into one bucket and check the sums.

    RosterError where a file cannot be used, Imbalance where a sum is off: nothing has been written then.
    """
    decided = read_decisions(decisions, rules) if decisions else []
    con, clock = connect(), Clock(progress, STEPS)
    files = run(con, sources, rules, as_of, clock, decided)
    with ThreadPoolExecutor(1) as beside:
        audited = beside.submit(audit, con.cursor(), rules, as_of)
        receipt = _conclude(con, clock, files, sources, rules, as_of)
        with clock.step("audit"):
            receipt["audit"] = audited.result()
    receipt["decisions"] = count_applied(con)
    receipt["engine"] = "duckdb"
    receipt["seconds"] = clock.seconds
    return Reconciliation(con, receipt, files, rules, as_of)
