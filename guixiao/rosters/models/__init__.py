"""The tables of the rosters' desk."""

from guixiao.rosters.models.files import ImportFile, RosterFile
from guixiao.rosters.models.headers import HeaderMeaning
from guixiao.rosters.models.imports import Import
from guixiao.rosters.models.receipts import Receipt
from guixiao.rosters.models.rows import AsideRow, Correction

__all__ = ["AsideRow", "Correction", "HeaderMeaning", "Import", "ImportFile", "Receipt", "RosterFile"]
