"""The right of access: asked, answered part by part, given encrypted, with the others masked."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from cases import actions
from cases.choices import PartAnswer
from cases.models import AccessRequest, Minor
from cases.permissions import owners
from staff.choices import Compartment, Role
from staff.models import AuditEntry, Site, User
from tests import factories

pytestmark = pytest.mark.django_db

PAPER = b"%PDF-1.4 a decision"


@pytest.fixture
def hers() -> pyrage.x25519.Identity:
    """A key of the young person's own."""
    return pyrage.x25519.Identity.generate()


@pytest.fixture
def jurist(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.JURIST, full_name="Zoé Quenneville")


@pytest.fixture
def social(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.SOCIAL)


@pytest.fixture
def nurse(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.NURSE, full_name="Ursule Xantippe")


@pytest.fixture
def minor(site: Site, jurist: Client, nurse: Client, person: Callable[..., User]) -> Minor:
    """A file whose texts name a colleague and another young person."""
    host = person(Role.RECEPTION)
    other, _arrival = factories.make_minor("Binta Camara", by=host, site=site)
    found, _arrival = factories.make_minor("Awa Barry", by=host, site=site, phone="0612345678")
    factories.make_consultation(
        found, by=nurse.user, site=site, care=f"Paracétamol, vue avec {nurse.user.full_name}",
        observation=f"Est venue avec {other.reference}",
    )  # fmt: skip
    factories.make_referral(found, by=jurist.user, site=site, reason="Domiciliation")
    factories.make_document(found, by=jurist.user, content=PAPER, title="Ordonnance")
    return found


def asked(client: Client, minor: Minor, **typed: str) -> AccessRequest:
    response = client.post(
        reverse("cases:ask_access", args=[minor.reference]), {"is_meant": "on"} | typed
    )
    assert response.status_code == 200
    return minor.access_requests.get()


def asked_for(hers: pyrage.x25519.Identity, client: Client, minor: Minor) -> AccessRequest:
    """Ask for what her key opens; the words of whoever has none take their seconds, on purpose."""
    return asked(client, minor, recipient=str(hers.to_public()))


def answer_all(
    request: AccessRequest, as_role: Callable[..., Client], withheld: str = ""
) -> AccessRequest:
    """Have each part answered on its page by somebody whose part it is."""
    people: dict[str, Client] = {}
    for part in request.parts.all():
        role = min(owners(part.compartment) - {Role.COORDINATOR, Role.PSYCHOLOGIST})
        if role not in people:
            people[role] = as_role(role, username=f"owner-{role}")
        url = reverse("cases:answer_access_part", args=[request.minor.reference, part.pk])
        given = {"answer": PartAnswer.GIVEN, "reason": ""}
        if part.compartment == withheld:
            given = {"answer": PartAnswer.WITHHELD, "reason": "Nomme un tiers"}
        assert people[role].post(url, given).status_code == 302
    return AccessRequest.objects.get(pk=request.pk)


def export(client: Client, request: AccessRequest) -> bytes:
    response = client.post(reverse("cases:export_case", args=[request.minor.reference, request.pk]))
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/age"
    return response.content


