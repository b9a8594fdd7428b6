"""A real Chromium: one for the session, a new window for each test."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from staff.models import User
from tests.browser.chromium import DESK, FLAGS, chromium_path
from tests.browser.counting import COUNTS

# Playwright runs its own loop in this thread; Django's ORM is called beside it, never inside.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")
            item.add_marker(pytest.mark.django_db(transaction=True, databases=["default", "owner"]))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def window(chromium: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """Return a maker of windows: window(user), window(user, size=PHONE, javascript=False)."""
    contexts = []

    def make(
        user: User | None = None, *, size: dict[str, int] = DESK, javascript: bool = True
    ) -> Page:
        context = chromium.new_context(
            viewport=size,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            java_script_enabled=javascript,
            accept_downloads=True,
            base_url=live_server.url,
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        if user is not None:
            client = Client()
            client.force_login(user)
            value = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}]
            )
        context.add_init_script(COUNTS)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"JavaScript: {error}"))
        page.on("console", _refuse_csp_breach)
        return page

    yield make
    for context in contexts:
        context.close()
    _wait_until_answered()


AT_WORK = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user
      AND pid <> pg_backend_pid() AND state <> 'idle'
"""


def _wait_until_answered() -> None:
    """A request that a closed window had sent holds tables that are emptied after each test."""
    calm, give_up = 0, time.monotonic() + 10
    while calm < 3 and time.monotonic() < give_up:
        with connection.cursor() as cursor:
            cursor.execute(AT_WORK)
            calm = 0 if cursor.fetchone()[0] else calm + 1
        time.sleep(0.03)


def _refuse_csp_breach(message) -> None:
    if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
        pytest.fail(message.text)


# Only what is wrong is carried over: to list all that is right costs half as much again.
AXE_FINDS = "axe.run({resultTypes: ['violations']}).then(({violations}) => ({violations}))"


def accessible(page: Page) -> None:
    """Fail on anything that axe finds on this page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = AxeResults(page.evaluate(AXE_FINDS))
    assert not found.violations_count, found.generate_report()
