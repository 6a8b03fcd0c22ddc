"""A policy's header words with a county's own laid over them: pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace

from guixiao.linkage.reading.header import normalise
from guixiao.policy import Policy

Headers = Mapping[str, Mapping[str, tuple[str, ...]]]
Meaning = tuple[str, str, str]
"""(roster, header as compared, field or "")"""


def with_meanings(headers: Headers, meanings: Iterable[Meaning]) -> Headers:
    """What the county said of a header counts; the field that had it before loses it. "" leaves the column out."""
    told: dict[str, dict[str, str]] = {}
    for roster, header, field in meanings:
        told.setdefault(roster, {})[header] = field
    return {roster: _overlaid(fields, told[roster]) if roster in told else fields for roster, fields in headers.items()}


def _overlaid(fields: Mapping[str, tuple[str, ...]], told: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    found = {field: tuple(text for text in texts if normalise(text) not in told) for field, texts in fields.items()}
    for header, field in sorted(told.items()):
        found[field] = (*found.get(field, ()), header)
    return found


def county_policy(policy: Policy, meanings: Iterable[Meaning]) -> Policy:
    """The policy as this county's files are read with it; its version says that headers were added."""
    told = sorted(meanings)
    if not told:
        return policy
    mark = hashlib.sha256(json.dumps(told).encode()).hexdigest()[:8]
    return replace(policy, headers=with_meanings(policy.headers, told), version=f"{policy.version}+{mark}")
