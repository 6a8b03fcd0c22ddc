"""The doors: in, out, and one's own password."""

from typing import Any

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone

from guixiao.accounts.actions import choose_password
from guixiao.accounts.factor.standing import has
from guixiao.accounts.sessions.actions import close_session, open_session, refuse_sign_in, seconds_to_wait
from guixiao.accounts.sessions.forms import SignInForm
from guixiao.accounts.sessions.half import note_device, wait_for_code
from guixiao.lib.addresses import cleaned_address
from guixiao.lib.masks import as_typed


def address_of(request: HttpRequest) -> str:
    """Where the request came from; behind a proxy what the proxy itself wrote last."""
    said = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_PROXY else ""
    return (said.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", ""))[:45]


class SignIn(LoginView):
    template_name = "accounts/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever has to wait is told so, and the password is not even looked at."""
        wait = seconds_to_wait(self.username, address_of(request), timezone.now())
        if wait > 0:
            return self.render_to_response({"form": SignInForm(), "wait": wait, "next": self.get_redirect_url()}, status=429)
        return super().post(request, *args, **kwargs)

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        """Where one wanted to go, less a number that stood in it."""
        return cleaned_address(super().get_redirect_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["form"].data = as_typed(context["form"].data)
        return context | {"expired": context["form"].has_error("__all__", "expired"), "idle": "idle" in self.request.GET}

    @property
    def username(self) -> str:
        return self.request.POST.get("username", "")[:60].strip()

    def form_invalid(self, form: Any) -> HttpResponse:
        refuse_sign_in(self.username, address_of(self.request))
        return super().form_invalid(form)

    def form_valid(self, form: Any) -> HttpResponse:
        """Whoever has a second factor is not in yet."""
        user = form.get_user()
        if settings.SECOND_FACTOR_ROLES and not user.demo and has(user):
            wait_for_code(self.request, user, self.get_success_url())
            return redirect("login_code")
        answer = super().form_valid(form)
        note_device(self.request)
        open_session(user, address_of(self.request))
        return answer


class SignOut(LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            close_session(request.user)
        return super().post(request, *args, **kwargs)


class OwnPassword(PasswordChangeView):
    """One's own password; a handed-out one leads nowhere else (`own_password_first`)."""

    template_name = "accounts/password.html"
    form_class = PasswordChangeForm
    success_url = reverse_lazy("me")

    def form_valid(self, form: Any) -> HttpResponse:
        choose_password(form.user, form.cleaned_data["new_password1"], here=self.request.session.session_key)
        update_session_auth_hash(self.request, form.user)
        return redirect(str(self.success_url))
