from django.urls import path

from guixiao.cases.attachments import views

urlpatterns = [
    path("cases/proofs/<uuid:proof>/", views.proof, name="proof"),
    path("cases/proofs/<uuid:proof>/small/", views.proof_small, name="proof_small"),
    path("cases/proofs/<uuid:proof>/withdraw/", views.proof_withdraw, name="proof_withdraw"),
    path("cases/events/<uuid:event>/proofs/", views.proof_add, name="proof_add"),
]
