"""From roster files to a weight file, and how far it lies from another."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import duckdb

from guixiao.linkage.columns import Connection
from guixiao.linkage.comparisons import COMPARISONS
from guixiao.linkage.reading import Source
from guixiao.linkage.rules import Rules
from guixiao.linkage.run import connect
from guixiao.linkage.training import model, pairs
from guixiao.linkage.weights import Weights, bits, shipped_weights

# Rows whose number agrees are cleaner than the rows a weight is ever asked about: those without a number were typed
# by hand. The odds of each disagreement are multiplied by this (linkage.md 4.3).
SOFTENING = 4.0
SOFTENED = ("name", "birth", "sex")
ENOUGH = 20  # pairs; with fewer the level keeps the weight it had
DRIFT = 2.0  # bits; more than this is worth a look (linkage.md 4.3)
LABELS = 60_000
STRANGERS = 4_000_000


class Learned(NamedTuple):
    """One level: its probabilities (None where no pair was seen) and the pairs behind them."""

    m: float | None
    u: float | None
    m_pairs: float
    u_pairs: float


class Training(NamedTuple):
    levels: Mapping[str, Mapping[str, Learned]]
    source: str


class Drift(NamedTuple):
    """A level before and after, in bits; `after` is None where the level was not trained or seen too rarely."""

    field: str
    level: str
    before: float
    after: float | None
    learned: Learned | None


def train(sources: Sequence[Source], rules: Rules, as_of: date, method: str = "labels", seed: int = 1, strangers: int = STRANGERS) -> Training:
    """m and u of the trained fields; the same files and seed give the same numbers."""
    release = model.version()
    con = connect(threads=1)
    start = pairs.read_people(con, sources, rules, as_of)
    pairs.draw_strangers(con, strangers, seed, start)
    u = model.learn_u(con, seed)
    m, m_pairs = _m_by_labels(con, seed, start) if method == "labels" else _m_by_em(con, u, start)
    u_pairs = {c.field: pairs.strangers(con, c.field) for c in pairs.TRAINED}
    levels = {c.field: {level.name: _learned(m[c.field].get(level.name), u[c.field].get(level.name), m_pairs[c.field], u_pairs[c.field])
                        for level in c.levels if level.name != "missing"} for c in pairs.TRAINED}
    return Training(levels, _source(con, as_of, release, method, u_pairs, m_pairs))


def _m_by_labels(con: Connection, seed: int, start: Mapping[str, int]) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    pairs.draw_labels(con, LABELS, seed, start)
    counts = {c.field: float(pairs.label(con, c.field)) for c in pairs.TRAINED}
    return {c.field: model.learn_m(con, c) for c in pairs.TRAINED}, counts


def _m_by_em(con: Connection, u: dict[str, dict[str, float]], start: Mapping[str, int]) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    pairs.draw_remainder(con, start)
    return model.learn_m_unlabelled(con, u)


def _learned(m: float | None, u: float | None, m_pairs: float, u_pairs: float) -> Learned:
    return Learned(m, u, (m or 0.0) * m_pairs, (u or 0.0) * u_pairs)


def _source(con: Connection, as_of: date, release: str, method: str, u_pairs: Mapping[str, int], m_pairs: Mapping[str, float]) -> str:
    rows = dict(con.execute("SELECT roster = 'households', count(*) FROM person GROUP BY 1").fetchall())
    learned_from = ", ".join(f"{field} {count:.0f}" for field, count in m_pairs.items())
    how = f"certified by number and a second field; odds of disagreement x{SOFTENING:g} for {', '.join(SOFTENED)}" if method == "labels" else "by EM on the remainder"
    return (f"guixiao linkage train, splink {release}, duckdb {duckdb.__version__}, as of {as_of}: {rows.get(True, 0)} register rows, "
            f"{rows.get(False, 0)} school rows; u from {max(u_pairs.values())} pairs of strangers; m from pairs ({learned_from}) {how}; "
            f"levels with fewer than {ENOUGH} pairs, number and family as before")


def soften(field: str, m: Mapping[str, float], factor: float = SOFTENING) -> dict[str, float]:
    """Every level but the best gets `factor` times its odds; the sum stays."""
    if field not in SOFTENED:
        return dict(m)
    raised = {level: value * (1.0 if level == "equal" else factor) for level, value in m.items()}
    whole = sum(m.values()) / (sum(raised.values()) or 1.0)
    return {level: value * whole for level, value in raised.items()}


def merged(training: Training, before: Weights, factor: float = SOFTENING) -> dict[str, dict[str, dict[str, float]]]:
    """The weights before, with the levels that were seen often enough trained anew.

    Where the frequency of the name itself stands for u, an m is enough.
    """
    after = {field: {level: dict(entry) for level, entry in levels.items()} for field, levels in before.items()}
    for field, levels in training.levels.items():
        m = soften(field, {name: level.m for name, level in levels.items() if level.m is not None}, factor)
        for name, level in levels.items():
            kept = after[field].get(name, {})
            u = level.u if level.u and level.u_pairs >= ENOUGH else kept.get("u") if name in _by_frequency(field) else None
            if level.m_pairs >= ENOUGH and u and "bits" not in kept:
                after[field][name] = {"m": _short(m[name]), "u": _short(u)}
    return after


def _by_frequency(field: str) -> set[str]:
    return {level.name for c in COMPARISONS if c.field == field for level in c.levels if level.tf}


def _short(probability: float) -> float:
    return float(f"{probability:.4g}")


def weight_file(training: Training, before: Weights | None = None) -> dict[str, object]:
    """What data/weights.json holds."""
    return {"source": training.source, "weights": merged(training, before or shipped_weights())}


def drifts(training: Training, before: Weights | None = None, factor: float = SOFTENING) -> list[Drift]:
    """Every level of every field, before and after.

    Where frequencies stand for u, both sides are taken at the u before: only m can drift.
    """
    old = before or shipped_weights()
    new = merged(training, old, factor)
    found = []
    for comparison in COMPARISONS:
        for level in (level for level in comparison.levels if level.name in old[comparison.field]):
            was, now = old[comparison.field][level.name], new[comparison.field][level.name]
            if level.tf and "u" in was:
                now = {**now, "u": was["u"]}
            after = None if now == was else math.log2(now["m"] / now["u"])
            found.append(Drift(comparison.field, level.name, bits(old, comparison, level), after, training.levels.get(comparison.field, {}).get(level.name)))
    return found
