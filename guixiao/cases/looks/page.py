"""What the page of a case shows of its restricted matters: whether they are open, and the form that opens them."""

from typing import Any

from guixiao.cases.effort.sentences import word
from guixiao.cases.effort.sight import Sight
from guixiao.cases.looks.policies import looks_for
from guixiao.cases.models import Case


def looks_context(case: Case, sight: Sight) -> dict[str, Any]:
    """Nothing for whoever may open nothing."""
    if not sight.may_open:
        return {"matters": {}}
    looks = looks_for(case.round)
    purposes = [{"name": name, "words": word(row), "written": row.words} for name, row in looks.look_purposes.items()]
    return {"matters": {"waits": sight.open_until is None, "until": sight.open_until, "purposes": purposes,
                        "minutes": looks.looks.minutes}}  # fmt: skip
