from django.urls import path

from guixiao.cases.moves import views

urlpatterns = [
    path("cases/<uuid:case>/move/", views.case_move, name="case_move"),
    path("moves/", views.moves, name="moves"),
    path("moves/proof/<uuid:proof>/", views.moved_proof, name="moved_proof"),
    path("moves/<uuid:move>/", views.move, name="move"),
]
