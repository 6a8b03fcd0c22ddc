"""Where digests go, and which went out."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guixiao.areas.models import Area, School
from guixiao.cases.models import person
from guixiao.cases.notices.rules import DINGTALK, EMAIL, FEISHU, WECOM
from guixiao.vault.fields import SealedTextField

if TYPE_CHECKING:
    from guixiao.accounts.models import User


class ChannelQuerySet(models.QuerySet["Channel"]):
    def in_use(self) -> "ChannelQuerySet":
        return self.filter(ended_at=None)

    def visible_to(self, user: "User") -> "ChannelQuerySet":
        """One's own e-mail, and the robots of the very places at which one holds a post."""
        areas = [post.area_id for post in user.current_posts if post.area_id]
        schools = [post.school_id for post in user.current_posts if post.school_id]
        robots = ~Q(kind=EMAIL) & (Q(area__in=areas) | Q(school__in=schools))
        return self.filter(robots | Q(kind=EMAIL, user=user.pk))


class Channel(models.Model):
    """One person's e-mail, or the robot of one place's group. `address` opens the group to whoever has it: sealed."""

    class Kind(models.TextChoices):
        EMAIL = EMAIL, _("电子邮件")
        WECOM = WECOM, _("企业微信群机器人")
        DINGTALK = DINGTALK, _("钉钉群机器人")
        FEISHU = FEISHU, _("飞书群机器人")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+")
    address = SealedTextField()
    secret = SealedTextField(blank=True, default="", help_text="With which DingTalk wants messages signed.")
    hour = models.PositiveSmallIntegerField(default=8, help_text="From which hour of a working day on.")
    language = models.CharField(max_length=10, default="zh-hans")
    made_by = person()
    made_at = models.DateTimeField(default=timezone.now)
    ended_by = person()
    ended_at = models.DateTimeField(null=True, blank=True)
    demo = models.BooleanField(default=False)

    user_id: int | None
    area_id: int | None
    school_id: int | None

    objects = ChannelQuerySet.as_manager()

    class Meta:
        ordering = ["made_at"]
        constraints = [
            models.CheckConstraint(name="channel_of_one", condition=(
                Q(user__isnull=False, area=None, school=None) | Q(user=None, area__isnull=False, school=None)
                | Q(user=None, area=None, school__isnull=False))),
            models.CheckConstraint(name="email_of_a_person", condition=Q(kind=EMAIL, user__isnull=False) | ~Q(kind=EMAIL)),
            models.CheckConstraint(name="channel_hour", condition=Q(hour__lt=24)),
            models.UniqueConstraint(fields=["user"], condition=Q(ended_at=None), name="one_email_of_a_person"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.get_kind_display()


class Digest(models.Model):
    """The digest of one day for one channel: once, whoever of two workers comes first. Kept, without its text."""

    class State(models.TextChoices):
        SENDING = "sending", _("正在发")
        SENT = "sent", _("发了")
        NOTHING = "nothing", _("没有事，没发")
        FAILED = "failed", _("没发出去")

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="digests")
    day = models.DateField()
    state = models.CharField(max_length=10, choices=State)
    counts = models.JSONField(default=dict)
    tries = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField()
    why = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["channel", "day"], name="digest_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.state}"


class Seen(models.Model):
    """Until which moment somebody has seen what others did about their children."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.at)
