from django.urls import path

from guixiao.cases.orders import drafting, views

urlpatterns = [
    path("", views.orders, name="orders"),
    path("new/", drafting.new, name="new_order"),
    path("drafts/<uuid:draft>/", drafting.draft, name="order_draft"),
    path("drafts/<uuid:draft>/children/", drafting.children, name="order_draft_children"),
    path("drafts/<uuid:draft>/issue/", drafting.issue, name="issue_order"),
    path("drafts/<uuid:draft>/discard/", drafting.discard, name="discard_order_draft"),
    path("<uuid:order>/", views.order, name="order"),
    path("<uuid:order>/children/", views.children, name="order_children"),
    path("<uuid:order>/print/", views.printed, name="order_print"),
    path("<uuid:order>/acknowledge/", views.acknowledge, name="acknowledge_order"),
    path("<uuid:issued>/withdraw/", views.withdraw, name="withdraw_order"),
]
