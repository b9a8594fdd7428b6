"""Documents of a file: added, listed by compartment, opened, withdrawn; and where they are kept."""

import datetime
import io
import os
import stat
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from cases import actions, document_queries, document_store
from cases.models import (
    DOCUMENTS,
    HealthDocument,
    LegalDocument,
    Minor,
    MinorKey,
    SexualHealthDocument,
    documents_of,
)
from clinics import actions as clinic_actions
from staff import audit, history
from staff.choices import Compartment, Role
from staff.models import AuditEntry, User
from tests import factories
from tests.cases.papers import CANARY, located, pdf, picture, typed, upload

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

C = Compartment


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings) -> Path:
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    return settings.DOCUMENTS_DIR


@pytest.fixture
def host(site) -> User:
    return factories.make_user(Role.RECEPTION, site, "hote")


@pytest.fixture
def minor(site, host: User) -> Minor:
    return factories.make_minor("Awa Sylla", site=site, by=host)[0]


@pytest.fixture
def paper(minor: Minor, host: User) -> LegalDocument:
    return factories.make_document(minor, by=host)


def at(view: str, minor: Minor, *more: object) -> str:
    return reverse(f"cases:{view}", args=[minor.reference, *more])


def said(action: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action=action))


# --- a jurist's path --------------------------------------------------------------------------


def test_a_jurist_adds_a_photo_finds_it_and_downloads_it(
    as_role: Callable[..., Client], minor: Minor
) -> None:
    jurist = as_role(Role.JURIST)
    response = jurist.post(at("add_document", minor), typed(located()))
    assert response["Location"] == at("documents", minor)
    listed = jurist.get(at("documents", minor)).content.decode()
    assert "Ordonnance de placement" in listed
    assert "Original : Chez l’avocat" in listed.replace("\N{NO-BREAK SPACE}", " ")
    document = LegalDocument.objects.get()
    page = jurist.get(at("document", minor, document.number)).content.decode()
    assert "15 janvier" in page
    assert "JPG, 1 page" in page
    response = jurist.get(at("document_file", minor, document.number))
    image = Image.open(io.BytesIO(response.content))
    assert image.size == (120, 160)
    assert not image.getexif()
    assert CANARY.encode() not in response.content
    assert [entry.minor_id for entry in said("add_document")] == [minor.pk]


def test_a_download_can_do_nothing_and_is_kept_nowhere(
    as_role: Callable[..., Client], minor: Minor, paper: LegalDocument
) -> None:
    response = as_role(Role.JURIST).get(at("document_file", minor, paper.number))
    name = f"document-{minor.reference}-{paper.number.hex[:6]}.pdf"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in response.headers["Cache-Control"]
    assert response.content == b"%PDF-1.4 as if it had been cleaned"


def test_each_page_is_recorded_once(
    as_role: Callable[..., Client], minor: Minor, paper: LegalDocument
) -> None:
    jurist = as_role(Role.JURIST)
    for view, action, args in (
        ("documents", "read_documents", []),
        ("document", "read_document", [paper.number]),
        ("document_file", "read_document_file", [paper.number]),
    ):
        before = AuditEntry.objects.count()
        jurist.get(at(view, minor, *args))
        assert AuditEntry.objects.count() == before + 1
        (entry,) = said(action)
        assert (entry.by, entry.minor_id) == (jurist.user, minor.pk)


