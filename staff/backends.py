"""How a sign-in is checked: allauth's flow, our accounts, the demonstration on this machine."""

import ipaddress
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from staff.models import User


def is_loopback(request: HttpRequest | None) -> bool:
    """Whether the request comes from this very machine and through no proxy."""
    if request is None or "HTTP_X_FORWARDED_FOR" in request.META:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


class StaffBackend(AuthenticationBackend):
    """allauth's check of name and password; the demonstration's accounts open from here only."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        user = super().authenticate(request, **credentials)
        if user is not None and user.is_demo and not is_loopback(request):
            return None
        return user

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()
