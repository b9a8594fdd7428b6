"""The spelling under which somebody was looked for is offered as one more name of her file."""

import re
import time
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.test import Client

from cases import typed
from cases.models import Minor, MinorName
from staff.choices import Role
from staff.models import Site
from tests import factories


@pytest.fixture
def desk(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.RECEPTION)


@pytest.fixture
def minor(desk: Client, site: Site) -> Minor:
    return factories.make_minor("Mamadou Diallo", by=desk.user, site=site)[0]


def carried(html: str) -> str:
    return re.findall(r'name="typed" value="([^"]+)"', html)[0]


def test_from_the_door_to_one_more_name(desk: Client, minor: Minor) -> None:
    minor.arrivals.update(cancelled_at=minor.registered_at, cancelled_by=desk.user)
    html = desk.post("/reception/", {"q": "Mouhamadou Djallo"}).content.decode()
    url = f"/reception/arrive/{minor.reference}/"
    page = desk.post(url, {"typed": carried(html)}, follow=True)
    assert "Mouhamadou" not in page.redirect_chain[0][0]
    html = page.content.decode()
    assert "Garder « Mouhamadou Djallo »" in html
    sent = {
        "text": "Mouhamadou Djallo",
        "kind": "spelling",
        "source": "said",
        "next": "/reception/",
    }
    assert desk.post(f"/cases/{minor.reference}/names/new/", sent).url == "/reception/"
    assert MinorName.objects.filter(minor=minor, text="Mouhamadou Djallo").exists()


def test_from_the_search_to_the_file(desk: Client, minor: Minor) -> None:
    html = desk.post("/search/", {"q": "Mahamadou Jallow"}).content.decode()
    [url] = set(re.findall(rf'href="(/cases/{minor.reference}/\?typed=[^"]+)"', html))
    assert "Garder « Mahamadou Jallow »" in desk.get(url).content.decode()


def offered(client: Client, minor: Minor, text: str) -> str:
    return typed.offered(client.user, typed.token(client.user, text), minor)


@pytest.mark.parametrize(
    "text", ["Mamadou", "diallo MAMADOU", "Mam Dia", "ma", "", "0612345678", "Mouhamadou Barry"]
)
def test_what_the_file_bears_or_begins_with_is_not_offered(
    desk: Client, minor: Minor, text: str
) -> None:
    assert offered(desk, minor, text) == ""


def test_it_is_hers_alone_and_for_a_moment(
    desk: Client, minor: Minor, as_role: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    token = typed.token(desk.user, "Mouhamadou Djallo")
    assert typed.offered(desk.user, token, minor) == "Mouhamadou Djallo"
    assert typed.offered(as_role(Role.RECEPTION).user, token, minor) == ""
    later = time.time() + typed.KEPT_SECONDS + 1
    monkeypatch.setattr("time.time", lambda: later)
    assert typed.offered(desk.user, token, minor) == ""


@pytest.mark.parametrize("token", ["", "nonsense", "AAAA", "%ED%A0%80", "é", "A" * 5000])
def test_an_address_that_is_no_link_of_ours_is_the_page(
    desk: Client, minor: Minor, token: str
) -> None:
    assert desk.get(f"/cases/{minor.reference}/?typed={quote(token)}").status_code == 200
    assert desk.get(f"/reception/?for={minor.reference}&typed={quote(token)}").status_code == 200


def test_who_may_not_correct_a_file_is_offered_nothing(
    as_role: Callable[..., Client], minor: Minor
) -> None:
    coordinator = as_role(Role.COORDINATOR)
    html = coordinator.post("/search/", {"q": "Mahamadou Jallow"}).content.decode()
    [url] = set(re.findall(rf'href="(/cases/{minor.reference}/\?typed=[^"]+)"', html))
    assert "Garder" not in coordinator.get(url).content.decode()
