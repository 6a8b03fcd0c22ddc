"""The triggers that keep who looked; the demo's looks may be removed. On PostgreSQL and SQLite alike."""

from guixiao.audit.append_only import AppendOnly

LOOKS = AppendOnly("looks_look", "who looked is append-only", but="OLD.demo")
put, remove, missing = LOOKS.put, LOOKS.remove, LOOKS.missing
