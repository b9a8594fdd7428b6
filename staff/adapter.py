"""allauth, told about the house: no self-made accounts, no mail, sign-ins recorded."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from staff import audit, backends, places, presence
from staff.models import User

# A person who has just signed in fully needs not type her password once more.
JUST_NOW = 5 * 60


class StaffAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_password": _("This password is not right."),
        "username_password_mismatch": _("This name and this password do not go together."),
        "too_many_login_attempts": _("Too many wrong tries. Wait five minutes, then try again."),
        "rate_limited": _("Too many tries. Wait one minute, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by a coordinator."""
        return False

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """Escale sends no mail: a name in a mailbox is a leak."""

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """allauth's own "signed in as ..." messages say a name on a screen others see."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Wrong tries are counted where they are made: nobody locks a colleague out from afar."""
        key, rates = places.budget(request, credentials.get("username", "").lower())
        self._login_failed_rl_usage = ratelimit.consume(
            request,
            app="allauth.account",
            action="login_failed",
            key=key,
            config={"login_failed": rates},
        )
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record the refusal. Which name was tried is not kept: it may be a password."""
        super().authentication_failed(request, **credentials)
        audit.record(by=None, action="sign_in_refused")

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """A passkey of the demonstration opens from this machine only, like its passwords."""
        if user.is_demo and not backends.is_loopback(request):
            return redirect("account_login")
        return super().pre_login(request, user, **kwargs)

    def get_login_stages(self) -> list[str]:
        return ["staff.second_factor.SecondFactorStage"]

    def logout(self, request: HttpRequest) -> None:
        """The others who work on this PC keep their place."""
        if isinstance(request.user, User):
            presence.forget(request.session, request.user)
        others = presence.entries(request.session)
        logout(request)
        presence.keep(request.session, others)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        entry = presence.entry_of(self.request.session, self.request.user)
        return entry is None or time.time() - entry["full_at"] > JUST_NOW

    def get_reauthentication_methods(self, user: Any) -> list[dict]:
        """The password, and nothing else."""
        return [
            {"id": "reauthenticate", "description": "", "url": reverse("account_reauthenticate")}
        ]
