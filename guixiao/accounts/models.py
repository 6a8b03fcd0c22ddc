"""Who signs in, and which post at which place lets them see what."""

from collections.abc import Hashable
from copy import copy
from datetime import date
from functools import lru_cache, reduce
from operator import or_
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from guixiao.accounts.departments import department_word
from guixiao.accounts.rules import ADMINISTRATORS, BLIND, Held, Role, Scope, Term, allows, may, opens, scope_of, sees_children
from guixiao.areas.models import Area, School
from guixiao.audit.actions import record
from guixiao.tables.kept import kept


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

    # An emergency look is open in the session of this request (cases.crossings.middleware).
    opened = False

    def __str__(self) -> str:
        return self.name

    @cached_property
    def scope(self) -> Scope:
        """The places whose children the posts held today open: none by a post of an administrator or a department's."""
        return scope_of(post.held for post in self.current_posts if sees_children(post.role))

    @property
    def mark(self) -> Hashable:
        """What the SQL of "what does this person see" follows from (`tables.kept`)."""
        return self.pk, self.opened, self._held, self.whole._held

    @cached_property
    def _held(self) -> Hashable:
        posts = ((post.role, post.area_id, post.school_id, post.department, getattr(post, "secured", False))
                 for post in self.current_posts)  # fmt: skip
        return tuple(posts), self.scope

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
        return may((), verb) or any(self._by(post, verb) for post in self.current_posts)

    def only(self, *verbs: str) -> "User":
        """The same person with none but the posts that allow all of this: what another post sees, these verbs do not reach."""
        narrowed = copy(self)
        for worked_out in ("scope", "counties", "_held"):
            vars(narrowed).pop(worked_out, None)
        narrowed.current_posts = [post for post in self.current_posts if all(self._by(post, verb) for verb in verbs)]
        narrowed.whole = self.whole
        return narrowed

    def _by(self, post: "Post", verb: str) -> bool:
        return allows(post.role, verb, secured=getattr(post, "secured", False)) or (self.opened and opens(post.role, verb))

    @cached_property
    def whole(self) -> "User":
        """The person with all posts held today."""
        return self

    @cached_property
    def counties(self) -> list[Area]:
        """The counties at whose office the person holds a post, an administrator's too; a department's desk is not there."""
        held = [post for post in self.current_posts if post.role not in BLIND]
        return [post.area for post in held if post.area and post.area.kind == Area.Kind.COUNTY]

    @property
    def administrator(self) -> bool:
        return any(post.role in ADMINISTRATORS for post in self.current_posts)

    @cached_property
    def current_posts(self) -> "list[Post]":
        """In force today. Beside an administrator's no other counts, should one ever stand there (`give_post` refuses it)."""
        held = _held_on(timezone.localdate(), user=self.pk)
        for post in held:
            post.user = self
        return [post for post in held if post.role in ADMINISTRATORS] or held


class PostQuerySet(models.QuerySet["Post"]):
    def in_force(self, day: date) -> "PostQuerySet":
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)

    def with_children(self) -> "PostQuerySet":
        """Posts that see children: not an administrator's, not a department's."""
        return self.exclude(role__in=ADMINISTRATORS | BLIND)

    def secured(self) -> "PostQuerySet":
        """With `secured`: has the same office a security administrator at work?"""
        others = Post.objects.at_work().filter(role=Role.SECURITY_ADMIN, area=OuterRef("area"))
        return self.annotate(secured=Exists(others))

    def at_work(self) -> "PostQuerySet":
        """In force today, of people who have come in with a password of their own and may still."""
        own = self.filter(user__is_active=True, user__one_time_until=None, user__last_login__isnull=False)
        return own.in_force(timezone.localdate())

    def visible_to(self, user: User) -> "PostQuerySet":
        """Posts in the county of somebody at its office; nobody else's business."""
        return self.filter(Q(area__in=Area.objects.filter(inside_counties(user))) | Q(school__county__in=user.counties))


@kept
def _held_on(day: date, *, user: int) -> PostQuerySet:
    return Post.objects.in_force(day).secured().filter(user=user).select_related("area", "school__area", "school__county")


def inside_counties(user: User) -> Q:
    """The places of the counties at whose office the user stands."""
    return reduce(or_, (Q(path__startswith=county.path) for county in user.counties), Q(pk=None))


class Post(models.Model):
    """A role held by a user at one place, or one school, for a period (both days included)."""

    class Kind(models.TextChoices):
        COUNTY_LEAD = Role.COUNTY_LEAD, _("县领导")
        COUNTY_OFFICER = Role.COUNTY_OFFICER, _("县控辍保学办")
        TOWNSHIP_POST = Role.TOWNSHIP_POST, _("乡镇指挥所")
        VILLAGE_SQUAD = Role.VILLAGE_SQUAD, _("村小分队")
        PRINCIPAL = Role.PRINCIPAL, _("校长")
        SYSTEM_ADMIN = Role.SYSTEM_ADMIN, _("系统管理员")
        SECURITY_ADMIN = Role.SECURITY_ADMIN, _("安全管理员")
        AUDIT_ADMIN = Role.AUDIT_ADMIN, _("审计管理员")
        DEPARTMENT = Role.DEPARTMENT, _("部门联系人")

    user = models.ForeignKey(User, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20, choices=Kind)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="posts")
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="posts")
    department = models.CharField(max_length=40, blank=True, default="", help_text="Of the county's policy, for its contact.")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(area=None, school__isnull=False) | Q(area__isnull=False, school=None),
                                   name="post_at_an_area_or_a_school"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=models.F("since")), name="post_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(role="department") & ~Q(department="") | ~Q(role="department") & Q(department=""),
                                   name="post_of_a_department_names_it"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.area or self.school}"

    @property
    def department_name(self) -> str:
        """In the language of the page."""
        return department_word(self.department) if self.department else ""

    @property
    def place_code(self) -> str:
        """The word for this post's place in a URL; "" for one that opens no place."""
        if self.role in BLIND:
            return ""
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
    def term(self) -> Term:
        return Term(self.role, self.since, self.until)

    @property
    def held(self) -> Held:
        if self.role in BLIND:
            return Held("", 0)
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


def role_word(role: str) -> str:
    """What a post is called, in the language of the page."""
    return _role_word(role, get_language())


@lru_cache(maxsize=100)
def _role_word(role: str, language: str | None) -> str:
    return str(Post.Kind(role).label)
