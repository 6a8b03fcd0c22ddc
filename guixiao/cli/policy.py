"""`guixiao policy check | show | list`: the county's rule file, checked and shown (docs/commands/policy.md)."""

import argparse
import json
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

from guixiao.cli.policy_text import as_json, as_text, in_force
from guixiao.policy import Policy, PolicyError, load_policy, policy_for, shipped_policies

LANGS = ("zh", "en")
HELP = {
    "about": ("县里的规则文件：检查、查看、列出", "the county's rule file: check it, show it, list those shipped"),
    "check": ("检查一个规则文件，列出全部问题", "check a rule file and list every problem"),
    "show": ("显示正在使用的规则", "show the rules in force"),
    "list": ("列出随系统提供的规则", "list the policies shipped with the system"),
    "file": ("规则文件（TOML，UTF-8）", "the rule file (TOML, UTF-8)"),
    "id": ("规则编号或文件；不写则取当日有效的最新规则", "id or file of a policy; without it the newest in force"),
    "as_of": ("统计基准日，如 2026-09-01；不写则为今天", "as-of date such as 2026-09-01; today if left out"),
    "json": ("输出 JSON", "print JSON"),
    "lang": ("输出语言：zh 中文（默认）或 en 英文", "language of the output: zh Chinese (default) or en English"),
    "help": ("显示本说明", "show this help"),
    "arguments": ("参数", "arguments"),
    "options": ("选项", "options"),
    "wrong": ("选项有误", "wrong option"),
    "date": ("日期应写成 2026-09-01，年份 1900 至 2999", "a date such as 2026-09-01, from year 1900 to 2999"),
}


class _Refused(Exception):
    """The command line cannot be understood."""


class _Parser(argparse.ArgumentParser):
    """A parser whose headings and help are in the language asked for, and which raises instead of leaving the process."""

    def __init__(self, *, lang: str = "zh", **options: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, **options)
        self._positionals.title = _said("arguments", lang)
        self._optionals.title = _said("options", lang)
        self.add_argument("-h", "--help", action="help", help=_said("help", lang))
        self.add_argument("--lang", choices=LANGS, default=lang, help=_said("lang", lang))

    def error(self, message: str) -> NoReturn:
        raise _Refused(f"{self.format_usage()}{message}")


def run(argv: list[str]) -> int:
    """0 done; 2 the file or an option is wrong."""
    lang = _language(argv)
    try:
        options = _parser(lang).parse_args(argv)
        return {"check": _check, "show": _show, "list": _list}[options.action](options, lang)
    except _Refused as refused:
        print(f"{_said('wrong', lang)}: {refused}", file=sys.stderr)
    except PolicyError as error:
        print(error.text(lang), file=sys.stderr)
    except SystemExit as left:  # argparse leaves the process after --help
        return int(left.code or 0)
    return 2


def _check(options: argparse.Namespace, lang: str) -> int:
    print(f"{options.file}: {_summary(load_policy(options.file), lang)}")
    return 0


def _show(options: argparse.Namespace, lang: str) -> int:
    as_of = options.as_of or date.today()
    policy = load_policy(options.id) if options.id else policy_for(as_of)
    if options.json:
        print(json.dumps(as_json(policy, as_of), ensure_ascii=False, indent=2))
    else:
        print(as_text(policy, as_of, lang))
    return 0


def _list(options: argparse.Namespace, lang: str) -> int:
    for policy in shipped_policies():
        print(f"{policy.id:<20} {in_force(policy, lang)}  {policy.title[lang]}")
    return 0


def _summary(policy: Policy, lang: str) -> str:
    entries = len(policy.statuses + policy.absences + policy.registrations)
    headers = sum(len(words) for fields in policy.headers.values() for words in fields.values())
    if lang == "en":
        return f"good. {policy.version}, {policy.title['en']}; {entries} entries of status words, {headers} headers"
    return f"合格。{policy.version}，{policy.title['zh']}；状态词 {entries} 组，表头 {headers} 个"


def _parser(lang: str) -> _Parser:
    parser = _Parser(prog="guixiao policy", description=_said("about", lang), lang=lang)
    actions = parser.add_subparsers(dest="action", required=True, metavar="check | show | list")
    for name in ("check", "show", "list"):
        actions.add_parser(name, help=_said(name, lang), description=_said(name, lang), lang=lang)
    actions.choices["check"].add_argument("file", type=Path, metavar="FILE", help=_said("file", lang))
    show = actions.choices["show"]
    show.add_argument("id", nargs="?", metavar="ID", help=_said("id", lang))
    show.add_argument("--as-of", type=_date(lang), metavar="DATE", help=_said("as_of", lang))
    show.add_argument("--json", action="store_true", help=_said("json", lang))
    return parser


def _date(lang: str) -> Any:
    def read(text: str) -> date:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = date.min
        if not 1900 <= day.year <= 2999:
            raise argparse.ArgumentTypeError(f"{text!r}: {_said('date', lang)}")
        return day

    return read


def _language(argv: list[str]) -> str:
    """The language is needed before the options are read: help and messages are written in it."""
    asked = [word.removeprefix("--lang=") for word in argv if word.startswith("--lang=")]
    asked += [after for before, after in pairwise(argv) if before == "--lang"]
    return asked[-1] if asked and asked[-1] in LANGS else "zh"


def _said(key: str, lang: str) -> str:
    return HELP[key][LANGS.index(lang)]
