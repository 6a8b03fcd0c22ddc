"""The chain of chiefs (双线七长): who stands on which line at which level, and which preset is in force."""

from collections.abc import Mapping

from guixiao.policy.model import Chain, Chief, Line
from guixiao.policy.problems import Said
from guixiao.policy.schema import ABOVE_LINES, BOTH_LINES, LEVELS, LINES, POSTS
from guixiao.policy.table import Table, one_of, quoted

PRESET = "preset"


def read_chiefs(table: Table, lines: Mapping[str, Line]) -> dict[str, Chief]:
    found = {name: _chief(table.table(name), lines) for name in table.values}
    table.finish()
    return found


def _chief(entry: Table, lines: Mapping[str, Line]) -> Chief:
    line, level = entry.choice("line", (*LINES, BOTH_LINES)), entry.choice("level", LEVELS)
    post = entry.choice("post", POSTS) if entry.has("post") else ""
    if post in POSTS and level in LEVELS and post not in LEVELS[level]:
        expected = Said(f"站在这一级（{level}）的岗位，或不写", f"a post that stands at this level ({level}), or no such key")
        entry.note("post", quoted(post), expected)
    elif post and line in lines and post not in (*lines[line].posts, *ABOVE_LINES):
        expected = Said(f"[lines] 里 {line} 的岗位", f"a post of {line} in [lines]")
        entry.note("post", quoted(post), expected)
    read = Chief(
        {lang: entry.text(lang) for lang in ("zh", "en")}, line, level, post, entry.choice("gap", POSTS), entry.names("duty")
    )
    entry.finish()
    return read


def read_chains(table: Table, chiefs: Mapping[str, Chief]) -> tuple[str, dict[str, Chain]]:
    """The name of the preset in force, and all presets."""
    presets = [name for name in table.values if name != PRESET]
    found = {name: _chain(table.table(name), chiefs) for name in presets}
    preset = table.choice(PRESET, presets)
    table.finish()
    return preset, found


def _chain(entry: Table, chiefs: Mapping[str, Chief]) -> Chain:
    read = Chain({lang: entry.text(lang) for lang in ("zh", "en")}, entry.words("chiefs"))
    for name in dict.fromkeys(read.chiefs):
        if name not in chiefs:
            entry.note("chiefs", quoted(name), one_of(name, chiefs))
        elif read.chiefs.count(name) > 1:
            entry.note("chiefs", quoted(name), Said("每个只写一次", "each of them once"))
    stand = {chiefs[name].line for name in read.chiefs if name in chiefs}
    if read.chiefs and (empty := [line for line in LINES if line not in stand]):
        entry.note(
            "chiefs", quoted(" ".join(read.chiefs)), Said(f"{empty[0]} 线上也要有人", f"somebody on the {empty[0]} line too")
        )
    entry.finish()
    return read
