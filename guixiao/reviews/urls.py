from django.urls import path

from guixiao.reviews import views

urlpatterns = [
    path("review/", views.review, name="review"),
    path("review/list/", views.doubts, name="doubts"),
    path("review/undo/", views.undo, name="undo_decision"),
    path("review/<uuid:doubt>/", views.doubt, name="doubt"),
    path("review/<uuid:doubt>/decide/", views.decide, name="decide"),
    path("review/<uuid:doubt>/skip/", views.skip, name="skip_doubt"),
    path("review/<uuid:doubt>/reveal/", views.reveal, name="reveal_doubt"),
]