def test_what_cannot_be_recorded_does_not_leave(
    as_role: Callable[..., Client],
    minor: Minor,
    paper: LegalDocument,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    jurist = as_role(Role.JURIST)
    jurist.raise_request_exception = False
    read: list[object] = []

    def fails(**kwargs: object) -> None:
        raise IntegrityError

    monkeypatch.setattr(audit, "record", fails)
    monkeypatch.setattr(document_store, "read", read.append)
    response = jurist.get(at("document_file", minor, paper.number))
    assert response.status_code == 500
    assert read == []


def test_the_trail_and_the_addresses_say_nothing_of_the_paper(
    as_role: Callable[..., Client], minor: Minor
) -> None:
    jurist = as_role(Role.JURIST)
    jurist.post(at("add_document", minor), typed(picture(), title=CANARY))
    document = LegalDocument.objects.get()
    response = jurist.get(at("document_file", minor, document.number))
    assert CANARY not in str(response.headers)
    assert CANARY not in str(list(AuditEntry.objects.values_list()))


# --- what is typed ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": ""}, "Ce champ est obligatoire"),
        ({"kind": "virus"}, "virus"),
        ({"original": ""}, "Dites où est l’original"),
        ({"compartment": ""}, "Choisissez la partie du dossier"),
        ({"compartment": "health"}, "health"),
        ({"compartment": "figures"}, "figures"),
        ({"said_on": "2999-01-01"}, "Cette date ne peut pas être"),
        ({"said_on": "1066-01-01"}, "Cette date ne peut pas être"),
        ({"said_on": "hier"}, "date valide"),
        ({"title": "x" * 201}, "200"),
    ],
)
def test_a_wrong_answer_is_said_beside_it(
    as_role: Callable[..., Client], minor: Minor, fields: dict[str, str], sentence: str
) -> None:
    url = at("add_document", minor)
    response = as_role(Role.JURIST).post(url, typed(picture(), **fields))
    html = response.content.decode()
    assert response.status_code == 422
    assert sentence in html
    assert "Choisissez de nouveau le fichier" in html
    assert not LegalDocument.objects.exists()


def test_a_file_is_asked_for(as_role: Callable[..., Client], minor: Minor) -> None:
    response = as_role(Role.JURIST).post(at("add_document", minor), typed())
    assert response.status_code == 422
    assert "Choisissez un fichier" in response.content.decode()


def test_a_file_sent_as_text_is_no_file(as_role: Callable[..., Client], minor: Minor) -> None:
    response = as_role(Role.JURIST).post(at("add_document", minor), typed(file="x"))
    assert response.status_code == 422


def test_without_a_title_the_kind_stands_for_it(
    as_role: Callable[..., Client], minor: Minor
) -> None:
    jurist = as_role(Role.JURIST)
    jurist.post(at("add_document", minor), typed(pdf(3), title="  ", said_on="", kind="refusal"))
    document = LegalDocument.objects.get()
    assert (document.title, document.said_on, document.page_count) == ("", None, 3)
    listed = jurist.get(at("documents", minor)).content.decode()
    assert listed.count("Lettre de refus") == 1


def test_one_part_of_the_file_is_chosen_already(
    as_role: Callable[..., Client], minor: Minor
) -> None:
    client = as_role(Role.PSYCHOLOGIST)
    clinic_actions.follow_case(by=client.user, minor=minor)
    html = client.get(at("add_document", minor)).content.decode()
    assert 'value="psychology"' in html
    assert html.count('name="compartment"') == 1
    assert "checked" in html
    assert 'enctype="multipart/form-data"' in html
    assert "10,0" in html  # the limit is said before


# --- who opens what ---------------------------------------------------------------------------

READS = {
    Role.RECEPTION: {C.IDENTITY},
    Role.VOLUNTEER: set(),
    Role.NURSE: {C.IDENTITY, C.SOCIAL, C.HEALTH, C.SEXUAL_HEALTH},
    Role.DOCTOR: {C.IDENTITY, C.SOCIAL, C.HEALTH, C.SEXUAL_HEALTH},
    Role.MIDWIFE: {C.IDENTITY, C.SOCIAL, C.HEALTH, C.SEXUAL_HEALTH},
    Role.PSYCHOLOGIST: {C.IDENTITY, C.SOCIAL, C.PSYCHOLOGY},
    Role.SOCIAL: {C.IDENTITY, C.SOCIAL, C.LEGAL},
    Role.JURIST: {C.IDENTITY, C.SOCIAL, C.LEGAL, C.NARRATIVE},
    Role.COORDINATOR: {C.IDENTITY, C.SOCIAL, C.PROTECTION},
    Role.DIRECTOR: set(),
    Role.ADMINISTRATOR: set(),
}
COUNTS = {
    Role.RECEPTION: {C.LEGAL, C.HEALTH, C.PSYCHOLOGY, C.PROTECTION},
    Role.NURSE: {C.LEGAL, C.PSYCHOLOGY, C.PROTECTION},
    Role.COORDINATOR: {C.LEGAL, C.HEALTH, C.PSYCHOLOGY},
}


@pytest.fixture
def everything(minor: Minor, host: User) -> dict[Compartment, str]:
    """A document in each compartment; return their numbers."""
    return {
        compartment: factories.make_document(
            minor, by=host, compartment=compartment, title=f"Papier {compartment}"
        ).number
        for compartment in DOCUMENTS
    }


