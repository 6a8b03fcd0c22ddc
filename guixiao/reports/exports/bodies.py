"""The list of bodies, as its page has it, with everybody who is in each today."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases.bodies.models import Body
from guixiao.cases.bodies.policies import bodies_for, word
from guixiao.cases.bodies.reading import in_order, listed, rows_of
from guixiao.children.models import Round
from guixiao.lib.workbook import Heading, Row
from guixiao.reports.exports.taking import AT_ONCE, Export


def bodies_export(user: User, area: Area | None, *, gone: bool) -> Export:
    made, found = Round.objects.shown_to(user), list(listed(user, area, gone=gone))
    said = [_("撤销了的机构")] if gone else []
    turn = "&".join([*([f"place={area.code}"] if area else []), *(["gone=1"] if gone else [])])
    return Export(
        name="bodies",
        title=_("机构"),
        where=str(area) if area else user.place_name,
        path=area.path if area else user.path,
        made=made,
        filters=said,
        logged=said,
        headings=_headings(),
        count=len(found),
        rows=lambda full: _rows(found, made),
        numbers=False,
        back=reverse("bodies") + (f"?{turn}" if turn else ""),
        query=turn,
        demo=bool(made and made.demo),
    )


def _headings() -> list[Heading]:
    what = ((_("机构"), 36), (_("哪一种"), 20), (_("在哪里"), 20), (_("从哪天"), 12), (_("到哪天"), 12))
    who = ((_("负责人"), 20), (_("成员数"), 8), (_("成员"), 60))
    return [Heading(title, width) for title, width in (*what, *who)]


def _rows(found: list[Body], made: Round | None) -> Iterator[Row]:
    policy = bodies_for(made) if made else None
    for start in range(0, len(found), AT_ONCE):
        for row in rows_of(found[start : start + AT_ONCE], made):
            body = row["body"]
            kind = policy.kinds.get(body.kind) if policy else None
            until = body.until.isoformat() if body.until else ""
            heads = "、".join(member.called for member in row["heads"])
            members = "；".join(" ".join(filter(None, line)) for line in in_order(row["members"], policy))
            yield [
                row["called"],
                word(kind) or body.kind,
                str(body.area),
                body.since.isoformat(),
                until,
                heads,
                row["count"],
                members,
            ]
