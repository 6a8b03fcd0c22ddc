"""All routes, and what the part of each means: a route with a new part fails until its meaning is said here."""

import uuid
from collections.abc import Iterator
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from guixiao.accounts.actions import give_post, open_account
from guixiao.accounts.complaints.actions import Said, complain
from guixiao.accounts.complaints.models import Complaint
from guixiao.accounts.invitations.actions import invite
from guixiao.accounts.invitations.models import Invitation
from guixiao.accounts.models import User
from guixiao.api.actions import make_token
from guixiao.areas.models import Area, School
from guixiao.cases.alerts.models import Alert
from guixiao.cases.attachments.actions import attach, taken_in
from guixiao.cases.attachments.models import Proof
from guixiao.cases.attachments.tests.files import photo
from guixiao.cases.clocks.models import Pause
from guixiao.cases.closures.models import Sample
from guixiao.cases.crossings.actions import ask_outside
from guixiao.cases.crossings.models import Crossing
from guixiao.cases.crossings.rules import Question
from guixiao.cases.models import Case, Event, Worklist
from guixiao.cases.moves.models import Move
from guixiao.cases.notices.models import Channel
from guixiao.cases.orders.models import Draft, Order, Outcome
from guixiao.cases.rectification.models import Item, StepProof
from guixiao.cases.referrals.models import Referral
from guixiao.children.models import Child
from guixiao.reviews.models import Doubt
from tests.alerts import an_alert
from tests.bodies import body_meanings
from tests.cast import Cast
from tests.closures import a_sample
from tests.desk import a_checked_file, an_earlier_round
from tests.inspections import a_mended_item
from tests.met import a_child_met
from tests.orders import a_breach, a_missed_order, an_order, an_order_draft
from tests.referrals import a_case, a_contact, a_question

OPEN = {"login", "set_language", "healthz", "readyz", "answer", "join"}  # no sign-in needed
POST_ONLY = {
    "logout", "set_language", "reveal", "give_post", "end_post", "renew_password", "reset_factor", "close_account",
    "roster_upload", "import_confirm", "import_discard", "import_take_back", "import_again", "carry_over", "file_slot",
    "file_remove", "file_original", "case_act", "cases_many", "sheet_read", "worklist_apply", "worklist_undo", "decide",
    "skip_doubt", "reveal_doubt", "undo_decision", "find", "columns", "file_rows_workbook", "row_undo", "recount",
    "proof_add", "proof_withdraw", "alike", "correct_sighting", "withdraw_sighting", "take_back_sighting", "sheet",
    "answer_alert", "case_pause", "pause_end", "notices_seen", "channel_new", "channel_try", "channel_end", "open_matters",
    "revoke_token", "discard_order_draft", "acknowledge_order", "withdraw_order", "end_sessions", "referral_act",
    "answer_breach", "answer_missed_order", "body_join", "body_leave", "body_dissolve",
    "mark_key_place", "end_key_place", "study_end", "study_decide", "decision_done",
    "item_act", "sample_look",
    "crossing_answer", "crossing_remark",
    "revoke_invitation", "glass_end", "answer_complaint",
}  # fmt: skip
# Pages of the signed-in person alone, the same for everyone. Any other page has a part in its URL, or a view that `needs` a verb.
OWN = {
    "home",
    "me",
    "password",
    "login_code",
    "second_factor",
    "end_sessions",
    "logout",
    "find",
    "columns",
    "method",
    "complaints",
}
MACHINES = "api"  # asked with tokens, not with sessions: tests/test_api_routes.py walks its operations


def routes(patterns: list[URLPattern | URLResolver] | None = None) -> Iterator[URLPattern]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from () if pattern.namespace == MACHINES else routes(pattern.url_patterns)
        else:
            yield pattern


def meanings(cast: Cast) -> dict[tuple[str, str], list[object]]:
    """(route, part) -> values that 石所长 of 停洞 may open and 王所长 of 西山 may not. Add the part of a new route here."""
    place = ["522633106", "522633106201", "522633106-unknown", f"school-{cast.school.pk}"]
    child = [Child.objects.filter(town__code="522633106").first().pk]
    found = {
        ("coverage", "place"): place,
        ("children", "place"): place,
        ("printed", "place"): place,
        ("changes", "place"): place,
        ("export_children", "place"): place,
        ("export_changes", "place"): place,
        ("child", "child"): child,
        ("reveal", "child"): child,
        ("raise_alert", "child"): child,
        ("who_looked", "child"): child,
    }
    found["crossing_answer", "mine"] = [a_crossing(cast).pk]
    found["revoke_token", "token"] = [make_token(cast.shi, cast.shi.posts.get(), purpose="dashboard", days=30)[0].pk]
    met = [a_child_met(cast).child_id]
    found |= {(name, "child"): met for name in ("sighting", "correct_sighting", "withdraw_sighting", "take_back_sighting")}
    found |= review_meanings() | case_meanings() | alert_meanings(cast)
    found |= order_meanings(cast) | accountability_meanings(cast) | inspection_meanings(cast)
    return found | referral_meanings(cast) | body_meanings(cast)


