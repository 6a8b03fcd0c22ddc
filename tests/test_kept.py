"""A question whose SQL is kept gives what the same question asked anew gives, and nothing that belongs to another."""

import uuid
from datetime import UTC, date, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from guixiao.accounts.models import Post, User
from guixiao.accounts.rules import VERBS
from guixiao.areas.models import Area
from guixiao.children.models import Child
from guixiao.tables import kept as house
from guixiao.tables.kept import kept, kept_sum

FIRST = date(2013, 5, 1)


@pytest.fixture(autouse=True)
def afresh(monkeypatch):
    monkeypatch.setattr(house, "_kept", {})


@pytest.fixture
def children(db) -> list[Child]:
    county = Area.objects.create(code="522699", name="测县", kind="county", path="/522699/")
    return [Child.objects.create(name=f"测{n}", birth_date=FIRST + timedelta(days=n), county=county) for n in range(3)]


@kept
def born(*, since: date, to: date) -> Any:
    return Child.objects.filter(birth_date__gte=since, birth_date__lt=to).order_by("birth_date")


@kept
def some(*, keys: list[uuid.UUID]) -> Any:
    return Child.objects.filter(pk__in=keys).order_by("birth_date").values_list("pk", "name")


@kept
def named(words: tuple[str, ...]) -> Any:
    return Child.objects.filter(name__in=words)


@kept_sum
def many(words: tuple[str, ...], *, since: date) -> int:
    return Child.objects.filter(name__in=words, birth_date__gte=since).count()


@kept_sum
def by_age(*, day: date) -> dict[str, int]:
    return Child.objects.aggregate(old=Count("pk", filter=Q(birth_date__lt=day)), all=Count("pk"))


def test_days_and_keys_only_fill_it_in(children):
    for first in range(3):
        day = FIRST + timedelta(days=first)
        assert born(since=day, to=day + timedelta(days=2)) == children[first : first + 2]
        assert some(keys=[child.pk for child in children[first:]]) == [(child.pk, child.name) for child in children[first:]]
    assert len(house._kept) == 1 + 3, "one for the days; one for each number of keys"


def test_a_moment_and_a_text_fill_it_in_as_well(db):
    @kept
    def given(*, username: str, at: datetime) -> Any:
        return User.objects.filter(username=username, joined_at__lte=at)

    now = timezone.now()
    users = [User.objects.create_user(name, name=name, joined_at=now - timedelta(days=n)) for n, name in enumerate(("a", "b"))]
    assert given(username="a", at=now) == users[:1] and given(username="b", at=now) == users[1:]
    assert given(username="a", at=now - timedelta(hours=1)) == given(username="c", at=now) == []
    assert len(house._kept) == 1


def test_it_is_put_into_sql_once_a_shape(children, monkeypatch, settings):
    settings.KEPT_CHECKED = False
    built: list[tuple[str, ...]] = []

    @kept
    def counted(words: tuple[str, ...]) -> Any:
        built.append(words)
        return Child.objects.filter(name__in=words)

    for words in (("测0",), ("测1",), ("测0",), ("测0", "测1"), ("测0",)):
        assert {child.name for child in counted(words)} == set(words)
    assert built == [("测0",), ("测1",), ("测0", "测1")]
    monkeypatch.setattr(house, "MOST", 2)
    assert counted(("测2",)) and counted(("测0",)), "more than are kept: it begins anew"
    assert built[3:] == [("测2",), ("测0",)] and len(house._kept) == 2


def test_rows_are_new_ones_each_time(children):
    first, second = named(("测0",)), named(("测0",))
    first[0].name = "别的"
    assert second[0].name == "测0" and named(("测0",))[0] is not first[0]


def test_sums(children, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert many(("测0", "测2"), since=FIRST) == 2
        assert many(("测0", "测2"), since=FIRST + timedelta(days=1)) == 1
    assert by_age(day=FIRST + timedelta(days=2)) == {"old": 2, "all": 3} and by_age(day=FIRST) == {"old": 0, "all": 3}
    assert many((), since=FIRST) == 0 == many((), since=FIRST), "what cannot be is not asked"


def test_what_cannot_be_is_not_asked(children, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert named(()) == [] == named(()) and some(keys=[]) == []


def test_another_person_or_another_post_is_another_shape(db):
    county = Area.objects.create(code="522699", name="测县", kind="county", path="/522699/")
    town = Area.objects.create(code="522699100", name="测乡", kind="township", path="/522699/522699100/", parent=county)

    @kept
    def seen(user: User) -> Any:
        return Area.objects.visible_to(user).values_list("code", flat=True)

    user = User.objects.create_user("li", name="李")
    assert seen(user) == []
    Post.objects.create(user=user, role="county_officer", area=county, since=FIRST)
    user = User.objects.get(pk=user.pk)
    assert seen(user) == ["522699", "522699100"]
    other = next(verb for verb in VERBS if not user.may(verb))
    Post.objects.update(role="township_post", area=town)
    assert seen(User.objects.get(pk=user.pk)) == ["522699100"] and seen(user.only(other)) == []


@pytest.mark.parametrize(("bound", "why"), [({"name": None}, "part of the shape"), ({"name": True}, "part of the shape"),
                                            ({"name": "测0"}, "no parameter of its SQL")])  # fmt: skip
def test_what_is_not_a_plain_parameter_is_refused(children, bound, why):
    @kept
    def like(*, name: Any) -> Any:
        return Child.objects.filter(name__contains=name)

    with pytest.raises(TypeError, match=why):
        like(**bound)


def test_a_row_is_no_shape_and_no_beginning(children):
    county = Area.objects.get()

    @kept
    def of(child: Child) -> Any:
        return Child.objects.filter(pk=child.pk)

    @kept
    def beside() -> Any:
        return county.children.all()

    with pytest.raises(TypeError, match="no `mark`"):
        of(children[0])
    with pytest.raises(TypeError, match="for ever"):
        beside()


def test_the_suite_sees_what_a_shape_leaves_out(children):
    words = ["测0"]

    @kept
    def forgetful() -> Any:
        return Child.objects.filter(name__in=words)

    @kept_sum
    def forgetful_sum() -> int:
        return Child.objects.filter(name__in=words).count()

    assert len(forgetful()) == 1 == forgetful_sum()
    words.append("测1")
    with pytest.raises(AssertionError, match="anew"):
        forgetful()
    with pytest.raises(AssertionError, match="anew"):
        forgetful_sum()


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_by_its_own_connection():
    Area.objects.create(code="522699", name="测县", kind="county", path="/522699/")
    found: list[Any] = []

    @kept
    def areas(*, code: str) -> Any:
        return Area.objects.filter(code=code)

    def ask() -> None:
        try:
            found.append([str(area) for area in areas(code="522699")])
        finally:
            connection.close()

    assert len(areas(code="522699")) == 1
    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [["测县"]] * 4


def test_stand_ins_are_never_read_as_values(db):
    @kept
    def since(*, at: datetime, key: int) -> Any:
        return User.objects.filter(joined_at__gte=at, pk=key)

    user = User.objects.create_user("li", name="李", joined_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert since(at=datetime(2025, 1, 1, tzinfo=UTC), key=user.pk) == [user]
    assert since(at=datetime(2027, 1, 1, tzinfo=UTC), key=user.pk) == since(at=datetime(2025, 1, 1, tzinfo=UTC), key=0) == []
