"""Expired or locked while typing: sign in again, and the same click goes through once."""

import re
import time
from collections.abc import Callable
from html import unescape

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import DeskNote, Minor
from staff import actions, kept_posts, once
from staff.choices import Role
from staff.models import Site
from tests import factories
from tests.matrix.scene import lock, reopen
from tests.robustness.test_once import note_url

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

TEXT = "Zqxcanari revient jeudi"
RESUME = reverse("staff:resume")


@pytest.fixture
def desk(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.RECEPTION)


@pytest.fixture
def known(desk: Client, site: Site) -> Minor:
    return factories.make_minor("Awa Barry", by=desk.user, site=site)[0]


def shown(client: Client, minor: Minor) -> dict[str, str]:
    """Return the note's form as it was drawn for this person, with a text typed in it."""
    html = client.get(note_url(minor)).content.decode()
    token = re.findall(rf'name="{once.FIELD}" value="([^"]+)"', html)[-1]
    today = timezone.localdate().isoformat()
    said = {"text": TEXT, "day": today, "ends_on": today, "agreement": "agreed"}
    return said | {once.FIELD: token}


def waiting(response: HttpResponse) -> dict[str, str]:
    """Return what the page that resumes sends by itself."""
    html = response.content.decode()
    form = html[html.index("data-send-now") :].partition("</form>")[0]
    found = re.findall(r'type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found}


def resumed(client: Client, minor: Minor) -> None:
    """Go where the house leads, and let the page send what waits: twice, for good measure."""
    page = client.get(reverse("cases:reception"), follow=True)
    assert page.redirect_chain == [(RESUME, 302)]
    assert f'<blockquote class="kept-text" dir="auto">{TEXT}' in page.content.decode()
    sent = waiting(page)
    for _time in range(2):
        assert client.post(note_url(minor), sent).status_code == 302
    assert DeskNote.objects.get().text == TEXT
    assert client.get(reverse("cases:reception")).status_code == 200  # nothing waits any more


def test_after_an_expired_sign_in(desk: Client, known: Minor) -> None:
    typed = shown(desk, known)
    desk.logout()
    answer = desk.post(note_url(known), typed, follow=True)
    assert "est gardé" in answer.content.decode()
    assert not DeskNote.objects.exists()
    desk.force_login(desk.user)
    resumed(desk, known)


def test_after_a_lock_and_a_pin(desk: Client, known: Minor) -> None:
    typed = shown(desk, known)
    lock(desk)
    answer = desk.post(note_url(known), typed, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("staff:locked")
    assert TEXT not in answer.content.decode()
    reopen(desk, desk.user)
    resumed(desk, known)


def test_after_a_pin_that_is_not_enough(as_role: Callable[..., Client], site: Site) -> None:
    """A nurse's PIN opens what reception sees: her password is asked before her text is sent."""
    nurse = as_role(Role.NURSE)
    minor = factories.make_minor("Awa Barry", by=nurse.user, site=site)[0]
    typed = shown(nurse, minor)
    lock(nurse)
    nurse.post(note_url(minor), typed)
    reopen(nurse, nurse.user)
    page = nurse.get(reverse("staff:home"), follow=True)
    assert page.redirect_chain[-1][0] == reverse("staff:open_fully")
    nurse.post(reverse("staff:open_fully"), {"password": factories.PASSWORD})
    resumed(nurse, minor)


def test_idle_for_too_long(desk: Client, known: Minor) -> None:
    typed = shown(desk, known)
    session = desk.session
    session["seen_at"] = time.time() - 3600
    session.save()
    desk.post(note_url(known), typed)
    assert not DeskNote.objects.exists()
    desk.force_login(desk.user)
    resumed(desk, known)


def test_a_page_from_before_the_last_sign_in(desk: Client, known: Minor) -> None:
    """Its CSRF token is of the last time; its own says that it is hers."""
    typed = shown(desk, known)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = desk.cookies
    answer = strict.post(note_url(known), typed)
    assert (answer.status_code, answer.url) == (302, reverse("staff:home"))
    assert not DeskNote.objects.exists()
    resumed(desk, known)


def test_a_form_that_is_not_ours_is_refused(desk: Client, known: Minor) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = desk.cookies
    assert strict.post(note_url(known), {"text": TEXT}).status_code == 403
    forged = shown(desk, known) | {once.FIELD: "7d5b4d5e-7f27-4d0b-9a3c-2f3f6c2e9a11.1.0"}
    strict.post(note_url(known), forged)
    assert desk.get(reverse("cases:reception")).status_code == 200


def test_somebody_else_who_signs_in_knows_nothing_of_it(
    desk: Client, known: Minor, as_role: Callable[..., Client]
) -> None:
    typed = shown(desk, known)
    desk.logout()
    desk.post(note_url(known), typed)
    desk.force_login(as_role(Role.SOCIAL).user)
    assert desk.get(reverse("cases:reception")).status_code == 200
    assert desk.get(RESUME).url == reverse("staff:home")


def test_it_is_sealed(desk: Client, known: Minor) -> None:
    typed = shown(desk, known)
    desk.logout()
    desk.post(note_url(known), typed)
    held = [str(session.get_decoded()) for session in Session.objects.all()]
    assert any(kept_posts.SESSION_KEY in text for text in held)
    assert not any("Zqxcanari" in text for text in held)


def test_it_does_not_wait_for_ever(
    desk: Client, known: Minor, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = shown(desk, known)
    desk.logout()
    desk.post(note_url(known), typed)
    desk.force_login(desk.user)
    monkeypatch.setattr(kept_posts, "KEPT_SECONDS", -1)
    assert desk.get(reverse("cases:reception")).status_code == 200
    assert kept_posts.SESSION_KEY not in desk.session


def test_it_is_thrown_away(desk: Client, known: Minor) -> None:
    typed = shown(desk, known)
    desk.logout()
    desk.post(note_url(known), typed)
    desk.force_login(desk.user)
    assert desk.post(RESUME).url == reverse("staff:home")
    assert desk.get(reverse("cases:reception")).status_code == 200
    assert not DeskNote.objects.exists()


def test_a_refused_form_comes_back_with_its_text(desk: Client, known: Minor) -> None:
    typed = shown(desk, known) | {"day": "2999-01-01"}
    desk.logout()
    desk.post(note_url(known), typed)
    desk.force_login(desk.user)
    answer = desk.post(note_url(known), waiting(desk.get(RESUME)))
    assert answer.status_code == 422
    assert TEXT in answer.content.decode()
    assert desk.get(reverse("cases:reception")).status_code == 200


def test_too_much_is_not_kept(desk: Client, known: Minor) -> None:
    typed = shown(desk, known) | {"text": "a" * (kept_posts.MOST_CHARACTERS + 1)}
    desk.logout()
    desk.post(note_url(known), typed)
    assert kept_posts.SESSION_KEY not in desk.session


def test_a_password_is_never_kept(desk: Client) -> None:
    html = desk.get(reverse("staff:choose_pin")).content.decode()
    token = re.findall(rf'name="{once.FIELD}" value="([^"]+)"', html)[-1]
    desk.logout()
    desk.post(reverse("staff:choose_pin"), {"password": "secret", once.FIELD: token})
    assert kept_posts.SESSION_KEY not in desk.session


def test_it_is_recorded_where_it_was_typed(known: Minor, desk: Client) -> None:
    """Somebody of two sites signs in anew: the first site is not the one where she was."""
    other = factories.make_site("Menton")
    actions.add_posting(by=None, user=desk.user, role=Role.RECEPTION, site=other)
    desk.post(reverse("staff:choose_site"), {"site": other.pk})
    typed = shown(desk, known)
    desk.logout()
    desk.post(note_url(known), typed)
    desk.force_login(desk.user)
    assert desk.post(note_url(known), waiting(desk.get(RESUME))).status_code == 302
    assert DeskNote.objects.get().site == other