def opened(plain: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_what_is_given_opens_with_the_words_alone(
    jurist: Client, social: Client, minor: Minor, as_role: Callable[..., Client]
) -> None:
    request = answer_all(asked(jurist, minor), as_role)
    sealed = export(social, request)
    assert sealed.startswith(b"age-encryption.org/v1")
    assert b"Awa" not in sealed
    with pytest.raises(pyrage.DecryptError):
        pyrage.passphrase.decrypt(sealed, "nothing-like-it")
    files = opened(pyrage.passphrase.decrypt(sealed, request.passphrase))
    assert files[f"{minor.reference}.pdf"].startswith(b"%PDF-")
    assert PAPER in files.values()
    said = json.loads(files[f"{minor.reference}.json"])
    text = files[f"{minor.reference}.json"].decode()
    for known in ("Awa Barry", "Paracétamol", "Domiciliation", "+33612345678", "Ordonnance"):
        assert known in text
    assert {part["title"] for part in said["parts"]} >= {
        str(Compartment.IDENTITY.label), str(Compartment.HEALTH.label),
    }  # fmt: skip


def test_other_people_are_masked(
    jurist: Client, social: Client, nurse: Client, minor: Minor, as_role: Callable[..., Client],
    hers: pyrage.x25519.Identity,
) -> None:  # fmt: skip
    request = answer_all(asked_for(hers, jurist, minor), as_role)
    files = opened(pyrage.decrypt(export(social, request), [hers]))
    text = files[f"{minor.reference}.json"].decode()
    other = Minor.objects.exclude(pk=minor.pk).get()
    for hidden in (other.reference, nurse.user.full_name, jurist.user.full_name):
        assert hidden not in text
    assert "vue avec [" in text
    assert str(Role.NURSE.label) in text


def test_a_withheld_part_is_said_with_its_reason(
    jurist: Client, social: Client, minor: Minor, as_role: Callable[..., Client],
    hers: pyrage.x25519.Identity,
) -> None:  # fmt: skip
    request = answer_all(asked_for(hers, jurist, minor), as_role, withheld=Compartment.HEALTH)
    files = opened(pyrage.decrypt(export(social, request), [hers]))
    text = files[f"{minor.reference}.json"].decode()
    assert "Nomme un tiers" in text
    assert "Paracétamol" not in text


def test_her_own_key_opens_it_and_no_word_is_made(
    jurist: Client, social: Client, minor: Minor, as_role: Callable[..., Client],
    hers: pyrage.x25519.Identity,
) -> None:  # fmt: skip
    request = answer_all(asked_for(hers, jurist, minor), as_role)
    assert request.passphrase == ""
    assert f"{minor.reference}.pdf" in opened(pyrage.decrypt(export(social, request), [hers]))


def test_a_key_that_is_none_is_said_beside_its_field(jurist: Client, minor: Minor) -> None:
    url = reverse("cases:ask_access", args=[minor.reference])
    response = jurist.post(url, {"recipient": "age1nothing"})
    assert response.status_code == 422
    assert 'value="age1nothing"' in response.content.decode()
    assert not minor.access_requests.exists()


def test_not_before_every_answer(jurist: Client, social: Client, minor: Minor) -> None:
    request = asked(jurist, minor)
    with pytest.raises(ValidationError):
        actions.export_case(by=social.user, request=request)
    assert request.delivered_at is None


def test_not_by_whoever_asked(jurist: Client, minor: Minor, as_role: Callable[..., Client]) -> None:
    request = answer_all(asked(jurist, minor), as_role)
    with pytest.raises(PermissionDenied):
        actions.export_case(by=jurist.user, request=request)
    url = reverse("cases:export_case", args=[minor.reference, request.pk])
    assert jurist.post(url).status_code == 403


def test_each_export_is_in_the_trail(
    jurist: Client, social: Client, minor: Minor, as_role: Callable[..., Client],
    hers: pyrage.x25519.Identity,
) -> None:  # fmt: skip
    request = answer_all(asked_for(hers, jurist, minor), as_role)
    export(social, request)
    export(social, request)
    entries = AuditEntry.objects.filter(action="export_case", minor_id=minor.pk)
    assert [entry.by_id for entry in entries] == [social.user.pk] * 2


def test_the_command_writes_the_same(
    jurist: Client,
    social: Client,
    minor: Minor,
    as_role: Callable[..., Client],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    hers: pyrage.x25519.Identity,
) -> None:
    request = answer_all(asked(jurist, minor), as_role)
    path = tmp_path / "file.age"
    given = [minor.reference, f"--to={path}"]
    with pytest.raises(CommandError, match="second person"):
        call_command("export_case", *given, f"--by={jurist.user.username}")
    by = f"--by={social.user.username}"
    call_command("export_case", *given, by, f"--recipient={hers.to_public()}")
    assert f"{minor.reference}.json" in opened(pyrage.decrypt(path.read_bytes(), [hers]))
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(CommandError, match="already there"):
        call_command("export_case", *given, by, f"--recipient={hers.to_public()}")
    assert minor.reference not in capsys.readouterr().out
    assert request.passphrase
