from django.urls import path

from guixiao.cases.chain import handing, views

urlpatterns = [
    path("cases/<uuid:case>/chain/", views.case_chain, name="case_chain"),
    path("chain/", views.chain_places, name="chain_places"),
    path("chain/<str:place>/", views.place_chain, name="place_chain"),
    path("posts/<int:post>/hand-over/", handing.hand_over, name="hand_over"),
]
