"""A post opens a place, for as long as it is held."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from guixiao.accounts.actions import PostRefused, give_post, open_account, remove_demo_accounts
from guixiao.accounts.departments import Desk
from guixiao.accounts.models import Post, User
from guixiao.accounts.rules import STANDS_AT, Held, Role, scope_of
from guixiao.areas.models import Area, School
from tests.cast import Cast


def test_a_scope_covers_its_place_and_all_inside_and_nothing_beside():
    scope = scope_of([Held("township", 7, "/1/12/"), Held("school", 3)])
    assert scope.covers("/1/12/") and scope.covers("/1/12/120/")
    assert not scope.covers("/1/") and not scope.covers("/1/13/")
    assert scope.school == {3} and not scope.county


def test_no_post_covers_nothing():
    assert not scope_of([]).covers("/1/")


def test_every_role_has_the_place_it_stands_at_and_its_words():
    assert set(STANDS_AT) == set(Role) == {Role(value) for value in Post.Kind.values}


def test_everyone_sees_own_places_only(cast: Cast):
    def names(user: User) -> set[str]:
        return {area.code for area in Area.objects.visible_to(user)}

    assert len(names(cast.li)) == 7
    assert names(cast.shi) == {"522633106", "522633106201", "522633106202", "522633106001"}
    assert names(cast.wu) == {"522633106201"}
    assert names(cast.yang) == set()
    assert names(cast.wang) == {"522633105", "522633105201"}


def test_the_contact_of_a_department_stands_in_the_county_and_sees_none_of_it(cast: Cast):
    user = open_account(username="jing", name="龙警官", password="x")
    give_post(user, Role.DEPARTMENT, at=Desk(cast.county, "police"), since=date(2020, 1, 1))
    assert user.scope == scope_of([]) and user.may("answer_referral") and not user.may("verify")
    assert not Area.objects.visible_to(user) and not School.objects.visible_to(user) and not Post.objects.visible_to(user)
    give_post(user, Role.VILLAGE_SQUAD, at=Area.objects.get(code="522633106201"), since=date(2020, 1, 1))
    both = User.objects.get(pk=user.pk)
    assert [area.code for area in Area.objects.visible_to(both)] == ["522633106201"]
    assert not both.only("answer_referral").scope.village


def test_a_department_without_a_name_and_a_name_without_a_department_are_refused(cast: Cast):
    for role, at in ((Role.DEPARTMENT, cast.county), (Role.COUNTY_OFFICER, Desk(cast.county, "police"))):
        with pytest.raises(PostRefused):
            give_post(cast.wu, role, at=at, since=date(2026, 1, 1))


def test_a_school_is_seen_by_its_people_its_township_and_the_county(cast: Cast):
    seen = {user.username: School.objects.visible_to(user).count() for user in (cast.li, cast.shi, cast.wu, cast.yang, cast.wang)}
    assert seen == {"li": 1, "shi": 1, "wu": 0, "yang": 1, "wang": 0}


def test_a_post_counts_from_its_first_day_to_its_last(cast: Cast):
    today = timezone.localdate()
    user = open_account(username="neu", name="新人", password="x")
    give_post(user, Role.COUNTY_OFFICER, at=cast.county, since=today - timedelta(9), until=today - timedelta(1))
    give_post(user, Role.COUNTY_OFFICER, at=cast.county, since=today + timedelta(1))
    assert not user.scope.county
    give_post(user, Role.TOWNSHIP_POST, at=Area.objects.get(code="522633106"), since=today, until=today)
    assert User.objects.get(pk=user.pk).scope.township


def test_a_role_is_refused_at_the_wrong_kind_of_place(cast: Cast):
    with pytest.raises(PostRefused):
        give_post(cast.wu, Role.VILLAGE_SQUAD, at=cast.county, since=date(2026, 1, 1))


def test_the_database_refuses_a_post_nowhere(cast: Cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(user=cast.wu, role=Role.PRINCIPAL, since=date(2026, 1, 1))


def test_only_demo_accounts_are_taken_away(cast: Cast):
    shown = open_account(username="shown", name="演示", password="x", demo=True)
    give_post(shown, Role.COUNTY_OFFICER, at=cast.county, since=date(2026, 1, 1))
    remove_demo_accounts()
    assert set(User.objects.values_list("username", flat=True)) == {"li", "shi", "wu", "yang", "wang"}
