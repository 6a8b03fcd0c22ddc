"""By when something must be done about a case, and for what reasons a clock may stand still."""

from collections.abc import Collection

from guixiao.policy.model import Clock, Pause
from guixiao.policy.problems import Said
from guixiao.policy.schema import DUTIES, POSTS, STATES, UNITS, VERBS
from guixiao.policy.table import Table, one_of, quoted

_LONGEST = 400


def read_clocks(table: Table) -> dict[str, Clock]:
    """Every clock, in the order of the file."""
    found = {name: _clock(table.table(name)) for name in table.values}
    table.finish()
    return found


def read_pauses(table: Table) -> dict[str, Pause]:
    found = {}
    for name in table.values:
        entry = table.table(name)
        names = {lang: entry.text(lang) for lang in ("zh", "en")}
        found[name] = Pause(names, entry.integer("days", 1, 60), entry.flag("sample", False))
        entry.finish()
    table.finish()
    return found


def _clock(entry: Table) -> Clock:
    read = Clock(
        names={lang: entry.text(lang) for lang in ("zh", "en")},
        states=_of(entry, "states", STATES),
        starts=_of(entry, "starts", VERBS),
        ends=_of(entry, "ends", VERBS),
        resumes=_of(entry, "resumes", VERBS) if entry.has("resumes") else (),
        duty=_of(entry, "duty", DUTIES),
        unit=entry.choice("unit", UNITS),
        days=entry.integer("days", 0, _LONGEST),
        climb=_climb(entry),
        recording=entry.integer("recording", 0, 20) if entry.has("recording") else 0,
        sample=entry.flag("sample", False),
    )
    if both := [verb for verb in read.resumes if verb in (*read.starts, *read.ends)]:
        expected = Said("不在 starts、ends 里的动作", "verbs that are not in starts or ends")
        entry.note("resumes", quoted(" ".join(both)), expected)
    entry.finish()
    return read


def _climb(entry: Table) -> dict[str, int]:
    """Post -> days past the due day, in the order in which they are told."""
    if not entry.has("climb"):
        return {}
    table = entry.table("climb")
    days = {post: table.integer(post, 1, _LONGEST) for post in POSTS if table.has(post)}
    table.finish()
    return dict(sorted(days.items(), key=lambda step: step[1]))


def _of(entry: Table, name: str, allowed: Collection[str]) -> tuple[str, ...]:
    words = entry.words(name)
    for word in words:
        if word not in allowed:
            entry.note(name, quoted(word), one_of(word, allowed))
    return words
