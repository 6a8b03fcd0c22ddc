"""The only writers of referrals: asked, opened, taken up, answered, refused, taken back."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from guixiao.accounts.models import Post, User
from guixiao.accounts.rules import Role
from guixiao.audit.actions import record, take_turn
from guixiao.cases.actions import Refused
from guixiao.cases.chain.actions import add_event
from guixiao.cases.clocks.kept import calendar_of
from guixiao.cases.effort.sight import Sight
from guixiao.cases.findings import roles_of
from guixiao.cases.models import Case, Event
from guixiao.cases.referrals import links
from guixiao.cases.referrals.models import Referral
from guixiao.cases.referrals.policies import referrals_for
from guixiao.cases.referrals.rules import (
    DEPARTMENT,
    LINK,
    OPEN,
    OURS,
    STEPS,
    TRIES,
    Attempt,
    Wish,
    link_opens,
    refusal,
    wish_refusal,
)
from guixiao.cases.referrals.shown import shown_of, tells_cause
from guixiao.lib.workdays import working_days_after
from guixiao.policy.referrals import Question, Referrals

State = Referral.State


class Changed(Exception):
    """Somebody else was faster: nothing was written. `referral`: as it stands now."""

    def __init__(self, referral: Referral) -> None:
        super().__init__("changed meanwhile")
        self.referral = referral


@dataclass(frozen=True)
class Asking:
    """What a person fills in who asks; `key`: of the form, so that the same one sent twice is one question."""

    question: str
    channel: str
    key: UUID
    days: int | None = None  # the question's own
    note: str = ""


@dataclass(frozen=True)
class Handed:
    """A referral with what is shown once: of a link its token and its code."""

    referral: Referral
    token: str = ""
    code: str = ""


@dataclass(frozen=True)
class Saying:
    """What comes back: by whom, of which unit, and what; `day`: of the answer."""

    name: str = ""
    unit: str = ""
    choice: str = ""
    words: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Hand:
    """Whose hand it is: somebody of the department (no account: `user` None), or one of ours writing down what came on paper."""

    user: User | None = None
    side: str = DEPARTMENT


def wish_of(user: User, case: Case, asking: Asking, policy: Referrals, sight: Sight) -> Wish:
    """What the rules are asked before a question goes out. `sight`: what this person sees of why the child is out of school."""
    question = policy.questions.get(asking.question)
    days = asking.days if asking.days is not None else question.days if question else 0
    waits = Referral.objects.filter(case=case, question=asking.question, state__in=OPEN).exists()
    return Wish(
        question is not None, roles_of(user, case), question.asks if question else (), asking.channel, days,
        policy.referrals.longest, case.current, waits, bool(question and tells_cause(question) and not sees_causes(sight)),
        bool(question and held(case.county_id, question.department)),
    )  # fmt: skip


def sees_causes(sight: Sight) -> bool:
    """Open to this person now: the causes, and that somebody made the report."""
    return sight.now and sight.reports


def held(county: int, department: str) -> bool:
    """Has somebody an account for this department?"""
    posts = Post.objects.in_force(timezone.localdate()).filter(user__is_active=True, role=Role.DEPARTMENT)
    return posts.filter(area=county, department=department).exists()


@transaction.atomic
def ask(user: User, case: Case, asking: Asking, sight: Sight) -> Handed:
    """One question to one department about one child. Refused where it cannot be."""
    take_turn()
    if known := Referral.objects.filter(pk=asking.key, case=case, asked_by=user).first():
        return Handed(known)
    policy = referrals_for(case.round)
    wish = wish_of(user, case, asking, policy, sight)
    if why := wish_refusal(wish):
        raise Refused(why)
    made, handed = _made(user, case, asking, policy, wish.days)
    made.save(force_insert=True)
    add_event(user, case, "refer", detail={"referral": str(made.pk)})
    record(user, "referral.ask", subject=f"child:{case.child_id}", place=case.path,
           detail=made.told() | {"channel": made.channel, "due": made.due_on, "fields": list(made.shown)})  # fmt: skip
    return handed


def _made(user: User, case: Case, asking: Asking, policy: Referrals, days: int) -> tuple[Referral, Handed]:
    today, calendar = timezone.localdate(), calendar_of(case.county_id)
    question = policy.questions[asking.question]
    last = Referral.objects.filter(county=case.county_id, year=today.year).aggregate(last=Max("serial"))["last"] or 0
    due = working_days_after(today, days, calendar)
    pk = uuid4() if Referral.objects.filter(pk=asking.key).exists() else asking.key
    made = Referral(
        pk=pk, case=case, county_id=case.county_id, year=today.year, serial=last + 1, department=question.department,
        question=asking.question, words=_words(question, policy), note=asking.note.strip(), shown=shown_of(case, question),
        restricted=tells_cause(question),
        channel=asking.channel, asked_by=user, due_on=due, demo=case.demo,
    )  # fmt: skip
    token, code = (links.new_token(), links.new_code()) if asking.channel == LINK else ("", "")
    if token:
        made.token_hash, made.code_hash = links.token_hash(token), links.code_hash(code)
        made.expires_on = working_days_after(due, policy.referrals.link_days, calendar)
    return made, Handed(made, token, code)


def _words(question: Question, policy: Referrals) -> dict[str, Any]:
    """Department, question and answers as they read today; `order`: of the answers, which JSON would lose."""
    department = policy.departments[question.department]
    choices = {name: {"zh": choice.zh, "en": choice.en, "finding": choice.finding} for name, choice in question.choices.items()}
    return {
        "department": {"zh": department.zh, "en": department.en}, "question": {"zh": question.zh, "en": question.en},
        "choices": choices, "order": list(choices), "fields": list(question.fields), "seen_by": list(question.seen_by),
        "report": question.report, "link_days": policy.referrals.link_days,
    }  # fmt: skip


def open_link(token: str, typed: str) -> Referral | None:
    """The referral of a link whose code is right; None for whatever else, after the same time."""
    referral = links.by_token(token)
    tried = referral is not None and _take_a_try(referral)
    fits = links.code_fits(typed, referral.code_hash if referral and tried else "")
    if referral is None or not tried:
        return None
    if not fits:
        _told_wrong(referral)
        return None
    _opened(referral)
    return referral


def _take_a_try(referral: Referral) -> bool:
    """Counted before the code is looked at: many tries at once are no more than five."""
    if not link_opens(referral.state, referral.tries, referral.expires_on, timezone.localdate()):
        return False
    left = Referral.objects.filter(pk=referral.pk, token_hash=referral.token_hash, state__in=OPEN, tries__lt=TRIES)
    return bool(left.update(tries=F("tries") + 1))


@transaction.atomic
def _opened(referral: Referral) -> None:
    Referral.objects.filter(pk=referral.pk, token_hash=referral.token_hash).update(tries=0)
    _log(None, "referral.open", referral)


@transaction.atomic
def _told_wrong(referral: Referral) -> None:
    referral.refresh_from_db(fields=["tries"])
    _log(None, "referral.lock" if referral.tries >= TRIES else "referral.wrong_code", referral, tries=referral.tries)


def look(hand: Hand, referral: Referral) -> None:
    """What is shown of the child was on somebody's screen, or on paper."""
    _log(hand.user, "referral.look", referral, fields=list(referral.shown))


