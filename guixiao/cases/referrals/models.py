"""A referral: who asked which department what about which child, until when, and what came back."""

import uuid
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guixiao.areas.models import Area
from guixiao.cases.models import Case, of_visible
from guixiao.cases.referrals import rules
from guixiao.children.models import text
from guixiao.vault.fields import SealedJSONField, SealedTextField

if TYPE_CHECKING:
    from guixiao.accounts.models import User


def person() -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, user: "User") -> "ReferralQuerySet":
        """Whoever sees the case. What a department is asked it finds by `asked_of`."""
        return self.filter(of_visible(user))

    def asked_of(self, user: "User") -> "ReferralQuerySet":
        """What is asked, by account, of the departments for which the user stands."""
        found = Q(pk=None)
        for post in user.current_posts:
            if post.department:
                found |= Q(county=post.area_id, department=post.department)
        return self.filter(found, channel=rules.ACCOUNT)

    def standing(self, name: str, today: date) -> "ReferralQuerySet":
        return self.filter(standing_q(name, today))


def standing_q(name: str, today: date) -> Q:
    """rules.STANDINGS as conditions on the table."""
    if name == rules.LATE:
        return Q(state__in=rules.OPEN, due_on__lt=today)
    return Q(state__in=rules.OPEN, due_on__gte=today) if name == rules.WAITING else Q(state=name)


class Referral(models.Model):
    """Asked once; answered, refused or taken back once. Never removed.

    `words`: department, question and answers in the policy's words of that day; `shown`: what the department is shown of the
    child, and nothing else ever; of a link only hashes: of its token (sha256) and of its code (as a password).
    """

    class State(models.TextChoices):
        ASKED = rules.ASKED, _("已发出，等答复")
        ACCEPTED = rules.ACCEPTED, _("对方已受理")
        ANSWERED = rules.ANSWERED, _("已答复")
        REFUSED = rules.REFUSED, _("对方不能办")
        REVOKED = rules.REVOKED, _("已收回")

    class Channel(models.TextChoices):
        LINK = rules.LINK, _("链接和口令（对方没有账号）")
        ACCOUNT = rules.ACCOUNT, _("对方的账号")
        PAPER = rules.PAPER, _("纸质函")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="referrals")
    county = models.ForeignKey(Area, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField(help_text="Of the county's year.")
    department = models.CharField(max_length=40)
    question = models.CharField(max_length=40)
    words = models.JSONField()
    restricted = models.BooleanField(default=False, help_text="It tells why the child is out of school.")
    note = SealedTextField(blank=True, default="")
    shown = SealedJSONField()
    channel = models.CharField(max_length=10, choices=Channel)
    asked_by = person()
    asked_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True, help_text="Last day of the link.")
    token_hash = text(64)
    code_hash = text(128)
    tries = models.PositiveSmallIntegerField(default=0, help_text="Wrong codes since the last right one.")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    accepted_at = models.DateTimeField(null=True, blank=True)
    who = SealedJSONField(default=dict, help_text="Name and unit of whoever took it up or answered.")
    choice = text(40)
    reply = SealedTextField(blank=True, default="", help_text="The words of the answer, or why there is none.")
    answered_on = models.DateField(null=True, blank=True, help_text="As whoever answered says.")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = person()  # of the department with an account, of ours from paper, or who took it back
    by_paper = models.BooleanField(default=False)
    demo = models.BooleanField(default=False)

    case_id: uuid.UUID
    county_id: int

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "year", "serial"]
        constraints = [
            models.UniqueConstraint(fields=["county", "year", "serial"], name="referral_number_once"),
            models.UniqueConstraint(fields=["token_hash"], condition=~Q(token_hash=""), name="referral_token_once"),
            models.UniqueConstraint(fields=["case", "question"], condition=Q(state__in=rules.OPEN), name="referral_one_open"),
            models.CheckConstraint(condition=Q(state__in=rules.OPEN, ended_at=None, choice="")
                                   | (Q(state=rules.ANSWERED, ended_at__isnull=False, answered_on__isnull=False) & ~Q(choice=""))
                                   | Q(state__in=(rules.REFUSED, rules.REVOKED), ended_at__isnull=False, choice=""),
                                   name="referral_ended_whole"),
            models.CheckConstraint(condition=~Q(channel=rules.LINK) | (~Q(token_hash="") & ~Q(code_hash="")
                                                                       & Q(expires_on__isnull=False)),
                                   name="referral_link_whole"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["county", "department", "state"], name="referral_of_department"),
            models.Index(fields=["asked_by", "state", "due_on"], name="referral_of_asker"),
            # All that is counted of open ones: their rows hold long sealed texts.
            models.Index(fields=["case", "asked_by", "restricted", "state", "due_on", "channel", "tries", "expires_on"],
                         condition=Q(state__in=rules.OPEN), name="referral_open"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"{self.year}-{self.serial:04}"

    @property
    def asked_on(self) -> date:
        return timezone.localdate(self.asked_at)

    @property
    def stand(self) -> rules.Stand:
        return rules.Stand(self.state, self.channel, self.asked_on, tuple(self.words["choices"]))

    @property
    def standing(self) -> str:
        return rules.standing_of(self.state, self.due_on, timezone.localdate())

    @property
    def locked(self) -> bool:
        return self.channel == rules.LINK and self.state in rules.OPEN and self.tries >= rules.TRIES

    @property
    def expired(self) -> bool:
        return self.state in rules.OPEN and rules.link_is_over(self.expires_on, timezone.localdate())

    @property
    def link_opens(self) -> bool:
        return rules.link_opens(self.state, self.tries, self.expires_on, timezone.localdate())

    def told(self) -> dict[str, Any]:
        """For the log: no name of a child, no words."""
        return {"referral": str(self.pk), "number": self.number, "department": self.department, "question": self.question}
