"""gunicorn's own log, masked like everything else that is logged."""

from typing import Any

from gunicorn.glogging import Logger

from guixiao.config.logs import MaskedFormatter


class MaskedLogger(Logger):
    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(MaskedFormatter(self.error_fmt, self.datefmt))
