"""The triggers that keep the log append-only."""

from guixiao.audit.append_only import AppendOnly

LOG = AppendOnly("audit_entry", "the audit log is append-only")
put, remove, missing = LOG.put, LOG.remove, LOG.missing
