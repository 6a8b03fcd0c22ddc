"""Splink's part: comparisons as Splink settings, u from random pairs, m from labels or by expectation maximisation.

Splink 5.0 (moj-analytical-services): `estimate_u_using_random_sampling`, `estimate_m_from_pairwise_labels`,
`estimate_parameters_using_expectation_maximisation`. Splink is imported only here, and only when a function is called.
"""

import re
from collections.abc import Sequence
from typing import Any

from guixiao.linkage.columns import Connection
from guixiao.linkage.comparisons import Comparison, Level
from guixiao.linkage.training.pairs import TRAINED, splink_sql

INSTALL = "pip install --require-hashes -r requirements/train.lock"
Probabilities = dict[str, dict[str, float]]  # field, level
# EM learns the fields its blocking rule does not hold fixed.
SESSIONS = {"l.born = r.born": ("name", "sex", "place"), "l.nm = r.nm": ("birth",)}


class SplinkMissing(Exception):
    """Splink is not installed."""


def splink() -> Any:
    try:
        import splink as library
    except ImportError as reason:
        raise SplinkMissing(INSTALL) from reason
    return library


def as_splink(comparison: Comparison) -> dict[str, Any]:
    """One comparison in Splink's settings; its levels are labelled with our names."""
    return {"output_column_name": comparison.field, "comparison_levels": [_level(level) for level in comparison.levels]}


def _level(level: Level) -> dict[str, Any]:
    null = {"is_null_level": True} if level.name == "missing" else {}
    return {"sql_condition": splink_sql(level.condition), "label_for_charts": level.name, **null}


def linker(con: Connection, sides: str, comparisons: Sequence[dict[str, Any]]) -> Any:
    """A Splink linker over `<sides>_school` (left) and `<sides>_register` (right)."""
    library = splink()
    api = library.DuckDBAPI(con)
    tables = [api.register(f"{sides}_{side}", dataset_display_name=name) for name, side in (("a", "school"), ("b", "register"))]
    settings = library.SettingsCreator(link_type="link_only", comparisons=list(comparisons), unique_id_column_name="unique_id")
    return library.Linker(tables, settings, log_level="ERROR")


def learned(model: Any, letter: str) -> Probabilities:
    """{field: {level: m or u}} of the levels that Splink saw."""
    key, saved = f"{letter}_probability", model.misc.save_model_to_json()
    return {
        comparison["output_column_name"]: {
            level["label_for_charts"]: level[key] for level in comparison["comparison_levels"] if key in level
        }
        for comparison in saved["comparisons"]
    }


def learn_u(con: Connection, seed: int) -> Probabilities:
    """u of every trained field, from all pairs of the sides `stranger_*`."""
    model = linker(con, "stranger", [as_splink(c) for c in TRAINED])
    model.training.estimate_u_using_random_sampling(max_pairs=1e12, seed=seed, min_count_per_level=None, num_chunks=1)
    return learned(model, "u")


def learn_m(con: Connection, comparison: Comparison) -> dict[str, float]:
    """m of one field, from its labels."""
    model = linker(con, "certified", [as_splink(comparison)])
    model.training.estimate_m_from_pairwise_labels(f"label_{comparison.field}")
    return learned(model, "m")[comparison.field]


def learn_m_unlabelled(con: Connection, u: Probabilities) -> tuple[Probabilities, dict[str, float]]:
    """m of every trained field by EM on the remainder with u held fixed, and how many matches each field was learned from."""
    found: Probabilities = {}
    matches: dict[str, float] = {}
    for rule, fields in SESSIONS.items():
        model = linker(con, "remainder", [_with_u(c, u) for c in TRAINED])
        session = model.training.estimate_parameters_using_expectation_maximisation(rule)
        share = session.core_model_settings.probability_two_random_records_match
        pairs = con.execute(f"SELECT count(*) FROM remainder_school l JOIN remainder_register r ON {rule}").fetchall()[0][0]
        found.update({field: learned(model, "m")[field] for field in fields})
        matches.update(dict.fromkeys(fields, share * pairs))
    return found, matches


def _with_u(comparison: Comparison, u: Probabilities) -> dict[str, Any]:
    settings = as_splink(comparison)
    for level in settings["comparison_levels"]:
        if level["label_for_charts"] in u[comparison.field]:
            level["u_probability"] = u[comparison.field][level["label_for_charts"]]
    return settings


def version() -> str:
    return re.sub(r"[^\w.]", "", str(splink().__version__))
