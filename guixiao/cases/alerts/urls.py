from django.urls import path

from guixiao.cases.alerts import views
from guixiao.cases.alerts.absence.views import absences

urlpatterns = [
    path("absence/", absences, name="absences"),
    path("alerts/", views.alerts, name="alerts"),
    path("alerts/<uuid:alert>/", views.alert, name="alert"),
    path("alerts/<uuid:alert>/answer/", views.answer, name="answer_alert"),
    path("children/<uuid:child>/alert/", views.new, name="raise_alert"),
]
