"""What a person fills in who asks about a child of another place."""

from collections.abc import Mapping

from guixiao.cases.crossings.actions import LONGEST
from guixiao.cases.crossings.rules import Question, plain_number
from guixiao.cases.forms import day_of


def question_of(form: Mapping[str, str]) -> Question:
    """Whatever cannot be read is left for the rules to refuse."""
    return Question(
        number=plain_number(form.get("number", "")[:40]), name=form.get("name", "").strip()[:60],
        born=day_of(form.get("born", "")), purpose=form.get("purpose", "")[:40], words=form.get("words", "")[:LONGEST],
    )  # fmt: skip
