"""Whatever is written to a log, numbers of persons in it are masked: also those that came in an address or an error."""

import logging

from guixiao.lib.masks import without_numbers


class MaskedFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """The whole of it, traceback included."""
        return without_numbers(super().format(record))
