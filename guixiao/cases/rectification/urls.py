from django.urls import path

from guixiao.cases.rectification import views

urlpatterns = [
    path("", views.rectification, name="rectification"),
    path("print/", views.printed, name="rectification_print"),
    path("new/", views.new_inspection, name="new_inspection"),
    path("inspections/<uuid:inspection>/", views.inspection, name="inspection"),
    path("items/<uuid:item>/", views.item, name="item"),
    path("items/<uuid:item>/act/", views.item_act, name="item_act"),
    path("proofs/<int:proof>/", views.item_proof, name="item_proof"),
]
