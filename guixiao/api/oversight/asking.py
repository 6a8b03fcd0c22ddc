"""What the lists have in common: a place of one's own or 404, pages of fifty, an entry of the log for each page."""

from typing import Annotated, Any

from django.core.paginator import Page, Paginator
from django.http import Http404
from ninja import Schema
from pydantic import Field

from guixiao.accounts.models import User
from guixiao.api.actions import record_list
from guixiao.api.bearer import Request
from guixiao.areas.models import Area

AT_ONCE = 50
Number = Annotated[int, Field(ge=1, le=99_999)]
# The code of an area, or "" for every place of the token.
CODE = r"^(\d{6}|\d{9}|\d{12})?$"


class Turning(Schema):
    page: Number = 1


class OfPlace(Turning):
    place: str = Field("", pattern=CODE, description="code of an area")


def area_of(user: User, code: str) -> Area | None:
    if not code:
        return None
    area = Area.objects.visible_to(user).filter(code=code).first()
    if area is None:
        raise Http404
    return area


def turned(request: Request, name: str, rows: Any, page: int, **told: str) -> tuple[Page[Any], dict[str, Any]]:
    """One page of a list, and what every answer says of it; the log has it as an export. `told`: the filters."""
    user = request.user
    found: Page[Any] = Paginator(rows, AT_ONCE).get_page(page)
    words = " ".join(f"{key}={value}" for key, value in told.items() if value and key != "place")
    detail = {"at": told.get("place", ""), "filter": words, "rows": len(found.object_list)}
    record_list(user, request.auth, name, user.current_posts[0].path, detail)
    return found, {"count": found.paginator.count, "page": found.number,
                   "next_page": found.number + 1 if found.has_next() else None}  # fmt: skip
