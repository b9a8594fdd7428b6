"""The file of a minor: what everybody may know, what only some may, and that it was opened."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from cases import actions
from cases.choices import NameKind, Need
from cases.models import Minor
from clinics.choices import Motif
from staff.choices import Role
from staff.models import Site, User
from staff.permissions import Compartment
from tests import factories
from tests.staff.trail import actions_since, last_entry


@pytest.fixture
def minor(person: Callable[..., User], site: Site) -> Minor:
    return factories.make_minor(
        "Mamadou Diallo", by=person(), site=site, needs=(Need.CARE,), phone="06 12 34 56 78"
    )[0]


def case(client: Client, minor: Minor) -> object:
    return client.get(f"/cases/{minor.reference}/")


def in_days(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


@pytest.fixture
def treated(minor: Minor, person: Callable[..., User], site: Site) -> Minor:
    """Seen at the nurse's three days ago for distress, next visit in ten days."""
    factories.make_consultation(
        minor, by=person(Role.NURSE), site=site, motif=Motif.DISTRESS, day=in_days(-3),
        follow_up_on=in_days(10), observation="secret words", care="secret care",
    )  # fmt: skip
    return minor


def test_opening_it_is_recorded(as_role: Callable[..., Client], minor: Minor) -> None:
    client = as_role(Role.JURIST)
    start = last_entry()
    assert case(client, minor).status_code == 200
    assert actions_since(start, by=client.user, minor_id=minor.pk) == ["read_case"]


def test_the_heading_says_who_it_is(as_role: Callable[..., Client], minor: Minor) -> None:
    html = case(as_role(), minor).content.decode()
    assert "Mamadou Diallo" in html
    assert minor.reference in html
    assert minor.declared_age_text in html
    assert f"/cases/{minor.pk}/" not in html


def test_without_a_name_the_page_still_has_a_heading(
    as_role: Callable[..., Client], site: Site
) -> None:
    client = as_role()
    minor, _arrival = factories.make_minor("", by=client.user, site=site)
    html = case(client, minor).content.decode()
    assert "<h1>" in html
    assert minor.reference in html


@pytest.mark.parametrize(
    ("role", "reads"),
    [
        (Role.RECEPTION, False),
        (Role.PSYCHOLOGIST, False),
        (Role.SOCIAL, False),
        (Role.JURIST, False),
        (Role.COORDINATOR, False),
        (Role.NURSE, True),
        (Role.DOCTOR, True),
        (Role.MIDWIFE, True),
    ],
)
def test_seen_and_next_for_everybody_why_for_the_care_team(
    as_role: Callable[..., Client], treated: Minor, role: str, reads: bool
) -> None:
    client = as_role(role)
    User.objects.filter(pk=client.user.pk).update(language="en")
    response = case(client, treated)
    mark = response.context["marks"][0]  # the nurse's; her own team also sees the second book's
    assert (mark.seen_on, mark.next_on) == (in_days(-3), in_days(10))
    html = response.content.decode()
    assert ("Psychological suffering" in html) is reads
    assert (f"/cases/{treated.reference}/health/" in html) is reads
    assert "secret" not in html
    assert len(response.context["timeline"]) == 3


OF_PROFESSIONALS = ["entitlements/", "referrals/", "consents/", "documents/"]
OF_THE_LEGAL_SIDE = [
    "procedures/", "entitlements/", "referrals/", "deadlines/", "consents/", "documents/"
]  # fmt: skip


@pytest.mark.parametrize(
    ("role", "tabs"),
    [
        (Role.RECEPTION, ["", "intake/", "notes/", "appointments/", "documents/"]),
        (
            Role.NURSE,
            [
                "",
                "intake/",
                "notes/",
                "appointments/",
                "health/",
                "vaccination/",
                "sexual-health/",
                *OF_PROFESSIONALS,
            ],
        ),
        (
            Role.MIDWIFE,
            [
                "",
                "intake/",
                "notes/",
                "appointments/",
                "health/",
                "vaccination/",
                "sexual-health/",
                *OF_PROFESSIONALS,
            ],
        ),
        (
            Role.PSYCHOLOGIST,
            ["", "intake/", "notes/", "appointments/", "psychology/", *OF_PROFESSIONALS],
        ),
        (Role.JURIST, ["", "intake/", "notes/", "appointments/", *OF_THE_LEGAL_SIDE]),
        (Role.COORDINATOR, ["", "intake/", "notes/", "appointments/", *OF_PROFESSIONALS]),
    ],
)
def test_only_the_pages_one_may_open_are_offered(
    as_role: Callable[..., Client], minor: Minor, role: str, tabs: list[str]
) -> None:
    found = case(as_role(role), minor).context["tabs"]
    assert [tab["url"] for tab in found] == [f"/cases/{minor.reference}/{tab}" for tab in tabs]
    assert [tab["is_current"] for tab in found] == [True] + [False] * (len(tabs) - 1)


def test_the_timeline_is_one_newest_first(
    as_role: Callable[..., Client], treated: Minor, site: Site, person: Callable[..., User]
) -> None:
    factories.make_referral(
        treated, by=person(Role.NURSE), site=site, compartment=Compartment.HEALTH
    )
    entries = case(as_role(Role.NURSE), treated).context["timeline"]
    assert len(entries) == 4
    assert [entry.at for entry in entries] == sorted((e.at for e in entries), reverse=True)


def test_arrivals_are_counted_without_the_ones_undone(
    as_role: Callable[..., Client], minor: Minor, site: Site
) -> None:
    client = as_role()
    for days in (-40, -10):
        factories.arrival_on(minor, in_days(days), site, client.user)
    today = minor.arrivals.get(day=in_days(0))
    actions.cancel_arrival(by=client.user, arrival=today)
    context = case(client, minor).context
    assert context["arrivals"] == {"count": 2, "first_on": in_days(-40), "last_on": in_days(-10)}
    assert len(context["timeline"]) == 3


def test_identity_is_the_missions_whatever_the_site(
    as_role: Callable[..., Client], minor: Minor
) -> None:
    elsewhere = as_role(site=factories.make_site("La Chapelle", "mobile"))
    assert case(elsewhere, minor).status_code == 200
    [candidate] = elsewhere.post("/search/", {"q": "Mamadou Diallo"}).context["found"]
    assert candidate.minor == minor
    elsewhere.post(f"/reception/arrive/{minor.reference}/")
    assert minor.arrivals.counted().count() == 2


def test_but_the_arrivals_of_a_site_are_its_own(
    as_role: Callable[..., Client], minor: Minor
) -> None:
    elsewhere = as_role(site=factories.make_site("La Chapelle", "mobile"))
    arrival = minor.arrivals.get()
    for verb in ("cancel", "withdraw", "leave", "return", "send"):
        assert elsewhere.post(f"/reception/arrivals/{arrival.pk}/{verb}/").status_code == 404


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.ADMINISTRATOR])
def test_who_sees_no_case_sees_none(
    as_role: Callable[..., Client], minor: Minor, role: str
) -> None:
    client = as_role(role)
    start = last_entry()
    assert case(client, minor).status_code == 403
    assert actions_since(start) == ["refused"]


def test_other_names_stand_below_the_one_said(as_role: Callable[..., Client], minor: Minor) -> None:
    client = as_role()
    actions.add_name(by=client.user, minor=minor, text="Petit Thierno", kind=NameKind.ALIAS)
    response = case(client, minor)
    assert response.context["minor"].display_name == "Mamadou Diallo"
    assert "Petit Thierno" in response.content.decode()
