"""allauth, told about the house: no self-made accounts, no mail, sign-ins recorded."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from staff import audit


class StaffAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by a coordinator."""
        return False

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """Escale sends no mail: a name in a mailbox is a leak."""

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """allauth's own "signed in as ..." messages say a name on a screen others see."""

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record the refusal. Which name was tried is not kept: it may be a password."""
        super().authentication_failed(request, **credentials)
        audit.record(by=None, action="sign_in_refused")
