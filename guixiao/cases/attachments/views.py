"""A file kept as proof, its small picture, one more for an event, and one taken back. Each with the case's own scope check."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guixiao.accounts.guard import needs
from guixiao.accounts.models import User
from guixiao.cases.attachments import actions, store
from guixiao.cases.attachments.models import Attachment, Proof
from guixiao.cases.attachments.rules import may_withdraw
from guixiao.cases.attachments.wording import UNFIT
from guixiao.cases.findings import lines_of, roles_of
from guixiao.cases.looks.sight import sight_in
from guixiao.cases.models import Event

LONGEST = 500
JPEG, PDF = "image/jpeg", "application/pdf"
ALONE = "default-src 'none'; sandbox; frame-ancestors 'none'"  # even if a browser took it for a page, nothing in it runs


class Request(HttpRequest):
    """Behind LoginRequiredMiddleware a request has a user of ours."""

    user: User


def proof_or_404(request: Request, key: uuid.UUID) -> Proof:
    rows = Proof.objects.visible_to(request.user)
    found = rows.select_related("attachment", "event__case__child", "event__case__round").filter(pk=key).first()
    if found is None or not sight_in(request, found.event.case).shows(found.event):
        raise Http404
    return found


@needs("verify")
@never_cache
def proof(request: Request, proof: uuid.UUID) -> HttpResponseBase:
    """The file: a picture in the browser, a PDF only to keep."""
    found = proof_or_404(request, proof)
    return sent(request.user, found, small=False)


@needs("verify")
@never_cache
def proof_small(request: Request, proof: uuid.UUID) -> HttpResponseBase:
    found = proof_or_404(request, proof)
    if not found.attachment.is_picture:
        raise Http404
    return sent(request.user, found, small=True)


def sent(user: User, found: Proof, *, small: bool) -> HttpResponseBase:
    """The content, and who looked at it in the log; the caller has asked whether this person may."""
    actions.record_look(user, found, small=small)
    return file_of(found.attachment, small=small)


def file_of(kept: Attachment, *, small: bool) -> HttpResponseBase:
    """The content as it is sent: nothing in it runs. The caller has asked whether this person may, and told the log."""
    answer = StreamingHttpResponse(store.content_of(kept.pk, thumb=small), content_type=JPEG if kept.is_picture else PDF)
    answer.headers["Content-Disposition"] = content_disposition_header(not kept.is_picture, kept.name) or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = ALONE
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@needs("verify")
@never_cache
@require_POST
def proof_withdraw(request: Request, proof: uuid.UUID) -> HttpResponse:
    found = proof_or_404(request, proof)
    case, why = found.event.case, request.POST.get("why", "").strip()[:LONGEST]
    own = found.attachment.added_by_id == request.user.pk
    if not may_withdraw(own=own, roles=roles_of(request.user, case)):
        messages.warning(request, _("只有上传的人和县里能收回这份佐证。"))
    elif not why:
        messages.warning(request, _("请写一句为什么收回。"))
    elif actions.withdraw(request.user, found, why):
        messages.success(request, _("佐证已收回，谁也看不到了；收回这件事留在经过里。"))
    return redirect("case", case.pk)


@needs("verify")
@never_cache
@require_POST
def proof_add(request: Request, event: uuid.UUID) -> HttpResponse:
    """One more proof of what was recorded before."""
    found = Event.objects.visible_to(request.user).select_related("case__child", "case__round").filter(pk=event).first()
    if found is None or not sight_in(request, found.case).shows(found):
        raise Http404
    uploads = request.FILES.getlist("proofs")
    if not lines_of(request.user, found.case):
        messages.warning(request, _("您的岗位不在这个孩子的双线上，不能补佐证。"))
    elif not uploads:
        messages.warning(request, _("没有选文件。"))
    else:
        with actions.taken_in(request.user, uploads) as taken:
            actions.attach(request.user, [found], taken.kept)
        tell_unfit(request, taken)
        if taken.kept:
            messages.success(request, _("佐证已补上。"))
    return redirect("case", found.case_id)


def tell_unfit(request: Any, taken: actions.TakenIn) -> None:
    """Each file that was not kept, why, and what to do."""
    for name, why in taken.unfit:
        messages.warning(request, _("“%(name)s”没有收下：%(why)s") % {"name": name[:80], "why": UNFIT[why]})
