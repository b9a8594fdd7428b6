"""The card: a random code that says nothing, made, scanned, lost, not wanted."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from cases import actions, cards, search
from cases.choices import CardStepKind
from cases.models import CardStep, Minor
from staff.choices import Role
from staff.models import AuditEntry, Site, User
from tests import factories
from tests.staff.trail import actions_since, last_entry


@pytest.fixture
def client(as_role: Callable[..., Client]) -> Client:
    return as_role()


@pytest.fixture
def minor(client: Client, site: Site) -> Minor:
    return factories.make_minor("Mamadou Diallo", by=client.user, site=site)[0]


def found(text: str, **kwargs: object) -> list[Minor]:
    return [candidate.minor for candidate in search.candidates(text, **kwargs)]


def press(client: Client, minor: Minor, verb: str = "") -> object:
    return client.post(f"/cases/{minor.reference}/card/{verb}")


class TestCode:
    def test_it_is_sixteen_letters_that_do_not_move(self) -> None:
        """Neither digits nor the letters that QWERTY, AZERTY and QWERTZ put elsewhere."""
        assert len(set(cards.ALPHABET)) == 16
        assert not set(cards.ALPHABET) & set("AQZWMY0123456789")
        tokens = {cards.new_token() for _n in range(200)}
        assert len(tokens) == 200
        assert all(re.fullmatch(f"[{cards.ALPHABET}]{{16}}", token) for token in tokens)

    def test_it_is_read_with_spaces_small_or_capital(self) -> None:
        token = "BCDFGHJKLNPRSTVX"
        for text in (token, token.lower(), " bcdf ghjk lnpr stvx \n", "BCDF GHJK LNPR STVX"):
            assert cards.typed(text) == token
        for text in ("", token[:-1], f"{token}B", "BCDFGHJKLNPRSTVA", "BCDFGHJKLNPRSTV1", "🙂"):
            assert cards.typed(text) is None

    def test_the_drawing_fits_a_card(self) -> None:
        """The smallest QR code, with a quarter of it to spare for what is scratched."""
        assert cards.printed("BCDFGHJKLNPRSTVX").startswith(b"%PDF")
        assert cards.sheet("BCDFGHJKLNPRSTVX")["letters"] == ["BCDF", "GHJK", "LNPR", "STVX"]
        assert set(cards.sheet("BCDFGHJKLNPRSTVX")) == {"code", "letters"}


def test_a_card_is_made_printed_and_written_in_the_trail(client: Client, minor: Minor) -> None:
    start = last_entry()
    response = press(client, minor)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert "no-store" in response["Cache-Control"]
    assert minor.reference not in str(response.headers)
    assert actions_since(start, by=client.user, minor_id=minor.pk) == ["print_card"]
    assert minor.card_steps.get().kind == CardStepKind.MADE


def test_the_code_is_kept_nowhere(client: Client, minor: Minor) -> None:
    token = actions.make_card(by=client.user, minor=minor)
    step = minor.card_steps.get()
    assert step.fingerprint == cards.fingerprint(token)
    kept = [str(value) for value in CardStep.objects.values_list().get()]
    kept += [str(row) for row in AuditEntry.objects.values_list()]
    assert not any(token in text for text in kept)


def test_a_scan_beats_every_search(client: Client, minor: Minor) -> None:
    token = actions.make_card(by=client.user, minor=minor)
    factories.make_minor(token, by=client.user)  # somebody so called, if anybody could be
    assert found(token) == [minor]
    assert found(token.lower()) == [minor]
    [candidate] = search.candidates(token)
    assert candidate.score == 1


def test_at_the_door_enter_is_present(client: Client, minor: Minor) -> None:
    token = actions.make_card(by=client.user, minor=minor)
    page = client.post("/reception/", {"q": token})
    assert [item.minor for item in page.context["found"]] == [minor]
    html = page.content.decode()
    assert f"/cases/{minor.reference}/" in html


def test_a_new_card_ends_the_former_one(client: Client, minor: Minor) -> None:
    first = actions.make_card(by=client.user, minor=minor)
    second = actions.make_card(by=client.user, minor=minor)
    assert found(first) == []
    assert found(second) == [minor]


@pytest.mark.parametrize("verb", ["lost/", "no/"])
def test_lost_or_not_wanted_it_opens_nothing(client: Client, minor: Minor, verb: str) -> None:
    token = actions.make_card(by=client.user, minor=minor)
    start = last_entry()
    assert press(client, minor, verb).status_code == 302
    action = {"lost/": "lose_card", "no/": "decline_card"}[verb]
    assert actions_since(start, by=client.user, minor_id=minor.pk) == [action]
    assert found(token) == []
    again = actions.make_card(by=client.user, minor=minor)
    assert found(again) == [minor]


def test_a_card_that_opens_nothing_makes_no_new_file(client: Client, minor: Minor) -> None:
    """What was scanned is no name: it is not put in the first box of a new file."""
    token = actions.make_card(by=client.user, minor=minor)
    actions.lose_card(by=client.user, minor=minor)
    for headers in ({}, {"HX-Request": "true"}):
        html = client.post("/reception/", {"q": token}, headers=headers).content.decode()
        assert 'name="name_typed"' not in html
        assert "n’ouvre" in html


def test_that_she_wants_none_is_remembered(client: Client, minor: Minor) -> None:
    url = f"/cases/{minor.reference}/"
    assert "Demandez d’abord" in client.get(url).content.decode()
    press(client, minor, "no/")
    html = client.get(url).content.decode()
    assert "Ne veut pas de carte" in html
    assert "Demandez d’abord" not in html


def test_only_who_keeps_files_makes_one(as_role: Callable[..., Client], minor: Minor) -> None:
    for role in (Role.VOLUNTEER, Role.JURIST, Role.COORDINATOR, Role.DIRECTOR):
        client = as_role(role)
        for verb in ("", "lost/", "no/"):
            assert press(client, minor, verb).status_code == 403
    assert not CardStep.objects.exists()
    assert "/card/" not in as_role(Role.JURIST).get(f"/cases/{minor.reference}/").content.decode()


def test_somebody_back_from_the_archive_is_found_at_the_door_only(
    client: Client, minor: Minor
) -> None:
    token = actions.make_card(by=client.user, minor=minor)
    Minor.objects.filter(pk=minor.pk).update(archived_at=minor.registered_at)
    assert found(token) == []
    assert found(token, returning=True) == [minor]


def test_a_file_withdrawn_has_no_card(client: Client, person: Callable[..., User]) -> None:
    minor, arrival = factories.make_minor("Awa", by=client.user)
    token = actions.make_card(by=client.user, minor=minor)
    actions.cancel_registration(by=client.user, arrival=arrival)
    assert found(token, returning=True) == []
