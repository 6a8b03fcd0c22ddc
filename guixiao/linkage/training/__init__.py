"""Training the weight file: m and u of each level of name, birth date, sex and place (docs/commands/linkage.md)."""

from guixiao.linkage.training.file import DRIFT, UNTRAINED, Drift, Learned, Training, drifts, merged, soften, train, weight_file
from guixiao.linkage.training.model import INSTALL, SplinkMissing
from guixiao.linkage.training.pairs import TooFew

__all__ = [
    "DRIFT",
    "INSTALL",
    "UNTRAINED",
    "Drift",
    "Learned",
    "SplinkMissing",
    "TooFew",
    "Training",
    "drifts",
    "merged",
    "soften",
    "train",
    "weight_file",
]
