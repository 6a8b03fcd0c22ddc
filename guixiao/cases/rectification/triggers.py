"""The triggers that keep steps as they were recorded; those of the demo may be removed."""

from guixiao.audit.append_only import AppendOnly

STEPS = AppendOnly("rectification_step", "steps of rectification are append-only", but="OLD.demo")
put, remove, missing = STEPS.put, STEPS.remove, STEPS.missing
