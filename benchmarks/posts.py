"""Who holds which post in the county of `benchmarks.rounds`, and the places that the made-up records are about.

Needs Django set up. Accounts are written by the hundred and have no password.
"""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

SINCE = date(2020, 1, 1)
HELD = 0.9  # of the villages have somebody in their squad


def hold_posts(seed: int = 11) -> None:
    """A post for each township, school and most villages; a lead and two departments."""
    from guixiao.accounts.models import Post, User
    from guixiao.areas.models import Area, School

    rng = random.Random(seed)
    taken: set[Any] = set(Post.objects.values_list("area", "school"))
    areas = [area for area in Area.objects.order_by("code") if area.kind != "village" or rng.random() < HELD]
    at: list[dict[str, Any]] = [{"role": ROLES[area.kind], "area": area} for area in areas if (area.pk, None) not in taken]
    at += [{"role": "principal", "school": school} for school in School.objects.order_by("pk") if (None, school.pk) not in taken]
    county = areas[0]
    at += [{"role": "department", "area": county, "department": name} for name in ("police", "health")]
    people = User.objects.bulk_create(User(username=f"holder{n}", name=f"吴{n}", password="!") for n in range(len(at)))
    Post.objects.bulk_create(Post(user=user, since=SINCE, **where) for user, where in zip(people, at, strict=True))


ROLES = {"county": "county_lead", "township": "township_post", "village": "village_squad"}


@dataclass
class County:
    """What the records are drawn from: one random order, the day, and the places and people, read once."""

    rng: random.Random
    today: date
    now: datetime

    @classmethod
    def read(cls, seed: int) -> "County":
        from django.utils import timezone

        return cls(random.Random(seed), timezone.localdate(), timezone.now())

    def ago(self, most: int, least: int = 0) -> date:
        return self.today - timedelta(days=self.rng.randint(least, most))

    def when(self, day: date) -> datetime:
        return self.now - (self.today - day)

    def some(self, rows: list[Any], count: int) -> list[Any]:
        return self.rng.sample(rows, min(count, len(rows)))

    @cached_property
    def made(self) -> Any:
        from guixiao.children.models import Round

        return Round.objects.select_related("county").get(current__isnull=False)

    @cached_property
    def areas(self) -> dict[str, list[Any]]:
        """By kind; the places of the users who are measured come often, for they are to have something to see."""
        from benchmarks.rounds import TOWN, VILLAGE
        from guixiao.areas.models import Area

        found: dict[str, list[Any]] = {"county": [], "township": [], "village": []}
        for area in Area.objects.order_by("code"):
            found[area.kind] += [area] * (10 if area.code in (TOWN, VILLAGE) else 1)
        return found

    @cached_property
    def schools(self) -> list[Any]:
        from benchmarks.rounds import TOWN
        from guixiao.areas.models import School

        schools = list(School.objects.order_by("pk"))
        return schools + [next(school for school in schools if school.area and school.area.code == TOWN)] * 10

    @cached_property
    def users(self) -> dict[str, Any]:
        from guixiao.accounts.models import User

        return {user.username: user for user in User.objects.filter(username__in=("county", "township", "village", "school"))}

    @cached_property
    def posts(self) -> dict[Any, Any]:
        from guixiao.accounts.models import Post

        return {(post.role, post.area_id or post.school_id): post.user_id for post in Post.objects.all()}

    @cached_property
    def cases(self) -> list[Any]:
        """The current ones."""
        from guixiao.cases.models import Case

        return list(Case.objects.current().order_by("pk"))

    def post(self, below: str = "") -> dict[str, Any]:
        """Somebody's post, with its place."""
        role = below or self.rng.choice(("township_post", "village_squad", "principal"))
        if role == "principal":
            return {"role": role, "school": self.rng.choice(self.schools)}
        return {"role": role, "area": self.rng.choice(self.areas["township" if role == "township_post" else "village"])}
