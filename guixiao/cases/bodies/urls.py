from django.urls import path

from guixiao.cases.bodies import views

urlpatterns = [
    path("", views.bodies, name="bodies"),
    path("new/", views.new, name="new_body"),
    path("<uuid:body>/", views.body, name="body"),
    path("<uuid:body>/join/", views.body_join, name="body_join"),
    path("<uuid:body>/dissolve/", views.body_dissolve, name="body_dissolve"),
    path("members/<uuid:member>/leave/", views.body_leave, name="body_leave"),
]