@transaction.atomic
def accept(hand: Hand, referral: Referral, saying: Saying) -> Referral:
    """The department takes it up."""
    _step(hand, referral, "accept", saying, accepted_at=timezone.now(), who=_who(saying))
    _log(hand.user, "referral.accept", referral)
    return referral


@transaction.atomic
def answer(hand: Hand, referral: Referral, saying: Saying) -> Event:
    """An answer: evidence on the case, told by the event that is given."""
    _step(hand, referral, "answer", saying, who=_who(saying), choice=saying.choice, reply=saying.words.strip(),
          answered_on=saying.day, **_end(hand))  # fmt: skip
    _log(hand.user, "referral.answer", referral, choice=saying.choice, paper=referral.by_paper)
    return _event(hand, referral, "refer_answer")


@transaction.atomic
def refuse(hand: Hand, referral: Referral, saying: Saying) -> Event:
    """The department cannot, and says why."""
    _step(hand, referral, "refuse", saying, who=_who(saying), reply=saying.words.strip(), answered_on=saying.day, **_end(hand))
    _log(hand.user, "referral.refuse", referral, paper=referral.by_paper)
    return _event(hand, referral, "refer_refuse")


@transaction.atomic
def revoke(user: User, referral: Referral, why: str) -> Event:
    """Taken back: its link opens nothing, its department sees nothing more."""
    hand = Hand(user, OURS)
    _step(hand, referral, "revoke", Saying(words=why), reply=why.strip(), ended_at=timezone.now(), ended_by=user)
    _log(user, "referral.revoke", referral)
    return _event(hand, referral, "refer_revoke")


@transaction.atomic
def renew(user: User, referral: Referral) -> Handed:
    """A new link with a new code: what was sent before opens nothing any longer."""
    token, code = links.new_token(), links.new_code()
    today, calendar = timezone.localdate(), calendar_of(referral.county_id)
    last_day = working_days_after(max(today, referral.due_on), max(referral.words["link_days"], 1), calendar)
    _step(Hand(user, OURS), referral, "renew", Saying(), token_hash=links.token_hash(token), code_hash=links.code_hash(code),
          tries=0, expires_on=last_day)  # fmt: skip
    _log(user, "referral.renew", referral, expires=last_day)
    return Handed(referral, token, code)


def _step(hand: Hand, referral: Referral, verb: str, saying: Saying, **values: Any) -> None:
    """Change the row if it still is in a state for it; Refused by a rule, Changed where somebody was faster."""
    attempt = Attempt(verb, hand.side, timezone.localdate(), saying.name, saying.unit, saying.choice, saying.words, saying.day)
    if why := refusal(referral.stand, attempt):
        raise Refused(why)
    step = STEPS[verb]
    values |= {} if step.target == "same" else {"state": step.target}
    rows = Referral.objects.filter(pk=referral.pk, state__in=step.sources, token_hash=referral.token_hash)
    if not rows.update(**values):
        raise Changed(Referral.objects.select_related("ended_by", "case__child").get(pk=referral.pk))
    for name, value in values.items():
        setattr(referral, name, value)


def _who(saying: Saying) -> dict[str, str]:
    return {"name": saying.name.strip(), "unit": saying.unit.strip()}


def _end(hand: Hand) -> dict[str, Any]:
    return {"ended_at": timezone.now(), "ended_by": hand.user, "by_paper": hand.side == OURS}


def _event(hand: Hand, referral: Referral, verb: str) -> Event:
    detail = {"referral": str(referral.pk)}
    return add_event(hand.user, referral.case, verb, detail=detail, true_on=referral.answered_on)


def _log(user: User | None, act: str, referral: Referral, **more: Any) -> None:
    """Under the child it is about."""
    case = referral.case
    record(user, act, subject=f"child:{case.child_id}", place=case.path, detail=referral.told() | more)


@transaction.atomic
def remove_demo_referrals() -> None:
    """Of cases made up by the demo; anything real stays."""
    Referral.objects.filter(case__demo=True).delete()
