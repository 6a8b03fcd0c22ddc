"""The only writers of channels, digests and of what was seen."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from guixiao.accounts.models import Post, User
from guixiao.areas.models import Area, School
from guixiao.audit.actions import record
from guixiao.cases.clocks import listing
from guixiao.cases.clocks.kept import calendar_of
from guixiao.cases.lists.listing import MINE, Filters, Listing
from guixiao.cases.lists.sources.clocks import CLOCK
from guixiao.cases.notices.models import Channel, Digest, Seen
from guixiao.cases.notices.rules import EMAIL, KINDS, TRIES, Tried, address_of, digest, is_due, says_something
from guixiao.cases.notices.senders import NotSent, send
from guixiao.lib.workdays import last_working_day

log = logging.getLogger(__name__)
STUCK = 300  # seconds after which a digest that a killed worker was sending is tried again


class Refused(Exception):
    """A rule stands in the way: nothing was written. `why`: a name of wording.REFUSALS."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Asked:
    """What was filled in: of a robot `post` says which place of one's own it is for."""

    kind: str
    address: str
    secret: str = ""
    hour: int = 8
    language: str = "zh-hans"
    post: Post | None = None


@transaction.atomic
def open_channel(by: User, asked: Asked) -> Channel:
    """From the next working day's hour on digests go there."""
    address = address_of(asked.kind, asked.address)
    if asked.kind not in KINDS or not address:
        raise Refused("address_unread")
    if asked.kind != EMAIL and asked.post is None:
        raise Refused("place_missing")
    owner: dict[str, Any] = {"user": by} if asked.kind == EMAIL else _place(asked.post)
    try:
        with transaction.atomic():
            kept = Channel.objects.create(kind=asked.kind, address=address, secret=asked.secret.strip()[:200],
                                          hour=asked.hour if 0 <= asked.hour < 24 else 8,
                                          language=asked.language, made_by=by, demo=by.demo, **owner)  # fmt: skip
    except IntegrityError:
        raise Refused("email_there") from None
    record(by, "channel.open", subject=f"channel:{kept.pk}", place=_path(kept, by), detail={"kind": asked.kind})
    return kept


def _place(post: Post | None) -> dict[str, Any]:
    return {"area": post.area, "school": post.school} if post else {}


def _path(channel: Channel, by: User) -> str:
    at: Area | School | None = channel.area or channel.school
    return at.path if at else by.path


@transaction.atomic
def end_channel(by: User, channel: Channel) -> bool:
    """Nothing goes there any more; False where somebody ended it before."""
    if not Channel.objects.filter(pk=channel.pk, ended_at=None).update(ended_at=timezone.now(), ended_by=by):
        return False
    record(by, "channel.end", subject=f"channel:{channel.pk}", place=_path(channel, by), detail={"kind": channel.kind})
    return True


def try_channel(channel: Channel) -> str:
    """One message that says it is a trial; gives why it did not go out, "" where it did."""
    words = {"en": ("Guixiao: a trial", "Digests will come here: numbers and a link, never a child's name.")}
    title, text = words.get(channel.language, ("归校：试一下", "以后提醒发到这里：只有数字和网址，没有孩子的名字。"))
    return _sent(channel, title, text)


def _sent(channel: Channel, title: str, text: str) -> str:
    try:
        send(channel.kind, channel.address, title, text, secret=channel.secret)
    except NotSent as error:
        return str(error)[:200]
    return ""


def send_due(now: datetime) -> int:
    """Every digest whose time has come; gives how many went out. It may run at any time and by two at once: of each day and
    channel one worker alone takes the digest before it sends it."""
    local = timezone.localtime(now)
    found = Channel.objects.in_use().select_related("user", "area", "school__county")
    return sum(_send_due(channel, local) for channel in found)


