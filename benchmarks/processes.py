"""`guixiao serve` with its worker as processes of our own, to be killed and started again."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

LEASE = "2"  # seconds after which a killed worker's import is taken over


class Server:
    """`guixiao serve` with its worker, in a data directory of its own."""

    def __init__(self, directory: Path, database: str = ""):
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL" and not name.startswith("GUIXIAO_")}
        self.data = directory / "data"
        own = {"GUIXIAO_DATA_DIR": str(self.data), "GUIXIAO_LEASE_SECONDS": LEASE}
        own |= {"DJANGO_SETTINGS_MODULE": "guixiao.config.settings"} | ({"DATABASE_URL": database} if database else {})
        self.environment = kept | own
        self.log = (directory / "serve.log").open("ab")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None
        self.starting = threading.Lock()

    def run(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "guixiao.cli", *arguments]
        answer = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=900, check=False)
        if answer.returncode:
            raise RuntimeError(f"{' '.join(arguments[:2])}: {answer.stderr[-2000:]}")
        return answer.stdout

    def keep_up(self) -> None:
        """Start it, if it does not run."""
        with self.starting:
            if self.process is None or self.process.poll() is not None:
                command = [sys.executable, "-m", "guixiao.cli", "serve", "--port", str(self.port), "--workers", "2"]
                self.process = subprocess.Popen(command, env=self.environment, stdout=self.log, stderr=self.log)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(20)
        self.log.close()

    def step(self) -> str:
        """What the work under way has come to, by the file in which it says so; "" where nothing is."""
        told = max((self.data / "rosters").glob("*/progress.json"), key=lambda path: path.stat().st_mtime, default=None)
        try:
            return str(json.loads(told.read_text())["step"]) if told else ""
        except (OSError, ValueError):
            return ""

    def targets(self) -> dict[str, list[int]]:
        """Processes of ours: `server`, its `web` processes, the `worker`, the `work` under way (the worker's child)."""
        if self.process is None or self.process.poll() is not None or not self._answers():
            return {}
        below = children()
        under = below.get(self.process.pid, [])
        workers = [pid for pid in under if "--beside" in command_of(pid)]
        found = {
            "server": [self.process.pid],
            "web": [pid for pid in under if pid not in workers],
            "worker": workers,
            "work": [pid for worker in workers for pid in below.get(worker, [])],
        }
        return {target: pids for target, pids in found.items() if pids}

    def _answers(self) -> bool:
        with socket.socket() as asked:
            asked.settimeout(1)
            return asked.connect_ex(("127.0.0.1", self.port)) == 0


def children() -> dict[int, list[int]]:
    """Parent -> its processes, from /proc."""
    found: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError):
            parts = path.read_text().rpartition(")")[2].split()
            if parts[0] != "Z":
                found.setdefault(int(parts[1]), []).append(int(path.parent.name))
    return found


def command_of(pid: int) -> str:
    try:
        return (Path("/proc") / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


class Counts:
    """`benchmarks.counts` beside the system: one look whenever it is asked for."""

    def __init__(self, server: Server):
        command = [sys.executable, "-m", "benchmarks.counts"]
        self.process = subprocess.Popen(command, env=server.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def look(self) -> dict[str, Any]:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        told: dict[str, Any] = json.loads(self.process.stdout.readline())
        return told

    def stop(self) -> None:
        with self.process:  # closes both ends, then waits
            pass
