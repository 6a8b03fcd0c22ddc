"""`reconcile`: the whole run as one call, and what it gives."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from guixiao.linkage.audit import audit
from guixiao.linkage.columns import Connection
from guixiao.linkage.coverage import cover
from guixiao.linkage.decisions import count_applied, read_decisions
from guixiao.linkage.doubts import gather_doubts
from guixiao.linkage.equation import check
from guixiao.linkage.evidence import tell_evidence
from guixiao.linkage.facts import OPEN
from guixiao.linkage.output import SUSPECTS, Contents, open_folder, write_all
from guixiao.linkage.reading import FileReceipt, Progress, Source, unaccepted
from guixiao.linkage.receipt import make_receipt
from guixiao.linkage.result import CHILD_COLUMNS, children_query, gather_cells, name_files, tell_doubts, tell_scored
from guixiao.linkage.rules import Rules
from guixiao.linkage.run import Clock, connect, run
from guixiao.linkage.tables import coverage_query, find_sheets, links_query, review_query
from guixiao.linkage.words import read_words

BATCH = 5000
STEPS = 10
CHILDREN = "children"  # the query beside those of the files


class Reconciliation:
    """A finished run: tables in a DuckDB connection of its own, the receipt, and the way out.

    The audit may still be at work: whoever asks for the receipt waits for it, and files are written meanwhile.
    """

    def __init__(self, con: Connection, files: Sequence[FileReceipt], contents: Contents) -> None:
        self._con, self.files, self._contents = con, files, contents

    @property
    def receipt(self) -> dict[str, Any]:
        return self._contents.finish()

    def children(self) -> Iterator[dict[str, Any]]:
        """One dict per line of coverage.csv, keys CHILD_COLUMNS."""
        self._see_children()
        cursor = self._con.cursor()
        tell_evidence(cursor)
        cursor.execute(f"SELECT {', '.join(CHILD_COLUMNS)} FROM child_line LEFT JOIN evidence_line USING (child) ORDER BY child")
        while rows := cursor.fetchmany(BATCH):
            yield from (dict(zip(CHILD_COLUMNS, row, strict=True)) for row in rows)

    def doubts(self) -> Iterator[dict[str, Any]]:
        """One dict per question that only people can settle, in the order to ask them; keys as `doubts.gather_doubts` says."""
        self._see_children()
        yield from gather_doubts(self._con, self._contents.rules, self._contents.as_of)

    def _see_children(self) -> None:
        """Views `child_line` and `owner(child, k)`, all rows of a child; whoever only writes files can do without."""
        self._con.execute(f"CREATE OR REPLACE VIEW child_line AS {self._contents.queries[CHILDREN]}")
        self._con.execute("""CREATE OR REPLACE VIEW owner AS SELECT k AS child, k FROM person WHERE roster = 'households'
            UNION ALL SELECT kh, ks FROM link UNION ALL SELECT owner, k FROM lone""")

    def unaccepted(self) -> list[dict[str, Any]]:
        """The rows that were set aside or rejected, blank ones aside: columns of the table `unaccepted`."""
        return unaccepted(self._con)

    def write(self, folder: Path) -> None:
        """All files into `folder`, or none (RosterError says why)."""
        write_all(self._con, folder, open_folder(folder), self._contents)


def _conclude(
    con: Connection, clock: Clock, files: Sequence[FileReceipt], sources: Sequence[Source], rules: Rules, as_of: date
) -> tuple[dict[str, Any], dict[str, str]]:
    """Buckets, the equation, and the lines of the outputs; the receipt, and the queries of what is handed out, by name."""
    start = {roster: int(key) for roster, key in con.execute("SELECT roster, first FROM key_offset").fetchall()}
    with clock.step("cover"):
        cover(con, rules, start, as_of)
    names = [source.path.name for source in sources]
    name_files(con, names)
    with clock.step("equation"):
        accounts = check(con, start)
    with clock.step("tell"):
        words, sheets = read_words(con, rules), find_sheets(con, names)
        gather_cells(con, start)
        tell_doubts(con)
        tell_scored(con, words)
        suspects = [f"way = {way}" for way, bucket in enumerate(words.buckets) if bucket in OPEN]
        queries = {
            CHILDREN: children_query(start, words),
            SUSPECTS: children_query(start, words, " OR ".join(suspects) or "false"),
            "coverage.csv": coverage_query(words, sheets),
            "links.csv": links_query(con, sheets),
            "review.csv": review_query(),
        }
        return make_receipt(con, start, files, accounts, rules, as_of), queries


def reconcile(
    sources: Sequence[Source], *, rules: Rules, as_of: date, decisions: Path | None = None, progress: Progress | None = None
) -> Reconciliation:
    """Read the rosters, link them, put every child into one bucket and check the sums.

    RosterError where a file cannot be used, Imbalance where a sum is off: nothing has been written then.
    """
    decided = read_decisions(decisions, rules) if decisions else []
    con, clock = connect(), Clock(progress, STEPS)
    files = run(con, sources, rules, as_of, clock, decided)
    applied, beside = count_applied(con), ThreadPoolExecutor(1)
    try:
        audited = beside.submit(audit, con.cursor(), rules, as_of)
        receipt, queries = _conclude(con, clock, files, sources, rules, as_of)
    finally:
        beside.shutdown(wait=False)

    @cache
    def finish() -> dict[str, Any]:
        with clock.step("audit"):
            found = audited.result()
        return {**receipt, "audit": found, "decisions": applied, "engine": "duckdb", "seconds": clock.seconds}

    return Reconciliation(con, files, Contents(queries, receipt, rules, as_of, finish))
