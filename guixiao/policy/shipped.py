"""Finding and loading policies: by the id of a shipped one, by the path of a county's own, or by date."""

import re
from datetime import date
from functools import cache
from pathlib import Path

from guixiao.policy.document import DATA, read_document
from guixiao.policy.model import Policy
from guixiao.policy.problems import PolicyError, Problem, Said
from guixiao.policy.table import one_of, quoted
from guixiao.policy.validation import build_policy

_EFFECTIVE = re.compile(r"^effective = (\S+)$", re.MULTILINE)


def load_policy(source: str | Path) -> Policy:
    """The shipped policy with that id, or the policy in that file (a Path, or text with a / or ending in .toml)."""
    if isinstance(source, str) and "/" not in source and not source.endswith(".toml"):
        return _shipped(source)
    return build_policy(read_document(Path(source)))


def shipped_policies() -> tuple[Policy, ...]:
    """All shipped policies, oldest first."""
    return tuple(_shipped(policy_id) for policy_id, _ in _shipped_dates())


def policy_for(as_of: date) -> Policy:
    """The newest shipped policy in force on that day."""
    in_force = [policy_id for policy_id, effective in _shipped_dates() if effective <= as_of]
    if not in_force:
        first, day = _shipped_dates()[0]
        expected = Said(f"{day} 或以后的日期（最早的规则 {first}）", f"{day} or later (the oldest policy is {first})")
        raise PolicyError([Problem(Path("policy"), 0, "as_of", Said(str(as_of), str(as_of)), expected)])
    return _shipped(in_force[-1])


@cache
def _shipped_dates() -> tuple[tuple[str, date], ...]:
    """Id and date of each shipped policy, oldest first; files without a date are shared words."""
    dated = []
    for path in DATA.glob("*.toml"):
        if found := _EFFECTIVE.search(path.read_text(encoding="utf-8")):
            dated.append((path.stem, date.fromisoformat(found[1])))
    return tuple(sorted(dated, key=lambda pair: (pair[1], pair[0])))


@cache
def _shipped(policy_id: str) -> Policy:
    known = [name for name, _ in _shipped_dates()]
    if policy_id not in known:
        raise PolicyError([Problem(Path("policy"), 0, "id", quoted(policy_id), one_of(policy_id, known))])
    return build_policy(read_document(DATA / f"{policy_id}.toml"))
