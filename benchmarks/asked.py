"""The pages of people's daily work that `benchmarks.pages` asks for: my day, one's own
page, the four lists, one case in each phase."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

SOME = 8  # of the things that a page is about


@dataclass(frozen=True)
class Asked:
    """One kind of page and the addresses that are asked for in turn."""

    page: str
    urls: tuple[str, ...]


def daily(account: Any) -> Iterator[Asked]:
    """What stands behind the lines of my day and of one's own page."""
    from guixiao.cases.alerts.listing import TABS as REPORTS
    from guixiao.cases.orders.listing import TABS as ORDERS
    from guixiao.cases.referrals.rules import STANDINGS

    yield Asked("me", ("/me/",))
    yield Asked("reports", tuple(f"/alerts/?tab={tab}" for tab in REPORTS))
    if account.may("absence"):
        yield Asked("absence", ("/absence/",))
    yield Asked("orders", tuple(f"/orders/?tab={tab}" for tab in ORDERS))
    yield from _orders(account)
    yield Asked("moves", ("/moves/", "/moves/?part=over&page=3"))
    if account.may("refer"):
        tabs = ("all", *STANDINGS)
        yield Asked("referrals", tuple(f"/referrals/?tab={tab}&who={who}" for tab in tabs for who in ("mine", "place")))
    yield Asked("chain of the place", ("/chain/",))
    if account.may("see_bodies"):
        yield from _bodies(account)
    if account.may("review_looks"):
        yield Asked("looks to review", ("/looks/review/",))


def _orders(account: Any) -> Iterator[Asked]:
    from guixiao.cases.orders.models import Order

    some = list(Order.objects.visible_to(account).order_by("outcome", "-issued_at").values_list("pk", flat=True)[:SOME])
    yield Asked("one order", tuple(f"/orders/{order}/" for order in some))
    yield Asked("children of an order", tuple(f"/orders/{order}/children/?part=not_yet" for order in some))


def _bodies(account: Any) -> Iterator[Asked]:
    from guixiao.cases.bodies.models import Body
    from guixiao.cases.joint.models import JointAction
    from guixiao.cases.studies.models import Study

    bodies = Body.objects.visible_to(account).values_list("pk", flat=True)[:SOME]
    yield Asked("bodies", ("/bodies/", "/bodies/?page=2"))
    yield Asked("one body", tuple(f"/bodies/{body}/" for body in bodies))
    yield Asked("key places", ("/key-places/",))
    yield Asked("studies", ("/studies/", "/studies/?page=2", "/studies/tasks/"))
    studies = Study.objects.visible_to(account).values_list("pk", flat=True)[:SOME]
    yield Asked("one study", tuple(f"/studies/{study}/" for study in studies))
    yield Asked("joint actions", ("/joint/", "/joint/?page=2"))
    actions = JointAction.objects.visible_to(account).values_list("pk", flat=True)[:SOME]
    yield Asked("one joint action", tuple(f"/joint/{action}/" for action in actions))


def oversight(account: Any) -> Iterator[Asked]:
    """The four lists 四份清单, by their filters."""
    from benchmarks.rounds import TOWN
    from guixiao.cases.closures.listing import TABS as CLOSURES
    from guixiao.cases.closures.models import Draw
    from guixiao.cases.lists.sources import KINDS
    from guixiao.cases.rectification.listing import TABS as RECTIFICATION
    from guixiao.cases.rectification.models import Item

    yield Asked("four lists", ("/lists/",))
    filters = ("", "who=mine", "state=late&page=9", f"place={TOWN}")
    yield Asked("tasks", tuple(f"/lists/tasks/?{words}" for words in filters))
    yield Asked("tasks, of a line", ("/lists/tasks/?line=administrative", "/lists/tasks/?line=education"))
    yield Asked("tasks, by kind", tuple(f"/lists/tasks/?kind={kind}" for kind in KINDS))
    who = ("mine", "place")
    yield Asked("rectification", tuple(f"/rectification/?tab={tab}&who={one}" for tab in RECTIFICATION for one in who))
    items = list(Item.objects.visible_to(account).values_list("pk", "inspection")[:SOME])
    yield Asked("one finding", tuple(f"/rectification/items/{item}/" for item, _ in items))
    yield Asked("one inspection", tuple(f"/rectification/inspections/{inspection}/" for _, inspection in items))
    yield Asked("closures", tuple(f"/closures/?tab={tab}&page={page}" for tab in CLOSURES for page in (1, 30)))
    if account.may("inspect"):
        draws = Draw.objects.visible_to(account).values_list("pk", flat=True)[:SOME]
        yield Asked("samples", ("/closures/draws/",))
        yield Asked("one sample", tuple(f"/closures/draws/{draw}/" for draw in draws))
    facts = ("", "kind=duty&page=40", "kind=order", "since=2026-01-01&until=2026-06-30", f"place={TOWN}")
    yield Asked("accountability", tuple(f"/accountability/?{words}" for words in facts))


def cases(account: Any, mine: Any) -> Iterator[Asked]:
    """One case in each phase of its life, what belongs to it, and who looked."""
    from guixiao.cases.models import Case

    seen = Case.objects.visible_to(account)
    for phase in ("persuasion", "care", "arrived", "observed", "closing", "closed"):
        some = seen.filter(phase=phase).order_by("-episode", "pk").values_list("pk", flat=True)[:SOME]
        yield Asked(f"case, {phase}", tuple(f"/cases/{case}/" for case in some))
    asked = mine.filter(referrals__isnull=False).order_by("pk").distinct().values_list("pk", flat=True)[:SOME]
    yield Asked("case, with referrals", tuple(f"/cases/{case}/" for case in asked))
    few = list(mine.order_by("pk").values_list("pk", "child")[:SOME])
    yield Asked("chain of a case", tuple(f"/cases/{case}/chain/" for case, _ in few))
    yield Asked("who looked", tuple(f"/children/{child}/looks/" for _, child in few))
    if account.may("move"):
        yield Asked("moving a case", tuple(f"/cases/{case}/move/" for case, _ in few))
