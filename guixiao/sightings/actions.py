"""The only writers of sightings: added, corrected, withdrawn, taken back, and stood in a round."""

import uuid
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction

from guixiao.accounts.models import User
from guixiao.areas.models import Area, School
from guixiao.audit.actions import record, take_turn
from guixiao.cases.following import follow_child
from guixiao.changes.actions import compare_again
from guixiao.children.actions import correct_child, stand_beside
from guixiao.children.models import Child, Coverage, Round
from guixiao.children.rules import SIGHTED
from guixiao.lib.masks import masked_text
from guixiao.lib.pinyin import name_key
from guixiao.policy.model import Sighted
from guixiao.sightings import rules
from guixiao.sightings.models import Sighting, SightingEvent
from guixiao.sightings.policies import States, states_of
from guixiao.sightings.rules import COUNTED, KNOWN
from guixiao.vault.keys import blind_index

Kind = SightingEvent.Kind
PLACES = ("town", "village", "school")  # as they are told now, also where nobody knows


@dataclass(frozen=True)
class Told:
    """What was told of a met child; texts, "" for what is not known. `birth` and `since` as `rules.read_day` gives them."""

    place: Area
    outcome: str
    birth: str
    found_on: date
    found_by: str
    name: str = ""
    sex: str = ""
    id_number: str = ""
    guardian: str = ""
    phone: str = ""
    since: str = ""
    where: str = ""
    spot: str = ""
    another: str = ""

    @property
    def facts(self) -> dict[str, str]:
        """As the history keeps it."""
        return {name: str(value) for name, value in asdict(replace(self, place=self.place.code)).items()}  # type: ignore[arg-type]


class Refused(RuntimeError):
    """What was asked does not follow from how things stand by now."""


class SameNumber(Refused):
    """A child with this number is on record, and nobody has said why this is another."""


def with_number(number: str) -> "list[Child]":
    """Children on record with this number, but those entered by mistake."""
    found = Child.objects.filter(id_number_index=blind_index("id_number", number)) if number else Child.objects.none()
    return list(found.exclude(sighting__in=Sighting.objects.withdrawn()))


def withdrawn(county: Area) -> list[uuid.UUID]:
    """Children whom no roster ever held and whose sighting was withdrawn: no row of a roster is taken for one of them."""
    held = Coverage.objects.exclude(roster=SIGHTED).values("child")
    gone = Sighting.objects.withdrawn().filter(child__county=county).exclude(child__in=held)
    return list(gone.values_list("child", flat=True))


@transaction.atomic
def add(user: User, told: Told, key: uuid.UUID) -> Sighting:
    """A child in no roster, from now on counted. `key` is the child's: the same form sent twice adds one child."""
    made = _hold(told.place)
    if found := Sighting.objects.filter(child=key).first():
        return found
    doubled = bool(with_number(told.id_number))
    if doubled and not told.another:
        raise SameNumber
    child = Child.objects.create(id=key, county=_county(told.place), demo=user.demo, **_of_child(told))
    sighting = Sighting.objects.create(child=child, made_by=user, doubled=doubled, demo=user.demo, **_of_sighting(told))
    _note(sighting, Kind.ADD, user, told.facts)
    _stand(made, sighting)
    _follow(made, sighting)
    _record(user, sighting, "child.add", {"outcome": told.outcome, "same_number": doubled})
    return sighting


@transaction.atomic
def add_known(user: User, told: Told, child: Child) -> Sighting:
    """A child whom earlier rosters had and today's have not is met again: the same child, not a second one.

    What was told counts; what was not told stays as it was known.
    """
    made = _hold(told.place)
    if Sighting.objects.filter(child=child).exists() or (made and Coverage.objects.filter(round=made, child=child).exists()):
        raise Refused
    correct_child(child, {name: value for name, value in _of_child(told).items() if value or name in PLACES}, made)
    sighting = Sighting.objects.create(child=child, made_by=user, demo=user.demo, **_of_sighting(told))
    _note(sighting, Kind.ADD, user, told.facts)
    _stand(made, sighting)
    _follow(made, sighting)
    _record(user, sighting, "child.add", {"outcome": told.outcome, "known": True})
    return sighting


@transaction.atomic
def correct(user: User, sighting: Sighting, told: Told, reason: str) -> None:
    """What was told is written anew; what it was before stays in the history."""
    made = _hold(told.place)
    _change(sighting, made, **_of_sighting(told))
    correct_child(sighting.child, _of_child(told), made)
    before = sighting.events.order_by("-pk")[0].told
    _note(sighting, Kind.CORRECT, user, told.facts, reason)
    _stand(made, sighting)
    _follow(made, sighting)
    changed = [name for name, _before, _after in rules.differences(before, told.facts)]
    _record(user, sighting, "child.correct", {"fields": changed})


@transaction.atomic
def withdraw(user: User, sighting: Sighting, state: str, reason: str, same_as: Child | None = None) -> None:
    """Entered by mistake, or another child on record: it is counted no longer, and stays on record with the reason."""
    made = _hold(sighting.child.county)
    _change(sighting, made, only=COUNTED, state=state, same_as=same_as if state == KNOWN else None)
    _again(user, sighting, Kind.WITHDRAW, made, reason)
    _record(user, sighting, "child.withdraw", {"state": state, "same_as": str(same_as.pk) if same_as else ""})


