from django.urls import path

from guixiao.cases.looks import views

urlpatterns = [
    path("cases/<uuid:case>/matters/", views.open_matters, name="open_matters"),
    path("children/<uuid:child>/looks/", views.who_looked, name="who_looked"),
]
