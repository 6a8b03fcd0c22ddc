"""What is done with one file: its slot, out of the import, carried over, its original."""

import uuid

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from guixiao.accounts.guard import needs
from guixiao.rosters.files import actions
from guixiao.rosters.files.store import path_of
from guixiao.rosters.imports import page
from guixiao.rosters.imports.views import Request, act, import_or_404
from guixiao.rosters.models import ImportFile
from guixiao.rosters.wording import ROSTERS
from guixiao.vault.files import unsealed


def file_or_404(request: Request, file: uuid.UUID) -> ImportFile:
    found = ImportFile.objects.visible_to(request.user).select_related("file", "version__county", "read_in__version")
    return get_object_or_404(found, pk=file)


@needs("load_rosters")
@require_POST
def slot(request: Request, file: uuid.UUID) -> HttpResponse:
    """Say which roster the file is; an empty choice lets its headers decide."""
    found, roster = file_or_404(request, file), request.POST.get("roster", "")
    if roster and roster not in ROSTERS:
        raise Http404
    return act(request, found.version, lambda: actions.choose_slot(found, roster, request.user))


@needs("load_rosters")
@require_POST
def remove(request: Request, file: uuid.UUID) -> HttpResponse:
    found = file_or_404(request, file)
    return act(request, found.version, lambda: actions.remove_file(found, request.user))


@needs("load_rosters")
@require_POST
def carry_over(request: Request, version: uuid.UUID) -> HttpResponse:
    """The last version's files of one roster into this import."""
    found, roster = import_or_404(request, version), request.POST.get("roster", "")
    last = page.last_import(found.county)
    if roster not in ROSTERS or last is None or last == found:
        raise Http404
    return act(request, found, lambda: actions.carry_over(found, roster, last, request.user))


@needs("load_rosters")
@require_POST
def original(request: Request, file: uuid.UUID) -> HttpResponseBase:
    """The file as it came, byte for byte; who took it is recorded."""
    found = file_or_404(request, file)
    actions.record_download(found, request.user, "original")
    answer = StreamingHttpResponse(unsealed(path_of(found.file.place)), content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = content_disposition_header(True, found.file.name) or "attachment"
    answer.headers["Content-Length"] = str(found.file.size)
    answer.headers["Cache-Control"] = "no-store"
    return answer
