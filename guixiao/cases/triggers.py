"""The triggers that keep the events of a case append-only; those of the demo's cases may be removed."""

from guixiao.audit.append_only import AppendOnly

EVENTS = AppendOnly(
    "cases_event", "the events of a case are append-only", but="(SELECT demo FROM cases_case WHERE id = OLD.case_id)"
)
put, remove, missing = EVENTS.put, EVENTS.remove, EVENTS.missing
