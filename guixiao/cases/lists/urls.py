from django.urls import path

from guixiao.cases.lists import views

urlpatterns = [
    path("", views.lists, name="lists"),
    path("tasks/", views.tasks, name="tasks"),
    path("tasks/print/", views.tasks_print, name="tasks_print"),
]
