from django.urls import path

from guixiao.cases.clocks import views

urlpatterns = [path("day/", views.day, name="day")]
