"""Inviting people, for whoever gives posts in the county."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guixiao.accounts.actions import Unchanged
from guixiao.accounts.guard import needs
from guixiao.accounts.invitations import actions, wording
from guixiao.accounts.invitations.forms import InviteForm
from guixiao.accounts.invitations.models import Invitation
from guixiao.lib.masks import as_typed

PER_PAGE = 25


@needs("manage_posts")
@never_cache
def invitations(request: Any) -> HttpResponse:
    rows = Invitation.objects.visible_to(request.user).select_related("area", "school", "by", "taken_by")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page", ""))
    told = [(row, wording.MARKS[row.state], wording.STATES[row.state]) for row in page]
    return render(request, "accounts/invitations.html", {"page": page, "rows": told, "turn": "", "area_of_page": "people"})


@never_cache
@needs("manage_posts")
def new(request: Any) -> HttpResponse:
    form = InviteForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        return _handed(request, actions.invite(request.user, name=form.cleaned_data["name"], post=form.post()))
    status = 422 if form.is_bound else 200
    form.data = as_typed(form.data)
    return render(request, "accounts/new_invitation.html", {"form": form, "area_of_page": "people"}, status=status)


def _handed(request: Any, handed: actions.Handed) -> HttpResponse:
    """Link and code are on this page and nowhere else."""
    link = request.build_absolute_uri(f"/join/{handed.token}/")
    context = {"invitation": handed.invitation, "link": link, "code": handed.code, "area_of_page": "people"}
    answer = render(request, "accounts/invited.html", context)
    answer.headers["Referrer-Policy"] = "strict-origin"
    return answer


@require_POST
@needs("manage_posts")
def revoke(request: Any, invitation: int) -> HttpResponse:
    found = Invitation.objects.visible_to(request.user).select_related("area", "school__area").filter(pk=invitation).first()
    if found is None:
        raise Http404
    try:
        actions.revoke(request.user, found)
        messages.success(request, _("邀请已收回，链接打不开了。"))
    except Unchanged:
        messages.warning(request, _("这份邀请已经用掉或收回了。"))
    return redirect("invitations")
