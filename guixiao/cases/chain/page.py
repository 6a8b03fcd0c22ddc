"""The chain as the case page shows it: two short ladders, names and gaps."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from guixiao.accounts.models import Post, User
from guixiao.accounts.rules import Role
from guixiao.cases.chain.people import links_of, path_of, posts_of
from guixiao.cases.chain.rules import Link, ladders, may_name
from guixiao.cases.chain.words import chain_of, chief_words, in_words
from guixiao.cases.models import Case
from guixiao.children.rules import masked_phone

ROLES = dict(Post.Kind.choices)


def chain_context(user: User, case: Case) -> dict[str, Any]:
    """`ladders`: of each line its name and rungs; `gaps`: how many chiefs are missing."""
    links = links_of(case, timezone.localdate())
    mine = posts_of(user, path_of(case))
    words = chief_words(case.round)
    rungs = {link.chief.name: _rung(link, words[link.chief.name], case, mine) for link in links}
    shown = [{"line": case.round.word("lines", line), "rungs": [rungs[link.chief.name] for link in told]}
             for line, told in ladders(links).items()]  # fmt: skip
    return {"ladders": shown, "chain_name": in_words(chain_of(case.round)), "gaps": sum(link.gap for link in links),
            "may_name": any(rung["may_name"] for rung in rungs.values()), "rungs": list(rungs.values())}  # fmt: skip


def _rung(link: Link, words: dict[str, str], case: Case, mine: set[str]) -> dict[str, Any]:
    """One chief: what to show of whoever it is, or of whoever must name somebody."""
    told = words | {
        "key": link.chief.name,
        "level": link.chief.level,
        "gap": link.gap,
        "missing": link.missing,
        "source": link.source,
    }
    told |= {"may_name": may_name(link.chief, mine), "others": len(link.others), "duty_of": link.named}
    if link.named:
        duty = link.named.who
        return told | {"who": str(duty), "phone": masked_phone(duty.phone), "of_case": duty.case_id is not None, "named": duty}
    if link.holder:
        return told | {"who": str(link.holder.who), "post": ROLES[Role(link.holder.post)]}
    if link.source:
        return told | {"who": case.child.guardian, "phone": case.child.masked_phone}
    return told | {"filler": _filler(link)}


def _filler(link: Link) -> str:
    """Who must name somebody, as far as anybody is known: a name, or at least the post."""
    if link.filler is None:
        return str(ROLES[Role(link.chief.gap)])
    return _("%(post)s %(name)s") % {"post": ROLES[Role(link.filler.post)], "name": link.filler.who}
