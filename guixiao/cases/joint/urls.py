from django.urls import path

from guixiao.cases.joint import views

urlpatterns = [
    path("", views.joint_actions, name="joint_actions"),
    path("new/", views.new_joint, name="new_joint"),
    path("<uuid:joint>/", views.joint_action, name="joint_action"),
]
