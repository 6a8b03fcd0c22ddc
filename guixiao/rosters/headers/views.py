"""Which column was read as what, and the way to say it otherwise: remembered for this county's next files too."""

import re
import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from guixiao.accounts.guard import needs
from guixiao.rosters.files.views import file_or_404
from guixiao.rosters.headers.actions import remember
from guixiao.rosters.headers.columns import answers, choices, columns_of, field_names
from guixiao.rosters.imports.views import Request, act
from guixiao.rosters.models import ImportFile
from guixiao.rosters.policies import policy_of


@needs("load_rosters")
def headers(request: Request, file: uuid.UUID) -> HttpResponse:
    item = file_or_404(request, file)
    if not item.roster or not item.receipt:
        raise Http404
    return _say(request, item) if request.method == "POST" else _show(request, item)


def _show(request: Request, item: ImportFile) -> HttpResponse:
    names = field_names(item.roster, policy_of(item.version, timezone.localdate()))
    context = {"item": item, "version": item.version, "columns": columns_of(item), "names": names, "choices": choices(names)}
    return render(request, "rosters/headers.html", context | {"section": "rosters"})


def _say(request: Request, item: ImportFile) -> HttpResponse:
    posted = [(int(name[1:]), str(value)) for name, value in request.POST.items() if re.fullmatch(r"c\d{1,3}", name)]
    told = answers(columns_of(item), posted, item.roster)
    if not told:
        messages.info(request, _("没有改动。"))
        return redirect("import", item.version_id)
    messages.success(request, _("记住了，以后这样的表头都照此读。正在重读这些文件。"))
    return act(request, item.version, lambda: remember(item, told, request.user))
