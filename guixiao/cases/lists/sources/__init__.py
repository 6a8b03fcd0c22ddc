"""Where tasks come from, in the order in which those of one day stand. A package with tasks of its own adds its source here."""

from guixiao.cases.lists.sources import alerts, clocks, closures, moves, orders, rectification, referrals, studies
from guixiao.cases.lists.sources.base import Source

SOURCES: tuple[Source, ...] = (
    clocks.SOURCE,
    orders.SOURCE,
    alerts.SOURCE,
    moves.SOURCE,
    referrals.SOURCE,
    rectification.SOURCE,
    closures.SOURCE,
    studies.SOURCE,
)
KINDS = {kind: words for source in SOURCES for kind, words in source.kinds.items()}
