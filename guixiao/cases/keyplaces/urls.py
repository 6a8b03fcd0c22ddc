from django.urls import path

from guixiao.cases.keyplaces import views

urlpatterns = [
    path("", views.key_places, name="key_places"),
    path("mark/", views.mark, name="mark_key_place"),
    path("<uuid:key_place>/end/", views.end, name="end_key_place"),
]
