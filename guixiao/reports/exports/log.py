"""The county's log, and who works in it."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guixiao.accounts.models import User
from guixiao.children.models import Round
from guixiao.lib.workbook import Heading, Row
from guixiao.reports.exports.taking import AT_ONCE, Export
from guixiao.reports.log.entries import Asked, Told, chosen, readable, told
from guixiao.reports.log.wording import KINDS


def log_export(user: User, wanted: Asked, query: str) -> Export:
    keys = list(chosen(user, wanted).order_by("-sequence").values_list("sequence", flat=True))
    said = [words for words in _conditions(wanted) if words]
    titles = ((_("什么时候"), 20), (_("谁"), 12), (_("做了什么"), 24), (_("对谁"), 14), (_("哪里"), 16), (_("细节"), 60))
    return Export(
        name="log",
        title=_("日志"),
        where=_counties(user),
        path=user.path,
        made=None,
        filters=said,
        logged=said,
        headings=[Heading(title, width) for title, width in titles],
        count=len(keys),
        rows=lambda full: _log_rows(user, keys),
        numbers=False,
        back=f"{reverse('audit')}?{query}",
        query=query,
        demo=Round.objects.filter(demo=True).exists(),
    )


def _counties(user: User) -> str:
    return "、".join(str(post.area) for post in user.current_posts if post.area)


def _conditions(wanted: Asked) -> list[str]:
    return [
        str(KINDS.get(wanted.kind, "")),
        _("只看一个人的") if wanted.who else "",
        _("只看一个孩子的") if wanted.child else "",
        _("从 {day}").format(day=wanted.since.isoformat()) if wanted.since else "",
        _("到 {day}").format(day=wanted.until.isoformat()) if wanted.until else "",
    ]


def _log_rows(user: User, keys: list[int]) -> Iterator[Row]:
    for start in range(0, len(keys), AT_ONCE):
        part = readable(user).filter(sequence__in=keys[start : start + AT_ONCE]).order_by("-sequence")
        yield from (_log_row(entry) for entry in told(user, part))


def _log_row(told: Told) -> Row:
    at = f"{timezone.localtime(told.entry.at):%Y-%m-%d %H:%M:%S}"
    whom = told.child[1] if told.child else told.unnamed or told.person
    return [at, told.entry.actor_name or _("系统"), told.act, whom, told.place, told.detail]


def people_export(user: User) -> Export:
    found = User.objects.visible_to(user).order_by("-is_active", "username").prefetch_related("posts__area", "posts__school")
    people = list(found)
    titles = ((_("姓名"), 14), (_("用户名"), 16), (_("现在的岗位"), 50), (_("账号"), 20), (_("上次登录"), 20))
    return Export(
        name="people",
        title=_("人员和岗位"),
        where=_counties(user),
        path=user.path,
        made=None,
        filters=[],
        logged=[],
        headings=[Heading(title, width) for title, width in titles],
        count=len(people),
        rows=lambda full: map(_person, people),
        numbers=False,
        back=reverse("people"),
        demo=any(person.demo for person in people),
    )


def _person(person: Any) -> Row:
    today = timezone.localdate()
    posts = [f"{post.get_role_display()} · {post.area or post.school}" for post in person.posts.all() if post.in_force_on(today)]
    state = _("账号已关") if not person.is_active else _("还没换一次性密码") if person.one_time_until else _("能登录")
    last = f"{timezone.localtime(person.last_login):%Y-%m-%d %H:%M}" if person.last_login else _("从未")
    return [person.name, person.username, "、".join(posts), state, last]
