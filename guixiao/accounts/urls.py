from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from guixiao.accounts import views
from guixiao.accounts.complaints import views as complaints
from guixiao.accounts.factor import views as factor
from guixiao.accounts.invitations import joining
from guixiao.accounts.invitations import views as invitations
from guixiao.accounts.people import views as people
from guixiao.accounts.sessions import ending as sessions
from guixiao.accounts.sessions.views import OwnPassword, SignIn, SignOut

urlpatterns = [
    path("login/", SignIn.as_view(), name="login"),
    path("logout/", SignOut.as_view(), name="logout"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("login/code/", factor.login_code, name="login_code"),
    path("me/", views.me, name="me"),
    path("me/second-factor/", factor.second_factor, name="second_factor"),
    path("me/sessions/end/", sessions.end, name="end_sessions"),
    path("me/password/", OwnPassword.as_view(), name="password"),
    path("complaints/", complaints.complaints, name="complaints"),
    path("complaints/received/", complaints.received, name="complaints_received"),
    path("complaints/<uuid:complaint>/answer/", complaints.answer_complaint, name="answer_complaint"),
    path("people/", people.people, name="people"),
    path("people/new/", people.new_person, name="new_person"),
    path("people/invitations/", invitations.invitations, name="invitations"),
    path("people/invitations/new/", invitations.new, name="new_invitation"),
    path("people/invitations/<int:invitation>/revoke/", invitations.revoke, name="revoke_invitation"),
    path("join/<str:token>/", joining.join, name="join"),
    path("people/<int:person>/", people.person, name="person"),
    path("people/<int:person>/posts/", people.give_post, name="give_post"),
    path("people/<int:person>/password/", people.renew_password, name="renew_password"),
    path("people/<int:person>/factor/", people.reset_factor, name="reset_factor"),
    path("people/<int:person>/closed/", people.close_account, name="close_account"),
    path("posts/<int:post>/end/", people.end_post, name="end_post"),
]
