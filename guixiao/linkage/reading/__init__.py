"""Roster files into DuckDB: every row of every file is accepted, set aside or rejected."""

from guixiao.linkage.reading.errors import Phrase, RosterError
from guixiao.linkage.reading.reader import read_rosters
from guixiao.linkage.reading.receipts import FileReceipt, Progress, SheetReceipt, Source
from guixiao.linkage.reading.rows import unaccepted

__all__ = ["FileReceipt", "Phrase", "Progress", "RosterError", "SheetReceipt", "Source", "read_rosters", "unaccepted"]
