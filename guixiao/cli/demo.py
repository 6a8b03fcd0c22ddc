"""`guixiao demo`: the made-up county, from rosters to a coverage page one can sign in to."""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from guixiao.children.models import Round
    from guixiao.demo.county import County
    from guixiao.linkage import Source
    from guixiao.policy import Policy

COUNTY_CODE, COUNTY_NAME = "522633", "从江县"
LATER = "second"  # folder of the second round's rosters, inside that of the first
PASSWORD = "guixiao-demo"  # public: accounts with it are made by this command alone, and marked
# username, name, role, code of the place ("" = the largest school of the township of the post above)
ACCOUNTS = (
    ("county", "李主任", "county_officer", COUNTY_CODE),
    ("township", "石所长", "township_post", "522633106"),
    ("village", "吴队长", "village_squad", "522633106204"),
    ("school", "杨校长", "principal", ""),
    ("outsider", "王所长", "township_post", "522633105"),
    ("system", "周工", "system_admin", COUNTY_CODE),
    ("security", "郑工", "security_admin", COUNTY_CODE),
    ("audit", "孙工", "audit_admin", COUNTY_CODE),
)


def run(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    if options.no_load and not options.dir:
        print("guixiao demo: --no-load keeps only the files, so it needs --dir", file=sys.stderr)
        return 2
    if not options.no_load and (refusal := _prepare_database()):
        print(f"guixiao demo: {refusal}", file=sys.stderr)
        return 2
    with nullcontext(options.dir) if options.dir else tempfile.TemporaryDirectory(prefix="guixiao-demo-") as directory:
        rounds = list(_build(Path(directory), options))
        return 0 if options.no_load else _load(rounds)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="guixiao demo", description="Build the made-up county and load it.")
    parser.add_argument("--children", type=int, help="children of school age (about 52,000)")
    parser.add_argument("--seed", type=int, help="another county of the same kind")
    parser.add_argument("--rounds", type=int, choices=(1, 2), default=2, help="2: the rosters of some weeks later too (default)")
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


