"""Children of the cast who came back and whose cases were closed, made by the table alone and by the real steps."""

from datetime import date

from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.cases.closures.actions import Asked, draw
from guixiao.cases.closures.models import Draw, Sample
from guixiao.cases.models import Case, Event
from tests.cast import Cast


def closed(cast: Cast, case: Case, on: date | None = None) -> Case:
    """As it stands after the steps: 吴队长 asked, 杨校长 confirmed."""
    day = on or timezone.localdate()
    version = case.version
    steps = (("find", "out_of_school", cast.wu, "administrative", {}), ("return", "returned", cast.wu, "administrative", {}),
             ("confirm_return", "returned", cast.yang, "education", {}),
             ("ask_closure", "returned", cast.wu, "administrative", {}),
             ("confirm_closure", "closed", cast.yang, "education", {}))  # fmt: skip
    for verb, state, actor, line, detail in steps:
        version += 1
        Event.objects.create(case=case, version=version, verb=verb, state=state, true_on=day, actor=actor, line=line,
                             place=case.path, detail=detail)  # fmt: skip
    Case.objects.filter(pk=case.pk).update(
        state="closed", phase="closed", version=version, returned_on=day, closed_on=day, finding="dropped_out", effect="out",
        still=False, receiving=cast.school, found_by=cast.wu, found_line="administrative")  # fmt: skip
    return Case.objects.select_related("child", "round", "town", "village", "county").get(pk=case.pk)


def a_draw(user: User, cast: Cast, **changed: object) -> Draw:
    today = timezone.localdate()
    told = {"since": today.replace(day=1), "until": today}
    return draw(user, cast.county, Asked(**told | changed))


def a_sample(cast: Cast) -> Sample:
    """Of a child of 西山, or of no known place, whose case was closed today."""
    known = ("round", "county", "town", "village")
    closed(cast, Case.objects.exclude(town__code="522633106").select_related(*known).order_by("name_key")[0])
    return a_draw(cast.li, cast).samples.get()