@pytest.mark.parametrize("role", READS)
def test_each_role_opens_its_compartments_and_no_other(
    as_role: Callable[..., Client], minor: Minor, everything: dict[Compartment, str], role: Role
) -> None:
    client = as_role(role)
    if role == Role.PSYCHOLOGIST:
        clinic_actions.follow_case(by=client.user, minor=minor)
    listed = client.get(at("documents", minor))
    for compartment, number in everything.items():
        is_read = compartment in READS[role]
        assert (f"Papier {compartment}<" in listed.content.decode()) == is_read
        for view in ("document", "document_file"):
            status = client.get(at(view, minor, number)).status_code
            assert status == (200 if is_read else 404 if READS[role] else 403)


@pytest.mark.parametrize("role", COUNTS)
def test_of_what_she_may_only_know_there_is_a_count(
    as_role: Callable[..., Client], minor: Minor, everything: dict[Compartment, str], role: Role
) -> None:
    client = as_role(role)
    counted = document_queries.counted(minor, client.user)
    assert {line.compartment: line.count for line in counted} == dict.fromkeys(COUNTS[role], 1)
    html = client.get(at("documents", minor)).content.decode()
    assert "Gardés par d’autres" in html
    assert str(C.SEXUAL_HEALTH.label) not in html or C.SEXUAL_HEALTH in READS[role]


def test_a_document_is_reached_through_its_own_file_only(
    as_role: Callable[..., Client], minor: Minor, host: User, paper: LegalDocument
) -> None:
    other, _arrival = factories.make_minor("Ibrahima Bah", by=host)
    jurist = as_role(Role.JURIST)
    for view in ("document", "document_file", "withdraw_document"):
        assert jurist.get(at(view, other, paper.number)).status_code == 404
        assert jurist.get(at(view, minor, uuid.uuid4())).status_code == 404


def test_whoever_reads_only_does_not_withdraw(
    as_role: Callable[..., Client], minor: Minor, paper: LegalDocument
) -> None:
    social = as_role(Role.SOCIAL)
    assert "/withdraw/" not in social.get(at("document", minor, paper.number)).content.decode()
    for view in ("withdraw_document", "restore_document"):
        assert social.post(at(view, minor, paper.number)).status_code == 403
    assert not said("withdraw_document")


def test_a_long_list_shows_the_newest_then_all_by_page(
    as_role: Callable[..., Client], minor: Minor, host: User
) -> None:
    for number in range(27):
        factories.make_document(minor, by=host, title=f"Papier {number:02}.")
    jurist = as_role(Role.JURIST)
    html = jurist.get(at("documents", minor)).content.decode()
    assert html.count("Papier") == document_queries.NEWEST
    assert "Papier 26." in html
    url = at("documents", minor)
    assert jurist.get(url, {"in": "legal"}).content.decode().count("Papier") == 25
    html = jurist.get(url, {"in": "legal", "page": "2"}).content.decode()
    assert html.count("Papier") == 2
    for odd in ({"in": "health"}, {"in": "x\x00"}, {"in": "legal", "page": "\x00"}):
        assert jurist.get(url, odd).status_code == 200


# --- withdrawn --------------------------------------------------------------------------------


def test_withdrawn_once_asked_and_brought_back(
    as_role: Callable[..., Client], minor: Minor, paper: LegalDocument
) -> None:
    jurist = as_role(Role.JURIST)
    url = at("withdraw_document", minor, paper.number)
    assert "Retirer ce document" in jurist.get(url).content.decode()
    jurist.post(url)
    listed = jurist.get(at("documents", minor)).content.decode()
    assert "Ordonnance" not in listed
    undo = at("restore_document", minor, paper.number)
    assert undo in listed
    for view in ("document", "document_file", "withdraw_document"):
        assert jurist.get(at(view, minor, paper.number)).status_code == 404
    jurist.post(undo)
    assert "Ordonnance" in jurist.get(at("documents", minor)).content.decode()
    assert len(said("withdraw_document")) == len(said("restore_document")) == 1
    lines = history.of(LegalDocument).objects.filter(pgh_obj=paper.pk)
    assert [line.withdrawn_by_id for line in lines.order_by("pgh_id")] == [None, jurist.user.pk]


