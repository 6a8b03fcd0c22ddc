"""What is filled in about a joint action, read from a form. Whatever cannot be read is left for the rules to refuse."""

from collections.abc import Iterable
from uuid import uuid4

from django.http import QueryDict

from guixiao.accounts.models import Post, User
from guixiao.areas.models import Area
from guixiao.cases.bodies.models import Body
from guixiao.cases.forms import day_of, uuid_of
from guixiao.cases.joint.actions import Given, Named
from guixiao.cases.models import Case

SHORT, LONG = 60, 2000
ROWS = 6  # of people without an account


def given_of(form: QueryDict, area: Area, cases: Iterable[Case], posts: Iterable[Post], bodies: Iterable[Body]) -> Given:
    """Of what was ticked only what the page offered."""
    ticked, key = set(form.getlist("case")), form.get("body", "")
    chosen = [case for case in cases if str(case.pk) in ticked]
    results = {case: form.get(f"result-{case.pk}", "")[:40] for case in chosen}
    findings = {case: form.get(f"finding-{case.pk}", "")[:40] for case in chosen if case.state == Case.State.SUSPECTED}
    return Given(
        area=area, day=day_of(form.get("day", "")), text=form.get("text", "").strip()[:LONG],
        way=form.get("way", "")[:40], met=form.get("met", "")[:40], results=results,
        departments=sorted({name[:40] for name in form.getlist("department")}),
        users=users_of(form, posts), named=named_of(form), body=next((one for one in bodies if str(one.pk) == key), None),
        findings=findings, key=uuid_of(form.get("key", "")) or uuid4(),
    )  # fmt: skip


def users_of(form: QueryDict, posts: Iterable[Post]) -> list[User]:
    ticked, found = set(form.getlist("user")), dict[int, User]()
    for post in posts:
        if str(post.user_id) in ticked:
            found.setdefault(post.user_id, post.user)
    return list(found.values())


def named_of(form: QueryDict) -> list[Named]:
    rows = zip(form.getlist("name"), form.getlist("unit"), strict=False)
    told = [Named(name.strip()[:SHORT], unit.strip()[:SHORT]) for name, unit in rows]
    return [one for one in told if one.name][:ROWS]
