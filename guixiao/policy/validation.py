"""From a document to a policy: every key read, checked and accounted for; all problems collected before anything is refused."""

import re

from guixiao.policy.accountability import read_accountability
from guixiao.policy.alerts import read_alerts
from guixiao.policy.bodies import read_bodies
from guixiao.policy.chiefs import read_chains, read_chiefs
from guixiao.policy.clocks import read_clocks, read_pauses
from guixiao.policy.crossings import read_crossings
from guixiao.policy.document import Document
from guixiao.policy.effort import read_effort
from guixiao.policy.findings import read_findings, read_lines
from guixiao.policy.headers import read_headers
from guixiao.policy.inspections import read_inspections
from guixiao.policy.looks import read_looks
from guixiao.policy.model import AgeRule, Policy, Sighted, Thresholds
from guixiao.policy.moves import read_moves
from guixiao.policy.orders import read_orders
from guixiao.policy.problems import PolicyError, Problem, Said
from guixiao.policy.referrals import read_referrals
from guixiao.policy.schema import BUCKETS, COUNTED, OUTCOMES, SIGHTED, SIGHTED_FIXED
from guixiao.policy.table import Table, quoted
from guixiao.policy.words import StatusWord, plain

_ID = re.compile(r"[a-z0-9][a-z0-9-]*")


def build_policy(document: Document) -> Policy:
    """The policy, or a PolicyError with everything that is wrong."""
    problems: list[Problem] = []
    root = Table(document, problems)
    root.has("extends")
    policy_id = _id(root)
    settled, suspect, buckets = _buckets(root.table("buckets"))
    outcomes, decidable = _outcomes(root.table("outcomes"))
    lines = read_lines(root.table("lines"))
    chiefs = read_chiefs(root.table("chiefs"), lines)
    chain, chains = read_chains(root.table("chain"), chiefs)
    policy = Policy(
        id=policy_id, version=f"{policy_id}@{document.sha256[:12]}",
        title=root.names("title"), source=root.names("source"),
        effective=root.day("effective"), sample=root.flag("sample", False),
        age=_age(root.table("age")), headers=read_headers(root.table("headers")),
        statuses=_word_list(root.table("statuses")), absences=_word_list(root.table("absences")),
        registrations=_word_list(root.table("registrations")),
        buckets=buckets, outcomes=outcomes, settled=settled, suspect=suspect, decidable=decidable,
        thresholds=_thresholds(root.table("thresholds")), sighted=_sighted(root.table("sighted")),
        evidence=(evidence := _names_of(root.table("evidence"))),
        findings=(findings := read_findings(root.table("verification"), evidence)), lines=lines,
        chiefs=chiefs, chains=chains, chain=chain,
        clocks=(clocks := read_clocks(root.table("clocks"))), bodies=read_bodies(root, clocks),
        pauses=read_pauses(root.table("pauses")),
        effort=read_effort(root), alerts=read_alerts(root), looks=read_looks(root),
        crossings=read_crossings(root),
        orders=read_orders(root), moves=read_moves(root.table("moves")), referrals=read_referrals(root, findings),
        accountability=read_accountability(root), inspections=read_inspections(root.table("inspections")),
    )  # fmt: skip
    root.finish()
    if problems:
        raise PolicyError(problems)
    return policy


def _id(root: Table) -> str:
    """The id names this file, so it is never taken from the file it extends."""
    value = root.text("id")
    expected = Said("本文件自己的编号，小写字母、数字和连字符", "this file's own id of small letters, digits and hyphens")
    if value and not _ID.fullmatch(value):
        root.note("id", quoted(value), expected)
    elif value and "id" not in root.document.layers[0].values:
        inherited = Said(f"{value!r}（来自被沿用的文件）", f"{value!r} (of the file it extends)")
        root.problems.append(Problem(root.document.path, 1, "id", inherited, expected))
    return value


