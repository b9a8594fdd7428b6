"""Point 18: what surrounds every answer: policy, cookies, cache, and no other house.

Point 15 holds because of it: what no browser keeps, the back button does not show.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from tests.house.page import Page, is_outside
from tests.house.walk import Visit

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

POLICY = {
    "default-src": {"'self'"},
    "img-src": {"'self'", "data:"},
    "form-action": {"'self'"},
    "frame-ancestors": {"'none'"},
    "base-uri": {"'none'"},
    "object-src": {"'none'"},
}
# What is downloaded does nothing at all, whoever opens it where.
# What leaves as a file: a page that is none.
FILES = {"cases:document_file", "cases:take_lawyer_copy"}
POLICY_OF_FILES = {"sandbox": set(), "default-src": {"'none'"}}


# Every answer says this too: no frame, no guess of a type, no address told elsewhere.
ALSO = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def wrong_with(visit: Visit) -> Iterator[str]:
    """Yield what is wrong with one answer."""
    response = visit.response
    if "no-store" not in response.headers.get("Cache-Control", ""):
        yield f"may be kept by the browser: {response.headers.get('Cache-Control')}"
    for name, value in ALSO.items():
        if response.headers.get(name) != value:
            yield f"{name} is {response.headers.get(name)}"
    yield from wrong_with_cookies(response)
    is_file = visit.route is not None and visit.route.name in FILES
    yield from wrong_with_policy(response, is_file=is_file and response.status_code == 200)
    if visit.is_page:
        yield from wrong_with_html(visit.html)


def wrong_with_html(html: str) -> Iterator[str]:
    page = Page(html)
    for address in page.addresses:
        if is_outside(address):
            yield f"leads outside: {address}"
    for inline in page.inline:
        yield f"the policy forbids {inline}"


def wrong_with_cookies(response: HttpResponse, *, is_tls: bool = False) -> Iterator[str]:
    for name, cookie in response.cookies.items():
        if cookie["max-age"] == 0 and not cookie.value:
            continue  # this answer removes it
        if not cookie["httponly"] or cookie["samesite"] not in ("Lax", "Strict"):
            yield f"the cookie {name} is open: {cookie.OutputString()}"
        if is_tls and not cookie["secure"]:
            yield f"the cookie {name} goes without TLS: {cookie.OutputString()}"


def policy_of(response: HttpResponse) -> dict[str, set[str]]:
    header = response.headers.get("Content-Security-Policy", "")
    parts = [part.split() for part in header.split(";") if part.strip()]
    return {directive: set(values) for directive, *values in parts}


def wrong_with_policy(response: HttpResponse, *, is_file: bool = False) -> Iterator[str]:
    if policy_of(response) != (POLICY_OF_FILES if is_file else POLICY):
        yield f"the policy is {response.headers.get('Content-Security-Policy')}"


DEPLOYED = """
import django, json
django.setup()
from django.conf import settings
names = [name for name in dir(settings) if name.endswith(("_SECURE", "_HTTPONLY", "_SAMESITE"))]
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def deployed(*command: str) -> subprocess.CompletedProcess[str]:
    """Run a command as on a server behind TLS, warnings being failures."""
    # The tests in a browser set it for their whole process.
    inherited = {k: v for k, v in os.environ.items() if k != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    return subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env={
            **inherited, "DJANGO_SETTINGS_MODULE": "config.settings", "ESCALE_TLS": "1",
            "ALLOWED_HOSTS": "escale.example",
        },
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip


def test_the_deployment_check_is_clean() -> None:
    done = deployed("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_behind_tls_each_cookie_is_secure() -> None:
    found = json.loads(deployed("-c", DEPLOYED).stdout)
    assert len(found) > 6
    for name, value in found.items():
        assert value in (True, "Lax", "Strict"), name


def test_a_host_that_is_not_ours_is_answered_with_a_page() -> None:
    """Also before anybody is known: the page of error asks for neither session nor person."""
    client = Client(raise_request_exception=False)
    response = client.get("/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert list(wrong_with_html(response.content.decode())) == []


# --- the checks can fail ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://elsewhere.example/a.js"></script>',
        '<img src="//elsewhere.example/a.png">',
        '<a href="http://elsewhere.example">',
        "<script>alert(1)</script>",
        "<style>p {}</style>",
        '<p style="color: red">',
        '<p onclick="x()">',
        '<p hx-on:click="x()">',
        '<a href="javascript:x()">',
    ],
)
def test_a_careless_page_is_found(html: str) -> None:
    assert list(wrong_with_html(html))


def test_a_careless_answer_is_found() -> None:
    response = HttpResponse("<p>Awa</p>")
    response.headers["Content-Security-Policy"] = "default-src 'self' 'unsafe-inline'"
    response.set_cookie("planted", "1")
    found = "\n".join(wrong_with(Visit(None, "nobody", "get", "/", response)))
    for what in ("policy is", "is open", "may be kept", "X-Frame-Options is None"):
        assert what in found
    assert list(wrong_with_cookies(response, is_tls=True))[-1].startswith("the cookie planted goes")


def test_a_deployment_without_tls_is_found() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "ESCALE_TLS": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "SESSION_COOKIE_SECURE" in done.stderr
