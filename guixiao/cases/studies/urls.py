from django.urls import path

from guixiao.cases.studies import views

urlpatterns = [
    path("", views.studies, name="studies"),
    path("new/", views.new_study, name="new_study"),
    path("tasks/", views.study_tasks, name="study_tasks"),
    path("<uuid:study>/", views.study, name="study"),
    path("<uuid:study>/end/", views.study_end, name="study_end"),
    path("<uuid:study>/decide/", views.study_decide, name="study_decide"),
    path("decisions/<uuid:decision>/done/", views.decision_done, name="decision_done"),
]
