"""What a minor does not want: a flag for everybody, the reason for few, an effect at once."""

import datetime
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from cases import actions
from cases.choices import DeskKind, OppositionKind, TicketStatus
from cases.consents import is_opposed_to
from cases.models import Desk, Minor
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.staff.trail import actions_since, last_entry

TODAY = timezone.localdate()


@pytest.fixture
def social(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.SOCIAL)


@pytest.fixture
def minor(social: Client, site: Site) -> Minor:
    return factories.make_minor(
        "Mamadou Diallo", by=social.user, site=site, phone="06 12 34 56 78"
    )[0]


def record(client: Client, minor: Minor, **typed: object) -> object:
    typed = {"kind": "no_sms", "since": TODAY.isoformat(), **typed}
    return client.post(f"/cases/{minor.reference}/oppositions/new/", typed)


def case_page(client: Client, minor: Minor) -> str:
    return client.get(f"/cases/{minor.reference}/").content.decode()


def test_it_is_recorded_shown_and_lifted(
    as_role: Callable[..., Client], social: Client, minor: Minor
) -> None:
    start = last_entry()
    assert record(social, minor).url == f"/cases/{minor.reference}/consents/"
    reception = as_role(Role.RECEPTION)
    # In the heading, and beside the telephone.
    assert case_page(reception, minor).count("Pas de SMS") == 2
    row = minor.oppositions.get()
    social.post(f"/cases/{minor.reference}/oppositions/{row.pk}/lift/")
    assert "Pas de SMS" not in case_page(reception, minor)
    row.refresh_from_db()
    assert row.lifted_by == social.user
    lifted_at = row.lifted_at
    social.post(f"/cases/{minor.reference}/oppositions/{row.pk}/lift/")
    row.refresh_from_db()
    assert row.lifted_at == lifted_at
    written = [a for a in actions_since(start, by=social.user) if a.endswith("opposition")]
    assert written == ["record_opposition", "lift_opposition"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": "colleague"}, "colleague"),
        ({"kind": "partner"}, "partner"),
        ({"kind": "interpreter"}, "interpreter_country"),
        ({"kind": "no_sms", "interpreter_sex": "male"}, "interpreter_country"),
        ({"kind": ""}, "kind"),
        ({"kind": "interpreter", "interpreter_country": "Guinea"}, "interpreter_country"),
        ({"since": (TODAY + datetime.timedelta(days=1)).isoformat()}, "since"),
        ({"kind": "colleague", "colleague": "999999"}, "colleague"),
    ],
)
def test_what_cannot_be_is_said_beside_its_box(
    social: Client, minor: Minor, typed: dict[str, str], said: str
) -> None:
    response = record(social, minor, reason="Canari", **typed)
    assert response.status_code == 422
    assert said in response.context["form"].errors
    assert "Canari" in response.content.decode()
    assert not minor.oppositions.exists()


def test_interpreters_are_named_by_country_language_or_sex(social: Client, minor: Minor) -> None:
    record(social, minor, kind="interpreter", interpreter_country="GN", interpreter_sex="male")
    text = case_page(social, minor)
    assert "Guinée" in text.partition("case-heading")[2].partition("</header>")[0]


def test_the_reason_is_sealed_and_read_by_its_author_and_by_protection(
    as_role: Callable[..., Client], social: Client, minor: Minor
) -> None:
    colleague = as_role(Role.NURSE)
    record(social, minor, kind="colleague", colleague=colleague.user.pk, reason="Canari Zzyzx")
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM cases_opposition")
        assert b"Canari" not in bytes(cursor.fetchone()[0])
    page = f"/cases/{minor.reference}/consents/"
    readers = {
        client: "Canari" in client.get(page).content.decode()
        for client in (social, as_role(Role.COORDINATOR), as_role(Role.JURIST), colleague)
    }
    assert list(readers.values()) == [True, True, False, False]


