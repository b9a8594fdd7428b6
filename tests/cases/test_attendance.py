"""The certificate that somebody came: a name, a day, a place, and no more."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from cases import attendance, slips
from cases.models import Minor
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.staff.trail import actions_since, last_entry

TODAY = timezone.localdate
DAY = datetime.timedelta(days=1)


@pytest.fixture
def host(site: Site) -> User:
    return factories.make_user(Role.RECEPTION, site)


@pytest.fixture
def minor(host: User, site: Site) -> Minor:
    return factories.make_minor("Mamadou Diallo", by=host, site=site)[0]


def url(minor: Minor, day: datetime.date) -> str:
    return f"/cases/{minor.reference}/attendance/{day}/"


@pytest.mark.parametrize(
    ("language", "parts"), [("ps", ["fr"]), ("apd", ["fr", "ar"]), ("en", ["fr", "en"])]
)
def test_it_says_a_name_a_day_a_place(
    as_role: Callable[..., Client],
    minor: Minor,
    host: User,
    site: Site,
    language: str,
    parts: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    filled: list[dict[str, object]] = []
    monkeypatch.setattr(
        "staff.pdf.render", lambda _name, data, **_more: filled.append(data) or b"%PDF"
    )
    factories.make_consultation(minor, by=host, site=site, care="Pansement")
    Minor.objects.filter(pk=minor.pk).update(language=language)
    start = last_entry()
    nurse = as_role(Role.NURSE)
    assert nurse.get(url(minor, TODAY())).status_code == 200
    assert [part["language"] for part in filled[0]["parts"]] == parts
    facts = filled[0]["parts"][0]["facts"]
    assert {"label": "Nom", "value": "Mamadou Diallo"} in facts
    assert {"label": "Lieu", "value": site.name} in facts
    assert len(facts) == 3
    assert "Pansement" not in str(filled)
    assert "print_attendance" in actions_since(start, by=nurse.user)


def test_it_is_drawn(as_role: Callable[..., Client], minor: Minor) -> None:
    Minor.objects.filter(pk=minor.pk).update(language="ar")
    assert as_role(Role.NURSE).get(url(minor, TODAY())).content.startswith(b"%PDF")


def test_there_is_none_for_a_day_on_which_she_did_not_come(
    as_role: Callable[..., Client], minor: Minor, host: User, site: Site
) -> None:
    nurse = as_role(Role.NURSE)
    assert nurse.get(url(minor, TODAY() - DAY)).status_code == 404
    assert nurse.get(f"/cases/{minor.reference}/attendance/2026-02-30/").status_code == 404
    came = factories.make_consultation(minor, by=host, site=site)
    here = nurse.get(f"/cases/{minor.reference}/health/{came.pk}/").content.decode()
    assert url(minor, TODAY()) in here
    assert url(minor, TODAY()) in nurse.get(f"/cases/{minor.reference}/").content.decode()
    minor.arrivals.update(day=TODAY() - 2 * DAY)
    gone = nurse.get(f"/cases/{minor.reference}/health/{came.pk}/").content.decode()
    assert "/attendance/" not in gone


def test_every_language_has_every_word_and_none_is_confirmed_yet() -> None:
    """The same languages as the slip of an appointment."""
    table = slips.words(attendance.WORDS)
    assert set(table) == set(slips.words())
    for language, row in table.items():
        assert all(row.values()), language
        assert row["is_confirmed"] == "no", language
