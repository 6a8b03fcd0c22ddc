"""The triggers that keep breaches as they were stored; those of the demo's cases may be removed."""

from guixiao.audit.append_only import AppendOnly

BREACHES = AppendOnly("clocks_breach", "breaches are append-only", but="(SELECT demo FROM cases_case WHERE id = OLD.case_id)")
put, remove, missing = BREACHES.put, BREACHES.remove, BREACHES.missing
