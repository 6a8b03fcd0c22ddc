"""`guixiao work`: read and compare the rosters that wait."""

import argparse
import os
import signal
import sys


def run(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guixiao.config.settings")
    import django

    django.setup()
    from guixiao.cli.serve import lost_keys, missing

    if reason := missing() or lost_keys():
        print(f"guixiao work: {reason}", file=sys.stderr)
        return 2
    if options.once:
        return _once()
    from guixiao.rosters.worker.loop import Loop

    loop = Loop(beside=options.beside)
    signal.signal(signal.SIGTERM, loop.stop)
    signal.signal(signal.SIGINT, loop.stop)
    loop.run()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="guixiao work", description="Read and compare the rosters that wait, until stopped.")
    parser.add_argument("--once", action="store_true", help="end when nothing waits any longer")
    parser.add_argument("--beside", type=int, default=0, metavar="PID", help="end with that parent process (guixiao serve)")
    return parser


def _once() -> int:
    from django.utils import timezone

    from guixiao.cases.actions import expire
    from guixiao.cases.clocks.actions import tick
    from guixiao.cases.orders.actions import judge
    from guixiao.rosters.worker.loop import work_once, worker_name
    from guixiao.vault.files import remove_leftovers

    remove_leftovers()  # of a run that was killed: where only this command works, nobody else takes them away
    name = worker_name()
    while work_once(name):
        pass
    expire(timezone.localdate())
    tick(timezone.localdate())
    judge(timezone.localdate())
    return 0
