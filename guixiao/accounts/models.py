"""Who signs in, and which post at which place lets them see what."""

from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from guixiao.accounts.rules import Held, Role, Scope, may, scope_of
from guixiao.areas.models import Area, School


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with a sign-in. Being a superuser opens no child's file: only a post does."""

    username = models.CharField(_("用户名"), max_length=60, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    demo = models.BooleanField(default=False, help_text="Made by `guixiao demo`; its password is public.")
    joined_at = models.DateTimeField(default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def scope(self) -> Scope:
        """What the posts held today open."""
        return scope_of(post.held for post in self.current_posts)

    def may(self, verb: str) -> bool:
        """Does a post held today allow this (rules.MAY)? With whose children: `visible_to`."""
        return may((post.role for post in self.current_posts), verb)

    @cached_property
    def current_posts(self) -> "list[Post]":
        return list(self.posts.in_force(timezone.localdate()).select_related("area", "school"))


class PostQuerySet(models.QuerySet["Post"]):
    def in_force(self, day: date) -> "PostQuerySet":
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


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

    @property
    def held(self) -> Held:
        if self.area:
            return Held(self.area.kind, self.area.id, self.area.path)
        return Held("school", self.school_id or 0)
