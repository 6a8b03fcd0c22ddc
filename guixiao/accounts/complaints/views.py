"""Saying what is wrong, and answering it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guixiao.accounts.actions import Unchanged
from guixiao.accounts.complaints import actions
from guixiao.accounts.complaints.forms import AnswerForm, ComplaintForm
from guixiao.accounts.complaints.models import Complaint
from guixiao.accounts.complaints.rules import page_of
from guixiao.accounts.guard import needs

PER_PAGE = 25
MINE = 20  # of one's own that are shown


@never_cache
@needs("complain")
def complaints(request: Any) -> HttpResponse:
    """Everybody's own page: one form, and what was answered to what one signed."""
    form = ComplaintForm(request.POST or None, initial={"page": page_of(request.GET.get("from", ""))})
    if request.method == "POST" and form.is_valid():
        actions.complain(request.user, form.said())
        messages.success(request, _("已交给县控辍保学办和县领导。"))
        return redirect("complaints")
    mine = Complaint.objects.of(request.user).select_related("answered_by")[:MINE]
    context = {"form": form, "mine": mine, "area_of_page": "me"}
    return render(request, "complaints/complaints.html", context, status=422 if form.is_bound else 200)


@never_cache
@needs("complaints")
def received(request: Any) -> HttpResponse:
    return _received(request)


def _received(request: Any, wrong: dict[Any, str] | None = None) -> HttpResponse:
    answered = request.GET.get("state") == "answered"
    rows = Complaint.objects.visible_to(request.user).select_related("by", "answered_by")
    shown = rows.exclude(answered_at=None) if answered else rows.open()
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page", ""))
    told = [(row, (wrong or {}).get(row.pk, "")) for row in page]
    context = {
        "page": page,
        "rows": told,
        "answered": answered,
        "turn": "state=answered" if answered else "",
        "area_of_page": "me",
    }
    return render(request, "complaints/received.html", context, status=422 if wrong else 200)


@require_POST
@needs("complaints")
def answer_complaint(request: Any, complaint: UUID) -> HttpResponse:
    found = Complaint.objects.visible_to(request.user).select_related("county").filter(pk=complaint).first()
    if found is None:
        raise Http404
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _received(request, {found.pk: str(form.errors["answer"][0])})
    try:
        actions.answer(request.user, found, form.cleaned_data["answer"])
        messages.success(request, _("答复已发出。"))
    except Unchanged:
        messages.warning(request, _("已经有人答复了。"))
    return redirect("complaints_received")
