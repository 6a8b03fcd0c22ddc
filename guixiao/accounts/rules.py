"""What a post may see and do, and how long one waits after wrong passwords: pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Role(StrEnum):
    COUNTY_LEAD = "county_lead"
    COUNTY_OFFICER = "county_officer"
    TOWNSHIP_POST = "township_post"
    VILLAGE_SQUAD = "village_squad"
    PRINCIPAL = "principal"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"
    DEPARTMENT = "department"


# Who runs the system, who gives its posts, who reads its log: three people, and none of them sees a child (ADR 12).
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})

# The kind of place at which each role stands; a post is refused elsewhere.
STANDS_AT = {
    Role.COUNTY_LEAD: "county",
    Role.COUNTY_OFFICER: "county",
    Role.TOWNSHIP_POST: "township",
    Role.VILLAGE_SQUAD: "village",
    Role.PRINCIPAL: "school",
    Role.SYSTEM_ADMIN: "county",
    Role.SECURITY_ADMIN: "county",
    Role.AUDIT_ADMIN: "county",
    Role.DEPARTMENT: "county",
}
# Who stands at a place and sees none of its children: only what is asked of them by name of their department.
BLIND = frozenset({Role.DEPARTMENT})

# What a post may do, besides looking at the children of its place. `accounts.guard.needs` asks, `visible_to` says with whom.
MAY = {
    Role.COUNTY_OFFICER: frozenset({
        "load_rosters", "review", "verify", "alert", "reveal", "add_child", "export", "export_numbers", "see_receipts",
        "see_audit", "manage_posts", "set_calendar", "pause_clocks", "notices", "robots", "looks", "token", "see_orders",
        "issue_orders", "move", "see_posts", "hand_over", "refer", "accountability", "see_bodies", "keep_bodies",
        "mark_key_places", "record_joint", "record_study", "lists", "rectify", "closures", "inspect", "look_outside",
        "review_looks", "complain", "complaints",
    }),
    Role.TOWNSHIP_POST: frozenset({
        "review", "verify", "alert", "reveal", "add_child", "export", "pause_clocks", "notices", "robots", "looks",
        "token", "see_orders", "acknowledge", "move", "refer", "accountability", "see_bodies", "keep_bodies",
        "mark_key_places", "record_joint", "record_study", "lists", "rectify", "closures", "inspect", "look_outside",
        "complain",
    }),
    Role.VILLAGE_SQUAD: frozenset({
        "verify", "alert", "reveal", "add_child", "notices", "looks", "see_orders", "acknowledge", "move",
        "accountability", "see_bodies", "record_joint", "lists", "rectify", "closures", "look_outside",
        "complain",
    }),
    Role.PRINCIPAL: frozenset({
        "verify", "alert", "absence", "reveal", "export", "notices", "robots", "looks", "token", "see_orders",
        "acknowledge", "move", "accountability", "see_bodies", "lists", "rectify", "closures", "look_outside",
        "complain",
    }),
    Role.SYSTEM_ADMIN: frozenset({"run_system", "complain"}),
    Role.SECURITY_ADMIN: frozenset({"see_posts", "manage_posts", "review_looks", "complain"}),
    Role.AUDIT_ADMIN: frozenset({"see_audit", "review_looks", "complain"}),
    Role.DEPARTMENT: frozenset({"answer_referral", "complain"}),
    Role.COUNTY_LEAD: frozenset({
        "verify", "export", "notices", "looks", "see_orders", "accountability", "rectify", "break_glass", "complain",
        "complaints",
    }),
}  # fmt: skip
VERBS = frozenset().union(*MAY.values())
# What a post may besides while its person has an emergency look open (cases.crossings).
OPENS = {Role.COUNTY_LEAD: frozenset({"reveal"})}
# What leaves a role as soon as a security administrator is at work in the county: a small county needs no administrators.
LEAVES = {Role.COUNTY_OFFICER: frozenset({"manage_posts"})}


def may(roles: Iterable[str], verb: str) -> bool:
    """May one of these roles do this? A verb that is in nobody's list is a mistake of the program: KeyError."""
    if verb not in VERBS:
        raise KeyError(verb)
    return any(verb in MAY[Role(role)] for role in roles)


