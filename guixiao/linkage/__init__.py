"""Record linkage of a county's rosters: pure, no Django; the county's rules come in as an argument."""

from guixiao.linkage.equation import Imbalance
from guixiao.linkage.reading import RosterError, Source
from guixiao.linkage.reconciliation import Reconciliation, reconcile

__all__ = ["Imbalance", "Reconciliation", "RosterError", "Source", "reconcile"]
