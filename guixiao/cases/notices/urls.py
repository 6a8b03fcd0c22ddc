from django.urls import path

from guixiao.cases.notices import views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/seen/", views.seen, name="notices_seen"),
    path("notices/channels/", views.new_channel, name="channel_new"),
    path("notices/channels/<uuid:channel>/try/", views.try_channel, name="channel_try"),
    path("notices/channels/<uuid:channel>/end/", views.end_channel, name="channel_end"),
]