def _age(table: Table) -> AgeRule:
    rule = AgeRule(table.integer("youngest", 0, 30), table.integer("oldest", 0, 30), table.month_day("cut_off"))
    if rule.oldest < rule.youngest:
        low = rule.youngest
        table.note("oldest", quoted(rule.oldest), Said(f"不小于 youngest（{low}）", f"not below youngest ({low})"))
    table.finish()
    return rule


def _thresholds(table: Table) -> Thresholds:
    read = Thresholds(table.number("accept"), table.number("margin", 0), table.number("review"), table.number("review_margin", 0))
    if read.review > read.accept:
        expected = Said(f"不大于 accept（{read.accept:g}）", f"not above accept ({read.accept:g})")
        table.note("review", quoted(read.review), expected)
    table.finish()
    return read


def _buckets(table: Table) -> tuple[frozenset[str], frozenset[str], dict[str, dict[str, str]]]:
    """The settled ones, the suspect ones, and what each is called."""
    names: dict[str, dict[str, str]] = {}
    marks: dict[str, set[str]] = {"settled": set(), "suspect": set()}
    for bucket in BUCKETS:
        entry = table.table(bucket)
        names[bucket] = {lang: entry.text(lang) for lang in ("zh", "en")}
        for mark, marked in marks.items():
            marked |= {bucket} if entry.flag(mark) else set()
        entry.finish()
    table.finish()
    return frozenset(marks["settled"]), frozenset(marks["suspect"]), names


def _outcomes(table: Table) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """What each is called, and the bucket of those that a reviewer may settle."""
    names, decidable = {}, {}
    for bucket, outcome in ((bucket, outcome) for bucket, outcomes in BUCKETS.items() for outcome in outcomes):
        entry = table.table(outcome)
        names[outcome] = {lang: entry.text(lang) for lang in ("zh", "en")}
        if entry.flag("decidable", False):
            decidable[outcome] = bucket
        entry.finish()
    table.finish()
    return names, decidable


def _sighted(table: Table) -> dict[str, Sighted]:
    """States of a child whom somebody met; a county may say into which bucket those belong that people choose."""
    states = {}
    for name, bucket in (SIGHTED | SIGHTED_FIXED).items():
        entry = table.table(name)
        names = {lang: entry.text(lang) for lang in ("zh", "en")}
        own = entry.choice("bucket", COUNTED) if name in SIGHTED and entry.has("bucket") else ""
        states[name] = Sighted(names, own or bucket)
        entry.finish()
    table.finish()
    return states


def _names_of(table: Table) -> dict[str, dict[str, str]]:
    """A table of names, in the order of the file."""
    found = {name: table.names(name) for name in table.values}
    table.finish()
    return found


def _word_list(table: Table) -> tuple[StatusWord, ...]:
    """The entries of one list; a word stands for one thing only."""
    owners: dict[str, str] = {}
    entries = []
    for name in table.values:
        entry = table.table(name)
        entries.append(_status_word(entry))
        for word in entries[-1].words + entries[-1].exceptions:
            _claim(entry, owners, word, name)
    return tuple(entries)


def _status_word(entry: Table) -> StatusWord:
    bucket = entry.choice("bucket", BUCKETS)
    outcome = entry.choice("outcome", BUCKETS.get(bucket, OUTCOMES))
    exceptions = entry.words("except") if entry.has("except") else ()
    read = StatusWord(entry.words("words"), bucket, outcome, exceptions, entry.flag("sample", False))
    entry.finish()
    return read


def _claim(entry: Table, owners: dict[str, str], word: str, name: str) -> None:
    said = plain(word)
    owner = owners.setdefault(said, name)
    if not said:
        entry.note("words", quoted(word), Said("含有文字或数字的词", "a word with letters or digits"))
    elif owner != name:
        expected = Said(f"一个词只属于一处（已在 {owner} 里）", f"each word in one entry only (it is in {owner} already)")
        entry.note("words", quoted(word), expected)
