"""Opening what is closed to a county lead, for a reason and a while, and ending it early."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guixiao.accounts.guard import needs
from guixiao.cases.crossings import glass as acts
from guixiao.cases.crossings import wording
from guixiao.cases.crossings.actions import Refused
from guixiao.cases.crossings.policies import policy_of
from guixiao.lib.masks import as_typed


@needs("break_glass")
@never_cache
def glass(request: Any) -> HttpResponse:
    policy = policy_of(request.user.whole)
    context: dict[str, Any] = {"area_of_page": "glass", "bounds": policy.crossings, "said": {}}
    if request.method == "POST":
        try:
            acts.open_glass(request.user, request.session.session_key, request.POST.get("words", ""))
            return redirect("glass")
        except Refused as refused:
            context |= {"wrong": wording.REFUSALS[refused.why], "said": as_typed(request.POST.dict())}
    return render(request, "cases/crossings/glass.html", context, status=422 if "wrong" in context else 200)


@needs("break_glass")
@never_cache
@require_POST
def end(request: Any) -> HttpResponse:
    if acts.end_glass(request.user, request.session.session_key):
        messages.success(request, _("紧急查看已结束。"))
    return redirect("glass")
