"""`guixiao linkage train | weights`: the weight file, trained anew and shown (docs/commands/linkage.md)."""

import argparse
import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guixiao.linkage.reading import Source
    from guixiao.linkage.training import Drift, Training

LANGS = ("zh", "en")
ROSTERS = ("households", "enrolments", "elsewhere")
METHODS = ("labels", "em")
SAID = {
    "about": ("比对权重：重新训练、查看", "the match weights: train them anew, show them"),
    "train": ("用本县名册重新训练权重", "train weights on a county's own rosters"),
    "weights": ("列出正在使用的权重（比特）", "print the weights in use, in bits"),
    "households": ("户籍名册 .xlsx .csv .parquet，可重复", "household register, .xlsx .csv .parquet, may be repeated"),
    "enrolments": ("学籍名册，可重复", "enrolments of this county's schools, may be repeated"),
    "elsewhere": ("外县学籍名册，可重复", "enrolments of other counties' schools, may be repeated"),
    "policy": ("规则文件或编号；不写则取基准日有效的", "rule file or id; without it the one in force on the as-of date"),
    "as_of": ("名册的基准日 YYYY-MM-DD", "the day the rosters are of, YYYY-MM-DD"),
    "out": ("写入的权重文件", "the weight file to write"),
    "compare": ("与随系统提供的权重逐级对照", "print shipped against trained, level by level"),
    "method": ("labels 用号码核实的行（默认）；em 用余下各行", "labels: rows certified by number ; em: the remainder"),
    "pairs": ("抽取多少对不同的孩子", "how many pairs of different children to draw"),
    "seed": ("随机种子", "seed of the draw"),
    "file": ("另一个权重文件", "another weight file"),
    "lang": ("语言 zh 或 en", "language, zh or en"),
    "nothing": ("请写 --out 文件，或 --compare，或两者", "give --out FILE, or --compare, or both"),
    "date": ("--as-of：应写成 2026-09-01，读到的是", "--as-of: expected a date such as 2026-09-01, read"),
    "splink": ("训练要用 splink，尚未安装。请运行：", "training needs splink, which is not installed. Run: "),
    "working": ("正在训练，约需一分钟 …", "training, about a minute …"),
    "written": ("已写入", "written to"),
    "unreadable": ("不是权重文件", "not a weight file"),
    "unwritable": ("无法写入", "cannot be written"),
    "too_few": ("名册太小：没有可供训练的行", "the rosters are too small: no rows to learn from"),
    "head": (
        ("项目", "级别", "随附", "训练", "变动", "相符对", "不同人对"),
        ("field", "level", "shipped", "trained", "drift", "matches", "strangers"),
    ),
    "kept": ("未训练", "by hand"),
    "frequency": ("按字频", "by frequency"),
    "largest": ("变动最大", "largest drift"),
    "watch": ("变动超过 {0:g} 比特的级别", "levels that moved by more than {0:g} bits"),
    "columns": (("项目", "级别", "m", "u", "比特", ""), ("field", "level", "m", "u", "bits", "")),
}
FIELDS = {"name": ("姓名", "name"), "birth": ("出生日期", "birth date"), "sex": ("性别", "sex"), "place": ("住址", "place"),
          "number": ("身份证号", "number"), "family": ("监护人", "family")}  # fmt: skip


class Unusable(Exception):
    """The command cannot be carried out; the text says why."""


def run(argv: Sequence[str]) -> int:
    """0 done; 2 an option, a file or the installation is wrong."""
    from guixiao.linkage.reading import RosterError
    from guixiao.linkage.training import INSTALL, SplinkMissing, TooFew
    from guixiao.policy import PolicyError

    lang = 1 if "--lang=en" in argv or ("--lang", "en") in pairwise(argv) else 0
    try:
        options = _parser(lang).parse_args(argv)
        return {"train": _train, "weights": _weights}[options.action](options, lang)
    except SplinkMissing:
        print(f"guixiao linkage: {_said('splink', lang)}{INSTALL}", file=sys.stderr)
    except TooFew:
        print(f"guixiao linkage: {_said('too_few', lang)}", file=sys.stderr)
    except (RosterError, PolicyError) as problem:
        print(problem.message(LANGS[lang]) if isinstance(problem, RosterError) else problem.text(LANGS[lang]), file=sys.stderr)
    except Unusable as problem:
        print(f"guixiao linkage: {problem}", file=sys.stderr)
    except SystemExit as left:  # argparse leaves the process after --help and on a wrong option
        return int(left.code or 0)
    return 2


def _parser(lang: int) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="guixiao linkage", description=_said("about", lang), allow_abbrev=False)
    actions = parser.add_subparsers(dest="action", required=True, metavar="train | weights")
    for action in ("train", "weights"):
        actions.add_parser(action, help=_said(action, lang), description=_said(action, lang), allow_abbrev=False)
        actions.choices[action].add_argument("--lang", choices=LANGS, default="zh", help=_said("lang", lang))
    actions.choices["weights"].add_argument("--file", type=Path, metavar="F", help=_said("file", lang))
    train = actions.choices["train"]
    for roster in ROSTERS:
        needed = roster != "elsewhere"
        said = _said(roster, lang)
        train.add_argument(f"--{roster}", type=Path, action="append", metavar="F", default=[], required=needed, help=said)
    train.add_argument("--policy", metavar="P", help=_said("policy", lang))
    train.add_argument("--as-of", metavar="D", help=_said("as_of", lang))
    train.add_argument("--out", type=Path, metavar="F", help=_said("out", lang))
    train.add_argument("--compare", action="store_true", help=_said("compare", lang))
    train.add_argument("--method", choices=METHODS, default=METHODS[0], help=_said("method", lang))
    train.add_argument("--pairs", type=int, default=4_000_000, metavar="N", help=_said("pairs", lang))
    train.add_argument("--seed", type=int, default=1, metavar="N", help=_said("seed", lang))
    return parser


