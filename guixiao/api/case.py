"""One case and its events as the shapes of the API have them, from what its page shows to this very person."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from guixiao.accounts.models import User
from guixiao.api.rules import both
from guixiao.api.telling import case_row, round_shape, words_in_policy, words_of
from guixiao.api.wording import in_both
from guixiao.cases.actions import Said, attempt_of, stand_of
from guixiao.cases.chain.words import chain_of
from guixiao.cases.effort.sentences import sentence_of
from guixiao.cases.effort.sight import LOOKED_FIRST, Sight
from guixiao.cases.models import Case, Event
from guixiao.cases.rules import BY_PEOPLE, missing

Page = Mapping[str, Any]


def case_shape(user: User, case: Case, page: Page) -> dict[str, Any]:
    effort = page.get("effort", {})
    return case_row(case) | {
        "id_number": case.child.masked_id, "guardian": case.child.guardian, "phone": case.child.masked_phone,
        "round": round_shape(case.round), "chain": _chain(case, page), "gaps": page["gaps"], "plan": _plan(effort.get("plan")),
        "letters": [_letter(one, case) for one in effort.get("letters", [])], "receiving": case.school_now,
        "class_name": case.class_name, "episodes": [one.pk for one in page["episodes"]],
        "steps": _steps(user, case, page["sight"]),
    }  # fmt: skip


def _chain(case: Case, page: Page) -> list[dict[str, Any]]:
    chiefs = {chief["name"]: chief for chief in chain_of(case.round)["chiefs"]}
    lines = case.round.wording.get("lines", {}).values()
    names = {line[language]: line for line in lines for language in ("zh", "en")}
    return [{"line": both(names.get(ladder["line"]), ladder["line"]),
             "rungs": [_rung(rung, chiefs[rung["key"]]) for rung in ladder["rungs"]]} for ladder in page["ladders"]]  # fmt: skip


def _rung(rung: Page, chief: Mapping[str, str]) -> dict[str, Any]:
    told = {name: str(rung.get(name, "")) for name in ("who", "post", "phone")}
    return told | {"chief": rung["key"], "words": both(chief, rung["key"]), "gap": rung["gap"],
                   "filled_by": str(rung.get("filler", ""))}  # fmt: skip


def _plan(plan: Page | None) -> dict[str, Any] | None:
    """As the page tells it: where its causes are restricted, none of the words around them."""
    if not plan:
        return None
    kept = plan["plan"]
    return {"restricted": plan["hidden"], "drafted_by": str(kept.drafted_by or ""), "approved_by": str(kept.approved_by or ""),
            "causes": plan["causes"], "difficulties": plan.get("difficulties", ""), "disagrees": plan.get("disagrees", ""),
            "steps": plan.get("steps", [])}  # fmt: skip


def _letter(told: Page, case: Case) -> dict[str, Any]:
    letter = told["letter"]
    kinds = case.round.wording.get("effort", {}).get("letters", {})
    return {"kind": {"name": letter.kind, "words": both(kinds.get(letter.kind), letter.kind)}, "number": letter.number,
            "issuer": letter.issuer, "issued_on": letter.issued_on, "served_on": letter.served_on, "method": told["method"],
            "receiver": letter.receiver, "witness": letter.witness}  # fmt: skip


def _steps(user: User, case: Case, sight: Sight) -> list[dict[str, Any]]:
    """The table of transitions, asked as the buttons of the page ask it; before causes are opened nothing that tells them."""
    stand, attempt = stand_of(case), attempt_of(user, case, "find", Said())
    found = {verb: missing(stand, replace(attempt, verb=verb)) for verb in BY_PEOPLE}
    for verb in LOOKED_FIRST if sight.waits else ():
        if (lacks := found[verb]) is not None:
            found[verb] = ["matters_closed", *(code for code in lacks if code != "protection_told")]
    return [{"verb": verb, "words": words_of("verb", verb), "open": not lacks,
             "missing": [{"code": code, "words": words_of("refusal", code)} for code in lacks]}
            for verb, lacks in found.items() if lacks is not None]  # fmt: skip


def event_shape(event: Event) -> dict[str, Any]:
    made = event.case.round
    return {
        "id": event.pk, "case": event.case_id, "version": event.version, "verb": event.verb,
        "words": words_of("verb", event.verb),
        "told": in_both(lambda: sentence_of(event)), "state": event.state, "true_on": event.true_on,
        "recorded_at": event.recorded_at, "who": str(event.actor or ""), "line": event.line,
        "finding": words_in_policy(made, "findings", event.finding),
        "evidence": words_in_policy(made, "evidence", event.evidence),
        "until": event.until, "note": getattr(event, "said", event.note), "proofs": len(getattr(event, "shown", [])),
    }  # fmt: skip
