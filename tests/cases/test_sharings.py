"""The register of what was shared, and the sheet that the minor takes away."""

import datetime
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from cases import actions
from cases.choices import Part, PartnerKind, Purpose, RecipientKind
from cases.consents import Recipient
from cases.models import Minor, Sharing
from staff import pdf
from staff.choices import Role
from staff.models import Site
from staff.permissions import Compartment
from tests import factories
from tests.staff.trail import actions_since, last_entry

TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def jurist(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.JURIST)


@pytest.fixture
def minor(jurist: Client, site: Site) -> Minor:
    return factories.make_minor("Mamadou Diallo", by=jurist.user, site=site)[0]


def record(client: Client, minor: Minor, **typed: object) -> object:
    typed = {
        "who": "kind:lawyer",
        "purpose": "legal",
        "parts": ["identity", "legal_headline"],
        "channel": "secure_mail",
        "shared_on": TODAY.isoformat(),
        "why": "Audience du Canari",
        **typed,
    }
    return client.post(f"/cases/{minor.reference}/sharings/new/", typed)


def agree(client: Client, minor: Minor, *parts: str) -> None:
    for part in parts or ("identity", "legal_headline"):
        factories.make_consent(minor, by=client.user, parts=[part])


def test_a_sharing_names_its_agreement(jurist: Client, minor: Minor) -> None:
    agree(jurist, minor)
    start = last_entry()
    until = TODAY + 30 * DAY
    assert record(jurist, minor, until=until.isoformat()).status_code == 302
    rows = list(minor.sharings.order_by("pk"))
    assert [row.parts for row in rows] == [["identity"], ["legal_headline"]]
    assert [row.consent.parts for row in rows] == [["identity"], ["legal_headline"]]
    assert {(row.shared_by, row.until, row.exception) for row in rows} == {(jurist.user, until, "")}
    assert actions_since(start, minor_id=minor.pk) == ["record_sharing", "record_sharing"]


def test_why_is_sealed(jurist: Client, minor: Minor) -> None:
    agree(jurist, minor)
    record(jurist, minor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT why FROM cases_sharing")
        assert all(b"Canari" not in bytes(row[0]) for row in cursor.fetchall())
    assert {row.why for row in Sharing.objects.all()} == {"Audience du Canari"}


def test_without_an_agreement_it_is_asked_back(jurist: Client, minor: Minor) -> None:
    agree(jurist, minor, "identity")
    page = jurist.get(f"/cases/{minor.reference}/sharings/new/").content.decode()
    assert "226-14" not in page
    response = record(jurist, minor)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["exception"]
    text = response.content.decode()
    assert "226-14" in text
    assert "L.226-2-2" in text
    assert "Audience du Canari" in text
    assert not minor.sharings.exists()
    assert record(jurist, minor, exception="danger").status_code == 302
    first, second = minor.sharings.order_by("pk")
    assert (first.consent is not None, first.exception) == (True, "")
    assert (second.consent, second.exception) == (None, "danger")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"shared_on": (TODAY + DAY).isoformat()}, "shared_on"),
        ({"until": (TODAY - DAY).isoformat()}, "until"),
        ({"channel": "pigeon"}, "channel"),
        ({"exception": "because"}, "exception"),
        ({"parts": ["health_summary"]}, "parts"),
        ({"who": "partner:x"}, "who"),
    ],
)
def test_what_cannot_be_is_said_beside_its_box(
    jurist: Client, minor: Minor, typed: dict[str, object], said: str
) -> None:
    agree(jurist, minor)
    response = record(jurist, minor, **typed)
    assert response.status_code == 422
    assert said in response.context["form"].errors
    assert not minor.sharings.exists()


def test_later_rooms_are_refused_too(jurist: Client, minor: Minor) -> None:
    with pytest.raises(ValidationError):
        factories.make_sharing(minor, by=jurist.user)
    agree(jurist, minor, "identity")
    assert factories.make_sharing(minor, by=jurist.user).consent is not None


def test_an_opposition_to_the_partner_comes_first(jurist: Client, minor: Minor) -> None:
    partner = factories.make_partner("Barreau", kind=PartnerKind.LAWYER)
    to = Recipient(partner)
    factories.make_consent(minor, by=jurist.user, to=to)
    row = factories.make_opposition(minor, by=jurist.user, kind="partner", partner=partner)
    with pytest.raises(ValidationError):
        factories.make_sharing(minor, by=jurist.user, to=to)
    actions.lift_opposition(by=jurist.user, opposition=row)
    factories.make_sharing(minor, by=jurist.user, to=to)


# --- who reads --------------------------------------------------------------------------------


def shared_by_the_nurse(as_role: Callable[..., Client], minor: Minor, part: str) -> None:
    nurse = as_role(Role.NURSE).user
    to = Recipient(kind=RecipientKind.OTHER, name="Docteur Canari")
    fields = {"purpose": Purpose.CARE, "parts": [part]}
    factories.make_consent(minor, by=nurse, to=to, **fields)
    factories.make_sharing(minor, by=nurse, to=to, **fields)


