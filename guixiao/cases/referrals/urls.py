from django.urls import path

from guixiao.cases.referrals import answering, views

urlpatterns = [
    path("referrals/", views.referrals, name="referrals"),
    path("referrals/asked/", answering.asked_of_us, name="asked_of_us"),
    path("referrals/asked/<uuid:asked>/", answering.asked, name="asked"),
    path("referrals/<uuid:referral>/", views.referral, name="referral"),
    path("referrals/<uuid:referral>/act/", views.act, name="referral_act"),
    path("referrals/<uuid:referral>/sheet/", views.sheet, name="referral_sheet"),
    path("cases/<uuid:case>/refer/", views.refer, name="refer"),
    path("answer/<slug:token>/", answering.answer, name="answer"),
]
