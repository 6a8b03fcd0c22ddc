"""What every pass needs."""

from collections.abc import Mapping
from typing import NamedTuple

from guixiao.linkage.columns import Connection
from guixiao.linkage.rules import Thresholds
from guixiao.linkage.weights import Weights


class Context(NamedTuple):
    """The connection, the key offset of each roster, weights and thresholds in bits, the birth date (YYYYMMDD) from which
    somebody may be a child of a roster."""

    con: Connection
    start: Mapping[str, int]
    weights: Weights
    thresholds: Thresholds
    eldest: int = 0

    @property
    def floor(self) -> float:
        """Bits below which a pair is neither accepted, nor in the way of one that is, nor shown to people."""
        return min(self.thresholds.review, self.thresholds.accept - self.thresholds.margin)
