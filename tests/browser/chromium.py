"""Which Chromium, how it is started, and the two sizes of screen that count."""

import os
from pathlib import Path

CANDIDATES = [
    f"/usr/bin/{name}"
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync",
         "--disable-component-update", "--disable-quic", "--no-first-run"]  # fmt: skip
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}


def chromium_path() -> str | None:
    """Return CHROMIUM or one of the usual places; None leaves Playwright its own download."""
    found = [os.environ.get("CHROMIUM", ""), *CANDIDATES]
    return next((path for path in found if path and Path(path).exists()), None)
