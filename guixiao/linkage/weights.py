"""Match weights: log2(m / u) per level of each comparison, from the shipped weight file."""

import json
import math
from collections.abc import Mapping
from importlib.resources import files

from guixiao.linkage.comparisons import COMPARISONS, Comparison, Level

Weights = Mapping[str, Mapping[str, Mapping[str, float]]]


def shipped_weights() -> Weights:
    """{field: {level: {"m": probability, "u": probability} or {"bits": weight}}}."""
    text = (files("guixiao.linkage") / "data" / "weights.json").read_text(encoding="utf-8")
    loaded: Weights = json.loads(text)["weights"]
    return loaded


def bits(weights: Weights, comparison: Comparison, level: Level) -> float:
    """The level's weight in bits, its tf-adjusted part excluded."""
    entry = weights[comparison.field].get(level.name, {"bits": 0.0})
    if "bits" in entry:
        return entry["bits"]
    return math.log2(entry["m"] / entry["u"])


def level_sql(comparison: Comparison, left: str, right: str) -> str:
    """CASE giving the number of the first level that holds (0-based)."""
    whens = " ".join(
        f"WHEN {level.condition.format(l=left, r=right)} THEN {number}" for number, level in enumerate(comparison.levels)
    )
    return f"CAST(CASE {whens} ELSE {len(comparison.levels) - 1} END AS TINYINT)"


def weight_sql(weights: Weights, comparison: Comparison, column: str, right: str) -> str:
    """CASE giving the weight of the level in `column`; frequencies are read from the register side."""
    whens = []
    for number, level in enumerate(comparison.levels):
        entry = weights[comparison.field].get(level.name, {"bits": 0.0})
        fixed = f"{bits(weights, comparison, level):.6f}"
        adjusted = f"log2({entry['m']} / coalesce({right}.f_{level.tf}, {entry['u']}))" if level.tf and "m" in entry else fixed
        whens.append(f"WHEN {number} THEN {adjusted}")
    return f"CAST(CASE {column} {' '.join(whens)} END AS DOUBLE)"


def all_levels(left: str, right: str) -> str:
    return ", ".join(f"{level_sql(c, left, right)} AS l_{c.field}" for c in COMPARISONS)


def all_weights(weights: Weights, right: str) -> str:
    return ", ".join(f"{weight_sql(weights, c, 'l_' + c.field, right)} AS w_{c.field}" for c in COMPARISONS)
