"""An offer to move a case to another place or school, and what became of it."""

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guixiao.areas.among import among
from guixiao.areas.models import Area, School
from guixiao.cases.attachments.models import Proof
from guixiao.cases.models import Case, person
from guixiao.cases.moves.rules import HOME, OPEN_STATES, SCHOOL, TOWNSHIP, VILLAGE, Places, Target
from guixiao.children.models import place, text
from guixiao.vault.fields import SealedTextField

if TYPE_CHECKING:
    from guixiao.accounts.models import User


class MoveQuerySet(models.QuerySet["Move"]):
    def visible_to(self, user: "User") -> "MoveQuerySet":
        """The place that lets go, the one that is asked, and the county of both."""
        scope = user.scope
        return self.filter(among(
            case__county=scope.county, from_town=scope.township, to_town=scope.township, from_village=scope.village,
            to_village=scope.village, from_school=scope.school, from_receiving=scope.school, to_school=scope.school,
        ))  # fmt: skip

    def waiting(self) -> "MoveQuerySet":
        """Without an answer, for a child who is still looked for or looked after."""
        return self.filter(state=Move.State.OFFERED, case__current=True, case__state__in=OPEN_STATES)

    def had_by(self, user: "User") -> "MoveQuerySet":
        """Accepted moves of a case that stood at a place of the user's until then."""
        scope = user.scope
        was = among(from_town=scope.township, from_village=scope.village, from_school=scope.school, from_receiving=scope.school)
        return self.filter(was, state=Move.State.ACCEPTED)

    def shows(self, proof: Proof) -> "MoveQuerySet":
        """Those by which a proof was on the case when the place let go."""
        return self.filter(case=proof.event.case_id, until__gte=proof.event.version, answered_at__gte=proof.added_at)


class Move(models.Model):
    """A case offered to another place. The case itself says where it stands; here is where it stood when it was offered and
    where it would stand then. `until`: the version of the case with the acceptance, the last that the old place sees."""

    class State(models.TextChoices):
        OFFERED = "offered", _("等答复")
        ACCEPTED = "accepted", _("已接收")
        REFUSED = "refused", _("没有接收")
        WITHDRAWN = "withdrawn", _("已撤回")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="moves")
    kind = models.CharField(max_length=10, choices=[(HOME, _("住处")), (SCHOOL, _("学校"))])
    from_town = place(Area)
    from_village = place(Area)
    from_school = place(School)
    from_receiving = place(School)
    to_town = place(Area)
    to_village = place(Area)
    to_school = place(School)
    state = models.CharField(max_length=10, choices=State, default=State.OFFERED)
    reason = SealedTextField()
    offered_by = person()
    offered_as = text(20, help_text="The post from which it was offered.")
    offered_at = models.DateTimeField(default=timezone.now)
    answer = SealedTextField(blank=True, default="")
    answered_by = person()
    answered_at = models.DateTimeField(null=True, blank=True)
    until = models.PositiveIntegerField(null=True, blank=True)

    case_id: uuid.UUID
    from_town_id: int | None
    from_village_id: int | None
    from_school_id: int | None
    from_receiving_id: int | None
    to_town_id: int | None
    to_village_id: int | None
    to_school_id: int | None
    offered_by_id: int | None

    objects = MoveQuerySet.as_manager()

    class Meta:
        ordering = ["-offered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="offered"), name="move_one_waiting_per_case"),
            models.CheckConstraint(condition=~Q(state="accepted") | Q(until__isnull=False), name="move_accepted_until"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.case} → {self.there}"

    @property
    def target(self) -> Target:
        return target_of_move(self.kind, self.to_town_id, self.to_village_id, self.to_school_id)

    @property
    def left(self) -> Places:
        return Places(self.from_town_id, self.from_village_id, self.from_school_id, self.from_receiving_id)

    @property
    def here(self) -> str:
        """Where the case was offered from, in words."""
        if self.kind == SCHOOL:
            return str(self.from_receiving or self.from_school or "")
        return in_words(self.from_town, self.from_village)

    @property
    def there(self) -> str:
        """Where it was offered to, in words."""
        return str(self.to_school) if self.kind == SCHOOL else in_words(self.to_town, self.to_village)

    @property
    def offered_on(self) -> date:
        return timezone.localdate(self.offered_at)

    @property
    def waits(self) -> bool:
        return self.state == self.State.OFFERED


def target_of_move(kind: str, town: int | None, village: int | None, school: int | None) -> Target:
    if kind == SCHOOL:
        return Target(SCHOOL, school)
    return Target(VILLAGE, village, town) if village else Target(TOWNSHIP, town)


def in_words(town: Area | None, village: Area | None) -> str:
    return " ".join(str(area) for area in (town, village) if area)


def places_of(case: Case) -> Places:
    return Places(case.town_id, case.village_id, case.school_id, case.receiving_id)
