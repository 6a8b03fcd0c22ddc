"""Joint actions: each is a visit, once, on the case of each of its children, and no visit speaks of one that is not there."""

from guixiao.cases.joint.models import JointChild
from guixiao.cases.models import Event
from guixiao.lib.verifying import Check, Outcome, first


def joint_actions_are_visits() -> Outcome:
    rows = list(JointChild.objects.select_related("event").iterator())
    faults = [f"joint action {one.action_id}: its visit on case {one.case_id} says otherwise" for one in rows
              if one.event.verb != "visit" or one.event.detail.get("joint") != str(one.action_id)]  # fmt: skip
    known = {one.event_id for one in rows}
    spoken = Event.objects.filter(verb="visit", detail__has_key="joint").values_list("pk", flat=True)
    faults += [f"visit {key}: of a joint action that is not there" for key in spoken if key not in known]
    told, more = first(faults)
    return Outcome("joint.visits", "联合行动在每个孩子的案件上各是一次走访", "joint actions are one visit on each child's case",
                   f"{len(rows):,} visits", told, more)  # fmt: skip


verify_checks: tuple[Check, ...] = (joint_actions_are_visits,)
