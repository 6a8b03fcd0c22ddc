"""Whatever is written to a log, numbers of persons in it are masked, and the words that open a link: also those that came in an
address or an error."""

import logging
import re

from guixiao.lib.masks import without_numbers

LINK = re.compile(r"(/(?:answer|join)/)[^/\s\"'?&<>]+")


class MaskedFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """The whole of it, traceback included."""
        return LINK.sub(r"\1***", without_numbers(super().format(record)))
