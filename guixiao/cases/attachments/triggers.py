"""The triggers that keep what was proof of what; the demo's may be removed. On PostgreSQL and SQLite alike."""

from guixiao.audit.append_only import AppendOnly

PROOFS = AppendOnly("attachments_proof", "what proves an event is append-only", but="OLD.demo")
put, remove, missing = PROOFS.put, PROOFS.remove, PROOFS.missing
