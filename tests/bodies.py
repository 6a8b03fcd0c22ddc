"""Bodies of 停洞, and what they do, for tests."""

from datetime import date, timedelta

from django.utils import timezone

from guixiao.areas.models import Area
from guixiao.cases.actions import Said, act
from guixiao.cases.bodies.actions import Asked, Who, join, set_up
from guixiao.cases.bodies.models import Body
from guixiao.cases.joint import actions as joint
from guixiao.cases.joint.models import JointAction
from guixiao.cases.keyplaces.actions import Given, mark
from guixiao.cases.keyplaces.models import KeyPlace
from guixiao.cases.models import Case
from guixiao.cases.studies.actions import Given as Stay
from guixiao.cases.studies.actions import decide, record_study
from guixiao.cases.studies.models import Study
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


def out_of_school(cast: Cast) -> Case:
    """A child of 高华 of whom the county found that it is out of school."""
    case = Case.objects.current().filter(village__code="522633106201", state="suspected", finding="").order_by("name_key")[0]
    act(cast.li, case, "find", Said("dropped_out"))
    return Case.objects.select_related("child", "round").get(pk=case.pk)


def a_joint_action(cast: Cast, case: Case | None = None) -> JointAction:
    """The police and the post of 停洞 at a door in 高华."""
    child, area = case or out_of_school(cast), Area.objects.get(code="522633106201")
    told = joint.Given(area, timezone.localdate(), "一起上门讲法", "at_home", "guardian", {child: "promised"}, ["police"],
                       [cast.wu, cast.yang], [joint.Named("潘警官", "停洞派出所")])  # fmt: skip
    return joint.record_action(cast.shi, told, SHIPPED.referrals.departments)


def a_study(cast: Cast) -> Study:
    """The township's post stayed in 高华 and decided upon a task of the village's squad."""
    area, today = Area.objects.get(code="522633106201"), timezone.localdate()
    named = [joint.Named("潘干部", "县教科局")]
    study = record_study(cast.shi, Stay(area, today - timedelta(days=3), None, "三户人家都在浙江", [cast.shi], named))
    decide(cast.shi, study, "给三户打视频电话", cast.wu.posts.get(), today + timedelta(days=2))
    return study


def body_meanings(cast: Cast) -> dict[tuple[str, str], list[object]]:
    """(route, part) -> values of 停洞, for tests/routes.py."""
    body = Body.objects.filter(kind="command_post").first() or a_body(cast)
    found: dict[tuple[str, str], list[object]] = {(name, "body"): [body.pk] for name in ("body", "body_join", "body_dissolve")}
    key = KeyPlace.objects.first() or a_key_place(cast)
    area = Area.objects.get(code="522633106201")
    made = JointAction.objects.first() or JointAction.objects.create(
        area=area, day=timezone.localdate(), departments=["police"], text="一起上门讲法", recorded_by=cast.shi
    )  # no finding: the log keeps that in Chinese
    found["joint_action", "joint"] = [made.pk]
    study = Study.objects.first() or a_study(cast)
    found |= {(name, "study"): [study.pk] for name in ("study", "study_end", "study_decide")}
    found["decision_done", "decision"] = [study.decisions.get().pk]
    return found | {("body_leave", "member"): [body.members.get().pk], ("end_key_place", "key_place"): [key.pk]}
