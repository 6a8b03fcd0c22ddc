"""Places, the coverage of one, and the children behind its numbers."""

from typing import Annotated, Any

from ninja import Path, Query, Router, Schema
from pydantic import Field

from guixiao.api import shapes, telling
from guixiao.api.actions import record_list
from guixiao.api.bearer import Request, asker
from guixiao.api.problems import Problem
from guixiao.areas.models import Area, School
from guixiao.children.models import Round
from guixiao.children.rules import SIDES, TO_FIND
from guixiao.reports import coverage as read
from guixiao.reports.exports.children import path_of
from guixiao.reports.filters import ALLOWED, filters_of
from guixiao.reports.listing import Listing
from guixiao.reports.spots import Spot, find_spot

router = Router(tags=["figures"])
Key = Annotated[int, Field(ge=1, le=99_999_999)]
Page = Annotated[int, Field(ge=1, le=99_999)]


class Asked(Schema):
    """The filters of the page's list; names and numbers are not looked for by address."""

    bucket: str = Field("all", pattern=f"^({ALLOWED['bucket']})$", description="a bucket, or all, age, find")
    outcome: str = Field("", pattern=r"^[a-z_]{0,30}$")
    sex: str = Field("", pattern="^[MF]?$")
    poor: str = Field("", pattern="^[01]?$")
    round: Key | None = Field(None, description="an earlier round")
    page: Page = 1


@router.get("/places", response=shapes.Places, url_name="api_places", operation_id="places", summary="The places of this token")
def places(request: Request) -> Any:
    """The token's own place, every place inside it, and the schools that lie there."""
    user = asker(request, "places")
    areas = list(Area.objects.visible_to(user).select_related("parent").order_by("path"))
    mine = {area.code for area in areas}
    rows = [{**_shape(area), "inside": area.parent.code if area.parent and area.parent.code in mine else None} for area in areas]
    schools = School.objects.visible_to(user).select_related("area", "county").order_by("name")
    rows += [{**_shape(school), "inside": around if (around := (school.area or school.county).code) in mine else None}
             for school in schools]  # fmt: skip
    return {"places": rows}


def _shape(found: Area | School) -> dict[str, Any]:
    return telling.place_of(found) or {}


@router.get("/coverage/{place}", response=shapes.CoverageShape, url_name="api_coverage", operation_id="coverage",
            summary="Where the children of a place stand")  # fmt: skip
def coverage(request: Request, place: Annotated[str, Path(pattern=shapes.PLACE)], round: Key | None = None) -> Any:
    """The sums of the coverage page: of the county's own register, of other rosters, of people's own eyes."""
    user = asker(request, "coverage")
    spot, made = _about(user, place, round)
    found = read.summed(user, made, spot)
    main, apart, sighted = (read.equation(found, made, spot, side) for side in SIDES)
    return {
        "place": telling.spot_shape(spot), "round": telling.round_shape(made),
        "household_register": telling.equation_shape(main, made), "apart": telling.equation_shape(apart, made),
        "sighted": telling.equation_shape(sighted, made), "rows_off": read.rows_off(user, made, spot, found),
        "to_find": sum(side.sum_of(TO_FIND) for side in (main, apart, sighted)),
        "reasons": [telling.reason_shape(reason, made) for reason in read.reasons(found)],
    }  # fmt: skip


@router.get("/children/{place}", response=shapes.Children, url_name="api_children", operation_id="children",
            summary="The children behind a number")  # fmt: skip
def children(request: Request, place: Annotated[str, Path(pattern=shapes.PLACE)], asked: Query[Asked]) -> Any:
    """A page of the list, fifty at a time, in the order of the page, numbers masked. Told to the log as an export is."""
    user = asker(request, "children")
    spot, made = _about(user, place, asked.round)
    filters = filters_of({name: str(value) for name, value in asked.model_dump(exclude={"round", "page"}).items()})
    listing = Listing(user, made, spot, filters, ("id_number",))
    page = listing.page(str(asked.page))
    told = {"at": spot.name, "filter": "；".join([filters.bucket, *listing.told]), "round": made.pk, "rows": len(page.rows)}
    record_list(user, request.auth, "children", path_of(user, spot), told)
    return {"place": telling.spot_shape(spot), "round": telling.round_shape(made), "count": page.count, "page": page.number,
            "next_page": page.next, "children": [telling.child_row(row, made) for row in page.rows]}  # fmt: skip


def _about(user: Any, place: str, number: int | None) -> tuple[Spot, Round]:
    spot = find_spot(user, place)
    made = read.find_round(user, str(number or ""))
    if made is None:
        raise Problem("no_round")
    return spot, made
