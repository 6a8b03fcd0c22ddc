"""gunicorn's own words, in its log and in its answers to what is no request, masked like everything else."""

from typing import Any

from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

from guixiao.config.logs import MaskedFormatter
from guixiao.lib.masks import hidden_numbers


class MaskedLogger(Logger):
    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(MaskedFormatter(self.error_fmt, self.datefmt))


class MaskedWorker(ThreadWorker):
    """gunicorn repeats a request line or a header that it cannot read; Django never sees such a request."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Any) -> None:
        super().handle_error(req, _Masked(client), addr, exc)


class _Masked:
    """A socket on which numbers leave as stars, as many as they had characters."""

    def __init__(self, socket: Any) -> None:
        self.socket = socket

    def __getattr__(self, name: str) -> Any:
        return getattr(self.socket, name)

    def sendall(self, data: bytes) -> None:
        self.socket.sendall(hidden_numbers(data.decode("latin-1")).encode("latin-1"))