@pytest.mark.parametrize(
    ("role", "part", "sees"),
    [
        (Role.DOCTOR, Part.HEALTH_SUMMARY, "all"),
        (Role.DOCTOR, Part.SEXUAL_HEALTH, "all"),
        (Role.SOCIAL, Part.HEALTH_SUMMARY, "a day"),
        (Role.COORDINATOR, Part.SEXUAL_HEALTH, "a day"),
        (Role.SOCIAL, Part.SEXUAL_HEALTH, "nothing"),
        (Role.JURIST, Part.SEXUAL_HEALTH, "nothing"),
    ],
)
def test_one_reads_it_knows_of_it_or_sees_nothing(
    as_role: Callable[..., Client], minor: Minor, role: str, part: str, sees: str
) -> None:
    shared_by_the_nurse(as_role, minor, part)
    client = as_role(role)
    response = client.get(f"/cases/{minor.reference}/consents/")
    assert ("Docteur Canari" in response.content.decode()) == (sees == "all")
    assert response.context["days_elsewhere"] == ([TODAY] if sees == "a day" else [])
    overview = client.get(f"/cases/{minor.reference}/").content.decode()
    assert ("Partagé" in overview) == (sees == "all")


def test_a_row_is_of_the_part_of_the_file_it_is_about(
    as_role: Callable[..., Client], minor: Minor
) -> None:
    shared_by_the_nurse(as_role, minor, Part.SEXUAL_HEALTH)
    assert minor.sharings.get().compartment == Compartment.SEXUAL_HEALTH
    assert minor.keys.filter(compartment=Compartment.SEXUAL_HEALTH).exists()


# --- the sheet --------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["print", "pdf"])
def test_printing_is_recorded(jurist: Client, minor: Minor, page: str) -> None:
    start = last_entry()
    assert jurist.get(f"/cases/{minor.reference}/sharings/{page}/").status_code == 200
    assert actions_since(start, minor_id=minor.pk) == ["print_sharings"]


@pytest.mark.parametrize("page", ["print", "pdf"])
@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.RECEPTION, Role.DIRECTOR])
def test_the_door_prints_nothing(
    as_role: Callable[..., Client], minor: Minor, role: str, page: str
) -> None:
    assert as_role(role).get(f"/cases/{minor.reference}/sharings/{page}/").status_code == 403


def test_the_sheet_is_in_the_language_of_its_reader(jurist: Client, minor: Minor) -> None:
    agree(jurist, minor)
    record(jurist, minor)
    path = f"/cases/{minor.reference}/sharings/print/"
    french = jurist.get(path).context["sheet"]
    english = jurist.get(f"{path}?language=en").context["sheet"]
    other = jurist.get(f"{path}?language=xx").context["sheet"]
    assert (french["language"], english["language"], other["language"]) == ("fr", "en", "fr")
    assert french["title"] == "Ce qui a été dit de vous à d’autres personnes"
    assert english["title"] == "What was said about you to other people"
    assert english["rows"][0]["title"] == "Lawyer"
    facts = {fact["label"]: fact["value"] for fact in english["rows"][0]["facts"]}
    assert facts["Why"] == "Audience du Canari"
    assert facts["By whom"] == jurist.user.full_name
    assert facts["Until when"] == "as long as it serves this purpose"


def test_the_sheet_says_nothing_of_the_centre_nor_of_other_professions(
    as_role: Callable[..., Client], jurist: Client, minor: Minor
) -> None:
    shared_by_the_nurse(as_role, minor, Part.HEALTH_SUMMARY)
    sheet = jurist.get(f"/cases/{minor.reference}/sharings/print/").context["sheet"]
    assert sheet["rows"] == []
    said = str(sheet)
    for word in ("Canari", "Centre d’essai", "Pantin", "Mamadou", "mineur"):
        assert word not in said


def test_the_pdf_is_a_file_named_by_the_reference(jurist: Client, minor: Minor) -> None:
    agree(jurist, minor)
    record(jurist, minor)
    response = jurist.get(f"/cases/{minor.reference}/sharings/pdf/?language=en")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{minor.reference}.pdf"'
    assert response.content.startswith(b"%PDF-")


def test_nothing_is_printed_that_is_not_recorded(
    jurist: Client, minor: Minor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(pdf, "render", lambda *args, **kwargs: asked.append("pdf") or b"%PDF-")
    monkeypatch.setattr("cases.views.consents.audit.record", _no_record)
    with pytest.raises(RuntimeError):
        jurist.get(f"/cases/{minor.reference}/sharings/pdf/")
    assert asked == []


def _no_record(**kwargs: object) -> None:
    raise RuntimeError
