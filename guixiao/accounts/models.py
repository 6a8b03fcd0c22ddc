"""Who signs in, and which post at which place lets them see what."""

from copy import copy
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from guixiao.accounts.rules import Held, Role, Scope, may, scope_of
from guixiao.areas.models import Area, School
from guixiao.audit.actions import record


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: "User") -> "UserQuerySet":
        """Those who hold, held or will hold a post in the user's own county."""
        return self.filter(posts__in=Post.objects.visible_to(user)).distinct()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        user = self.create_user(username, password, is_staff=True, is_superuser=True, **fields)
        record(None, "account.open", subject=f"user:{user.pk}", detail={"username": username, "superuser": True})
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person with a sign-in. Being a superuser opens no child's file: only a post does."""

    username = models.CharField(_("用户名"), max_length=60, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    demo = models.BooleanField(default=False, help_text="Made by `guixiao demo`; its password is public.")
    joined_at = models.DateTimeField(default=timezone.now)
    one_time_until = models.DateTimeField(
        null=True, blank=True, help_text="The password was handed out: good until then, and only to choose one's own."
    )

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def scope(self) -> Scope:
        """What the posts held today open."""
        return scope_of(post.held for post in self.current_posts)

    @property
    def path(self) -> str:
        """Where the person stands, for the log: the place of a post held today, or the last one."""
        if known := vars(self).get("current_posts"):  # asked for already, by whatever let the person in
            return min(known, key=lambda post: post.pk).path
        posts = self.posts.select_related("area", "school__area", "school__county")
        held = posts.in_force(timezone.localdate()).order_by("pk").first() or posts.order_by("-since").first()
        return held.path if held else ""

    @property
    def place_name(self) -> str:
        """The place of a post held today, in words."""
        post = self.current_posts[0] if self.current_posts else None
        return str(post.area or post.school) if post else ""

    def may(self, verb: str) -> bool:
        """Does a post held today allow this (rules.MAY)? With whose children: `visible_to(user.only(verb))`."""
        return may((post.role for post in self.current_posts), verb)

    def only(self, *verbs: str) -> "User":
        """The same person with none but the posts that allow all of this: what another post sees, these verbs do not reach."""
        narrowed = copy(self)
        vars(narrowed).pop("scope", None)
        narrowed.current_posts = [post for post in self.current_posts if all(may([post.role], verb) for verb in verbs)]
        narrowed.whole = self.whole
        return narrowed

    @cached_property
    def whole(self) -> "User":
        """The person with all posts held today."""
        return self

    @cached_property
    def current_posts(self) -> "list[Post]":
        return list(self.posts.in_force(timezone.localdate()).select_related("area", "school__area", "school__county"))


class PostQuerySet(models.QuerySet["Post"]):
    def in_force(self, day: date) -> "PostQuerySet":
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)

    def visible_to(self, user: User) -> "PostQuerySet":
        """Posts in the county of a county officer; nobody else's business."""
        return self.filter(Q(area__in=Area.objects.filter(_inside(user))) | Q(school__county__in=user.scope.county))


def _inside(user: User) -> Q:
    """The places of the user's own counties."""
    paths = [post.area.path for post in user.current_posts if post.area and post.area.kind == Area.Kind.COUNTY]
    return reduce(or_, (Q(path__startswith=path) for path in paths), Q(pk=None))


class Post(models.Model):
    """A role held by a user at one place, or one school, for a period (both days included)."""

    class Kind(models.TextChoices):
        COUNTY_OFFICER = Role.COUNTY_OFFICER, _("县控辍保学办")
        TOWNSHIP_POST = Role.TOWNSHIP_POST, _("乡镇指挥所")
        VILLAGE_SQUAD = Role.VILLAGE_SQUAD, _("村小分队")
        PRINCIPAL = Role.PRINCIPAL, _("校长")

    user = models.ForeignKey(User, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20, choices=Kind)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="posts")
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="posts")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(area=None, school__isnull=False) | Q(area__isnull=False, school=None),
                                   name="post_at_an_area_or_a_school"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=models.F("since")), name="post_ends_after_it_begins"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.area or self.school}"

    @property
    def place_code(self) -> str:
        """The word for this post's place in a URL."""
        return self.area.code if self.area else self.school.url_word if self.school else ""

    def in_force_on(self, day: date) -> bool:
        return self.since <= day and self.ends_after(day)

    def ends_after(self, day: date) -> bool:
        return self.until is None or self.until >= day

    @property
    def path(self) -> str:
        """The path of its place, for the log."""
        return self.area.path if self.area else self.school.path if self.school else ""

    @property
    def held(self) -> Held:
        if self.area:
            return Held(self.area.kind, self.area.id, self.area.path)
        return Held("school", self.school_id or 0)


class SignInFailures(models.Model):
    """Wrong passwords in a row, for a name, an address, or both together; forgotten after a day without one.

    The key is a blind index: what is typed into a name's field is now and then a password.
    """

    key = models.CharField(max_length=50, unique=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key}: {self.failures}"
