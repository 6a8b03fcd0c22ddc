"""`guixiao reconcile`: rosters in, every child in one bucket out. Needs no database and no Django."""

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

SLOTS = {
    "households": "户籍 household register",
    "enrolments": "学籍 enrolments of this county's schools",
    "elsewhere": "外县学籍 enrolments of other counties' schools",
    "attendance": "在校 attendance roll",
    "poverty": "脱贫户 poverty register",
    "disability": "残联 disability register",
    "schools": "学校 list of schools",
}
STEP_NAMES = {
    "read": "读取名册 reading",
    "columns": "整理各列 normalising",
    "register": "查重复户籍 duplicates",
    "certain": "号码姓名一致 certain links",
    "scored": "逐项打分 scored links",
    "attendance": "在校名册 attendance",
    "lists": "脱贫与残联 registers",
    "cover": "归类 buckets",
    "equation": "核对总数 equation",
    "tell": "写说明 explaining",
    "audit": "自查 audit",
}

AUDITED = {"missed": "漏掉的孩子 children missed", "false_alarms": "误报 false alarms"}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="guixiao reconcile",
        allow_abbrev=False,
        description="比对名册，每个孩子归入一类 / compare rosters, every child in exactly one bucket",
    )
    for slot, words in SLOTS.items():
        parser.add_argument(
            f"--{slot}",
            metavar="F",
            action="append",
            type=Path,
            default=[],
            help=f"{words} (.xlsx .csv .parquet; 可重复 may be repeated)",
        )
    parser.add_argument("--as-of", metavar="DATE", required=True, help="截至日期 YYYY-MM-DD / the day the figures are of")
    parser.add_argument(
        "--policy", metavar="FILE", help="规则文件或名称 / rule file or name (default: the one in force on that day)"
    )
    parser.add_argument(
        "--decisions", metavar="FILE", type=Path, help="以往的人工决定 / earlier decisions, e.g. a filled-in review.csv"
    )
    parser.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb", help="duckdb")
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="输出文件夹 / output folder")
    parser.add_argument("--quiet", action="store_true", help="不显示进度 / no progress")
    parser.add_argument("--json", action="store_true", help="在标准输出打印回执 / print the receipt to standard output")
    return parser


def _refuse(message: str) -> int:
    print(f"guixiao reconcile: {message}", file=sys.stderr)
    return 2


def _show(step: str, done: int, total: int) -> None:
    print(f"\r\033[K[{done + 1}/{total}] {STEP_NAMES.get(step, step)} …", end="", file=sys.stderr, flush=True)


def _rows(file: Mapping[str, Any]) -> str:
    sorts = (("accepted", "接收 accepted"), ("set_aside", "搁置 set aside"), ("rejected", "退回 rejected"))
    return f"  {file['file']}: {file['rows_in']:,} = " + " + ".join(f"{file[key]:,} {words}" for key, words in sorts)


def _summary(receipt: Mapping[str, Any]) -> str:
    equation, apart = receipt["equation"], receipt["found_only_elsewhere"]["children"]
    audit = {words: receipt["audit"][f"estimated_{key}"] for key, words in AUDITED.items()}
    told = "; ".join(
        f"{words} {found['expected']:,.0f} (≤ {found['at_most_95']:,.0f})"
        for words, found in audit.items()
        if found["share"] is not None
    )
    return "\n".join(
        [
            *(_rows(file) for file in receipt["files"]),
            f"  {equation['text']}",
            f"  自查估计 audit: {told or '–'}",
            f"  户籍 register {equation['population']:,} 行 rows; 只在别处 found only elsewhere {apart:,}",
        ]
    )


def _leave_nothing(folder: Path, new: bool) -> None:
    """A refused run takes away the empty output folder that it made."""
    if new:
        with suppress(OSError):
            folder.rmdir()


def _run(options: argparse.Namespace, as_of: date) -> int:
    from guixiao.linkage import Imbalance, RosterError, Source, reconcile
    from guixiao.linkage.output import open_folder
    from guixiao.policy import PolicyError, load_policy, policy_for

    sources = [Source(slot, path) for slot in SLOTS for path in getattr(options, slot)]
    new = not options.out.exists()
    try:
        rules = load_policy(options.policy) if options.policy else policy_for(as_of)
        open_folder(options.out).rmdir()
        progress = _show if sys.stderr.isatty() and not options.quiet else None
        result = reconcile(sources, rules=rules, as_of=as_of, decisions=options.decisions, progress=progress)
        result.write(options.out)
    except RosterError as problem:
        _leave_nothing(options.out, new)
        return _refuse(f"{problem.message('zh')}\n{problem.message('en')}")
    except PolicyError as problem:
        return _refuse(str(problem))
    except Imbalance as problem:
        _leave_nothing(options.out, new)
        return _refuse("总数不平，没有写出任何文件 / the sums do not balance, nothing was written:\n" + "\n".join(problem.lines))
    finally:
        if sys.stderr.isatty() and not options.quiet:
            print("\r\033[K", end="", file=sys.stderr)
    if options.json:
        print(json.dumps(result.receipt, ensure_ascii=False))
    elif not options.quiet:
        print(_summary(result.receipt), file=sys.stderr)
    return 0


def run(argv: Sequence[str]) -> int:
    options = _parser().parse_args(argv)
    if not options.households:
        return _refuse("要有户籍名册：--households F / the household register is missing: --households F")
    if options.engine == "spark":
        return _refuse("还没有 spark 引擎，请用 duckdb / the spark engine is not built yet, use --engine duckdb")
    try:
        as_of = date.fromisoformat(options.as_of)
    except ValueError:
        return _refuse(f"--as-of: 读到 read “{options.as_of}”，应为 expected YYYY-MM-DD")
    status = _run(options, as_of)
    sys.stdout.flush()
    sys.stderr.flush()
    if (
        os.environ.get("GUIXIAO_FAST_EXIT", "1") == "1"
        and __name__ != "__main__"
        and argv is not None
        and sys.argv[0].endswith("guixiao")
    ):
        os._exit(status)
    return status
