"""The only writers of bodies and their members: set up, dissolve, join, leave."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.audit.actions import record
from guixiao.cases.bodies.models import Body, Member
from guixiao.cases.bodies.rules import Joining, SetUp, joining_refusal, leaving_refusal, set_up_refusal
from guixiao.children.models import Round
from guixiao.policy.bodies import Bodies


class Refused(Exception):
    """A rule stands in the way: nothing was written. `why`: a name of wording.REFUSALS."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Asked:
    """A body that somebody fills in."""

    kind: str
    area: Area
    since: date | None
    name: str = ""


@dataclass(frozen=True)
class Who:
    """A member that somebody fills in: a user, or a name; `unit`: where the person comes from."""

    function: str
    since: date | None
    user: User | None = None
    name: str = ""
    unit: str = ""


@transaction.atomic
def set_up(by: User, asked: Asked, policy: Bodies) -> Body:
    kind = policy.kinds.get(asked.kind)
    today = timezone.localdate()
    why = set_up_refusal(SetUp(asked.area.kind, kind.levels if kind else (), asked.since, today))
    if why or asked.since is None:
        raise Refused(why or "since")
    body = Body(kind=asked.kind, name=asked.name.strip(), area=asked.area, since=asked.since, made_by=by,
                demo=in_demo(asked.area))  # fmt: skip
    try:
        with transaction.atomic():
            body.save(force_insert=True)
    except IntegrityError:
        raise Refused("stands") from None
    record(by, "body.set_up", subject=f"body:{body.pk}", place=asked.area.path, detail={"kind": body.kind, "name": body.name})
    return body


def in_demo(area: Area) -> bool:
    """Is the round that the pages of its county show made up by the demo?"""
    return Round.objects.filter(current__isnull=False, county__code=area.codes[0], demo=True).exists()


@transaction.atomic
def dissolve(by: User, body: Body, until: date | None) -> None:
    """It stands no more after that day, and nobody has a function in it."""
    if (why := leaving_refusal(body.since, until, timezone.localdate())) or until is None:
        raise Refused(why or "until")
    if not Body.objects.filter(pk=body.pk, until=None).update(until=until):
        raise Refused("ended")
    Member.objects.filter(body=body, until=None, since__gt=until).delete()
    Member.objects.filter(body=body, until=None).update(until=until, ended_by=by)
    record(by, "body.dissolve", subject=f"body:{body.pk}", place=body.area.path, detail={"kind": body.kind, "until": str(until)})


@transaction.atomic
def join(by: User, body: Body, who: Who, policy: Bodies) -> Member:
    """Somebody holds a function from a day on."""
    known = list(body.members.select_related("user").filter(until=None, function=who.function))
    already = any(one.user == who.user if who.user else not one.user and one.name == who.name.strip() for one in known)
    asked = Joining(who.user is not None, who.name, who.function, policy.functions, who.since, body.since,
                    body.until is not None, already)  # fmt: skip
    if (why := joining_refusal(asked)) or who.since is None:
        raise Refused(why or "since_open")
    member = Member(body=body, user=who.user, name="" if who.user else who.name.strip(), unit=who.unit.strip(),
                    function=who.function, since=who.since, added_by=by)  # fmt: skip
    try:
        with transaction.atomic():
            member.save(force_insert=True)
    except IntegrityError:
        raise Refused("already") from None
    told = {"function": who.function, "user": who.user.username if who.user else ""}
    record(by, "body.join", subject=f"body:{body.pk}", place=body.area.path, detail=told)
    return member


@transaction.atomic
def leave(by: User, member: Member, until: date | None) -> None:
    """The last day in the function; of two who say so the second is told."""
    if (why := leaving_refusal(member.since, until, timezone.localdate())) or until is None:
        raise Refused(why or "until")
    if not Member.objects.filter(pk=member.pk, until=None).update(until=until, ended_by=by):
        raise Refused("ended")
    told = {"function": member.function, "until": str(until), "user": member.user.username if member.user else ""}
    record(by, "body.leave", subject=f"body:{member.body_id}", place=member.body.area.path, detail=told)


@transaction.atomic
def remove_demo_bodies() -> None:
    """Those of the demo; anything real stays."""
    Body.objects.filter(demo=True).delete()
