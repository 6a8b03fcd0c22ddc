"""`guixiao places load`: a county with its townships and villages, before anything else (docs/commands/places.md)."""

import argparse
import os
import sys
from pathlib import Path

SHIPPED = "522633"  # the county whose places lie in guixiao/areas/data


def run(arguments: list[str]) -> int:
    """0 done; 2 refused, nothing was changed."""
    options = _parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guixiao.config.settings")
    import django

    django.setup()
    from guixiao.cli.serve import missing

    refusal = missing() or _unfit(options) or _load(options)
    if refusal:
        print(f"guixiao places: {refusal}", file=sys.stderr)
    return 2 if refusal else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="guixiao places", description="The county's places.")
    load = parser.add_subparsers(dest="action", required=True, metavar="load").add_parser(
        "load", help="make or rename them; nothing is removed"
    )
    load.add_argument("--county", required=True, metavar="CODE", help="six digits of the national list, 522633")
    load.add_argument("--name", required=True, help="its name, 从江县")
    load.add_argument(
        "--dir", type=Path, metavar="DIR", help="where townships.csv (code,name) and villages.csv (code,name,streetCode) lie"
    )
    return parser


def _unfit(options: argparse.Namespace) -> str:
    if len(options.county) != 6 or not options.county.isdecimal():
        return f"--county {options.county!r}: expected six digits"
    if options.dir is None and options.county != SHIPPED:
        return f"only the places of {SHIPPED} are shipped: name with --dir where townships.csv and villages.csv lie"
    return ""


def _load(options: argparse.Namespace) -> str:
    """The reason why nothing was loaded, or nothing."""
    from guixiao.areas.actions import DATA, PlacesUnfit, load_aliases, load_areas
    from guixiao.areas.models import Area

    try:
        county = load_areas(code=options.county, name=options.name, directory=options.dir or DATA)
    except PlacesUnfit as error:
        return str(error)
    load_aliases()
    inside = Area.objects.filter(path__startswith=county.path)
    counts = [f"{inside.filter(kind=kind).count()} {word}" for kind, word in (("township", "townships"), ("village", "villages"))]
    print(f"{county.name} ({county.code}): {', '.join(counts)}")
    print(f"Next: guixiao people add --post county --place {county.code} --login LOGIN --name NAME")
    return ""
