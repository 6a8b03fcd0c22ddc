"""Letting the clocks of one case stand still, and run again, from the page of the case."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guixiao.accounts.guard import needs
from guixiao.accounts.models import User
from guixiao.cases.clocks.models import Pause
from guixiao.cases.clocks.pauses import actions, wording
from guixiao.cases.forms import LONGEST, day_of
from guixiao.cases.models import Case


class Request(HttpRequest):
    """Behind LoginRequiredMiddleware a request has a user of ours."""

    user: User


@require_POST
@needs("pause_clocks")
@never_cache
def pause(request: Request, case: uuid.UUID) -> HttpResponse:
    rows = Case.objects.visible_to(request.user).select_related("round", "county", "town", "village", "school")
    found = rows.filter(pk=case).first()
    if found is None:
        raise Http404
    form = request.POST
    asked = actions.Asked(form.get("reason", "")[:40], day_of(form.get("first", "")), day_of(form.get("last", "")),
                          form.get("note", "").strip()[:LONGEST])  # fmt: skip
    try:
        actions.pause(request.user, found, asked)
    except actions.Refused as refused:
        messages.warning(request, wording.REFUSALS[refused.why])
    else:
        messages.success(request, _("已暂停。期限按停的天数往后推；已经记下的逾期不变。"))
    return redirect("case", found.pk)


@require_POST
@needs("pause_clocks")
@never_cache
def end(request: Request, pause: uuid.UUID) -> HttpResponse:
    found = Pause.objects.visible_to(request.user).select_related("case__town", "case__village", "case__county", "case__school")
    kept = found.filter(pk=pause).first()
    if kept is None:
        raise Http404
    if actions.end_pause(request.user, kept):
        messages.success(request, _("期限从今天起接着走。"))
    else:
        messages.warning(request, _("这次暂停已经结束了。"))
    return redirect("case", kept.case_id)
