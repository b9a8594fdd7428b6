"""Medical certificates: a doctor's, never of an age, the same each time they are printed."""

import pytest
from django.test import Client
from django.urls import reverse

from cases import actions
from cases.models import Minor
from clinics import certificates
from clinics.choices.assessments import CertificatePurpose
from clinics.forms.certificates import OF_AN_AGE
from clinics.models import CertificateHandover, MedicalCertificate
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.staff.trail import actions_since, last_entry


@pytest.fixture
def pantin(db: None) -> Site:
    return factories.make_site()


@pytest.fixture
def doctor(pantin: Site) -> User:
    return factories.make_user(Role.DOCTOR, site=pantin)


@pytest.fixture
def minor(doctor: User, pantin: Site) -> Minor:
    return factories.make_minor("Awa Diallo", by=doctor, site=pantin)[0]


def address(minor: Minor, name: str, *more: object) -> str:
    return reverse(f"clinics:{name}", args=[minor.reference, *more])


def test_no_text_that_is_shipped_has_been_validated_nor_speaks_of_an_age() -> None:
    assert set(certificates.texts()) == set(CertificatePurpose.values)
    for row in certificates.texts().values():
        assert row["validated_by"] == ""
        assert row["source"].startswith("[K]")
        assert OF_AN_AGE.search(row["fr"]) is None


def test_a_doctor_signs_and_prints_the_same_paper_each_time(
    client: Client, doctor: User, minor: Minor, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[dict[str, object]] = []
    monkeypatch.setattr(
        "staff.pdf.render", lambda _name, data, **_more: printed.append(data) or b"%PDF"
    )
    client.force_login(doctor)
    start = last_entry()
    form = client.get(address(minor, "issue_certificate", "injuries")).context["form"]
    text = form["text"].value()
    url = address(minor, "issue_certificate", "injuries")
    left_blank = client.post(url, {"text": text})
    assert left_blank.status_code == 422
    assert certificates.BLANK in left_blank.context["form"]["text"].value()  # nothing is lost
    assert client.post(url, {"text": text.replace(certificates.BLANK, "rien")}).status_code == 302
    row = MedicalCertificate.objects.get()
    paper = address(minor, "medical_certificate_pdf", row.pk)
    client.get(paper)
    Site.objects.filter(pk=row.site_id).update(name="Ailleurs")
    User.objects.filter(pk=doctor.pk).update(full_name="Autrement")
    client.get(paper)
    assert printed[0] == printed[1]
    assert (printed[0]["name"], printed[0]["place"]) == ("Awa Diallo", "Pantin")
    handed = address(minor, "hand_certificate", row.pk)
    client.post(handed)
    client.post(handed)
    assert CertificateHandover.objects.count() == 1
    done = actions_since(start, by=doctor)
    assert done.count("print_certificate") == 2
    assert {"issue_certificate", "hand_certificate"} <= set(done)


@pytest.mark.parametrize(
    "words", ["Elle semble âgée de 15 ans", "Mineur selon moi", "Majeure", "Âge osseux", "Tanner 4"]
)
def test_it_never_speaks_of_an_age(client: Client, doctor: User, minor: Minor, words: str) -> None:
    client.force_login(doctor)
    answer = client.post(address(minor, "issue_certificate", "other"), {"text": words})
    assert answer.status_code == 422
    assert not MedicalCertificate.objects.exists()


def test_a_nurse_is_told_what_she_may_hand_over_instead(
    client: Client, doctor: User, minor: Minor, pantin: Site
) -> None:
    row = factories.make_certificate(minor, by=doctor, site=pantin)
    client.force_login(factories.make_user(Role.NURSE, site=pantin))
    page = client.get(address(minor, "medical_certificates")).content.decode()
    assert "relève du médecin" in page
    assert "/attendance/" in page
    assert address(minor, "issue_certificate", "school") not in page
    for name, more in (("issue_certificate", "school"), ("medical_certificate_pdf", row.pk)):
        assert client.get(address(minor, name, more)).status_code == 403


def test_the_paper_is_a_pdf(client: Client, doctor: User, minor: Minor, pantin: Site) -> None:
    row = factories.make_certificate(minor, by=doctor, site=pantin)
    client.force_login(doctor)
    answer = client.get(address(minor, "medical_certificate_pdf", row.pk))
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("names", "printed"),
    [({}, "(sans nom)"), ({"as_said": "A" * 200, "family": "B" * 200}, f"{'A' * 200} {'B' * 200}")],
)
def test_it_is_signed_without_a_name_and_with_the_longest(
    client: Client, doctor: User, pantin: Site, names: dict[str, str], printed: str
) -> None:
    minor = factories.make_minor("", by=doctor, site=pantin)[0]
    for kind, text in names.items():
        actions.add_name(by=doctor, minor=minor, text=text, kind=kind)
    client.force_login(doctor)
    url = address(minor, "issue_certificate", "other")
    assert client.post(url, {"text": "Soins en cours."}).status_code == 302
    row = MedicalCertificate.objects.get()
    assert row.name == printed
    assert client.get(address(minor, "medical_certificate_pdf", row.pk)).status_code == 200


def test_what_cannot_be_signed_is_said_and_nothing_is_lost(
    client: Client, doctor: User, minor: Minor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clinics.certificates.nameless", lambda: "")
    monkeypatch.setattr(Minor, "display_name", "")
    client.force_login(doctor)
    answer = client.post(address(minor, "issue_certificate", "other"), {"text": "Soins en cours."})
    assert answer.status_code == 422
    assert "Soins en cours." in answer.content.decode()
    assert not MedicalCertificate.objects.exists()
