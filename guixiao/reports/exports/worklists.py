"""Lists of what waits for somebody, as their pages have them: an order's children, reports of absence, moves, referrals."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases.alerts import listing as reported
from guixiao.cases.alerts import wording as of_reports
from guixiao.cases.alerts.models import Alert
from guixiao.cases.alerts.policies import alerts_for, word
from guixiao.cases.effort.wording import PHASES
from guixiao.cases.moves.asking import MINE, OTHERS, OVER, PARTS, in_parts
from guixiao.cases.moves.models import Move
from guixiao.cases.orders import wording as of_orders
from guixiao.cases.orders.listing import LATER, Shown
from guixiao.cases.orders.models import Order
from guixiao.cases.orders.reading import came_later, children_of
from guixiao.cases.orders.reading import read as read_targets
from guixiao.cases.referrals import listing as referred
from guixiao.cases.referrals import wording as of_referrals
from guixiao.cases.referrals.models import Referral
from guixiao.cases.referrals.policies import in_words
from guixiao.cases.referrals.reading import hidden
from guixiao.cases.wording import STANDINGS
from guixiao.children.models import Round
from guixiao.lib.workbook import Heading, Row
from guixiao.reports.exports.taking import AT_ONCE, Export

WORDS = {MINE: gettext_lazy("等我们答复"), OTHERS: gettext_lazy("等别处答复"), OVER: gettext_lazy("办完的")}
Titles = Sequence[tuple[str, int]]
OF_REPORTS = ("child__town", "child__village", "child__school", "raised_by", "answered_by")


def _export(user: User, titles: Titles, page: str, said: Sequence[str], **told: Any) -> Export:
    """`page`: its address with the filters; `told`: name, title, count and rows."""
    made, (url, _sign, query) = Round.objects.shown_to(user), page.partition("?")
    rows = told.pop("rows")
    return Export(where=user.place_name, path=user.path, made=made, filters=said, logged=said, numbers=False,
                  headings=[Heading(head, width) for head, width in titles], rows=lambda full: rows(), query=query,
                  back=page if query else url, demo=bool(made and made.demo), **told)  # fmt: skip


def order_export(user: User, order: Order, shown: Shown) -> Export:
    """The children of an order, frozen when it was issued, each with how far it is; or those who came later."""
    later = shown.part == LATER
    found: Any = list(came_later(user, order, shown)) if later else children_of(user, order, shown)
    titles = ((_("姓名"), 14), (_("年龄"), 8), (_("乡镇"), 14), (_("村"), 14), (_("学校"), 24), (_("脱贫户、监测户"), 12),
              (_("走到哪一步"), 16), (_("按这道令"), 20), (_("到哪天"), 12))  # fmt: skip
    place = "" if not shown.place else str(Area.objects.filter(code=shown.place).first() or "")
    parts = {**of_orders.PARTS, LATER: of_orders.LATER}
    said = [words for words in (order.number, str(parts.get(shown.part, "")), place) if words]

    def rows() -> Iterator[Row]:
        for start in range(0, len(found), AT_ONCE):
            part = found[start : start + AT_ONCE]
            told = [{"case": case, "placed": case, "part": ""} for case in part] if later else read_targets(part)
            yield from (_of_order(row, order) for row in told)

    page = f"{reverse('order_children', args=[order.pk])}?{shown.words()}"
    return _export(user, titles, page, said, name="order", title=_("作战令的孩子"), count=len(found), rows=rows)


def _of_order(row: dict[str, Any], order: Order) -> Row:
    case, at = row["case"], row["placed"]
    stands = PHASES[case.phase] if case.phase else STANDINGS[case.standing]
    done = of_orders.PARTS[row["part"]] if row["part"] else of_orders.LATER
    where = [str(place or "") for place in (at.town, at.village, at.school)]
    poor = _("是") if case.poverty else _("否")
    return [
        case.child.name,
        "" if case.age is None else case.age,
        *where,
        poor,
        str(stands),
        str(done),
        order.deadline.isoformat(),
    ]


def reports_export(user: User, filters: reported.Filters, area: Area | None) -> Export:
    found = reported.of_tab(reported.within(Alert.objects.visible_to(user), area), filters.tab, user)
    made = Round.objects.shown_to(user)
    reasons = {name: word(row) for name, row in alerts_for(made).coverage_reasons.items()} if made else {}
    titles = ((_("姓名"), 14), (_("乡镇"), 14), (_("村"), 14), (_("学校"), 24), (_("从哪天起没来"), 14), (_("谁说的"), 16),
              (_("说了什么"), 40), (_("谁报告的"), 14), (_("哪天报告的"), 12), (_("这学期第几次"), 12), (_("回应"), 16),
              (_("谁回应的"), 14), (_("在哪里"), 40))  # fmt: skip
    said = [words for words in (str(of_reports.TABS.get(filters.tab, "")), str(area or "")) if words]

    def rows() -> Iterator[Row]:
        read = found.select_related(*OF_REPORTS).iterator(chunk_size=AT_ONCE)
        yield from (_of_report(alert, reasons) for alert in read)

    page = f"{reverse('alerts')}?{filters.words()}"
    return _export(user, titles, page, said, name="alerts", title=_("报告没来上课"), count=found.count(), rows=rows)


def _of_report(alert: Alert, reasons: dict[str, str]) -> Row:
    child = alert.child
    where = " ".join(text for text in (reasons.get(alert.reason, alert.reason), alert.seen_by,
                                       alert.seen_on.isoformat() if alert.seen_on else "", alert.where) if text)  # fmt: skip
    by = alert.said_by or str(alert.get_source_display())
    again = _("不是第一次") if alert.second else _("第一次")
    return [child.name, str(child.town or ""), str(child.village or ""), str(child.school or ""), alert.since.isoformat(), by,
            alert.note, str(alert.raised_by or ""), alert.raised_on.isoformat(), again, str(alert.get_state_display()),
            str(alert.answered_by or ""), where]  # fmt: skip


def moves_export(user: User, part: str) -> Export:
    """One of the three parts of the page, or all of them."""
    parts = in_parts(user)
    asked = [parts[part]] if part in parts else [parts[name] for name in PARTS]
    titles = ((_("姓名"), 14), (_("从哪里"), 28), (_("到哪里"), 28), (_("谁提的"), 14), (_("哪天提的"), 12), (_("答复"), 12),
              (_("谁答复的"), 14), (_("哪天答复的"), 12))  # fmt: skip
    one = part in parts
    page = f"{reverse('moves')}?part={part}" if one else reverse("moves")

    def rows() -> Iterator[Row]:
        for found in asked:
            yield from (_of_move(move) for move in found.iterator(chunk_size=AT_ONCE))

    return _export(user, titles, page, [str(WORDS[part])] if one else [], name="moves", title=_("移交"), rows=rows,
                   count=sum(found.count() for found in asked))  # fmt: skip


def _of_move(move: Move) -> Row:
    answered = timezone.localdate(move.answered_at).isoformat() if move.answered_at else ""
    return [move.case.child.name, move.here, move.there, str(move.offered_by or ""), move.offered_on.isoformat(),
            str(move.get_state_display()), str(move.answered_by or ""), answered]  # fmt: skip


def referrals_export(user: User, filters: referred.Filters) -> Export:
    found = referred.of_tab(referred.asked_by(user, filters.who), filters.tab, timezone.localdate())
    titles = ((_("编号"), 16), (_("姓名"), 14), (_("哪个部门"), 20), (_("问什么"), 36), (_("谁问的"), 14), (_("哪天问的"), 12),
              (_("到哪天"), 12), (_("怎么样了"), 14))  # fmt: skip
    whose = _("我问的") if filters.who == referred.MINE else _("我这里的孩子，谁问的都算")

    def rows() -> Iterator[Row]:
        read = found.select_related("case__child", "case__round", "asked_by").iterator(chunk_size=AT_ONCE)
        yield from (_of_referral(user, referral) for referral in read)

    page, said = f"{reverse('referrals')}?{filters.words()}", [str(of_referrals.LISTS[filters.tab]), whose]
    return _export(user, titles, page, said, name="referrals", title=_("请部门协查"), count=found.count(), rows=rows)


def _of_referral(user: User, referral: Referral) -> Row:
    words = referral.words
    what = [_("限制查看")] * 2 if hidden(user, referral) else [in_words(words["department"]), in_words(words["question"])]
    return [referral.number, referral.case.child.name, *what, str(referral.asked_by or ""), referral.asked_on.isoformat(),
            referral.due_on.isoformat(), str(of_referrals.STANDINGS[referral.standing])]  # fmt: skip