def an_invitation(cast: Cast) -> Invitation:
    post = {"role": "village_squad", "at": cast.wu.posts.get().area, "since": date(2026, 9, 1), "until": None}
    return Invitation.objects.first() or invite(cast.li, name="吴老四", post=post).invitation


def a_complaint(cast: Cast) -> Complaint:
    complain(cast.wu, Said(uuid.uuid4(), "burden", "the same form for three offices"))
    return Complaint.objects.latest("at")


def a_crossing(cast: Cast) -> Crossing:
    """石所长 asked about a child of another place; the county looks it over."""
    asked = Question(number="522633201509019999", purpose="other", words="somebody asked about a child")
    return Crossing.objects.first() or ask_outside(cast.shi, asked).crossing


def of_the_county(cast: Cast) -> dict[tuple[str, str], list[object]]:
    """(route, part) -> values that only 李主任 of 从江 may open; nobody of another county, and no other post."""
    item = a_checked_file(cast)
    sample = Sample.objects.first() or a_sample(cast)
    parts = {"person": cast.wu.pk, "post": cast.wu.posts.get().pk, "version": item.version_id, "file": item.pk,
             "row": item.rows.first().pk, "round": an_earlier_round(cast).pk,
             "crossing": a_crossing(cast).pk, "invitation": an_invitation(cast).pk,
             "complaint": a_complaint(cast).pk,
             "issued": (Order.objects.first() or an_order(cast)).pk,
             "draft": (Draft.objects.first() or an_order_draft(cast)).pk,
             "draw": sample.draw_id, "sample": sample.pk}  # fmt: skip
    return {(route.name, part): [parts[part]] for route in routes() for part in route.pattern.converters if part in parts}


def case_meanings() -> dict[tuple[str, str], list[object]]:
    case = [Case.objects.filter(town__code="522633106").first().pk]
    shi = User.objects.get(username="shi")
    kept = [Worklist.objects.create(user=shi, round=Case.objects.get(pk=case[0]).round, file="worklist.xlsx", lines=[]).pk]
    lists = {(name, "worklist"): kept for name in ("worklist", "worklist_apply", "worklist_undo")}
    places = ["522633106", "522633106201", f"school-{School.objects.get().pk}"]
    chain = {("case_chain", "case"): case, ("place_chain", "place"): places}
    pause = Pause.objects.filter(case=case[0]).first() or Pause.objects.create(
        case_id=case[0], first=date(2026, 9, 1), last=date(2026, 9, 2), reason="road_cut", made_by=shi)  # fmt: skip
    lists |= {("case_pause", "case"): case, ("pause_end", "pause"): [pause.pk]}
    lists |= {(name, "channel"): [_channel(shi).pk] for name in ("channel_try", "channel_end")}
    moves = {("case_move", "case"): case, ("move", "move"): [a_move(Case.objects.get(pk=case[0]), shi).pk]}
    of_case = {(name, "case"): case for name in ("case", "case_act", "open_matters")}
    return of_case | lists | chain | moves | proof_meanings(case[0])


def a_move(case: Case, user: User) -> Move:
    """Of the township of 停洞, from one of its villages to another."""
    other = Area.objects.get(code="522633106202")
    return Move.objects.filter(case=case).first() or Move.objects.create(
        case=case, kind="home", reason="moved house", offered_by=user, offered_as="township_post", from_town=case.town,
        from_village=case.village, to_town=case.town, to_village=other,
    )  # fmt: skip


def _channel(shi: User) -> Channel:
    """The robot of 停洞's own group."""
    post = shi.posts.get()
    return Channel.objects.first() or Channel.objects.create(
        kind="wecom", area=post.area, address="0123456789abcdef", made_by=shi
    )


def had(case: Case, user: User) -> None:
    """A place of 停洞 let go of the case; the proof was on it then."""
    if not Move.objects.filter(case=case, state="accepted").exists():
        Move.objects.create(
            case=case, kind="home", reason="moved house", offered_by=user, from_town=case.town, from_village=case.village,
            to_town=case.town, state="accepted", until=case.version, answered_by=user, answered_at=timezone.now(),
        )  # fmt: skip


