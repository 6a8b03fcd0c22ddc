"""The page of one's tokens: made for a purpose, shown once, revoked at any time."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guixiao.accounts.guard import needs
from guixiao.accounts.models import User
from guixiao.api.actions import TooMany, make_token, revoke_token
from guixiao.api.forms import TokenForm
from guixiao.api.models import Token
from guixiao.api.rules import MOST_DAYS, MOST_TOKENS
from guixiao.api.wording import SHUT
from guixiao.lib.masks import as_typed


class Request(HttpRequest):
    user: User


@never_cache
@needs("token")
def tokens(request: Request) -> HttpResponse:
    """One's tokens; POST makes one, whose text is on this page and nowhere else."""
    form = TokenForm(request.POST or None, by=request.user)
    if request.method != "POST":
        return _page(request, form)
    if not form.is_valid():
        form.data = as_typed(form.data)
        return _page(request, form, status=422)
    try:
        token, text = make_token(request.user, **form.said())
    except TooMany:
        return _page(request, form, status=422, full=True)
    return render(request, "api/made.html", {"token": token, "text": text, "area_of_page": "me"})


@require_POST
@needs("token")
def revoke(request: Request, token: int) -> HttpResponse:
    found = Token.objects.visible_to(request.user).select_related("post__area", "post__school").filter(pk=token).first()
    if found is None:
        raise Http404
    revoke_token(request.user, found)
    return redirect("tokens")


def _page(request: Request, form: TokenForm, status: int = 200, full: bool = False) -> HttpResponse:
    today = timezone.localdate()
    found = Token.objects.visible_to(request.user).select_related("post__user", "post__area", "post__school")
    rows = [(token, SHUT.get(token.why_shut(today), "")) for token in found]
    context: dict[str, Any] = {"form": form, "rows": sorted(rows, key=lambda row: bool(row[1])), "full": full,
                               "most_days": MOST_DAYS, "most_tokens": MOST_TOKENS, "area_of_page": "me"}  # fmt: skip
    return render(request, "api/tokens.html", context, status=status)
