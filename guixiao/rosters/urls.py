from django.urls import path

from guixiao.rosters.files import views as files
from guixiao.rosters.headers import views as headers
from guixiao.rosters.imports import views as imports
from guixiao.rosters.rows import views as rows

urlpatterns = [
    path("", imports.rosters, name="rosters"),
    path("upload/", imports.upload, name="roster_upload"),
    path("recount/", imports.recount, name="recount"),
    path("rounds/<int:round>/restore/", imports.restore, name="restore"),
    path("<uuid:version>/", imports.version, name="import"),
    path("<uuid:version>/confirm/", imports.confirm, name="import_confirm"),
    path("<uuid:version>/discard/", imports.discard, name="import_discard"),
    path("<uuid:version>/back/", imports.take_back, name="import_take_back"),
    path("<uuid:version>/again/", imports.try_again, name="import_again"),
    path("<uuid:version>/carry/", files.carry_over, name="carry_over"),
    path("files/<uuid:file>/headers/", headers.headers, name="file_headers"),
    path("files/<uuid:file>/rows/", rows.rows, name="file_rows"),
    path("files/<uuid:file>/rows.xlsx", rows.take_along, name="file_rows_workbook"),
    path("rows/<uuid:row>/", rows.row, name="row"),
    path("rows/<uuid:row>/undo/", rows.undo, name="row_undo"),
    path("files/<uuid:file>/slot/", files.slot, name="file_slot"),
    path("files/<uuid:file>/remove/", files.remove, name="file_remove"),
    path("files/<uuid:file>/original/", files.original, name="file_original"),
]
