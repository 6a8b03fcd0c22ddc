"""What a verification may find, and who stands on which line."""

from collections.abc import Collection

from guixiao.policy.model import Finding, Line
from guixiao.policy.problems import Said
from guixiao.policy.schema import AFTER_CHILDREN, EFFECTS, LINES, POSTS
from guixiao.policy.table import Table, one_of, quoted

_ASKED_AGAIN = ("watch", "keep")


def read_findings(table: Table, evidence: Collection[str]) -> dict[str, Finding]:
    """Every finding, in the order of the file; a code stands for one of them only."""
    owners: dict[str, str] = {}
    found = {}
    for name in table.values:
        entry = table.table(name)
        found[name] = _finding(entry, evidence)
        owner = owners.setdefault(found[name].code, name)
        if owner != name:
            expected = Said(f"每个代码只用一次（{owner} 已用）", f"each code once ({owner} has it)")
            entry.note("code", quoted(found[name].code), expected)
    table.finish()
    return found


def _finding(entry: Table, evidence: Collection[str]) -> Finding:
    effect = entry.choice("effect", EFFECTS)
    months = entry.integer("months", 1, 36) if effect in _ASKED_AGAIN else 0
    papers = entry.words("evidence")
    for paper in papers:
        if paper not in evidence:
            entry.note("evidence", quoted(paper), one_of(paper, evidence))
    read = Finding(entry.text("code"), {lang: entry.text(lang) for lang in ("zh", "en")}, effect, papers, months,
                   entry.flag("sample", False))  # fmt: skip
    entry.finish()
    return read


def read_lines(table: Table) -> dict[str, Line]:
    """Both lines; every post that looks after children stands on one of them."""
    found: dict[str, Line] = {}
    at: dict[str, str] = {}
    for name in LINES:
        entry = table.table(name)
        found[name] = Line({lang: entry.text(lang) for lang in ("zh", "en")}, entry.words("posts"))
        for post in found[name].posts:
            if post not in POSTS:
                entry.note("posts", quoted(post), one_of(post, POSTS))
            elif at.setdefault(post, name) != name:
                entry.note(
                    "posts",
                    quoted(post),
                    Said(f"每个岗位只在一条线上（已在 {at[post]}）", f"each post on one line (it is on {at[post]})"),
                )
        entry.finish()
    if table.values and (lost := [post for post in AFTER_CHILDREN if post not in at]):
        table.note("", quoted(" ".join(lost)), Said("每个岗位都在一条线上", "every post on a line"))
    table.finish()
    return found