def _train(options: argparse.Namespace, lang: int) -> int:
    from guixiao.linkage.training import drifts, train, weight_file
    from guixiao.policy import load_policy, policy_for

    if not (options.out or options.compare):
        raise Unusable(_said("nothing", lang))
    as_of = _date(options.as_of, lang)
    rules = load_policy(options.policy) if options.policy else policy_for(as_of)
    if options.out:
        _write(options.out, None, lang)
    if sys.stderr.isatty():
        print(_said("working", lang), file=sys.stderr)
    training = train(_sources(options), rules, as_of, options.method, options.seed, options.pairs)
    if options.compare:
        print(_comparison(training, drifts(training), lang))
    if options.out:
        _write(options.out, json.dumps(weight_file(training), ensure_ascii=False, indent=1) + "\n", lang)
    return 0


def _sources(options: argparse.Namespace) -> "list[Source]":
    from guixiao.linkage.reading import Source

    return [Source(roster, path) for roster in ROSTERS for path in getattr(options, roster)]


def _date(text: str | None, lang: int) -> date:
    try:
        return date.fromisoformat(text) if text else date.today()
    except ValueError:
        raise Unusable(f"{_said('date', lang)} {text}") from None


def _write(path: Path, text: str | None, lang: int) -> None:
    """The whole file or none; without text only a trial, so that a minute's work is not lost at its end."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(text or "", encoding="utf-8")
        if text:
            part.replace(path)
            print(f"{_said('written', lang)} {path}", file=sys.stderr)
        else:
            part.unlink()
    except OSError as reason:
        raise Unusable(f"{path}: {_said('unwritable', lang)} ({reason.strerror})") from None


def _comparison(training: "Training", found: "Sequence[Drift]", lang: int) -> str:
    from guixiao.linkage.training import DRIFT

    trained = [d for d in found if d.after is not None]
    lines = [training.source, "", *_table([_heads("head", lang), *(_row(d, lang) for d in found)])]
    if trained:
        worst = max(trained, key=lambda d: abs((d.after or 0.0) - d.before))
        far = [d for d in trained if abs((d.after or 0.0) - d.before) > DRIFT]
        lines += [
            "",
            f"{_said('largest', lang)}: {_name(worst, lang)} {(worst.after or 0.0) - worst.before:+.2f}",
            f"{_said('watch', lang).format(DRIFT)}: {len(far)}" + "".join(f"\n  {_name(d, lang)}" for d in far),
        ]
    return "\n".join(lines)


def _row(drift: "Drift", lang: int) -> list[str]:
    counts = [f"{drift.learned.m_pairs:,.0f}", f"{drift.learned.u_pairs:,.0f}"] if drift.learned else ["", ""]
    after = [_said("kept", lang), ""] if drift.after is None else [f"{drift.after:+.2f}", f"{drift.after - drift.before:+.2f}"]
    return [FIELDS[drift.field][lang], _level(drift.field, drift.level, lang), f"{drift.before:+.2f}", *after, *counts]


def _name(drift: "Drift", lang: int) -> str:
    return f"{FIELDS[drift.field][lang]} {_level(drift.field, drift.level, lang)}"


def _level(field: str, level: str, lang: int) -> str:
    from guixiao.linkage.sentences import SENTENCES

    return SENTENCES[field][level][lang] if level in SENTENCES[field] else level


def _weights(options: argparse.Namespace, lang: int) -> int:
    from guixiao.linkage.comparisons import COMPARISONS
    from guixiao.linkage.weights import bits

    source, weights = _load(options.file, lang)
    rows = [_heads("columns", lang)]
    for comparison in COMPARISONS:
        for level in comparison.levels:
            entry = weights[comparison.field].get(level.name)
            if entry is not None:
                chances = [f"{entry[letter]:.4g}" if letter in entry else "" for letter in ("m", "u")]
                note = _said("frequency", lang) if level.tf and "u" in entry else ""
                names = [FIELDS[comparison.field][lang], _level(comparison.field, level.name, lang)]
                rows.append([*names, *chances, f"{bits(weights, comparison, level):+.2f}", note])
    print("\n".join([source, "", *_table(rows)]))
    return 0


def _load(path: Path | None, lang: int) -> tuple[str, dict[str, dict[str, dict[str, float]]]]:
    from importlib.resources import files

    from guixiao.linkage.comparisons import COMPARISONS

    try:
        text = (path or files("guixiao.linkage") / "data" / "weights.json").read_text(encoding="utf-8")
        loaded = json.loads(text)
        weights = {comparison.field: loaded["weights"][comparison.field] for comparison in COMPARISONS}
        for entry in (entry for levels in weights.values() for entry in levels.values()):
            if not ("bits" in entry or (entry["m"] > 0 and entry["u"] > 0)):
                raise ValueError(entry)
        return str(loaded["source"]), weights
    except OSError as reason:
        raise Unusable(f"{path}: {reason.strerror}") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Unusable(f"{path}: {_said('unreadable', lang)}") from None


def _heads(key: str, lang: int) -> list[str]:
    return list(SAID[key][lang])


def _said(key: str, lang: int) -> str:
    return str(SAID[key][lang])


def _table(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    """Columns one above the other; a Chinese character is two wide. Words to the left, numbers to the right."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            text + " " * (width - _width(text)) if place < 2 else " " * (width - _width(text)) + text
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
