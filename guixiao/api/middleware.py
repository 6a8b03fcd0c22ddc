"""The door of machines: under /api/ there are no cookies, nothing is kept by caches, and every error has the one shape."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from guixiao.api.problems import PATH, in_one_shape


def machine_door(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A session opens nothing here: a page of somebody else's cannot ask in the name of whoever is signed in."""

    def handle(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PATH):
            return get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        answer = in_one_shape(get_response(request))
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return handle
