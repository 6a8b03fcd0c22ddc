from django.urls import path

from guixiao.reports import views

urlpatterns = [
    path("", views.home, name="home"),
    path("coverage/<str:place>/", views.coverage, name="coverage"),
    path("coverage/<str:place>/children/", views.children, name="children"),
    path("children/<uuid:child>/", views.child, name="child"),
]
