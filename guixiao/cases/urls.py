from django.urls import path

from guixiao.cases import views

urlpatterns = [
    path("verify/", views.cases, name="cases"),
    path("verify/many/", views.many, name="cases_many"),
    path("cases/<uuid:case>/", views.case, name="case"),
    path("cases/<uuid:case>/act/", views.act, name="case_act"),
]
