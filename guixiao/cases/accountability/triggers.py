"""The triggers that keep answers as they were given; those of the demo may be removed."""

from guixiao.audit.append_only import AppendOnly

ANSWERS = AppendOnly("accountability_answer", "answers are append-only", but="OLD.demo")
put, remove, missing = ANSWERS.put, ANSWERS.remove, ANSWERS.missing
