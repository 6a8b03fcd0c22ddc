"""The only writers of crossings and of what is said about them."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from guixiao.accounts.models import Post, User
from guixiao.areas.models import Area
from guixiao.audit.actions import record, take_turn
from guixiao.cases.crossings.models import Crossing, Ending, Glance, Remark
from guixiao.cases.crossings.outside import Answer, answer_to
from guixiao.cases.crossings.policies import policy_of
from guixiao.cases.crossings.rules import OTHER, OUTSIDE, OWN, STEPS, WAITING, Question, refusal, step_refusal
from guixiao.children.models import Child

LONGEST = 300  # characters of the words


class Refused(Exception):
    """Nothing was shown or written. `why`: a name of wording.REFUSALS."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Shown:
    """The question as it is kept, and what it found."""

    crossing: Crossing
    answer: Answer


def asked_today(user: User) -> int:
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(), time()))
    return Crossing.objects.own(user).filter(kind=OUTSIDE, at__gte=midnight, at__lt=midnight + timedelta(days=1)).count()


@transaction.atomic
def ask_outside(user: User, question: Question) -> Shown:
    """A child of another place, if the question is whole; kept, with the children who were shown, whether or not it found one."""
    take_turn()  # two questions at once are counted one after the other
    policy = policy_of(user.whole)
    question = Question(**{**vars(question), "asked": asked_today(user)})
    if why := refusal(policy, question):
        raise Refused(why)
    purpose = policy.crossing_purposes[question.purpose]
    answer = answer_to(user, question, policy.crossings.most)
    crossing = Crossing.objects.create(
        kind=OUTSIDE, purpose=question.purpose, means={"zh": purpose.zh, "en": purpose.en},
        words=question.words.strip()[:LONGEST], **who(user),
    )  # fmt: skip
    for child in answer.children:
        _shown(crossing, child)
    record(user, "outside.ask", subject=f"crossing:{crossing.pk}", place=user.path,
           detail={"purpose": purpose.zh, "purpose_en": purpose.en, "found": len(answer.children)})  # fmt: skip
    return Shown(crossing, answer)


def who(user: User) -> dict[str, Any]:
    """What a crossing keeps of whoever looks: of the posts that the page allows."""
    post = user.current_posts[0]
    return {"user": user.whole, "post": post, "county": county_of(post), "demo": user.demo}


def county_of(post: Post) -> Area:
    if post.school:
        return post.school.county
    return Area.objects.get(code=post.area.codes[0]) if post.area else Area.objects.none().get()


def _shown(crossing: Crossing, child: Child) -> None:
    Glance.objects.create(crossing=crossing, child=child, demo=crossing.demo or child.demo)
    place = child.village or child.town or child.county
    record(crossing.user, "child.outside", subject=f"child:{child.pk}", place=place.path,
           detail={"crossing": str(crossing.pk), "purpose": crossing.means["zh"],
                   "purpose_en": crossing.means["en"]})  # fmt: skip


@transaction.atomic
def remark(user: User, crossing: Crossing, verb: str, words: str, *, seen: int) -> Remark:
    """Looked over, questioned, or answered by the person who looked. `seen`: how many remarks the page showed."""
    last = crossing.remarks.order_by("-number").first()
    state, there = (last.state, last.number) if last else (WAITING, 0)
    side = OWN if crossing.user_id == user.pk else OTHER
    if why := step_refusal(verb, state, side, words):
        raise Refused(why)
    if seen != there:
        raise Refused("moved")
    said = {"verb": verb, "state": STEPS[verb].target, "words": words.strip()[:LONGEST], "by": user.whole}
    made = _kept(crossing, there + 1, said, demo=crossing.demo or user.demo)
    record(user, f"crossing.{verb}", subject=f"crossing:{crossing.pk}", place=crossing.county.path)
    return made


def _kept(crossing: Crossing, number: int, said: dict[str, Any], *, demo: bool) -> Remark:
    try:
        with transaction.atomic():
            return Remark.objects.create(crossing=crossing, number=number, demo=demo, **said)
    except IntegrityError:
        raise Refused("moved") from None


@transaction.atomic
def remove_demo_crossings() -> None:
    """Of people or children made up by the demo; anything real stays."""
    Remark.objects.filter(demo=True).delete()
    Ending.objects.filter(demo=True).delete()
    Glance.objects.filter(demo=True).delete()
    Crossing.objects.filter(demo=True).delete()
