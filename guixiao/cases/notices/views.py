"""Notices: what others did about one's children, and where the daily digest goes."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guixiao.accounts.guard import needs
from guixiao.accounts.models import Post, User
from guixiao.cases.models import UNREAD_OF_CASE
from guixiao.cases.notices import actions, listing, wording
from guixiao.cases.notices.models import Channel
from guixiao.cases.notices.rules import EMAIL, ROBOTS, shown
from guixiao.children.models import Round

UNREAD = ("note", *UNREAD_OF_CASE)


class Request(HttpRequest):
    """Behind LoginRequiredMiddleware a request has a user of ours."""

    user: User


@needs("notices")
@never_cache
def notices(request: Request) -> HttpResponse:
    user, until = request.user, listing.seen_until(request.user)
    read = listing.news(user).select_related("actor", "case__child", "case__town", "case__village").defer(*UNREAD)
    found = list(read.prefetch_related("case__round")[: listing.MOST])
    rows: list[dict[str, Any]] = [{"event": event, "fresh": until is None or event.recorded_at > until} for event in found]
    context = {
        "area_of_page": "me", "round": Round.objects.shown_to(user), "rows": rows, "fresh": listing.unseen(user),
        "more": max(0, listing.news(user).count() - len(rows)) if len(rows) == listing.MOST else 0,
        "now": timezone.now().isoformat(), "days": listing.DAYS, "channels": _channels(user), "posts": _robot_posts(user),
        "kinds": [(kind, Channel.Kind(kind).label) for kind in ROBOTS], "hours": range(6, 21), "email": EMAIL,
        "has_email": Channel.objects.in_use().filter(user=user.pk).exists(),
    }  # fmt: skip
    return render(request, "cases/notices/notices.html", context)


def _channels(user: User) -> list[dict[str, Any]]:
    found = Channel.objects.in_use().visible_to(user).select_related("area", "school", "made_by")
    return [
        {"channel": channel, "shown": shown(channel.kind, channel.address), "last": channel.digests.first()} for channel in found
    ]


def _robot_posts(user: User) -> list[Post]:
    return user.only("robots").current_posts


@needs("notices")
@never_cache
@require_POST
def seen(request: Request) -> HttpResponse:
    """Until the moment at which the page was drawn: what came meanwhile stays new. A moment that cannot be read is now."""
    at = _moment(request.POST.get("until", "")[:40])
    actions.see(request.user, min(at, timezone.now()) if at else None)
    return redirect("notices")


def _moment(text: str) -> datetime | None:
    try:
        at = parse_datetime(text)
    except ValueError:  # of the right shape, and no day there is
        return None
    return at if at and timezone.is_aware(at) else None


@needs("notices")
@never_cache
@require_POST
def new_channel(request: Request) -> HttpResponse:
    form, kind = request.POST, request.POST.get("kind", "")
    post = next((post for post in _robot_posts(request.user) if str(post.pk) == form.get("post")), None)
    if kind != EMAIL and not _robot_posts(request.user):
        raise Http404
    hour = form.get("hour", "")
    language = "en" if request.LANGUAGE_CODE == "en" else "zh-hans"
    asked = actions.Asked(kind, form.get("address", "")[:400], form.get("secret", ""),
                          int(hour) if hour in map(str, range(24)) else 8, language, post)  # fmt: skip
    try:
        actions.open_channel(request.user, asked)
    except actions.Refused as refused:
        messages.warning(request, wording.REFUSALS[refused.why])
    else:
        messages.success(request, _("已记下。可以按“试一下”看收不收得到。"))
    return redirect("notices")


@needs("notices")
@never_cache
@require_POST
def try_channel(request: Request, channel: uuid.UUID) -> HttpResponse:
    why = actions.try_channel(_find(request.user, channel))
    if why:
        messages.warning(request, _("没有发出去：%(why)s。请核对网址，问系统管理员这台服务器能不能上外网。") % {"why": why})
    else:
        messages.success(request, _("发出去了，请看收到没有。"))
    return redirect("notices")


@needs("notices")
@never_cache
@require_POST
def end_channel(request: Request, channel: uuid.UUID) -> HttpResponse:
    if actions.end_channel(request.user, _find(request.user, channel)):
        messages.success(request, _("停了，不再往那里发。"))
    return redirect("notices")


def _find(user: User, key: uuid.UUID) -> Channel:
    found = Channel.objects.in_use().visible_to(user).select_related("area", "school").filter(pk=key).first()
    if found is None or (found.kind != EMAIL and not _covers(user, found)):
        raise Http404
    return found


def _covers(user: User, channel: Channel) -> bool:
    return any((post.area_id, post.school_id) == (channel.area_id, channel.school_id) for post in _robot_posts(user))
