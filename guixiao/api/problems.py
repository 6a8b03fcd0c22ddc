"""What is answered where something is wrong: one shape for all (application/problem+json, RFC 9457), and never a traceback."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import BaseModel, Field

from guixiao.api.wording import PROBLEMS, in_both

MEDIA_TYPE = "application/problem+json"
PATH = "/api/"
STATUS = {"bad_request": 400, "not_json": 400, "no_token": 401, "not_found": 404, "no_round": 404, "not_allowed": 405,
          "moved": 409, "too_large": 413, "not_this_type": 415, "unreadable": 422, "unknown_cursor": 404, "key_taken": 422,
          "too_many": 429, "broken": 500}  # fmt: skip
# What a status means that came from below us.
CODE_OF = {400: "bad_request", 401: "no_token", 403: "not_found", 404: "not_found", 405: "not_allowed", 413: "too_large",
           415: "not_this_type", 422: "unreadable", 429: "too_many"}  # fmt: skip
KEPT = ("Allow", "Retry-After")


class Unread(BaseModel):
    """One thing of a request that cannot be read."""

    where: str = Field(description="path, query or body, and the name of the field: body.verb")
    what: str = Field(description="what is wrong with it, in English")


class First(BaseModel):
    """Who did what first. Empty where this post may not see what it was."""

    who: str = ""
    verb: str = ""
    at: str = Field("", description="when it was recorded")


class ProblemShape(BaseModel):
    """What is wrong, and what to do about it."""

    type: str = Field(description="urn:guixiao:problem: and the code")
    title: str = Field(description="the status in English words")
    status: int
    code: str = Field(description="a name that stays: of this page, or of the catalogue of refusals (422)")
    detail: str = Field(description="in Chinese: what is wrong and who can do what about it")
    detail_en: str = Field(description="the same in English")
    fields: list[Unread] | None = Field(None, description="422 unreadable: what cannot be read")
    first: First | None = Field(None, description="409: who did what first")
    version: int | None = Field(None, description="409: the version of the case now")


class Problem(Exception):
    """Something is wrong with a request. `words`: in place of those of its code; `more`: further members of the answer."""

    def __init__(self, code: str, status: int = 0, words: Any = None, **more: Any) -> None:
        super().__init__(code)
        self.code, self.status = code, status or STATUS[code]
        self.words = in_both(PROBLEMS[code] if words is None else words)
        self.more = more


class TooMany(Problem):
    """One request too many in this minute."""

    def __init__(self, wait: int) -> None:
        super().__init__("too_many")
        self.wait = wait


def answer_of(problem: Problem) -> HttpResponse:
    told = {
        "type": f"urn:guixiao:problem:{problem.code}",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.words["zh"],
        "detail_en": problem.words["en"],
    }
    answer = JsonResponse(told | problem.more, status=problem.status, content_type=MEDIA_TYPE,
                          json_dumps_params={"ensure_ascii": False})  # fmt: skip
    if problem.status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="guixiao"'
    if isinstance(problem, TooMany):
        answer.headers["Retry-After"] = str(problem.wait)
    return answer


def handle_all(api: NinjaAPI) -> None:
    """Whatever is raised inside the API is answered in the one shape; what nobody foresaw is logged, and said as 500."""
    handlers: dict[type[Exception], Callable[[Any], HttpResponse]] = {
        Problem: answer_of,
        Http404: lambda error: answer_of(Problem("not_found")),
        AuthenticationError: lambda error: answer_of(Problem("no_token")),
        ValidationError: lambda error: answer_of(Problem("unreadable", fields=_fields(error.errors))),
        HttpError: lambda error: answer_of(_problem_of(error)),
        RequestDataTooBig: lambda error: answer_of(Problem("too_large")),
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, _told(handler))
    api.add_exception_handler(Exception, _raised)


def _told(handler: Callable[[Any], HttpResponse]) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda request, error: handler(error)


def _raised(request: HttpRequest, error: Any) -> HttpResponse:
    raise error


def _fields(errors: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Where and what, never the value: it may be a number of a person."""
    return [{"where": ".".join(str(part) for part in _place(error["loc"])), "what": str(error["msg"])} for error in errors]


def _place(loc: Any) -> list[Any]:
    """Without the name that our functions give to the body."""
    return [part for number, part in enumerate(loc) if not (number == 1 and loc[0] == "body")]


def _problem_of(error: HttpError) -> Problem:
    """What the reader of the body said is wrong with it stands behind ninja's own word for it."""
    cause = error.__cause__
    return cause if isinstance(cause, Problem) else Problem(_code_of(error.status_code), error.status_code)


def _code_of(status: int) -> str:
    return CODE_OF.get(status, "broken" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "bad_request")


def in_one_shape(answer: HttpResponse) -> HttpResponse:
    """The answer of Django itself (no such page, method, host) as a problem too."""
    if answer.status_code < HTTPStatus.BAD_REQUEST or answer.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
        return answer
    told = answer_of(Problem(_code_of(answer.status_code), answer.status_code))
    for name in KEPT:
        if name in answer.headers:
            told.headers[name] = answer.headers[name]
    return told
