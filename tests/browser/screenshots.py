"""`make screenshots`: the pictures of the README and the guide, from a demonstration of their own.

Each main page at the size of the shared PC and of a phone, in French, with invented data.
"""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import DESK, FLAGS, PHONE, chromium_path

ROOT = Path(__file__).resolve().parent.parent.parent
IMAGES = ROOT / "docs" / "guide" / "images"
SIZES = {"desk": DESK, "phone": PHONE}
PASSWORD = "demo-escale-2026"
START_SECONDS = 120  # the demonstration is written first, on a machine that may be slow

# picture: (sign-in name, address, what is done there before the picture)
PAGES: dict[str, tuple[str, str, str]] = {
    "sign-in": ("", "/sign-in/", ""),
    "reception": ("accueil", "/reception/", ""),
    "reception-search": ("accueil", "/reception/", "type diallo"),
    "new-minor": ("accueil", "/minors/new/", ""),
    "new-minor-errors": ("accueil", "/minors/new/", "submit"),
    "queues": ("accueil", "/queues/", ""),
    "tallies": ("accueil", "/tallies/", ""),
    "tonight": ("accueil", "/tonight/", ""),
    "activities": ("sociale", "/activities/", ""),
    "case": ("accueil", "/reception/", "open case"),
    "case-identity": ("accueil", "/reception/", "open case identity"),
    "nurse-queue": ("infirmiere", "/desk/", ""),
    "health": ("infirmiere", "/desk/", "open waiting"),
    "consultation-new": ("infirmiere", "/desk/", "open waiting new"),
    "referrals-awaiting": ("sociale", "/referrals/", ""),
    "referrals": ("sociale", "/referrals/", "open referral"),
    "referral-new": ("sociale", "/desk/", "open waiting new"),
    "week": ("coordination", "/reports/", ""),
    "week-full": ("coordination", "/reports/", "full"),
    "partners": ("coordination", "/partners/", ""),
    "partner": ("coordination", "/partners/?q=COMEDE", "open first"),
    "partner-edit": ("coordination", "/partners/?q=COMEDE", "open first new"),
    "team": ("coordination", "/team/", ""),
    "account-edit": ("coordination", "/team/", "open first"),
    "account-new": ("coordination", "/team/new/", ""),
    "sites": ("coordination", "/sites/", ""),
    "hours": ("coordination", "/sites/", "open hours"),
    "desks": ("coordination", "/desks/", ""),
    "rights": ("coordination", "/rights/", ""),
    "account": ("infirmiere", "/account/", ""),
    "styleguide": ("accueil", "/styleguide/", "full"),
    "refusal": ("accueil", "/team/", ""),
}
# Those that the README shows.
KEPT = ["sign-in", "reception", "reception-search", "new-minor", "queues", "case", "nurse-queue",
        "health", "consultation-new", "referrals-awaiting", "referrals", "week"]  # fmt: skip


@contextmanager
def demonstration() -> Iterator[str]:
    """Serve a new demonstration; yields its address, and leaves nothing behind."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"ESCALE_VAR_DIR": folder, "PORT": str(port)}
        manage = [sys.executable, str(ROOT / "manage.py")]
        subprocess.run([*manage, "collectstatic", "--noinput", "-v0"], env=environment, check=True)
        server = subprocess.Popen([*manage, "serve"], env=environment, stdout=subprocess.DEVNULL)
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(address)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=15)


def wait_for(address: str) -> None:
    """Return once the server answers; raises TimeoutError after START_SECONDS."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{address}/sign-in/", timeout=2).close()  # noqa: S310
        except OSError:
            time.sleep(0.3)
        else:
            return
    raise TimeoutError(f"{address} does not answer")


def sign_in(page: Page, username: str) -> None:
    page.goto("/sign-in/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", PASSWORD)
    page.locator("main .btn-primary").click()
    page.wait_for_load_state()


def prepare(page: Page, doing: str) -> None:
    """Bring the page to the state of its picture."""
    verb, _space, what = doing.partition(" ")
    if verb == "type":
        page.locator("main [data-search-box]").press_sequentially(what)
        page.wait_for_selector("#found [data-search-item]")
        page.wait_for_selector("main [data-search-box]:not([data-search-stale])")
    elif verb == "submit":
        page.locator("main .form-actions .btn-primary").click()
    elif verb == "open":
        open_one(page, what)


def open_one(page: Page, what: str) -> None:
    links = {
        "case": "#present .person-name",
        "case identity": "#present .person-name",
        "referral": "main a[href*='/referrals/']",
        "first": "main td a",
        "hours": "main a[href$='/hours/']",
    }
    page.locator(links.get(what, "main .rows .person-name")).first.click()
    page.wait_for_load_state()
    if what.endswith("identity"):
        page.goto(re.sub(r"/$", "/identity/", page.url))
    if what.endswith("new"):
        page.locator("main .btn-primary").first.click()
    page.wait_for_load_state()


def take(browser: Browser, address: str, names: list[str], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for size, viewport in SIZES.items():
        for username in dict.fromkeys(PAGES[name][0] for name in names):
            context = browser.new_context(viewport=viewport, locale="fr-FR", base_url=address)
            page = context.new_page()
            if username:
                sign_in(page, username)
            for name in names:
                if PAGES[name][0] == username:
                    page.goto(PAGES[name][1])
                    prepare(page, PAGES[name][2])
                    page.wait_for_timeout(150)
                    full = PAGES[name][2] == "full"
                    page.screenshot(path=folder / f"{name}-{size}.png", full_page=full)
            context.close()


def main() -> None:
    """`--all FOLDER` takes every page into a folder; without it, the kept ones into docs/."""
    everything = "--all" in sys.argv
    folder = Path(sys.argv[-1]) if everything else IMAGES
    with demonstration() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        take(browser, address, list(PAGES) if everything else KEPT, folder)
        browser.close()


if __name__ == "__main__":
    main()