@transaction.atomic
def take_back(user: User, sighting: Sighting, reason: str) -> None:
    """The withdrawal was wrong: counted again."""
    made = _hold(sighting.child.county)
    if sighting.state == COUNTED:
        raise Refused
    _change(sighting, made, only=sighting.state, state=COUNTED, same_as=None)
    _again(user, sighting, Kind.TAKE_BACK, made, reason)
    _record(user, sighting, "child.take_back", {})


@transaction.atomic
def stand_again(made: Round) -> None:
    """Whoever was met and is in none of this round's rosters stands in it: a new round, or an earlier one shown again."""
    states = states_of(made, made.as_of)
    met = Sighting.objects.filter(child__county=made.county_id).order_by("pk")
    for sighting in met.select_related("child", "child__school"):
        _stand(made, sighting, states)


def _hold(place: Area) -> Round | None:
    """The county's round of now, once it is our turn: whoever shows another round or adds a child waits for our commit.

    A round being shown reads whom to carry over after its own turn came, so that nobody is lost between the two.
    """
    take_turn()
    return Round.objects.filter(current__county__code=place.codes[0]).first()


def _county(place: Area) -> Area:
    return Area.objects.get(code=place.codes[0])


def _of_child(told: Told) -> dict[str, Any]:
    place = told.place
    town = place if place.kind == Area.Kind.TOWNSHIP else place.parent if place.kind == Area.Kind.VILLAGE else None
    school = School.objects.filter(county__code=place.codes[0], name=told.where).first() if told.where else None
    return {
        **{name: getattr(told, name) for name in ("name", "sex", "id_number", "guardian", "phone")},
        "birth_date": rules.exact(told.birth),
        "town": town,
        "village": place if place.kind == Area.Kind.VILLAGE else None,
        "school": school if told.outcome == "sighted_in_class" else None,
    }


def _of_sighting(told: Told) -> dict[str, Any]:
    return {
        name: getattr(told, name) for name in ("outcome", "birth", "since", "where", "spot", "found_on", "found_by", "another")
    }


def _change(sighting: Sighting, made: Round | None, *, only: str = COUNTED, **fields: Any) -> None:
    """A conditional update; Refused where somebody else was first, or where a roster holds the child by now."""
    if made and Coverage.objects.filter(round=made, child=sighting.child_id).exclude(roster=SIGHTED).exists():
        raise Refused
    fields["version"] = sighting.version + 1
    if not Sighting.objects.filter(pk=sighting.pk, version=sighting.version, state=only).update(**fields):
        raise Refused
    for name, value in fields.items():
        setattr(sighting, name, value)


def _again(user: User, sighting: Sighting, kind: str, made: Round | None, reason: str) -> None:
    """Another line of the history, nothing told anew, and where the child stands by it."""
    _note(sighting, kind, user, sighting.events.order_by("-pk")[0].told, reason)
    _stand(made, sighting)
    _follow(made, sighting)


def _follow(made: Round | None, sighting: Sighting) -> None:
    """The child's case opens, or learns where the child stands now."""
    if made:
        follow_child(made, sighting.child_id)


def _note(sighting: Sighting, kind: str, user: User, facts: dict[str, str], reason: str = "") -> None:
    SightingEvent.objects.create(sighting=sighting, kind=kind, by=user, reason=reason, facts=facts)


def _record(user: User, sighting: Sighting, act: str, detail: dict[str, Any]) -> None:
    child = sighting.child
    place = child.village or child.town or child.county
    record(user, act, subject=f"child:{child.pk}", place=place.path, detail=detail)


def _stand(made: Round | None, sighting: Sighting, states: States | None = None) -> None:
    """Where the child stands in this round, unless one of its rosters holds it; withdrawn before it, it stands nowhere."""
    if made is None:
        return
    stood = Coverage.objects.filter(round=made, child=sighting.child_id).values_list("roster", flat=True).first()
    if stood not in (None, SIGHTED) or (stood is None and sighting.state != COUNTED):
        return
    if stand_beside(made, sighting.child, _row(made, sighting, states or states_of(made, made.as_of))):
        compare_again(made, sighting.child_id)


def _row(made: Round, sighting: Sighting, states: States) -> dict[str, Any]:
    """The fields of its row of the round."""
    outcome = rules.outcome_of(sighting.state, sighting.outcome, sighting.birth, states.school_age)
    _name(made, {outcome: states.named[outcome]})
    child = sighting.child
    told = rules.sentence(sighting.met, states.named[sighting.outcome].names, states.named[outcome].names)
    return {
        "bucket": states.named[outcome].bucket,
        "outcome": outcome,
        "town_id": child.town_id,
        "village_id": child.village_id,
        "school_id": child.school_id,
        "school_text": masked_text(sighting.where) if sighting.outcome in ("sighted_in_class", "sighted_elsewhere") else "",
        "age": rules.age_of(sighting.birth, made.as_of),
        "sex": child.sex,
        "poverty": False,
        "disabled": False,
        "name_key": name_key(masked_text(child.name)),
        **{f"explanation_{language}": masked_text(text) for language, text in told.items()},
    }


def _name(made: Round, states: dict[str, Sighted]) -> None:
    """A round made before there were such states learns what they are called."""
    named = made.wording.setdefault("outcomes", {})
    missing = {name: dict(state.names) for name, state in states.items() if name not in named}
    if missing:
        named.update(missing)
        Round.objects.filter(pk=made.pk).update(wording=made.wording)


@transaction.atomic
def remove_demo_sightings() -> None:
    """Those of the demo; anything real stays."""
    SightingEvent.objects.filter(sighting__demo=True).delete()
    Sighting.objects.filter(demo=True).delete()
