"""Whose budget a wrong password is counted on: a place that knows the person, or everywhere else.

Counting per name alone lets anybody lock a nurse out from elsewhere; counting per name and address
lets somebody with twelve addresses try twelve times as often. So tries from an enrolled PC, or from
a browser where this very person has signed in before, have a budget of their own, and all the
others share one, wherever they come from.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from staff import enrolled

COOKIE = "escale_known"
SALT = "staff.places"
KEPT = 60 * 60 * 24 * 180
MOST_PEOPLE = 12  # on one browser; the cookie stays small

KNOWN_RATES = "5/5m/key,20/h/key"
ELSEWHERE_RATES = "10/m/ip,5/5m/key,20/h/key"


def _mark(username: str) -> str:
    """What stands in the cookie for a person: nobody reads her name in it."""
    return salted_hmac(SALT, username.lower(), algorithm="sha256").hexdigest()[:16]


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    """Return the browser's number and the marks of those who have signed in on it."""
    try:
        value = request.get_signed_cookie(COOKIE, salt=SALT, max_age=KEPT) or ""
    except (KeyError, signing.BadSignature):
        return "", []
    browser, *marks = value.split(".")
    return browser, marks


def budget(request: HttpRequest, username: str) -> tuple[str, str]:
    """Return the key and the rates on which a try for this name counts."""
    device = enrolled.trusted(request)
    browser, marks = _read(request)
    if device is not None:
        return f"{username}:pc-{device.pk}", KNOWN_RATES
    if _mark(username) in marks:
        return f"{username}:browser-{browser}", KNOWN_RATES
    return f"{username}:elsewhere", ELSEWHERE_RATES


def remember(request: HttpRequest, response: HttpResponse, username: str) -> None:
    """This person has signed in on this browser."""
    browser, marks = _read(request)
    mark = _mark(username)
    if mark in marks:
        return
    value = ".".join([browser or secrets.token_hex(8), *[mark, *marks][:MOST_PEOPLE]])
    response.set_signed_cookie(
        COOKIE,
        value,
        salt=SALT,
        max_age=KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
