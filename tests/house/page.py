"""What a browser finds on a page: title, addresses, and what the policy forbids."""

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import unquote

from django.db import transaction
from django.test import Client

from staff import edits
from tests.matrix.scene import CANARY

ADDRESSES = ("href", "src", "action", "formaction", "hx-get", "hx-post", "hx-push-url", "poster")


class Page(HTMLParser):
    """What stands on a page: its title, its addresses, and what the policy forbids."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.lang = ""
        self.heading = ""
        self.addresses: list[str] = []
        self.inline: list[str] = []
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._inside = tag
        if tag == "html":
            self.lang = given.get("lang") or ""
        if tag == "style" or (tag == "script" and not given.get("src")):
            self.inline.append(f"<{tag}>")
        for name, value in given.items():
            if name == "style" or re.fullmatch(r"on\w+|hx-on.*|hx-vars", name):
                self.inline.append(f"<{tag} {name}>")
            if name in ADDRESSES or (name == "content" and "url=" in (value or "").lower()):
                self.addresses.append(value or "")
            if (value or "").strip().lower().startswith(("javascript:", "js:")):
                self.inline.append(f"<{tag} {name}={value}>")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "title":
            self.title += data
        elif self._inside in ("h1", "bdi"):
            self.heading += data


def says_the_name(text: str) -> bool:
    """Whether one word of the canary stands in a text, however an address would write it."""
    plain = unquote(text).casefold()
    return any(word.casefold() in plain for word in CANARY.split())


def is_outside(address: str) -> bool:
    """Whether an address leaves the house; a chart that the page carries in itself does not."""
    if address.startswith("data:image/svg+xml"):
        return False
    return bool(re.match(r"\s*([a-z][a-z0-9+.-]*:|//|\\\\)", address, re.IGNORECASE))


def seen(client: Client, url: str) -> dict[str, str]:
    """Return what an edit's form says it showed, and leave no trace of having looked."""
    with transaction.atomic():
        html = client.get(url).content.decode()
        transaction.set_rollback(True)
    found = re.search(rf'name="{edits.SEEN}" value="([^"]*)"', html)
    return {edits.SEEN: unescape(found[1])} if found else {}
