"""`guixiao verify`: proves on the live database what must always be true (docs/commands/verify.md)."""

import argparse
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guixiao.lib.verifying import Check, Outcome

HOLDS = {"zh": ("好", "错"), "en": ("ok", "WRONG")}
END = {"zh": ("全部成立", "有 {0} 项不成立"), "en": ("everything holds", "{0} do not hold")}


def run(arguments: list[str]) -> int:
    """0: everything holds. 2: something does not, or could not be looked at."""
    options = _parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guixiao.config.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
        from guixiao.cli.serve import missing

        if reason := missing():
            print(f"guixiao verify: {reason}", file=sys.stderr)
            return 2
        outcomes = list(_outcomes(options))
    except ImproperlyConfigured as error:
        print(f"guixiao verify: {error}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps([_as_json(outcome, seconds) for outcome, seconds in outcomes], ensure_ascii=False, indent=2))
    return _verdict(options, [outcome for outcome, _ in outcomes])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="guixiao verify", description="Prove the figures, the log and the encryption.")
    parser.add_argument("--json", action="store_true", help="one object per check")
    parser.add_argument(
        "--only", action="append", metavar="NAME", help="a check or a package, may be repeated: audit, children.tally"
    )
    parser.add_argument("--at", type=_mark, metavar="NUMBER:DIGEST", help="entry of the log that was written down earlier")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help="language of the lines")
    return parser


def _mark(text: str) -> tuple[int, str]:
    if not re.fullmatch(r"\d{1,15}:[0-9a-f]{64}", text):
        raise argparse.ArgumentTypeError(f"{text!r}: expected the number, a colon and 64 hexadecimal characters")
    number, _, digest = text.partition(":")
    return int(number), digest


def _outcomes(options: argparse.Namespace) -> "Iterator[tuple[Outcome, float]]":
    """Each check with its seconds; the line is printed when it is done."""
    for check in _checks(options):
        begun = time.monotonic()
        outcome = _looked_at(check)
        if not _asked(outcome.name, options.only):
            continue
        yield outcome, round(time.monotonic() - begun, 2)
        if not options.json:
            _print(outcome, options.lang)


def _looked_at(check: "Check") -> "Outcome":
    """A check that cannot be carried out does not hold."""
    from guixiao.lib.masks import without_numbers
    from guixiao.lib.verifying import Outcome

    try:
        return check()
    except Exception as error:
        name = f"{check.__module__.split('.')[-2]}.{check.__name__}"
        fault = without_numbers(f"it could not be looked at: {type(error).__name__}: {error}")
        return Outcome(name, "没能查完", "it could not be looked at", "-", (fault,))


def _checks(options: argparse.Namespace) -> "Iterator[Check]":
    """Of every package that has a `verify.py`: its `verify_checks`."""
    from django.apps import apps

    wanted = {name.partition(".")[0] for name in options.only or ()}
    for config in apps.get_app_configs():
        if config.name.startswith("guixiao.") and (not wanted or config.label in wanted) and find_spec(f"{config.name}.verify"):
            yield from import_module(f"{config.name}.verify").verify_checks
    if options.at:
        yield lambda: _remembered(*options.at)


def _asked(name: str, only: list[str] | None) -> bool:
    return not only or any(name == wanted or name.startswith(f"{wanted}.") for wanted in only)


def _remembered(number: int, digest: str) -> "Outcome":
    """The entry that somebody wrote down stands where it stood."""
    from guixiao.audit.models import Entry
    from guixiao.lib.verifying import Outcome

    found = Entry.objects.filter(sequence=number).values_list("digest", flat=True).first()
    faults = (
        () if found == digest else (f"entry {number} is {'another one' if found else 'gone'}: the log was cut off or made anew",)
    )
    return Outcome("audit.remembered", "记下过的那一条还在", "the entry written down is there", str(number), faults)


def _print(outcome: "Outcome", lang: str) -> None:
    title = outcome.zh if lang == "zh" else outcome.en
    print(f"{HOLDS[lang][not outcome.holds]:5} {title}  [{outcome.name}] {outcome.looked_at}", flush=True)
    for fault in outcome.faults:
        print(f"        {fault}")
    if outcome.more:
        print(f"        … {outcome.more:,}")


def _as_json(outcome: "Outcome", seconds: float) -> dict[str, object]:
    return {"check": outcome.name, "holds": outcome.holds, "proves": {"zh": outcome.zh, "en": outcome.en},
            "looked_at": outcome.looked_at, "faults": list(outcome.faults), "more": outcome.more, "seconds": seconds}  # fmt: skip


def _verdict(options: argparse.Namespace, outcomes: "list[Outcome]") -> int:
    wrong = sum(not outcome.holds for outcome in outcomes)
    if not outcomes:
        print(f"guixiao verify: no check is called {', '.join(options.only)}", file=sys.stderr)
        return 2
    if not options.json:
        print(END[options.lang][bool(wrong)].format(wrong))
    return 2 if wrong else 0
