"""`guixiao people`: the first county officer of a new installation, who opens all other accounts (docs/commands/people.md)."""

import argparse
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guixiao.accounts.models import User
    from guixiao.areas.models import Area, School

# What is typed, and the role that it means; the place is of the kind at which the role stands.
POSTS = {
    "lead": "county_lead", "county": "county_officer", "township": "township_post", "village": "village_squad",
    "school": "principal", "system": "system_admin", "security": "security_admin", "audit": "audit_admin",
}  # fmt: skip


class Refused(Exception):
    """It cannot be done; the text says why."""


def run(arguments: list[str]) -> int:
    """0 done; 2 refused, nothing was changed."""
    options = _parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guixiao.config.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.utils import translation

    try:
        django.setup()
        from guixiao.cli.serve import lost_keys, missing

        if reason := missing() or lost_keys():
            raise Refused(reason)
        with translation.override("en"):
            {"add": _add, "renew": _renew, "list": _list}[options.action](options)
    except (Refused, ImproperlyConfigured) as error:
        print(f"guixiao people: {error}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="guixiao people", description="Accounts, where no county officer is there yet to open them."
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="add | renew | list")
    add = actions.add_parser("add", help="an account with its first post; prints its one-time password")
    add.add_argument(
        "--post", required=True, choices=tuple(POSTS), help="the office it is held at, or which of the three administrators"
    )
    add.add_argument("--place", required=True, metavar="CODE", help="code of the county, township or village, or of the school")
    add.add_argument("--login", required=True, help="what is typed at the door: small letters and digits")
    add.add_argument("--name", required=True, help="name of the person")
    renew = actions.add_parser("renew", help="a one-time password for someone who forgot")
    renew.add_argument("--login", required=True)
    renew.add_argument("--second-factor", action="store_true", help="the phone and the recovery codes are lost too")
    actions.add_parser("list", help="logins, names and posts; never a password")
    return parser


def _add(options: argparse.Namespace) -> None:
    from django.utils import timezone

    from guixiao.accounts.actions import open_person
    from guixiao.accounts.people.forms import NameForm, one_time_password
    from guixiao.accounts.rules import STANDS_AT, Role

    form = NameForm({"name": options.name, "username": options.login})
    if not form.is_valid():
        raise Refused("; ".join(f"{error}" for errors in form.errors.values() for error in errors))
    role = Role(POSTS[options.post])
    post = {"role": role, "at": _place(STANDS_AT[role], options.place), "since": timezone.localdate()}
    password = one_time_password()
    user = open_person(
        username=form.cleaned_data["username"], name=form.cleaned_data["name"], password=password, post=post, by=None
    )
    _hand_out(user, password)


def _place(kind: str, code: str) -> "Area | School":
    from guixiao.areas.models import Area, School

    found = School.objects.filter(code=code).first() if kind == "school" else Area.objects.filter(code=code, kind=kind).first()
    if found is not None:
        return found
    if not Area.objects.exists():
        raise Refused("there are no places yet: guixiao places load")
    raise Refused(f"there is no {kind} with the code {code!r}")


def _renew(options: argparse.Namespace) -> None:
    from guixiao.accounts.actions import renew_password
    from guixiao.accounts.factor.actions import start_anew
    from guixiao.accounts.models import User
    from guixiao.accounts.people.forms import one_time_password

    user = User.objects.filter(username=options.login).first()
    if user is None or not user.is_active:
        raise Refused("nobody who may sign in has this login: guixiao people list")
    password = one_time_password()
    (start_anew if options.second_factor else renew_password)(user, password, by=None)
    _hand_out(user, password)


def _hand_out(user: "User", password: str) -> None:
    """The one time that it is shown."""
    posts = ", ".join(str(post) for post in user.posts.select_related("area", "school"))
    print(f"{user.name} ({posts})\n  login     {user.username}\n  password  {password}")
    print("It is shown only now, is good for a week, and leads only to choosing a password of one's own.", flush=True)


def _list(_options: argparse.Namespace) -> None:
    from guixiao.accounts.models import User

    for user in User.objects.order_by("-is_active", "username").prefetch_related("posts__area", "posts__school"):
        posts = ", ".join(f"{post} {post.since}–{post.until or ''}" for post in user.posts.all())
        print(f"{user.username:20} {'' if user.is_active else '(closed) '}{user.name}  {posts or 'no post'}")
