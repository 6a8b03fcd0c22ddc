"""Splink's part: comparisons as Splink settings, u from random pairs, m from labels or by expectation maximisation.

Splink 5.0 (moj-analytical-services): `estimate_u_using_random_sampling`, `estimate_m_from_pairwise_labels`,
`estimate_parameters_using_expectation_maximisation`. Splink is imported only here, and only when a function is called.
"""

import re
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from guixiao.linkage.columns import Connection
from guixiao.linkage.comparisons import Comparison
from guixiao.linkage.training.pairs import TRAINED, splink_sql

INSTALL = "pip install --require-hashes -r requirements/train.lock"
# EM learns the fields its blocking rule does not hold fixed.
SESSIONS = {"l.born = r.born": ("name", "sex", "place"), "l.nm = r.nm": ("birth",)}


class SplinkMissing(Exception):  # noqa: N818
    """Splink is not installed."""


def splink() -> Any:
    try:
        return import_module("splink")
    except ImportError as reason:
        raise SplinkMissing(INSTALL) from reason


def as_splink(comparison: Comparison) -> dict[str, Any]:
    """One comparison in Splink's settings; its levels are labelled with our names."""
    levels = [{"sql_condition": splink_sql(level.condition), "label_for_charts": level.name, **({"is_null_level": True} if level.name == "missing" else {})}
              for level in comparison.levels]
    return {"output_column_name": comparison.field, "comparison_levels": levels}


def linker(con: Connection, sides: str, comparisons: Sequence[dict[str, Any]]) -> Any:
    """A Splink linker over `<sides>_school` (left) and `<sides>_register` (right)."""
    library = splink()
    api = library.DuckDBAPI(con)
    tables = [api.register(f"{sides}_{side}", dataset_display_name=name) for name, side in (("a", "school"), ("b", "register"))]
    settings = library.SettingsCreator(link_type="link_only", comparisons=list(comparisons), unique_id_column_name="unique_id")
    return library.Linker(tables, settings, log_level="ERROR")


def learned(model: Any, letter: str) -> dict[str, dict[str, float]]:
    """{field: {level: m or u}} of the levels that Splink saw."""
    saved = model.misc.save_model_to_json()
    return {c["output_column_name"]: {level["label_for_charts"]: level[f"{letter}_probability"] for level in c["comparison_levels"]
                                      if f"{letter}_probability" in level} for c in saved["comparisons"]}


def learn_u(con: Connection, seed: int) -> dict[str, dict[str, float]]:
    """u of every trained field, from all pairs of the sides `stranger_*`."""
    model = linker(con, "stranger", [as_splink(c) for c in TRAINED])
    model.training.estimate_u_using_random_sampling(max_pairs=1e12, seed=seed, min_count_per_level=None, num_chunks=1)
    return learned(model, "u")


def learn_m(con: Connection, comparison: Comparison) -> dict[str, float]:
    """m of one field, from its labels."""
    model = linker(con, "certified", [as_splink(comparison)])
    model.training.estimate_m_from_pairwise_labels(f"label_{comparison.field}")
    return learned(model, "m")[comparison.field]


def learn_m_unlabelled(con: Connection, u: dict[str, dict[str, float]]) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """m of every trained field by EM on the remainder with u held fixed, and how many matches each field was learned from."""
    found: dict[str, dict[str, float]] = {}
    matches: dict[str, float] = {}
    for rule, fields in SESSIONS.items():
        model = linker(con, "remainder", [_with_u(c, u) for c in TRAINED])
        session = model.training.estimate_parameters_using_expectation_maximisation(rule)
        share = session.core_model_settings.probability_two_random_records_match
        pairs = con.execute(f"SELECT count(*) FROM remainder_school l JOIN remainder_register r ON {rule}").fetchall()[0][0]
        found.update({field: learned(model, "m")[field] for field in fields})
        matches.update({field: share * pairs for field in fields})
    return found, matches


def _with_u(comparison: Comparison, u: dict[str, dict[str, float]]) -> dict[str, Any]:
    settings = as_splink(comparison)
    for level in settings["comparison_levels"]:
        level.update({"u_probability": u[comparison.field][name]} if (name := level["label_for_charts"]) in u[comparison.field] else {})
    return settings


def version() -> str:
    return re.sub(r"[^\w.]", "", str(splink().__version__))
