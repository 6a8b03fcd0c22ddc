"""Bodies of 停洞, and what they do, for tests."""

from datetime import date, timedelta

from django.utils import timezone

from guixiao.areas.models import Area
from guixiao.cases.bodies.actions import Asked, Who, join, set_up
from guixiao.cases.bodies.models import Body
from guixiao.cases.keyplaces.actions import Given, mark
from guixiao.cases.keyplaces.models import KeyPlace
from tests.cast import SHIPPED, Cast


def a_body(cast: Cast, kind: str = "command_post", area: Area | None = None) -> Body:
    """Of the township, with its post as the head."""
    at = area or Area.objects.get(code="522633106")
    body = set_up(cast.li, Asked(kind, at, date(2026, 9, 1)), SHIPPED.bodies)
    join(cast.li, body, Who("head", date(2026, 9, 1), cast.shi), SHIPPED.bodies)
    return body


def a_key_place(cast: Cast) -> KeyPlace:
    """The village of 高华, for a month."""
    today = timezone.localdate()
    area = Area.objects.get(code="522633106201")
    return mark(cast.shi, area, Given("remote", today, today + timedelta(days=30)), SHIPPED.bodies)


def body_meanings(cast: Cast) -> dict[tuple[str, str], list[object]]:
    """(route, part) -> values of 停洞, for tests/test_routes.py."""
    body = Body.objects.filter(kind="command_post").first() or a_body(cast)
    found: dict[tuple[str, str], list[object]] = {(name, "body"): [body.pk] for name in ("body", "body_join", "body_dissolve")}
    key = KeyPlace.objects.first() or a_key_place(cast)
    return found | {("body_leave", "member"): [body.members.get().pk], ("end_key_place", "key_place"): [key.pk]}