def test_withdrawn_twice_stays_withdrawn_by_the_first(
    as_role: Callable[..., Client], minor: Minor, host: User, paper: LegalDocument
) -> None:
    first = actions.withdraw_document(by=host, document=paper)
    response = as_role(Role.JURIST).post(at("withdraw_document", minor, paper.number))
    assert response.status_code == 302
    paper.refresh_from_db()
    assert (paper.withdrawn_by, paper.withdrawn_at) == (host, first.withdrawn_at)


def test_the_next_day_it_does_not_come_back(
    as_role: Callable[..., Client], minor: Minor, host: User, paper: LegalDocument
) -> None:
    actions.withdraw_document(by=host, document=paper)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1), tick=False):
        jurist = as_role(Role.JURIST)
        response = jurist.post(at("restore_document", minor, paper.number), follow=True)
        assert "retiré un autre jour" in response.content.decode()
        with pytest.raises(ValidationError):
            actions.restore_document(by=host, document=paper)
    paper.refresh_from_db()
    assert paper.withdrawn_at


def test_a_file_that_holds_a_document_was_no_slip(minor: Minor, host: User) -> None:
    paper = factories.make_document(minor, by=host)
    actions.withdraw_document(by=host, document=paper)
    with pytest.raises(ValidationError):
        actions.cancel_registration(by=host, arrival=minor.arrivals.get())


# --- where they are kept ----------------------------------------------------------------------


def test_a_content_is_kept_whole_hidden_and_named_by_its_hash(
    store: Path, paper: LegalDocument
) -> None:
    path = document_store.path_of(paper.content_hash)
    assert path == store / paper.content_hash[:2] / paper.content_hash[2:4] / paper.content_hash
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [p for p in store.rglob("*") if p.is_file()] == [path], "no part is left behind"
    assert document_store.read(paper) == b"%PDF-1.4 as if it had been cleaned"
    assert paper.size == 34


def test_a_content_in_the_store_is_never_written_again(paper: LegalDocument) -> None:
    path = document_store.path_of(paper.content_hash)
    before = path.stat()
    document_store._store(path, b"something else")
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert document_store.read(paper)