def _send_due(channel: Channel, now: datetime) -> bool:
    posts = _posts(channel, now.date())
    if not posts:
        return False
    calendar = calendar_of(_county(posts[0]))
    kept = Digest.objects.filter(channel=channel, day=now.date()).first()
    if not is_due(now, channel.hour, calendar, _tried(kept, now)):
        return False
    # New is what came since the last digest, which went out in the morning of the working day before.
    counts = _counts(channel, posts, listing.Day(now.date(), last_working_day(now.date(), calendar)))
    taken = _take(channel, kept, counts, now)
    return taken is not None and says_something(counts) and _deliver(channel, taken, posts[0])


def _tried(kept: Digest | None, now: datetime) -> Tried:
    if kept is None:
        return Tried()
    stuck = kept.state == Digest.State.SENDING and (now - kept.last_at).total_seconds() < STUCK
    return Tried(kept.state in (Digest.State.SENT, Digest.State.NOTHING) or stuck, kept.tries, kept.last_at)


def _take(channel: Channel, kept: Digest | None, counts: Mapping[str, int], now: datetime) -> Digest | None:
    """The right to send, for one alone; None for whoever comes second."""
    state = Digest.State.SENDING if says_something(counts) else Digest.State.NOTHING
    if kept is None:
        return _first(channel, state, counts, now)
    mine = Digest.objects.filter(pk=kept.pk, tries=kept.tries, last_at=kept.last_at)
    return kept if mine.update(state=state, counts=dict(counts), tries=F("tries") + 1, last_at=now) else None


def _first(channel: Channel, state: str, counts: Mapping[str, int], now: datetime) -> Digest | None:
    try:
        with transaction.atomic():
            return Digest.objects.create(channel=channel, day=now.date(), state=state, counts=dict(counts), tries=1, last_at=now)
    except IntegrityError:
        return None


def _deliver(channel: Channel, taken: Digest, post: Post) -> bool:
    place = str(post.area or post.school)
    title, text = digest(place, taken.day, taken.counts, settings.PUBLIC_URL + "/day/", channel.language)
    why = _sent(channel, title, text)
    state = Digest.State.FAILED if why else Digest.State.SENT
    Digest.objects.filter(pk=taken.pk).update(state=state, why=why)
    if why:
        log.warning("a digest was not sent (%s, try %s of %s)", channel.kind, taken.tries, TRIES)
    return not why


def _posts(channel: Channel, day: date) -> list[Post]:
    """Whose day it tells: the person's posts, or everybody's at the place of a robot. Nobody there: nothing is told."""
    posts = Post.objects.in_force(day).with_children().filter(user__is_active=True)
    posts = posts.select_related("area", "school__county", "user")
    if channel.user_id:
        found = posts.filter(user=channel.user_id)
    else:
        found = posts.filter(area=channel.area_id, school=channel.school_id)
    return list(found.order_by("pk"))


def _county(post: Post) -> Area | int:
    if post.school:
        return int(post.school.county_id)
    return Area.objects.get(code=post.area.codes[0]) if post.area else 0


def _counts(channel: Channel, posts: list[Post], day: listing.Day) -> dict[str, int]:
    """As the people's own day has it: a robot tells the list of one post-holder, for those at one place have the same."""
    user, filters = posts[0].user, listing.Filters()
    user.current_posts = posts if channel.user_id else posts[:1]  # another post of the same person tells nothing here
    tasks = listing.open_tasks(user, filters, day)
    found = listing.counts(tasks, filters, user, day)
    return {name: found[name] for name in ("late", "today", "new")} | {"others": _others(user)}


def _others(user: User) -> int:
    """Orders, moves, questions, findings and the like that are theirs, late or due today: all tasks but the clocks of cases."""
    tasks = Listing(user, Filters(who=MINE))
    return sum(spot.kind != CLOCK and spot.due <= tasks.today for spot in tasks.spots)


def see(user: User, at: datetime | None = None) -> None:
    """What others did until now has been seen."""
    Seen.objects.update_or_create(user=user, defaults={"at": at or timezone.now()})


@transaction.atomic
def remove_demo_channels() -> None:
    """Channels of accounts made up by the demo, and what they saw."""
    Channel.objects.filter(demo=True).delete()
    Seen.objects.filter(user__demo=True).delete()
