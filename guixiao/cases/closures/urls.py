from django.urls import path

from guixiao.cases.closures import views

urlpatterns = [
    path("", views.closures, name="closures"),
    path("print/", views.printed, name="closures_print"),
    path("draws/", views.draws, name="draws"),
    path("draws/<uuid:draw>/", views.draw, name="draw"),
    path("draws/<uuid:draw>/print/", views.draw_print, name="draw_print"),
    path("samples/<uuid:sample>/look/", views.sample_look, name="sample_look"),
]