def _prepare_database() -> str:
    """Bring the tables up to date; say why not, where a real county's rounds are in them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guixiao.config.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from guixiao.children.models import Round

    real = Round.objects.filter(demo=False).exists()
    return "this database holds a real county's rounds; point DATABASE_URL or GUIXIAO_DATA_DIR elsewhere" if real else ""


def _build(directory: Path, options: argparse.Namespace) -> "Iterator[County]":
    from guixiao.demo.county import build_county, build_second_round

    chosen = {name: getattr(options, name) for name in ("seed", "children") if getattr(options, name) is not None}
    with _step(f"rosters into {directory}") as progress:
        yield build_county(directory, progress=progress, **chosen)
    if options.rounds > 1:
        with _step(f"rosters into {directory / LATER}") as progress:
            yield build_second_round(directory / LATER, progress=progress, **chosen)


def _load(rounds: "list[County]") -> int:
    from guixiao.linkage import Imbalance, RosterError, Source, reconcile
    from guixiao.policy import load_policy

    for county in rounds:
        policy = load_policy(county.policy)
        sources = [Source(roster, path) for roster, paths in county.sources.items() for path in paths]
        try:
            with _step(f"reconcile {county.as_of}") as progress:
                result = reconcile(sources, rules=policy, as_of=county.as_of, progress=progress)
        except (RosterError, Imbalance) as error:
            print(f"\nguixiao demo: {county.as_of} was not loaded: {error}", file=sys.stderr)
            return 2
        with _step(f"load {county.as_of}") as progress:
            made = (_replace if county is rounds[0] else _add)(county, policy, result, progress)
        with _step(f"files {county.as_of}"):
            _keep(made, sources, result, policy)
        if county is rounds[0] and len(rounds) > 1:
            with _step("children met at their doors"):
                _meet(county)
    _print_logins()
    return 0


def _replace(county: "County", policy: "Policy", result: Any, progress: Callable[[int], None]) -> "Round":
    """The old demo out and the new one in: whoever is looking sees the one or the other."""
    from django.db import transaction

    from guixiao.accounts.actions import remove_demo_accounts
    from guixiao.api.actions import remove_demo_tokens
    from guixiao.areas.actions import load_aliases, load_areas, load_schools, remove_idle_schools
    from guixiao.children.actions import remove_demo_rounds
    from guixiao.rosters.actions import load_round
    from guixiao.rosters.schools import read_schools

    schools = read_schools(county.sources["schools"], policy)
    with transaction.atomic():
        _remove_what_children_have()
        remove_demo_rounds()
        remove_demo_tokens()
        remove_demo_accounts()
        area = load_areas(code=COUNTY_CODE, name=COUNTY_NAME)
        load_aliases()
        remove_idle_schools(area)
        load_schools(area, schools)
        made = load_round(result, progress=progress, county=area, as_of=county.as_of, policy=policy, demo=True)
        _open_accounts()
    return made


def _remove_what_children_have() -> None:
    """Whatever points at a child or a round of the old demo, what points at it first."""
    from guixiao.cases.accountability.actions import remove_demo_answers
    from guixiao.cases.actions import remove_demo_cases
    from guixiao.cases.alerts.actions import remove_demo_alerts
    from guixiao.cases.chain.actions import remove_demo_duties
    from guixiao.cases.effort.actions import remove_demo_efforts
    from guixiao.cases.looks.actions import remove_demo_looks
    from guixiao.cases.moves.actions import remove_demo_moves
    from guixiao.cases.notices.actions import remove_demo_channels
    from guixiao.cases.orders.actions import remove_demo_orders
    from guixiao.changes.actions import remove_demo_comparisons
    from guixiao.reviews.actions import remove_demo_doubts
    from guixiao.rosters.imports.actions import remove_demo_imports
    from guixiao.sightings.actions import remove_demo_sightings

    remove_demo_channels()
    remove_demo_alerts()
    remove_demo_looks()
    remove_demo_efforts()
    remove_demo_answers()
    remove_demo_orders()
    remove_demo_moves()
    remove_demo_duties()
    remove_demo_cases()
    remove_demo_doubts()
    remove_demo_comparisons()
    remove_demo_imports()
    remove_demo_sightings()


def _add(county: "County", policy: "Policy", result: Any, progress: Callable[[int], None]) -> "Round":
    """The round of some weeks later."""
    from guixiao.areas.models import Area
    from guixiao.rosters.actions import load_round

    area = Area.objects.get(code=COUNTY_CODE)
    return load_round(result, progress=progress, county=area, as_of=county.as_of, policy=policy, demo=True)


def _meet(county: "County") -> None:
    """The article's second check, between the two rounds: those whom no roster has."""
    from uuid import uuid4

    from django.db import transaction

    from guixiao.accounts.models import User
    from guixiao.areas.actions import gazetteer
    from guixiao.areas.models import Area
    from guixiao.demo.doors import doors_of
    from guixiao.sightings.actions import Told, add

    officer = User.objects.get(username=ACCOUNTS[0][0], demo=True)
    find = gazetteer(Area.objects.get(code=COUNTY_CODE)).find
    places = {area.pk: area for area in Area.objects.select_related("parent")}
    with transaction.atomic():
        for door in doors_of(county.second_check):
            town, village = find(door.town, door.village)
            kept = {name: getattr(door, name) for name in ("name", "sex", "birth", "found_on", "found_by")}
            add(officer, Told(place=places[village or town or 0], outcome="sighted_out", **kept), uuid4())


def _keep(made: "Round", sources: "list[Source]", result: Any, policy: "Policy") -> None:
    """The files too, so that the rosters' desk has its history and can count them again."""
    from guixiao.rosters.actions import keep_rosters

    keep_rosters(made, sources, result, policy.id)


def _open_accounts() -> None:
    from datetime import date

    from guixiao.accounts.actions import give_post, open_account
    from guixiao.areas.models import Area

    for username, name, role, code in ACCOUNTS:
        user = open_account(username=username, name=name, password=PASSWORD, demo=True)
        give_post(user, role, at=Area.objects.get(code=code) if code else _largest_school(), since=date(2019, 1, 1))


def _largest_school() -> Any:
    """Of the township in the table of accounts, the school with the most children."""
    from django.db.models import Count

    from guixiao.children.models import Coverage

    counted = Coverage.objects.filter(round__demo=True, school__area__path__contains=f"/{ACCOUNTS[1][3]}/").values("school")
    most = counted.annotate(count=Count("id")).order_by("-count", "school").first()
    from guixiao.areas.models import School

    return School.objects.get(pk=most["school"]) if most else School.objects.earliest("code")


def _print_logins() -> None:
    from guixiao.accounts.models import Post

    print(f"\nSign in with one of these (password of each: {PASSWORD}). All data is made up 演示数据，纯属虚构:")
    for post in Post.objects.filter(user__demo=True).select_related("user", "area", "school").order_by("id"):
        print(f"  {post.user.username:10} {post.user.name}  {post.area or post.school}")
    print("\nNext: guixiao serve", flush=True)
