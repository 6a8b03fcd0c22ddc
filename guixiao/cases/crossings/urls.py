from django.urls import path

from guixiao.cases.crossings import glass_views, views

urlpatterns = [
    path("looks/outside/", views.outside, name="outside"),
    path("looks/mine/", views.mine, name="crossings_mine"),
    path("looks/mine/<uuid:mine>/answer/", views.answer, name="crossing_answer"),
    path("looks/emergency/", glass_views.glass, name="glass"),
    path("looks/emergency/end/", glass_views.end, name="glass_end"),
    path("looks/review/", views.crossings, name="crossings"),
    path("looks/review/<uuid:crossing>/", views.crossing, name="crossing"),
    path("looks/review/<uuid:crossing>/remark/", views.remark, name="crossing_remark"),
]
