"""`guixiao import`: what the rosters' desk does, from the command line."""

import argparse
import os
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from guixiao.cli.reconcile import SLOTS

if TYPE_CHECKING:
    from guixiao.rosters.imports.actions import Answer
    from guixiao.rosters.models import Import

WAIT = 0.5
WRONG_FILE = (
    "像是拿错了文件，什么都没有导入；没有弄错就用 --because 说明 / "
    "it looks like the wrong file, nothing was loaded; if it is right: --because TEXT"
)


def run(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guixiao.config.settings")
    import django

    django.setup()
    from guixiao.cli.serve import missing

    if reason := missing() or _wrong(options):
        return _refuse(reason)
    return _import(options)


def _parser() -> argparse.ArgumentParser:
    words = "导入名册：读、核对、比对、换成新的一版 / load rosters: read, check, compare, make them the current version"
    parser = argparse.ArgumentParser(prog="guixiao import", allow_abbrev=False, description=words)
    for slot, title in SLOTS.items():
        more = f"{title} (可重复 may be repeated)"
        parser.add_argument(f"--{slot}", metavar="F", action="append", type=Path, default=[], help=more)
    parser.add_argument("--as-of", metavar="DATE", required=True, help="截至日期 YYYY-MM-DD / the day the rosters are as of")
    parser.add_argument("--policy", metavar="NAME", default="", help="规则 / rule file (default: the one in force that day)")
    parser.add_argument("--county", metavar="CODE", default="", help="县的代码 / the county's code, where there are several")
    parser.add_argument("--user", metavar="NAME", default="", help="以谁的名义 / the user in whose name it is done")
    parser.add_argument(
        "--because", metavar="TEXT", default="", help="像是拿错文件时的说明 / why it is right though it looks wrong"
    )
    parser.add_argument("--check", action="store_true", help="只读不导入 / read and tell, load nothing")
    return parser


def _refuse(message: str) -> int:
    print(f"guixiao import: {message}", file=sys.stderr)
    return 2


def _wrong(options: argparse.Namespace) -> str:
    """What is wrong with the options, or with the files before anything is read."""
    from guixiao.policy import shipped_policies

    missing = [str(path) for slot in SLOTS for path in getattr(options, slot) if not path.is_file()]
    if missing:
        return f"找不到文件 / no such file: {', '.join(missing)}"
    if not options.households:
        return "要有户籍名册：--households F / the household register is missing: --households F"
    if not (day := _day(options.as_of)):
        return f"--as-of: 读到 read “{options.as_of}”，应为 expected YYYY-MM-DD，2000 年到今天 from 2000 to today"
    options.as_of = day
    if options.policy and options.policy not in {policy.id for policy in shipped_policies()}:
        return f"--policy: 没有这份规则 / no such rule file: {options.policy}"
    return ""


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date(2000, 1, 1) <= day <= date.today() else None


def _import(options: argparse.Namespace) -> int:
    from guixiao.rosters.imports.actions import Refused

    try:
        version = _opened(options)
        return _through(version, options)
    except LookupError as problem:
        return _refuse(str(problem.args[0]))
    except OSError as problem:
        return _refuse(f"读不了 / cannot be read: {problem.filename}: {problem.strerror}")
    except Refused:
        return _refuse("有人在网页上动了这一版，请在那里接着做 / somebody changed it on the page: go on there")


def _through(version: "Import", options: argparse.Namespace) -> int:
    """From the files in their slots to the end."""
    from guixiao.rosters.imports.actions import discard
    from guixiao.rosters.imports.rules import State

    _work(version)
    answer = _answer(version, options)
    _tell(version, answer)
    refused = _broken(version) or ("" if options.check else _unexplained(version, answer))
    if refused or options.check:
        discard(version, version.made_by)
        return _refuse(refused) if refused else 0
    _confirm(version, answer)
    if version.state == State.HELD and options.because:
        _confirm(version, answer)
    return _ended(version)


def _opened(options: argparse.Namespace) -> "Import":
    """A new import with the files in it; LookupError says why there is none."""
    from guixiao.accounts.models import User
    from guixiao.areas.models import Area
    from guixiao.rosters.imports.actions import open_import
    from guixiao.rosters.imports.rules import OPEN
    from guixiao.rosters.models import Import

    counties = Area.objects.filter(kind="county", **({"code": options.county} if options.county else {}))
    if counties.count() != 1:
        raise LookupError("先有一个县（或用 --county 指明）/ there must be one county, or say which: --county CODE")
    user = User.objects.filter(username=options.user).first() if options.user else None
    if options.user and user is None:
        raise LookupError(f"没有这个用户 / no such user: {options.user}")
    if Import.objects.filter(county=counties.get(), reason="rosters", state__in=sorted(OPEN)).exists():
        raise LookupError("网页上还有一版没有做完，请先做完或放弃 / another import is open on the page: finish it or give it up")
    version = open_import(counties.get(), user)
    _fill(version, options)
    return version


def _fill(version: "Import", options: argparse.Namespace) -> None:
    """The files into their slots, sealed."""
    from django.db import transaction

    from guixiao.rosters.files.actions import Sealed, add_files, seal_file

    sealed: dict[str, list[Sealed]] = {}
    for slot in SLOTS:
        for path in getattr(options, slot):
            with path.open("rb") as content:
                sealed.setdefault(slot, []).append(seal_file(version, path.name, content))
    with transaction.atomic():
        for slot, files in sealed.items():
            add_files(version, files, version.made_by, slot)


def _answer(version: "Import", options: argparse.Namespace) -> "Answer":
    """What a person would say on the page."""
    from guixiao.rosters.imports.actions import Answer
    from guixiao.rosters.imports.page import current_round
    from guixiao.rosters.imports.rules import older_day

    last = current_round(version.county)
    signs = [sign.told() for sign in older_day(options.as_of, last.as_of if last else None)]
    return Answer(options.as_of, options.policy, options.because, signs)


def _work(version: "Import") -> None:
    """Until nothing is to be done for it: by ourselves, unless a worker was quicker."""
    from guixiao.rosters.imports.rules import WORK
    from guixiao.rosters.worker.loop import work_once, worker_name

    name = worker_name()
    version.refresh_from_db()
    while version.state in WORK:
        if not work_once(name, pk=version.pk):
            time.sleep(WAIT)
        version.refresh_from_db()


def _tell(version: "Import", answer: "Answer") -> None:
    """The balance of every file and the signs of a wrong one, to standard error."""
    from guixiao.rosters.wording import sign_lines

    for item in version.files.select_related("file"):
        parts = ((item.accepted, "收下 accepted"), (item.set_aside, "搁置 set aside"), (item.rejected, "退回 rejected"))
        balance = f"{item.rows_in:,} = " + " + ".join(f"{count:,} {words}" for count, words in parts)
        problem = f"{item.problem['zh']}\n    {item.problem['en']}" if item.problem else ""
        print(f"  {item.file.name}: {problem or balance}", file=sys.stderr)
    for line in sign_lines([*version.signs, *answer.signs]):
        print(f"  ? {line}", file=sys.stderr)


def _broken(version: "Import") -> str:
    """Why it cannot be loaded, whatever one says; "" where it can."""
    if version.error:
        return f"{version.error['zh']} / {version.error['en']}"
    if version.files.filter(problem__isnull=False).exists():
        return "有文件读不了，什么都没有导入 / a file cannot be used, nothing was loaded"
    return ""


def _unexplained(version: "Import", answer: "Answer") -> str:
    return WRONG_FILE if (version.signs or answer.signs) and not answer.explanation.strip() else ""


def _confirm(version: "Import", answer: "Answer") -> None:
    from guixiao.rosters.imports.actions import confirm

    confirm(version, version.made_by, answer)
    _work(version)


def _ended(version: "Import") -> int:
    from guixiao.rosters.imports.actions import discard
    from guixiao.rosters.imports.rules import State
    from guixiao.rosters.wording import sign_lines

    if version.state == State.DONE and version.round:
        print(f"  {version.round.population:,} 个孩子，每个归入一栏 / children, each in one bucket", file=sys.stderr)
        return 0
    for line in sign_lines(version.signs):
        print(f"  ? {line}", file=sys.stderr)
    why = f"{version.error['zh']} / {version.error['en']}" if version.error else WRONG_FILE
    discard(version, version.made_by)
    return _refuse(why)
