"""What the pages of rectification show."""

from datetime import date
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone

from guixiao.accounts.models import Post, User
from guixiao.areas.models import Area, School
from guixiao.cases.clocks.kept import calendar_of
from guixiao.cases.models import Case
from guixiao.cases.moves.page import Group
from guixiao.cases.rectification import wording
from guixiao.cases.rectification.actions import Said, attempt_of, stand_of
from guixiao.cases.rectification.models import Inspection, Item, ItemQuerySet, Step
from guixiao.cases.rectification.policies import inspections_for, named, over
from guixiao.cases.rectification.rules import FAIL, MEND, PASS, WITHDRAW, At, looker_refusal, looking_posts, open_verbs
from guixiao.children.models import Round
from guixiao.lib.workdays import Calendar, working_days_after


def read(items: ItemQuerySet) -> ItemQuerySet:
    """With what a line of the list says; what is due first stands first. Of the steps no more than that one was withdrawn."""
    withdrawn = Prefetch("steps", Step.objects.filter(verb=WITHDRAW).select_related("actor"))
    found = items.select_related("inspection", "area__parent", "school", "mended_by").prefetch_related(withdrawn)
    return found.order_by("deadline", "number", "pk")


def item_page(user: User, item: Item) -> dict[str, Any]:
    """All that happened to it, and what this person may do now, or why nobody of this post may look again."""
    stand, attempt = stand_of(item), attempt_of(user, item, MEND, Said())
    verbs = open_verbs(stand, attempt)
    case = Case.objects.visible_to(user).filter(pk=item.case_id).select_related("child").first() if item.case_id else None
    holders = Post.objects.in_force(timezone.localdate()).filter(role=item.role, area=item.area_id, school=item.school_id)
    steps = item.steps.select_related("actor").prefetch_related("proofs__attachment")
    mended = item.state == Item.State.MENDED
    waits = mended and not {*verbs} & {PASS, FAIL}
    return {
        "item": item, "steps": steps, "do": {verb: wording.DO[verb] for verb in verbs}, "case": case,
        "holders": [post.user.name for post in holders.filter(user__is_active=True).select_related("user")],
        "why_not": wording.REFUSALS.get(looker_refusal(stand, attempt), "") if waits else "", "today": timezone.localdate(),
        "waits": mended, "lookers": lookers_of(item) if mended else [],
    }  # fmt: skip


def looking_at(item: Item, made: Round | None) -> list[At]:
    """The posts of whoever may look at an item again."""
    town = item.area.parent_id if item.area and item.role == Post.Kind.VILLAGE_SQUAD else None
    town = town or (item.school.area_id if item.school else None)
    return looking_posts(item.post, item.county_id, town, inspections_for(made).rechecks)


def lookers_of(item: Item) -> list[str]:
    """Who may look at it again: every person in such a post today but whoever put it right, or stands in for the same post."""
    posts = Post.objects.in_force(timezone.localdate()).filter(user__is_active=True).exclude(user=item.mended_by_id)
    same = posts.filter(role=item.role, area=item.area_id, school=item.school_id).values("user")
    made = Round.objects.filter(current__isnull=False, county=item.county_id).first()
    asked = Q(pk=None)
    for role, area in looking_at(item, made):
        asked |= Q(role=role, area=area)
    rows = posts.filter(asked) if item.of_the_office else posts.filter(asked).exclude(user__in=same)
    return [f"{post.get_role_display()} {post.user.name}" for post in rows.select_related("user").order_by("pk")]


def look_by(mended: date, made: Round | None, calendar: Calendar) -> date:
    """Until when what was put right on a day is to be looked at again."""
    return working_days_after(mended, inspections_for(made).days, calendar)


def calendar_for(made: Round | None) -> Calendar:
    return calendar_of(made.county_id) if made else Calendar()


def targets(user: User, inspection: Inspection) -> list[Group]:
    """Whose post may have to put something right: the townships, villages and schools of the place; where the county records it,
    the county's own office."""
    areas = list(Area.objects.filter(path__startswith=inspection.area.path).exclude(kind=Area.Kind.COUNTY).order_by("path"))
    towns = {area.pk: area for area in areas if area.kind == Area.Kind.TOWNSHIP}
    county = inspection.county
    groups = (
        [Group(str(county), [(county.code, str(Post.Kind.COUNTY_OFFICER.label))])]
        if over(named(user, "records"), county.path)
        else []
    )
    for town in towns.values():
        inside = [town, *(area for area in areas if area.parent_id == town.pk)]
        groups.append(Group(str(town), [(area.code, str(area)) for area in inside]))
    schools = School.objects.filter(county=inspection.county_id).order_by("name")
    if inspection.area.kind != Area.Kind.COUNTY:
        schools = schools.filter(area__path__startswith=inspection.area.path)
    groups.append(Group("", [(school.url_word, str(school)) for school in schools]))
    return [group for group in groups if group.places]
