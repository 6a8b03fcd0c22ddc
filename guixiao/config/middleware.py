"""Two headers of every page: what the browser may load, and the language. Addresses without numbers of persons. Reading once."""

from collections.abc import Callable
from contextlib import nullcontext

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import translation

from guixiao.lib.addresses import cleaned_address, cleaned_path, cleaned_query
from guixiao.lib.once import reading

Handler = Callable[[HttpRequest], HttpResponse]
# Bootstrap's style sheet draws its arrows and ticks as data: images. No script, style or frame but our own files.
CSP = "; ".join([
    "default-src 'self'", "img-src 'self' data:", "object-src 'none'", "base-uri 'none'",
    "form-action 'self'", "frame-ancestors 'none'",
])  # fmt: skip


def content_security_policy(get_response: Handler) -> Handler:
    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CSP)
        return response

    return handle


# Where a request says an address, and where an answer does.
SAID_BY_BROWSER = {"HTTP_REFERER", "HTTP_HX_CURRENT_URL", "RAW_URI", "REQUEST_URI"}
SAID_BY_US = ("Location", "Content-Location", "HX-Location", "HX-Redirect", "HX-Push-Url", "HX-Replace-Url")


def no_numbers_in_addresses(get_response: Handler) -> Handler:
    """Before anything reads the address an identity or telephone number in it is gone: no page, link, log or redirect repeats it.

    Only the list's own search still learns what stood in `q` (`request.typed`), and answers without it.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        said = _readable(request.META.get("QUERY_STRING", ""))
        kept = cleaned_query(said)
        if kept != said:
            request.typed = QueryDict(said).get("q", "")  # type: ignore[attr-defined]
            request.META["QUERY_STRING"] = kept
        request.path, request.path_info = cleaned_path(request.path), cleaned_path(request.path_info)
        request.META["PATH_INFO"] = request.path_info
        for name in SAID_BY_BROWSER & set(request.META):
            request.META[name] = cleaned_address(_readable(request.META[name]))
        response = get_response(request)
        for name in SAID_BY_US:
            if name in response.headers:
                response.headers[name] = cleaned_address(response.headers[name])
        return response

    return handle


def _readable(text: str) -> str:
    """As it was sent: WSGI hands bytes over as if they were Latin-1."""
    return text.encode("latin-1", "replace").decode("utf-8", "replace")


def read_once(get_response: Handler) -> Handler:
    """A page that only shows reads the county's calendar, its round and the like one time; what writes reads them each time."""

    def handle(request: HttpRequest) -> HttpResponse:
        with reading() if request.method in ("GET", "HEAD") else nullcontext():
            return get_response(request)

    return handle


def chosen_language(get_response: Handler) -> Handler:
    """Chinese unless English was chosen in the frame: an office browser's own language says little."""

    def handle(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return handle
