"""The worker's process: it waits for work and gives each piece to a child process, so that nothing a file does can stop it."""

import logging
import os
import signal
import socket
import threading
import time
from contextlib import suppress
from secrets import token_hex

from django.conf import settings
from django.db import DatabaseError, connections, transaction
from django.db.models import F, Q
from django.utils import timezone

from guixiao.cases.actions import expire
from guixiao.cases.alerts.absence.actions import raise_due
from guixiao.cases.alerts.actions import accept_silent
from guixiao.cases.attachments.actions import sweep as sweep_proofs
from guixiao.cases.clocks.actions import tick
from guixiao.cases.notices.actions import send_due
from guixiao.cases.orders.actions import judge
from guixiao.reviews.queue import all_decided, uncounted
from guixiao.rosters.files.store import sweep
from guixiao.rosters.imports.actions import recount
from guixiao.rosters.imports.rules import OPEN, WORK, Reason
from guixiao.rosters.models import Import
from guixiao.rosters.worker import actions
from guixiao.rosters.worker.forking import leave_no_connection
from guixiao.rosters.worker.job import work_on
from guixiao.vault.files import remove_leftovers

log = logging.getLogger(__name__)
LOOK = 0.5  # seconds between two looks for work, or at the child
SWEEP = 3600.0
RECOUNT = 5.0
REPORTS = 60.0


def worker_name() -> str:
    return f"{socket.gethostname()[:30]}:{os.getpid()}:{token_hex(4)}"


def work_once(worker: str, **only: object) -> bool:
    """One piece of work in this process (tests, `guixiao import`); False where nothing waits."""
    version = actions.claim(worker, timezone.now(), **only)
    if version is None:
        return False
    stop = threading.Event()
    alive = threading.Thread(target=_keep_alive, args=(version, worker, stop), daemon=True)
    alive.start()
    try:
        work_on(version, worker)
    finally:
        stop.set()
        alive.join()
    return True


def _keep_alive(version: Import, worker: str, stop: threading.Event) -> None:
    while not stop.wait(settings.LEASE_SECONDS / 4):
        _renewed(version, worker)
    connections.close_all()


def recount_settled() -> None:
    """Counties whose every doubt is decided, and whose current version does not know of it: into the queue.

    A recount that failed waits for a person; it is not tried for ever.
    """
    for base in Import.objects.filter(round__current__isnull=False).select_related("county"):
        county = base.county
        open_one = Q(state__in=sorted(WORK)) | Q(state__in=sorted(OPEN), base=base)
        busy = Import.objects.filter(open_one, county=county).exists()
        if not busy and uncounted(county).whole and all_decided(county):
            _recount_as_seen(base)


@transaction.atomic
def _recount_as_seen(base: Import) -> None:
    """Of two workers that saw the same, the first one's recount changes the revision, and the second makes none."""
    if Import.objects.filter(pk=base.pk, revision=base.revision).update(revision=F("revision") + 1):
        recount(base, None, Reason.DECISIONS)


class Loop:
    """`stop` ends it; a piece of work that is under way is given back and begun anew by whoever comes next."""

    def __init__(self, beside: int = 0):
        self.name, self.beside, self.stopped = worker_name(), beside, False
        self.swept = self.counted = self.reported = 0.0

    def stop(self, *_: object) -> None:
        self.stopped = True

    def run(self) -> None:
        while not self.stopped and not self._orphaned():
            self._sweep()
            version = self._claim()
            if version is None:
                self._recount()
                self._reports()
                time.sleep(LOOK)
            else:
                self._delegate(version)

    def _orphaned(self) -> bool:
        """Does the process it stands beside live no more?"""
        return bool(self.beside) and os.getppid() != self.beside

    def _sweep(self) -> None:
        if time.monotonic() - self.swept > SWEEP or not self.swept:
            self.swept = time.monotonic()
            remove_leftovers()
            sweep()
            sweep_proofs()

    def _recount(self) -> None:
        """Where the last doubt was decided, the county is counted again by itself; a watched child is asked again on its day;
        what is late is stored, and how an order ended."""
        if time.monotonic() - self.counted > RECOUNT:
            self.counted = time.monotonic()
            with suppress(DatabaseError):
                recount_settled()
            with suppress(DatabaseError):
                expire(timezone.localdate())
            with suppress(DatabaseError):
                tick(timezone.localdate())
            with suppress(DatabaseError):
                judge(timezone.localdate())

    def _reports(self) -> None:
        """Days away become reports, and reports that nobody answers become cases: both change by the day, or at once where a
        person enters something."""
        if time.monotonic() - self.reported > REPORTS:
            self.reported = time.monotonic()
            with suppress(DatabaseError):
                raise_due(timezone.localdate())
            with suppress(DatabaseError):
                accept_silent(timezone.localdate())
            with suppress(DatabaseError):
                send_due(timezone.now())

    def _claim(self) -> Import | None:
        try:
            return actions.claim(self.name, timezone.now())
        except DatabaseError as error:  # locked by a long writing, or restarting: the next look will tell
            log.warning("no look for work: %s", type(error).__name__)
            return None

    def _delegate(self, version: Import) -> None:
        leave_no_connection()
        child = os.fork()
        if not child:
            _work_in_child(version, self.name)
        renewed = time.monotonic()
        while not _ended(child):
            time.sleep(LOOK / 2)
            if self.stopped or self._orphaned():
                _kill(child)
            elif time.monotonic() - renewed > settings.LEASE_SECONDS / 4:
                renewed = time.monotonic()
                if not _renewed(version, self.name):
                    _kill(child)
        remove_leftovers()  # a child that was killed has left the rosters open
        with suppress(DatabaseError):
            actions.release(version, self.name)


def _work_in_child(version: Import, worker: str) -> None:
    """Never returns. It follows its parent into death, so that nobody works unseen."""
    parent = os.getppid()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_follow, args=(parent,), daemon=True).start()
    status = 1
    try:
        work_on(version, worker)
        status = 0
    except BaseException as problem:  # the process ends here: nobody above could tell
        log.error("import %s was left: %s", version.pk, type(problem).__name__)
    finally:
        os._exit(status)


def _follow(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK / 2)
    os._exit(1)


def _ended(child: int) -> bool:
    """Has the child gone? Another part of this process may have collected it."""
    try:
        return os.waitpid(child, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return True


def _kill(child: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)


def _renewed(version: Import, worker: str) -> bool:
    """While the round is written SQLite lets no other writer in: then the lease waits, and so does whoever would take it."""
    try:
        return actions.renew(version, worker, timezone.now())
    except DatabaseError:
        return True
