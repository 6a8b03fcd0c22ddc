"""Who asks: the text of a token, and the person at the one post that it stands for."""

import time

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from guixiao.accounts.models import User
from guixiao.api.actions import note_use
from guixiao.api.models import Token
from guixiao.api.problems import TooMany
from guixiao.api.rules import Pace, digest_of, is_shaped
from guixiao.cases import views

PACE = Pace()
POST = ("post__user", "post__area", "post__school__area", "post__school__county")


class Bearer(HttpBearer):
    """Authorization: Bearer, and the text of a token."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        found = Token.objects.filter(digest=digest_of(token)).select_related(*POST).first() if is_shaped(token) else None
        if found is None or not found.opens_on(timezone.localdate()):
            return None
        if wait := PACE.wait(found.pk, time.time()):
            raise TooMany(wait)
        return found


class Request(views.Request):
    """Behind the bearer a request has a token."""

    auth: Token


def asker(request: Request, kind: str, verb: str = "") -> User:
    """The person as the page would have them: with the token's post and no other, behind `needs(verb)` as the page is."""
    token = request.auth
    user: User = token.post.user
    user.current_posts = [token.post]
    if verb and not user.may(verb):
        raise Http404
    request.user = user
    note_use(token, user, kind)
    return user