def allows(role: str, verb: str, *, secured: bool) -> bool:
    """May a post of this role do this? `secured`: its county has a security administrator at work."""
    return may([role], verb) and not (secured and verb in LEAVES.get(Role(role), ()))


def verbs_of(role: str, *, opened: bool = False) -> frozenset[str]:
    """All that a post of this role may do; `opened`: its person has an emergency look open."""
    return MAY[Role(role)] | (OPENS.get(Role(role), frozenset()) if opened else frozenset())


def opens(role: str, verb: str) -> bool:
    """Does an emergency look of such a post allow this?"""
    return verb in OPENS.get(Role(role), ())


def sees_children(role: str) -> bool:
    return Role(role) not in ADMINISTRATORS | BLIND


@dataclass(frozen=True)
class Term:
    """A post for a period, both days included; without `until` for good."""

    role: str
    since: date
    until: date | None = None

    def overlaps(self, other: "Term") -> bool:
        return (self.until is None or other.since <= self.until) and (other.until is None or self.since <= other.until)


def apart(new: Term, others: Iterable[Term]) -> bool:
    """Three administrators are three people: a post of one of them stands beside no other kind of post at the same time."""
    roles = {Role(term.role) for term in others if new.overlaps(term)} | {Role(new.role)}
    return len(roles) == 1 or not roles & ADMINISTRATORS


@dataclass(frozen=True)
class Held:
    """The place of one post: its kind, its key and, for an area, its path from the county down."""

    kind: str
    id: int
    path: str = ""


@dataclass(frozen=True)
class Scope:
    """The keys of the places, by kind, on which a user may look."""

    county: frozenset[int] = frozenset()
    township: frozenset[int] = frozenset()
    village: frozenset[int] = frozenset()
    school: frozenset[int] = frozenset()
    paths: tuple[str, ...] = ()

    def covers(self, path: str) -> bool:
        """Does the place with this path lie in, or is it, one of ours?"""
        return path.startswith(self.paths) if self.paths else False


def scope_of(posts: Iterable[Held]) -> Scope:
    held = list(posts)
    keys = {kind: frozenset(post.id for post in held if post.kind == kind) for kind in set(STANDS_AT.values())}
    return Scope(**keys, paths=tuple(sorted(post.path for post in held if post.path)))


def fits(role: str, kind: str) -> bool:
    """May this role be held at this kind of place?"""
    return STANDS_AT[Role(role)] == kind


# Posts held at the county's office: they see a whole county, from a desk.
OFFICE = frozenset(role for role, kind in STANDS_AT.items() if kind == "county")


def idle_after(roles: Iterable[str], office: timedelta, field: timedelta) -> timedelta:
    """How long nothing may be pressed: with a post at the county's office the shorter time."""
    return min(office, field) if OFFICE.intersection(map(Role, roles)) else field


@dataclass(frozen=True)
class Patience:
    """So many wrong passwords are a slip of the hand; each further one doubles the wait, up to the longest (seconds)."""

    free: int
    longest: int


# By name and address together one waits long; by name alone briefly, so that no stranger can lock the county officer out; by
# address alone only after many, for a whole county office may stand behind one. Whoever types codes knows the password: long.
PATIENCE = {"pair": Patience(5, 900), "name": Patience(20, 60), "address": Patience(50, 900), "code": Patience(5, 900)}
FIRST_WAIT = 5  # seconds
FORGOTTEN_AFTER = timedelta(days=1)
ONE_TIME_FOR = timedelta(days=7)


def wait_after(kind: str, failures: int) -> int:
    """Seconds from the last wrong password to the next try."""
    patience = PATIENCE[kind]
    beyond = failures - patience.free
    return 0 if beyond < 0 else min(FIRST_WAIT << min(beyond, 20), patience.longest)
