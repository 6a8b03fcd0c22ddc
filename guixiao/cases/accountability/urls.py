from django.urls import path

from guixiao.cases.accountability import views

urlpatterns = [
    path("", views.accountability, name="accountability"),
    path("print/", views.printed, name="accountability_print"),
    path("duties/<int:breach>/answer/", views.answer_breach, name="answer_breach"),
    path("orders/<int:addressee>/answer/", views.answer_order, name="answer_missed_order"),
]