def test_the_colleague_is_told_without_the_reason(
    as_role: Callable[..., Client], social: Client, minor: Minor
) -> None:
    nurse, other = as_role(Role.NURSE), as_role(Role.NURSE)
    record(social, minor, kind="colleague", colleague=nurse.user.pk)
    assert is_opposed_to(nurse.user, minor)
    assert not is_opposed_to(other.user, minor)
    assert "Pas avec vous" in case_page(nurse, minor)
    text = case_page(other, minor)
    assert "Pas avec vous" not in text
    assert nurse.user.full_name in text


def test_a_partner_is_named_to_those_only_who_may_know(
    as_role: Callable[..., Client], social: Client, minor: Minor
) -> None:
    cegidd = factories.make_partner(
        "CeGIDD Paris", kind="sexual_health", neutral_label="Rendez-vous santé"
    )
    record(social, minor, kind="partner", partner=cegidd.pk)
    assert "CeGIDD" in case_page(as_role(Role.MIDWIFE), minor)
    assert "Rendez-vous santé" in case_page(as_role(Role.JURIST), minor)
    heading = case_page(as_role(Role.RECEPTION), minor)
    assert "CeGIDD" not in heading
    assert "Rendez-vous santé" not in heading


# --- the queue --------------------------------------------------------------------------------


@pytest.fixture
def desk(site: Site) -> Desk:
    return factories.make_desk(DeskKind.NURSE, site)


def wait(minor_name: str, desk: Desk, by: User) -> Minor:
    minor, arrival = factories.make_minor(minor_name, by=by, site=desk.site)
    actions.send_to_desk(by=by, arrival=arrival, desk=desk)
    return minor


def test_the_queue_leaves_her_to_a_colleague(
    as_role: Callable[..., Client], social: Client, desk: Desk
) -> None:
    nurse, other = as_role(Role.NURSE), as_role(Role.NURSE)
    first = wait("Awa", desk, social.user)
    second = wait("Binta", desk, social.user)
    factories.make_opposition(
        first, by=social.user, kind=OppositionKind.COLLEAGUE, colleague=nurse.user
    )
    page = nurse.get(f"/queues/{desk.pk}/").content.decode()
    assert page.count("Pas avec vous") == 1
    assert "Pas avec vous" in nurse.get("/queues/").content.decode()
    assert "Pas avec vous" not in other.get(f"/queues/{desk.pk}/").content.decode()
    response = nurse.post(f"/queues/{desk.pk}/next/")
    assert second.reference in response.url
    response = nurse.post(f"/queues/{desk.pk}/next/", follow=True)
    assert "collègue" in response.content.decode()
    assert first.reference in other.post(f"/queues/{desk.pk}/next/").url


def test_lifted_in_another_session_she_is_called_again(
    as_role: Callable[..., Client], social: Client, desk: Desk
) -> None:
    nurse = as_role(Role.NURSE)
    minor = wait("Awa", desk, social.user)
    row = factories.make_opposition(
        minor, by=social.user, kind=OppositionKind.COLLEAGUE, colleague=nurse.user
    )
    assert nurse.get(f"/queues/{desk.pk}/").status_code == 200
    assert actions.call_next(by=nurse.user, desk=desk) is None
    social.post(f"/cases/{minor.reference}/oppositions/{row.pk}/lift/")
    ticket = actions.call_next(by=nurse.user, desk=desk)
    assert ticket is not None
    last = ticket.steps.latest("pk")
    assert (ticket.arrival.minor, last.status) == (minor, TicketStatus.IN_PROGRESS)


def test_a_file_with_an_opposition_is_no_slip(social: Client, site: Site) -> None:
    minor, arrival = factories.make_minor(by=social.user, site=site)
    factories.make_opposition(minor, by=social.user)
    social.post(f"/reception/arrivals/{arrival.pk}/withdraw/")
    minor.refresh_from_db()
    assert minor.withdrawn_at is None
