"""From roster files to a weight file, and how far it lies from another."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import duckdb

from guixiao.linkage.columns import Connection
from guixiao.linkage.comparisons import COMPARISONS, Comparison, Level
from guixiao.linkage.reading import Source
from guixiao.linkage.rules import Rules
from guixiao.linkage.run import connect
from guixiao.linkage.training import model, pairs
from guixiao.linkage.weights import Weights, bits, shipped_weights

# Rows whose number agrees are cleaner than the rows a weight is ever asked about: those without a number were typed
# by hand. The odds of each disagreement are multiplied by this (linkage.md 4.3).
SOFTENING = 4.0
# Levels that say what kind of cell it is (a pet name, an unwritten character, a made-up 1 January) and only then what it says:
# such cells gather among rows without a number, in m and u alike, so m and u of all rows would take the kind for evidence.
UNTRAINED = {"name": {"unknown", "pet_alone"}, "birth": {"new_year"}}
ENOUGH = 20  # pairs; with fewer the level keeps the weight it had
DRIFT = 2.0  # bits; more than this is worth a look (linkage.md 4.3)
HOW = {"labels": f"certified by number and a second field, odds of disagreement x{SOFTENING:g}", "em": "by EM on the remainder"}
LABELS = 60_000
STRANGERS = 4_000_000


class Learned(NamedTuple):
    """One level: its probabilities (None where no pair was seen) and the pairs behind them."""

    m: float | None
    u: float | None
    m_pairs: float
    u_pairs: float


class Training(NamedTuple):
    """What was learned; `softening` multiplies the odds of each disagreement when it becomes a weight."""

    levels: Mapping[str, Mapping[str, Learned]]
    source: str
    softening: float = SOFTENING


class Drift(NamedTuple):
    """A level before and after, in bits; `after` is None where the level was not trained or seen too rarely."""

    field: str
    level: str
    before: float
    after: float | None
    learned: Learned | None


def train(
    sources: Sequence[Source], rules: Rules, as_of: date, method: str = "labels", seed: int = 1, strangers: int = STRANGERS
) -> Training:
    """m and u of the trained fields; the same files and seed give the same numbers."""
    release = model.version()
    con = connect(threads=1)
    start = pairs.read_people(con, sources, rules, as_of)
    pairs.draw_strangers(con, strangers, seed, start)
    u, u_pairs = model.learn_u(con, seed), {c.field: float(pairs.strangers(con, c.field)) for c in pairs.TRAINED}
    m, m_pairs = _m_by_labels(con, seed, start) if method == "labels" else _m_by_em(con, u, start)
    softening = SOFTENING if method == "labels" else 1.0  # EM learns from rows typed by hand
    counted = f"u from {max(u_pairs.values()):.0f} pairs of strangers; m from pairs ({_amounts(m_pairs)}) {HOW[method]}"
    source = f"{_origin(con, as_of, release)}; {counted}; number, family, levels of a kind of cell and rare levels by hand"
    return Training(_levels(m, u, m_pairs, u_pairs), source, softening)


def _m_by_labels(con: Connection, seed: int, start: Mapping[str, int]) -> tuple[model.Probabilities, dict[str, float]]:
    pairs.draw_labels(con, LABELS, seed, start)
    counts = {c.field: float(pairs.label(con, c.field)) for c in pairs.TRAINED}
    return {c.field: model.learn_m(con, c) if counts[c.field] else {} for c in pairs.TRAINED}, counts


def _m_by_em(con: Connection, u: model.Probabilities, start: Mapping[str, int]) -> tuple[model.Probabilities, dict[str, float]]:
    pairs.draw_remainder(con, start)
    return model.learn_m_unlabelled(con, u)


def _levels(
    m: model.Probabilities, u: model.Probabilities, m_pairs: Mapping[str, float], u_pairs: Mapping[str, float]
) -> dict[str, dict[str, Learned]]:
    return {
        c.field: {
            level.name: _learned(m[c.field].get(level.name), u[c.field].get(level.name), m_pairs[c.field], u_pairs[c.field])
            for level in c.levels
            if level.name != "missing"
        }
        for c in pairs.TRAINED
    }


def _learned(m: float | None, u: float | None, m_pairs: float, u_pairs: float) -> Learned:
    return Learned(m, u, (m or 0.0) * m_pairs, (u or 0.0) * u_pairs)


def _origin(con: Connection, as_of: date, release: str) -> str:
    rows = dict(con.execute("SELECT roster = 'households', count(*) FROM person GROUP BY 1").fetchall())
    return (f"guixiao linkage train, splink {release}, duckdb {duckdb.__version__}, as of {as_of}: "
            f"{rows.get(True, 0)} register rows, {rows.get(False, 0)} school rows")  # fmt: skip


def _amounts(counts: Mapping[str, float]) -> str:
    return ", ".join(f"{field} {count:.0f}" for field, count in counts.items())


def soften(m: Mapping[str, float], best: str, factor: float) -> dict[str, float]:
    """Every level but the best gets `factor` times its odds against the best; the sum stays."""
    raised = {level: value * (1.0 if level == best else factor) for level, value in m.items()}
    whole = sum(m.values()) / (sum(raised.values()) or 1.0)
    return {level: value * whole for level, value in raised.items()}


def merged(training: Training, before: Weights) -> dict[str, dict[str, dict[str, float]]]:
    """The weights before, with the levels that were seen often enough trained anew."""
    after = {field: {level: dict(entry) for level, entry in levels.items()} for field, levels in before.items()}
    for field, levels in training.levels.items():
        seen = {name: level.m for name, level in levels.items() if level.m is not None}
        m = soften(seen, next(iter(levels)), training.softening)
        for name, level in levels.items():
            u = _usable_u(field, name, level, after[field].get(name, {}))
            if level.m_pairs >= ENOUGH and u and name not in UNTRAINED.get(field, ()):
                after[field][name] = {"m": _short(m[name]), "u": _short(u)}
    return after


def _usable_u(field: str, name: str, level: Learned, before: Mapping[str, float]) -> float | None:
    """The u learned; that before where the frequency of the name itself stands for u; None: leave the level alone."""
    if "bits" in before:
        return None
    if name in _by_frequency(field) and "u" in before:
        return before["u"]
    return level.u if level.u_pairs >= ENOUGH else None


def _by_frequency(field: str) -> set[str]:
    return {level.name for c in COMPARISONS if c.field == field for level in c.levels if level.tf}


def _short(probability: float) -> float:
    return float(f"{probability:.4g}")


def weight_file(training: Training, before: Weights | None = None) -> dict[str, object]:
    """What data/weights.json holds."""
    return {"source": training.source, "weights": merged(training, before or shipped_weights())}


def drifts(training: Training, before: Weights | None = None) -> list[Drift]:
    """Every level of every field, before and after."""
    old = before or shipped_weights()
    new = merged(training, old)
    return [_drift(training, old, new, c, level) for c in COMPARISONS for level in c.levels if level.name in old[c.field]]


def _drift(training: Training, old: Weights, new: Weights, comparison: Comparison, level: Level) -> Drift:
    field, name = comparison.field, level.name
    after = None if name in UNTRAINED.get(field, ()) or new[field][name] == old[field][name] else bits(new, comparison, level)
    return Drift(field, name, bits(old, comparison, level), after, training.levels.get(field, {}).get(name))
