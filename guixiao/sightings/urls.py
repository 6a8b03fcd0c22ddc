from django.urls import path

from guixiao.sightings import views

urlpatterns = [
    path("new/", views.new, name="new_child"),
    path("new/alike/", views.alike_so_far, name="alike"),
    path("met/", views.met, name="sightings"),
    path("<uuid:child>/met/", views.one, name="sighting"),
    path("<uuid:child>/met/correct/", views.correct, name="correct_sighting"),
    path("<uuid:child>/met/withdraw/", views.withdraw, name="withdraw_sighting"),
    path("<uuid:child>/met/again/", views.take_back, name="take_back_sighting"),
]
