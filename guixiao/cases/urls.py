from django.urls import path

from guixiao.cases import views
from guixiao.cases.attachments.urls import urlpatterns as attachments
from guixiao.cases.effort.views import efforts
from guixiao.cases.sheets import views as sheets

urlpatterns = [
    *attachments,
    path("verify/", views.cases, name="cases"),
    path("verify/many/", views.many, name="cases_many"),
    path("verify/sheet/", sheets.sheet, name="sheet"),
    path("verify/sheet/read/", sheets.sheet_read, name="sheet_read"),
    path("verify/sheet/<uuid:worklist>/", sheets.worklist, name="worklist"),
    path("verify/sheet/<uuid:worklist>/apply/", sheets.worklist_apply, name="worklist_apply"),
    path("verify/sheet/<uuid:worklist>/undo/", sheets.worklist_undo, name="worklist_undo"),
    path("cases/", efforts, name="efforts"),
    path("cases/<uuid:case>/", views.case, name="case"),
    path("cases/<uuid:case>/act/", views.act, name="case_act"),
]
