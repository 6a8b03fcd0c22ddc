"""`guixiao demo`: the made-up county, from rosters to a coverage page one can sign in to."""

import argparse
import gc
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from guixiao.demo.campaign.stage import Stage
    from guixiao.demo.county import County
    from guixiao.demo.days import Days

LATER = "second"  # folder of the second round's rosters, inside that of the first
SEED = 2019


def run(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    if options.no_load and not options.dir:
        print("guixiao demo: --no-load keeps only the files, so it needs --dir", file=sys.stderr)
        return 2
    if not options.no_load and (refusal := _refusal()):
        print(f"guixiao demo: {refusal}", file=sys.stderr)
        return 2
    with nullcontext(options.dir) if options.dir else tempfile.TemporaryDirectory(prefix="guixiao-demo-") as directory:
        return _made(Path(directory), options)


def _made(directory: Path, options: argparse.Namespace) -> int:
    """The second round's rosters are written beside all that comes before they are asked for: migrations, the first round's."""
    days = _days(options)
    gc.disable()  # the county stays in memory to the end: searching it for garbage takes an eighth of the time and finds none
    with ProcessPoolExecutor(1) as beside:
        second = beside.submit(_build_second, directory / LATER, days, options) if options.rounds > 1 else None
        if not options.no_load:
            _migrate()
        rounds = list(_build(directory, days, options, second))
    return 0 if options.no_load else _load(rounds, days, options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="guixiao demo", description="Build the made-up county and load it.")
    parser.add_argument("--children", type=int, help="children of school age (about 52,000)")
    parser.add_argument("--seed", type=int, default=SEED, help="another county of the same kind")
    parser.add_argument(
        "--rounds",
        type=int,
        choices=(1, 2),
        default=2,
        help="2: what people did in the weeks after, and the rosters then (default)",
    )
    parser.add_argument("--plain", action="store_true", help="without what people did between the rounds: nobody has acted yet")
    parser.add_argument("--dir", type=Path, help="keep the rosters, and the truth beside them, in this directory")
    parser.add_argument("--no-load", action="store_true", help="build the files only; no database is touched")
    return parser


@contextmanager
def _step(title: str) -> Iterator[Callable[..., None]]:
    """One line per step, with its seconds; on a terminal it also says how far it is."""
    begun = time.monotonic()

    def progress(*parts: object) -> None:
        if sys.stderr.isatty():
            print(f"\r  {title} … {' '.join(str(part) for part in parts)}\033[K", end="", file=sys.stderr, flush=True)

    progress()
    yield progress
    lead = "\r\033[K" if sys.stderr.isatty() else ""
    print(f"{lead}  {title} ({time.monotonic() - begun:.1f} s)", file=sys.stderr, flush=True)


def _refusal() -> str:
    """Why this database takes no demo: a real county's rounds are in it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guixiao.config.settings")
    import django
    from django.db import connection

    django.setup()
    from guixiao.children.models import Round

    there = Round._meta.db_table in connection.introspection.table_names()
    real = there and Round.objects.filter(demo=False).exists()
    connection.close()
    return "this database holds a real county's rounds; point DATABASE_URL or GUIXIAO_DATA_DIR elsewhere" if real else ""


def _migrate() -> None:
    from django.core.management import call_command

    with _step("tables"):
        call_command("migrate", verbosity=0)


def _days(options: argparse.Namespace) -> "Days":
    """Files alone are of the article's autumn; a county that is loaded lives now."""
    from guixiao.demo.days import ARTICLE

    if options.no_load:
        return ARTICLE
    from guixiao.demo.loading import days_until_now

    return days_until_now()


def _build(directory: Path, days: "Days", options: argparse.Namespace, second: "Future[County] | None") -> "Iterator[County]":
    from guixiao.demo.county import build_county

    with _step(f"rosters into {directory}") as progress:
        yield build_county(directory, days=days, seed=options.seed, progress=progress, **_chosen(options))
    if second:
        with _step(f"rosters into {directory / LATER}"):
            yield second.result()


def _build_second(directory: Path, days: "Days", options: argparse.Namespace) -> "County":
    from guixiao.demo.county import build_second_round

    return build_second_round(directory, days=days, seed=options.seed, **_chosen(options))


def _chosen(options: argparse.Namespace) -> dict[str, Any]:
    return {"children": options.children} if options.children is not None else {}


def _load(rounds: "list[County]", days: "Days", options: argparse.Namespace) -> int:
    from guixiao.demo.loading import load
    from guixiao.linkage import Imbalance, RosterError

    try:
        stage = load(rounds, days, options.seed, _step, campaign=not options.plain)
    except (RosterError, Imbalance) as error:
        print(f"\nguixiao demo: nothing was loaded: {error}", file=sys.stderr)
        return 2
    wrong = _wrong(stage, options) if stage else []
    for line in wrong:
        print(f"guixiao demo: {line}", file=sys.stderr)
    _print_logins()
    return 1 if wrong else 0


def _wrong(stage: "Stage", options: argparse.Namespace) -> "list[str]":
    """An act that a rule refused, or a figure that is not that of the truth, or of the article."""
    from guixiao.demo.campaign.figures import ARTICLE, Figures

    told, there = Figures.of_truth(stage.fates.values()), Figures.of_cases(stage.made)
    print(f"  {there.first} found ({there.poor} poor), {there.second} more by the second check, {there.not_back} not yet back",
          file=sys.stderr)  # fmt: skip
    wrong = [f"not replayed: {why} ({times})" for why, times in sorted(stage.refused.items())]
    expected = [told] if options.children is not None or options.seed != SEED else [told, ARTICLE]
    return wrong + [f"the figures should be {figures}, and are {there}" for figures in expected if figures != there]


def _print_logins() -> None:
    from guixiao.accounts.models import Post
    from guixiao.demo.campaign.people import CAST, PASSWORD

    print(f"\nSign in with one of these (password of each: {PASSWORD}). All data is made up 演示数据，纯属虚构:")
    cast = Post.objects.filter(user__demo=True, user__username__in=[login for login, *_ in CAST])
    for post in cast.select_related("user", "area", "school").order_by("id"):
        print(f"  {post.user.username:10} {post.user.name}  {post.department_name or post.area or post.school}")
    print("\nNext: guixiao serve", flush=True)
