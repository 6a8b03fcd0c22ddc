"""The only writers of looks."""

import hashlib

from django.db import transaction
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.audit.actions import record
from guixiao.cases.looks.models import Look
from guixiao.cases.looks.policies import looks_for
from guixiao.cases.looks.rules import open_until, refusal
from guixiao.cases.models import Case

LONGEST = 200  # characters of the words


class Refused(Exception):
    """Nothing was opened. `why`: a name of wording.REFUSALS."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def session_of(key: str | None) -> str:
    """What a look keeps of the session it was in: not the key, which would open it."""
    return hashlib.sha256(f"look {key}".encode()).hexdigest()


@transaction.atomic
def open_matters(user: User, case: Case, *, session: str, purpose: str, words: str = "") -> Look:
    """From now on, for a while, this person sees in this session why the child is out of school."""
    looks, now = looks_for(case.round), timezone.now()
    if why := refusal(looks, purpose, words):
        raise Refused(why)
    look = Look.objects.create(child=case.child, user=user, session=session, purpose=purpose, words=words.strip()[:LONGEST],
                               at=now, until=open_until(now, looks), demo=case.demo)  # fmt: skip
    told = {"case": str(case.pk), "look": str(look.pk), "purpose": looks.look_purposes[purpose].zh}
    record(user, "child.matters", subject=f"child:{case.child_id}", place=case.path, detail=told)
    return look


@transaction.atomic
def remove_demo_looks() -> None:
    """Looks at children made up by the demo; anything real stays."""
    Look.objects.filter(demo=True).delete()
