"""The tables of the rosters' desk."""

from guixiao.rosters.models.receipts import Receipt

__all__ = ["Receipt"]
