from django.contrib.auth.decorators import login_not_required
from django.urls import path

from guixiao.api import views
from guixiao.api.v1 import api

machines = api.urls
for route in machines[0]:
    assert route.callback is not None
    login_not_required(route.callback)  # the bearer of a token is asked for by the API itself

urlpatterns = [
    path("me/tokens/", views.tokens, name="tokens"),
    path("me/tokens/<int:token>/revoke/", views.revoke, name="revoke_token"),
    path("api/v1/", machines),
]
