"""`python -m benchmarks`: what reconciling costs, against reading the same files and one hash join, and against simpler methods.

Sizes: 60k-xlsx, 600k-parquet, 6M-parquet, or any CHILDREN-FORMAT such as 60k-csv. Rosters are made once and kept in --cache.
"""

import argparse
import os
import sys
from pathlib import Path

from benchmarks.files import FILES
from benchmarks.measure import Cost, measure
from benchmarks.score import number, score

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = ("households", "enrolments", "elsewhere", "attendance", "poverty", "disability", "schools")
METHODS = ("limit", "guixiao", "exact", "naive", "naive0")
LABELS = {
    "limit": "read + one join",
    "guixiao": "guixiao reconcile",
    "exact": "ID equality",
    "naive": "ID + Splink 5, 6.6 bits",
    "naive0": "ID + Splink 5, 0 bits",
}
COLUMNS = (
    "seconds",
    "×limit",
    "cpu s",
    "MiB",
    "precision",
    "recall",
    "F1",
    "false links",
    "missed",
    "out shown in",
    "false alarms",
    "in review",
    "wrong status",
)
# Issue 2: seconds of the whole process, MiB.
LIMITS = {"60k-xlsx": (3, 8192), "600k-parquet": (6, 8192), "6M-parquet": (45, 8192)}


def children(size: str) -> int:
    text = size.split("-")[0]
    return int(float(text.rstrip("kM")) * {"k": 1000, "M": 1_000_000}.get(text[-1], 1))


def rosters(size: str, args) -> Path:
    folder = args.cache / f"{size}-seed{args.seed}-rate{args.rate:g}"
    if not (folder / "truth_people.csv").exists() or not any(folder.glob("学校名录.*")):
        command = [
            sys.executable,
            "-m",
            "benchmarks.rosters",
            "--children",
            str(children(size)),
            "--seed",
            str(args.seed),
            "--rate",
            str(args.rate),
            "--format",
            size.split("-")[1],
            "--out",
            str(folder),
        ]
        cost = measure(command, ROOT)
        if cost.status:
            sys.exit(cost.output)
        print(f"made {folder} in {cost.wall:.0f} s, {cost.peak_mib:.0f} MiB", flush=True)
    return folder


def command(method: str, folder: Path, out: Path, args) -> list[str]:
    if method == "limit":
        return [sys.executable, "-m", "benchmarks.limit", str(folder)]
    if method == "guixiao":
        files = [part for option in OPTIONS for part in (f"--{option}", str(next(folder.glob(f"{FILES[option]}.*"))))]
        return [args.guixiao, "reconcile", *files, "--as-of", "2026-09-01", "--policy", args.policy, "--out", str(out), "--quiet"]
    python = args.splink_python if method.startswith("naive") else sys.executable
    bits = ["--bits", "0"] if method == "naive0" else []
    return [python, "-m", "benchmarks.baselines", method.removesuffix("0"), str(folder), str(out), *bits]


def accuracy(method: str, out: Path, folder: Path) -> list[str]:
    if method == "limit":
        return []
    result = score(out, folder)
    shown = [f"{result['link_precision']:.6f}", f"{result['link_recall']:.5f}", f"{result['link_f1']:.5f}"]
    return [
        *shown,
        *(number(result[name]) for name in ("false_links", "missed", "out_of_class_in_class", "false_alarms")),
        f"{100 * result['review_share']:.3f} %",
        number(result["wrong_status"]),
    ]


def best(method: str, folder: Path, out: Path, args) -> Cost:
    costs = [measure(command(method, folder, out, args), ROOT) for _ in range(args.repeat)]
    return min(costs, key=lambda cost: (cost.status != 0, cost.wall))


def line(cells: list[str]) -> str:
    return f"{cells[0]:24}" + "".join(f"{cell:>13}" for cell in cells[1:])


def size_table(size: str, args) -> None:
    folder, limit = rosters(size, args), None
    print(f"\n{size}: {folder}\n{line(['', *COLUMNS])}", flush=True)
    for method in args.methods:
        out = folder.parent / f"{folder.name}-{method}"
        cost = best(method, folder, out, args)
        if cost.status:
            print(line([LABELS[method], f"exit {cost.status}"]), (cost.output.strip().splitlines() or [""])[-1], flush=True)
            continue
        limit = cost.wall if method == "limit" else limit
        ratio = f"{cost.wall / limit:.1f}" if limit else ""
        costs = [f"{cost.wall:.2f}", ratio, f"{cost.processor:.2f}", f"{cost.peak_mib:.0f}"]
        print(line([LABELS[method], *costs, *accuracy(method, out, folder)]), flush=True)
        if method == "guixiao" and size in LIMITS:
            seconds, memory = LIMITS[size]
            reached = cost.wall <= seconds and cost.peak_mib <= memory
            print(
                f"{'':24} wanted: {seconds} s, {memory} MiB: {'ok' if reached else 'NOT REACHED'}",
                flush=True,
            )


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", nargs="+", default=["60k-xlsx", "600k-parquet", "6M-parquet"])
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=list(METHODS))
    parser.add_argument("--seed", type=int, default=9)
    parser.add_argument("--rate", type=float, default=1.0)
    parser.add_argument("--repeat", type=int, default=1, help="best of so many runs")
    parser.add_argument("--cache", type=Path, default=Path("/tmp/bench"))
    parser.add_argument("--policy", default=str(ROOT / "guixiao/policy/data/congjiang-2019.toml"))
    parser.add_argument("--guixiao", default=str(Path(sys.executable).with_name("guixiao")))
    parser.add_argument(
        "--splink-python",
        default=os.environ.get("GUIXIAO_SPLINK_PYTHON", sys.executable),
        help="Python that has Splink (requirements/train.lock); default $GUIXIAO_SPLINK_PYTHON",
    )
    args = parser.parse_args()
    args.cache.mkdir(parents=True, exist_ok=True)
    for size in args.sizes:
        size_table(size, args)


if __name__ == "__main__":
    main()