def proof_meanings(case: object) -> dict[tuple[str, str], list[object]]:
    event, shi = Event.objects.filter(case=case).last(), User.objects.get(username="shi")  # the one that opened the case
    proof = Proof.objects.filter(event=event).first()
    if proof is None:
        with taken_in(shi, [SimpleUploadedFile("a.jpg", photo())]) as taken:
            attach(shi, [event], taken.kept)
        proof = Proof.objects.get(event=event)
    had(proof.event.case, shi)
    return {(name, "proof"): [proof.pk] for name in ("proof", "proof_small", "proof_withdraw", "moved_proof")} | {
        ("proof_add", "event"): [event.pk]
    }


def alert_meanings(cast: Cast) -> dict[tuple[str, str], list[object]]:
    alert = [(Alert.objects.first() or an_alert(cast)).pk]
    return {("alert", "alert"): alert, ("answer_alert", "alert"): alert}


def order_meanings(cast: Cast) -> dict[tuple[str, str], list[object]]:
    order = [(Order.objects.first() or an_order(cast)).pk]
    return {(name, "order"): order for name in ("order", "order_children", "export_order", "order_print", "acknowledge_order")}


def referral_meanings(cast: Cast) -> dict[tuple[str, str], list[object]]:
    made = [(Referral.objects.filter(channel="paper").first() or a_question(cast, channel="paper").referral).pk]
    asked = {(name, "referral"): made for name in ("referral", "referral_act", "referral_sheet")}
    return asked | {("refer", "case"): [a_case().pk]}


def of_departments(cast: Cast) -> dict[tuple[str, str], list[object]]:
    """(route, part) -> values that only the police of 从江 may open; and a link, which any stranger finds shut."""
    if not User.objects.filter(username="jing").exists():
        a_contact(cast)
    asked = Referral.objects.filter(channel="account").first()
    asked = asked or a_question(cast, question="whereabouts", channel="account").referral
    return {("asked", "asked"): [asked.pk], ("answer", "token"): ["b" * 40], ("join", "token"): ["b" * 40]}


def inspection_meanings(cast: Cast) -> dict[tuple[str, str], list[object]]:
    """Something that 高华 put right, with a photo."""
    item = Item.objects.first() or a_mended_item(cast)
    proof = StepProof.objects.get(step__item=item)
    return {("inspection", "inspection"): [item.inspection_id], ("item", "item"): [item.pk], ("item_act", "item"): [item.pk],
            ("item_proof", "proof"): [proof.pk]}  # fmt: skip


def accountability_meanings(cast: Cast) -> dict[tuple[str, str], list[object]]:
    """A duty of 停洞's post that became late, and its part of a missed order."""
    breach, missed = a_breach(), Outcome.objects.first() or a_missed_order(cast).outcome
    addressee = missed.order.addressees.get(role="township_post")
    return {("answer_breach", "breach"): [breach.pk], ("answer_missed_order", "addressee"): [addressee.pk]}


def review_meanings() -> dict[tuple[str, str], list[object]]:
    doubt = [Doubt.objects.filter(town__code="522633106").first().pk]
    return {(name, "doubt"): doubt for name in ("doubt", "decide", "skip_doubt", "reveal_doubt")}


def urls(cast: Cast) -> Iterator[tuple[str, str]]:
    known = meanings(cast) | of_the_county(cast) | of_departments(cast)
    for route in routes():
        parts = list(route.pattern.converters)
        if not parts:
            yield route.name, reverse(route.name)
        for part in parts:
            assert (route.name, part) in known, (
                f"say in meanings() what <{part}> of {route.name} is, so that its scope is checked"
            )
            for value in known[route.name, part]:
                yield route.name, reverse(route.name, kwargs={part: value})


def objects(cast: Cast, parts: dict[tuple[str, str], list[object]] | None = None) -> list[tuple[str, str]]:
    with_parts = {name for name, _ in parts or meanings(cast)}
    return [(name, url) for name, url in urls(cast) if name in with_parts]


def answers(client: Client, name: str, url: str) -> list[int]:
    """Status of reading and of writing, as a page and as a part of one; what is not read is only written."""
    asked = [client.post] if name in POST_ONLY else [client.get, client.post]
    return [ask(url, headers=headers).status_code for ask in asked for headers in ({}, {"HX-Request": "true"})]


def officer_of_another_county() -> User:
    county = Area.objects.create(code="522632", name="榕江县", kind="county", path="/522632/")
    user = open_account(username="zhang", name="张主任", password="x")
    give_post(user, "county_officer", at=county, since=date(2020, 1, 1))
    return user
