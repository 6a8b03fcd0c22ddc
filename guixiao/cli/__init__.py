"""The one command `guixiao`. Subcommands are imported only when they are called: `reconcile` must start fast."""

import sys
from importlib import import_module

OWN = {
    "reconcile": "guixiao.cli.reconcile",
    "policy": "guixiao.cli.policy",
    "linkage": "guixiao.cli.linkage",
    "demo": "guixiao.cli.demo",
    "serve": "guixiao.cli.serve",
    "work": "guixiao.cli.work",
    "import": "guixiao.cli.imports",
    "places": "guixiao.cli.places",
    "people": "guixiao.cli.people",
    "keys": "guixiao.cli.keys",
    "verify": "guixiao.cli.verify",
}


def main(argv: list[str] | None = None) -> int:
    """Run one subcommand; every name that is not ours is Django's."""
    arguments = sys.argv[1:] if argv is None else argv
    if arguments and arguments[0] in OWN:
        module = import_module(OWN[arguments[0]])
        status: int = module.run(arguments[1:])
        return status
    return _django(arguments)


def _django(arguments: list[str]) -> int:
    import os

    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guixiao.config.settings")
    execute_from_command_line(["guixiao", *arguments])
    return 0
