"""One run: rosters in, every child in one bucket out."""

import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date

import duckdb

from guixiao.linkage.attendance import link_attendance, seat_plainly
from guixiao.linkage.catchments import learn_homes
from guixiao.linkage.classrooms import read_classrooms
from guixiao.linkage.columns import Connection, offsets, read_columns
from guixiao.linkage.comparisons import macros
from guixiao.linkage.context import Context
from guixiao.linkage.decisions import apply_doubles, link_decided, load_decisions
from guixiao.linkage.passes import create_links, key_register, link_certain, link_scored
from guixiao.linkage.reading import FileReceipt, Progress, Source, read_rosters
from guixiao.linkage.register import find_doubles, settle_numbers, settle_second_numbers
from guixiao.linkage.rules import Rules
from guixiao.linkage.spill import spill_folder
from guixiao.linkage.states import read_states
from guixiao.linkage.weights import shipped_weights
from guixiao.linkage.wide import count_frequencies, load_lunar

SCHOOL_ROSTERS = ("enrolments", "elsewhere")
SMALL = 400_000  # rows below which DuckDB's own threads cost more than they give; two steps run side by side instead
SMALL_FILES = 48_000_000  # bytes below which files are read side by side
MEMORY = 5 << 30  # bytes of DuckDB's own; of a province, what does not fit goes to the disk
OLDEST = 21  # years: nobody older is looked for among children
LISTS = ("poverty", "disability")


class Clock:
    """Seconds per step, and the progress callback."""

    def __init__(self, progress: Progress | None, steps: int) -> None:
        self.seconds: dict[str, float] = {}
        self._progress, self._steps = progress, steps

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        if self._progress:
            self._progress(name, len(self.seconds), self._steps)
        begun = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - begun, 3)


def connect(threads: int | None = None) -> Connection:
    con = duckdb.connect()
    con.execute("SET preserve_insertion_order = true; SET enable_progress_bar = false; SET checkpoint_threshold = '1TB'")
    least = f"least({MEMORY}, parse_formatted_bytes(current_setting('memory_limit')))"
    limit = con.execute(f"SELECT {least}").fetchall()[0][0]
    con.execute(f"SET memory_limit = '{limit}B'; SET temp_directory = '{str(spill_folder()).replace(chr(39), chr(39) * 2)}'")
    if threads:
        con.execute(f"SET threads = {threads}")
    for macro in macros():
        con.execute(macro)
    return con


def run(
    con: Connection, sources: Sequence[Source], rules: Rules, as_of: date, clock: Clock, decided: Sequence[Mapping[str, str]] = ()
) -> list[FileReceipt]:
    """From files to `link`, `seat`, `doubt` and `twin`, in a fresh connection."""
    threads = con.execute("SELECT current_setting('threads')").fetchall()[0][0]
    con.execute(f"SET threads = {1 if _bytes(sources) < SMALL_FILES else threads}")
    with clock.step("read"):
        receipts = read_rosters(con, sources, rules)
    small = sum(receipt.accepted for receipt in receipts) < SMALL
    con.execute(f"SET threads = {1 if small else threads}")
    with ThreadPoolExecutor(1) as beside:
        with clock.step("columns"):
            start = offsets(con)
            prepared = beside.submit(_prepare, con.cursor(), rules, start, decided)
            read_columns(con, start, as_of)
            prepared.result()
        context = Context(con, start, shipped_weights(), rules.thresholds, (as_of.year - OLDEST) * 10000)
        seats = beside.submit(seat_plainly, context._replace(con=con.cursor()))
        with clock.step("register"):
            _settle_register(context)
        create_links(con)
        link_decided(con)
        with clock.step("certain"):
            link_certain(con, start, (*SCHOOL_ROSTERS, *LISTS, "attendance"))
            learn_homes(con)
        with clock.step("scored"):
            _link_rosters(context, beside, small)
            seats.result()
    with clock.step("attendance"):
        link_attendance(context)
        settle_second_numbers(con)
    return receipts


def _bytes(sources: Sequence[Source]) -> int:
    return sum(source.path.stat().st_size for source in sources if source.path.is_file())


def _prepare(con: Connection, rules: Rules, start: Mapping[str, int], decided: Sequence[Mapping[str, str]]) -> None:
    """What needs the cells of the rosters and nothing else."""
    load_decisions(con, decided, start)
    load_lunar(con)
    read_classrooms(con, start)
    read_states(con, rules, start)


def _settle_register(context: Context) -> None:
    con = context.con
    count_frequencies(con)
    settle_numbers(con)
    find_doubles(con, context.start)
    apply_doubles(con)
    key_register(context)


def _link_rosters(context: Context, beside: ThreadPoolExecutor, small: bool) -> None:
    """A row of one roster never competes with one of another: where DuckDB has one thread, two calls share the work."""
    if not small:
        return link_scored(context, (*SCHOOL_ROSTERS, *LISTS))
    first, *others = (*SCHOOL_ROSTERS, *LISTS)
    rest = beside.submit(link_scored, context._replace(con=context.con.cursor()), tuple(others))
    link_scored(context, (first,))
    return rest.result()