def test_a_write_cut_short_leaves_nothing(
    minor: Minor, host: User, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        factories.make_document(minor, by=host)
    assert [p for p in store.rglob("*") if p.is_file()] == []
    assert not LegalDocument.objects.exists()


def missing(paper: LegalDocument) -> None:
    document_store.path_of(paper.content_hash).unlink()


def changed(paper: LegalDocument) -> None:
    path = document_store.path_of(paper.content_hash)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def cut(paper: LegalDocument) -> None:
    path = document_store.path_of(paper.content_hash)
    path.write_bytes(path.read_bytes()[:5])


def emptied(paper: LegalDocument) -> None:
    document_store.path_of(paper.content_hash).write_bytes(b"")


def swapped(paper: LegalDocument) -> None:
    """The row names the content of another document of the same file."""
    other = factories.make_document(paper.minor, by=paper.added_by, content=b"another")
    other_hash = other.content_hash
    LegalDocument.objects.filter(pk=other.pk).update(content_hash="0" * 64)
    LegalDocument.objects.filter(pk=paper.pk).update(content_hash=other_hash)


def erased(paper: LegalDocument) -> None:
    """As an erasure does: the owner alone removes a key."""
    MinorKey.objects.using("owner").filter(minor=paper.minor).delete()


# Two connections, two roles: what one does is seen by the other once it is committed.
committed = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
ERASED = pytest.param(erased, marks=committed)


@pytest.mark.parametrize("harm", [missing, changed, cut, emptied, swapped, ERASED])
def test_what_cannot_be_opened_is_a_page_and_is_recorded(
    as_role: Callable[..., Client],
    minor: Minor,
    paper: LegalDocument,
    caplog: pytest.LogCaptureFixture,
    harm: Callable[[LegalDocument], None],
) -> None:
    harm(paper)
    response = as_role(Role.JURIST).get(at("document_file", minor, paper.number))
    html = response.content.decode()
    assert response.status_code == 410
    assert "Ce fichier ne peut pas être ouvert" in html
    assert ("effacé" in html) == (harm is erased)
    assert [entry.subject for entry in said("find_document_unreadable")] == [
        f"cases.legaldocument:{paper.pk}"
    ]
    assert f"cases.legaldocument:{paper.pk}" in caplog.text
    assert minor.reference not in caplog.text


@pytest.mark.parametrize("harm", [missing, changed, ERASED])
def test_the_other_pages_stand_whatever_became_of_the_file(
    as_role: Callable[..., Client],
    minor: Minor,
    paper: LegalDocument,
    harm: Callable[[LegalDocument], None],
) -> None:
    harm(paper)
    jurist = as_role(Role.JURIST)
    for view, args in (("documents", []), ("document", [paper.number])):
        response = jurist.get(at(view, minor, *args))
        assert response.status_code == 200
        assert ("Effacé" in response.content.decode()) == (harm is erased)
    url = at("withdraw_document", minor, paper.number)
    assert jurist.get(url).status_code == 200
    assert jurist.post(url).status_code == 302


def test_all_are_verified_one_by_one(minor: Minor, host: User) -> None:
    papers = [
        factories.make_document(minor, by=host, compartment=compartment)
        for compartment in (C.LEGAL, C.LEGAL, C.HEALTH)
    ]
    actions.withdraw_document(by=host, document=papers[1])
    assert [verdict.problem for verdict in document_store.verify_all()] == ["", "", ""]
    missing(papers[0])
    changed(papers[1])
    found = {v.document.number: v.problem for v in document_store.verify_all()}
    assert found == {
        papers[0].number: "the file is not in the store",
        papers[1].number: "the file is not the one that was written",
        papers[2].number: "",
    }


def test_files_that_no_document_names_are_found(store: Path, paper: LegalDocument) -> None:
    kept = document_store.path_of(paper.content_hash)
    lost = document_store.path_of("ab" * 32)
    part = kept.parent / ".abc.part"
    lost.parent.mkdir(parents=True)
    for path in (lost, part):
        path.write_bytes(b"x")
    assert list(document_store.orphans()) == [], "they are too young: their row may be on its way"
    long_ago = timezone.now().timestamp() - 2 * document_store.SETTLED
    for path in (lost, part, kept):
        os.utime(path, (long_ago, long_ago))
    assert set(document_store.orphans()) == {lost, part}


def test_the_files_of_a_minor_are_destroyed_by_compartment(minor: Minor, host: User) -> None:
    other, _arrival = factories.make_minor("Ibrahima Bah", by=host)
    kept = factories.make_document(other, by=host)
    legal = factories.make_document(minor, by=host)
    health = factories.make_document(minor, by=host, compartment=C.HEALTH)
    actions.withdraw_document(by=host, document=legal)
    paths = [document_store.path_of(paper.content_hash) for paper in (legal, health)]
    assert document_store.destroy(document_store.files_of(minor, [C.LEGAL])) == 1
    assert [path.exists() for path in paths] == [False, True]
    assert document_store.destroy(document_store.files_of(minor)) == 1
    assert not paths[1].exists()
    assert document_store.destroy(document_store.files_of(minor)) == 0
    assert document_store.read(kept)


def test_each_compartment_has_its_table_and_its_key(minor: Minor, host: User) -> None:
    factories.make_document(minor, by=host, compartment=C.HEALTH)
    factories.make_document(minor, by=host, compartment=C.SEXUAL_HEALTH)
    assert (HealthDocument.objects.count(), SexualHealthDocument.objects.count()) == (1, 1)
    keys = MinorKey.objects.filter(minor=minor)
    assert set(keys.values_list("compartment", flat=True)) >= {C.HEALTH, C.SEXUAL_HEALTH}
    for compartment, model in DOCUMENTS.items():
        assert model.compartment == compartment
        assert documents_of(minor, compartment).model is model


def test_a_document_without_its_facts_is_not_added(minor: Minor, host: User) -> None:
    with pytest.raises(ValidationError):
        factories.make_document(minor, by=host, original="")


def test_an_upload_under_any_name_gives_the_same_document(
    as_role: Callable[..., Client], minor: Minor
) -> None:
    file = upload(picture(), name="Passeport de Awa Sylla.exe", media_type="text/html")
    as_role(Role.JURIST).post(at("add_document", minor), typed(file=file))
    document = LegalDocument.objects.get()
    assert document.media_type == "image/jpeg"
    assert "Awa" not in str(LegalDocument.objects.values_list().get())
