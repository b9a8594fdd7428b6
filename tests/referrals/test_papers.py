"""A paper is known without its scan, and one always knows where its original is."""

import datetime
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from PIL import Image

from cases import actions as case_actions
from cases.models import LegalDocument, Minor
from referrals import actions, procedure_queries
from referrals.models import LegalPaper, PaperMove, PaperTie, Procedure
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.cases.papers import located, upload
from tests.staff.trail import actions_since, last_entry

DAY = datetime.timedelta(days=1)
TODAY = timezone.localdate


@pytest.fixture
def host(site: Site) -> User:
    return factories.make_user(Role.RECEPTION, site)


@pytest.fixture
def minor(host: User, site: Site) -> Minor:
    return factories.make_minor("Mamadou Diallo", by=host, site=site)[0]


@pytest.fixture
def jurist(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.JURIST)


@pytest.fixture
def petition(minor: Minor, host: User, site: Site) -> Procedure:
    return factories.make_procedure(minor, by=host, site=site)


@pytest.fixture
def birth(minor: Minor, host: User) -> LegalPaper:
    day = TODAY() - 10 * DAY
    return factories.make_paper(minor, by=host, place="minor", on=day, number="C 1234")


def of(minor: Minor, end: str) -> str:
    return f"/cases/{minor.reference}/{end}"


def records(client: Client, minor: Minor, query: str = "", **typed: Any) -> Any:
    fields = {"kind": "civil_status", "country": "GN", "legalisation": "no", "place": "lawyer",
              **typed}  # fmt: skip
    return client.post(of(minor, f"papers/new/{query}"), fields)


def moves(client: Client, paper: LegalPaper, **typed: Any) -> Any:
    fields = {"place": "lawyer", "moved_on": f"{TODAY()}", **typed}
    return client.post(of(paper.minor, f"papers/{paper.pk}/move/"), fields)


# --- the path ---------------------------------------------------------------------------------


def test_a_paper_without_a_file(jurist: Client, minor: Minor, petition: Procedure) -> None:
    procedure = jurist.get(of(minor, f"procedures/{petition.pk}/")).content.decode()
    assert "Aucun papier n’y est encore joint" in procedure
    link = of(minor, f"papers/new/?procedure={petition.pk}")
    assert link in procedure
    assert jurist.get(link).context["form"]["procedures"].value() == [str(petition.pk)]
    answer = records(
        jurist, minor, procedures=[petition.pk], number="C 1234", authority="Mairie de Kindia",
        title="Extrait du registre", holder="Me Roux", said_on="2024-03-06",
        note="Le tampon est pâle",
    )  # fmt: skip
    paper = LegalPaper.objects.with_place().get()
    assert answer.url == of(minor, f"papers/{paper.pk}/")
    page = jurist.get(answer.url).content.decode()
    for words in ("Extrait du registre", "C 1234", "Mairie de Kindia", "Guinée", "Non légalisé",
                  "Chez l’avocat", "Me Roux", "Le tampon est pâle", "Juge des enfants"
                  ):  # fmt: skip
        assert words in page, words
    for where in (f"procedures/{petition.pk}/", "documents/"):
        page = jurist.get(of(minor, where)).content.decode()
        assert "Extrait du registre" in page, where
        assert "Chez l’avocat" in page, where
        assert "non numérisé" in page, where


def test_from_one_lawyer_to_another(jurist: Client, birth: LegalPaper) -> None:
    for holder in ("Me Roux", "Me Blanc"):
        assert moves(jurist, birth, holder=holder).status_code == 302
    assert [row.place for row in birth.moves.order_by("pk")] == ["minor", "lawyer", "lawyer"]


def test_its_moves_are_kept(jurist: Client, birth: LegalPaper) -> None:
    assert moves(jurist, birth, holder="Me Roux").status_code == 302
    assert moves(jurist, birth, place="centre").status_code == 302
    rows = birth.moves.order_by("pk")
    assert [row.place for row in rows] == ["minor", "lawyer", "centre"]
    assert LegalPaper.objects.with_place().get().original == "centre"
    page = jurist.get(of(birth.minor, f"papers/{birth.pk}/")).content.decode()
    assert page.index("Au centre") < page.index("Chez l’avocat") < page.index("Avec le jeune")


def test_a_scan_says_where_its_original_went(jurist: Client, host: User, minor: Minor) -> None:
    scan = factories.make_document(minor, by=host, kind="refusal", original="minor")
    page = jurist.get(of(minor, f"documents/{scan.number}/")).content.decode()
    link = of(minor, f"papers/new/?scan={scan.number}")
    assert link in page
    form = jurist.get(link).context["form"]
    assert (form["kind"].value(), form["place"].value()) == ("refusal", "minor")
    assert form["scan"].value() == str(scan.number)
    records(jurist, minor, kind="refusal", place="minor", scan=str(scan.number))
    paper = LegalPaper.objects.with_place().get()
    assert paper.scan == LegalDocument.objects.get()
    moves(jurist, paper, place="administration")
    for where in ("documents/", f"documents/{scan.number}/"):
        page = jurist.get(of(minor, where)).content.decode()
        assert "Dans une administration ou un tribunal" in page, where
        assert "non numérisé" not in page
        assert "Avec le jeune" not in page, where
    assert 'name="scan"' not in jurist.get(of(minor, "papers/new/")).content.decode()


def test_two_people_follow_one_scan(
    jurist: Client, host: User, minor: Minor, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = factories.make_document(minor, by=host, kind="refusal")
    first = factories.make_paper(minor, by=host, kind="refusal", scan=scan)
    monkeypatch.setattr("referrals.paper_queries.free_scans", lambda minor, user: [scan])
    answer = records(jurist, minor, scan=str(scan.number))
    assert answer.status_code == 422
    assert "déjà celle d’un autre papier" in answer.content.decode()
    actions.withdraw_paper(by=host, paper=first)
    assert records(jurist, minor, scan=str(scan.number)).status_code == 302
    with pytest.raises(ValidationError):
        actions.restore_paper(by=host, paper=first)


# --- a scan that comes later --------------------------------------------------------------------


def scans(client: Client, paper: LegalPaper, **typed: Any) -> Any:
    return client.post(of(paper.minor, f"papers/{paper.pk}/scan/"), typed)


def test_a_paper_is_scanned_later(jurist: Client, birth: LegalPaper) -> None:
    page = of(birth.minor, f"papers/{birth.pk}/")
    link = of(birth.minor, f"papers/{birth.pk}/scan/")
    assert link in jurist.get(page).content.decode()
    assert 'type="file"' in jurist.get(link).content.decode()
    start = last_entry()
    answer = scans(jurist, birth, file=upload(located(), "photo.jpg", "image/jpeg"))
    assert (answer.status_code, answer.url) == (302, page)
    assert actions_since(start, by=jurist.user) == ["add_document", "add_scan"]
    scan = LegalDocument.objects.get()
    assert (scan.kind, scan.original, scan.added_by) == (birth.kind, "minor", jurist.user)
    assert LegalPaper.objects.get().scan == scan
    html = jurist.get(page).content.decode()
    assert of(birth.minor, f"documents/{scan.number}/") in html
    assert link not in html
    assert "non numérisé" not in jurist.get(of(birth.minor, "documents/")).content.decode()
    answer = jurist.get(of(birth.minor, f"documents/{scan.number}/file/"))
    assert Image.open(io.BytesIO(answer.content)).getexif() == {}


def test_its_scan_was_in_the_file_already(jurist: Client, host: User, birth: LegalPaper) -> None:
    scan = factories.make_document(birth.minor, by=host, title="Acte")
    other = factories.make_document(birth.minor, by=host, title="Autre", content=b"%PDF other")
    factories.make_paper(birth.minor, by=host, scan=other)
    form = jurist.get(of(birth.minor, f"papers/{birth.pk}/scan/")).context["form"]
    assert [label for _number, label in form.fields["scan"].choices[1:]] == ["Acte"]
    start = last_entry()
    assert scans(jurist, birth, scan=str(scan.number)).status_code == 302
    assert actions_since(start, by=jurist.user) == ["add_scan"]
    assert LegalPaper.objects.get(pk=birth.pk).scan == scan


def test_a_scan_that_cannot_be(
    jurist: Client, host: User, birth: LegalPaper, settings: Any
) -> None:
    scan = factories.make_document(birth.minor, by=host)
    both = {"file": upload(located(), "photo.jpg", "image/jpeg"), "scan": str(scan.number)}
    nobody_s = {"scan": "5a5a5a5a-5a5a-4a5a-8a5a-5a5a5a5a5a5a"}
    drawing = {"file": upload(b"<svg/>", "plan.svg", "image/svg+xml")}
    for typed in ({}, both, nobody_s, drawing):
        assert scans(jurist, birth, **typed).status_code == 422, typed
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    answer = scans(jurist, birth, file=upload(located(), "photo.jpg", "image/jpeg"))
    assert answer.status_code == 422
    assert "plus petit" in answer.content.decode()
    assert LegalPaper.objects.get().scan is None
    assert LegalDocument.objects.count() == 1


def test_two_people_scan_one_paper(jurist: Client, host: User, birth: LegalPaper) -> None:
    first = factories.make_document(birth.minor, by=host)
    second = factories.make_document(birth.minor, by=host, content=b"%PDF second")
    actions.add_scan(by=host, paper=birth, scan=first)
    answer = scans(jurist, birth, scan=str(second.number))
    assert answer.status_code == 422
    assert "collègue" in answer.content.decode()
    assert LegalPaper.objects.get().scan == first
    case_actions.withdraw_document(by=host, document=first)
    assert scans(jurist, birth, scan=str(second.number)).status_code == 302
    assert LegalPaper.objects.get().scan == second


def test_one_paper_serves_several_procedures(
    jurist: Client, host: User, site: Site, petition: Procedure, birth: LegalPaper
) -> None:
    appeal = factories.make_procedure(birth.minor, by=host, site=site, kind="appeal", stage="L70")
    for procedure in (petition, appeal):
        url = of(birth.minor, f"procedures/{procedure.pk}/papers/{birth.pk}/tie/")
        assert "sert à la procédure" in jurist.post(url, follow=True).content.decode()
        assert "vient de le faire" in jurist.post(url, follow=True).content.decode()
    page = jurist.get(of(birth.minor, f"papers/{birth.pk}/")).content.decode()
    assert "Juge des enfants" in page
    assert "Appel" in page
    url = of(birth.minor, f"procedures/{petition.pk}/papers/{birth.pk}/untie/")
    page = jurist.post(url, follow=True).content.decode()
    assert "ne sert plus à la procédure" in page
    assert "Autres papiers au dossier" in page
    assert [tie.is_tied for tie in PaperTie.objects.order_by("pk")] == [True, True, False]
    assert [tie.procedure for tie in birth.ties.standing()] == [appeal]


def test_what_is_known_later(jurist: Client, birth: LegalPaper) -> None:
    url = of(birth.minor, f"papers/{birth.pk}/edit/")
    form = jurist.get(url).context["form"]
    fields = {field.html_name: field.value() or "" for field in form}
    jurist.post(url, fields | {"legalisation": "yes", "number": "C 99"})
    birth.refresh_from_db()
    assert (birth.legalisation, birth.number) == ("yes", "C 99")


def test_one_recorded_by_mistake(jurist: Client, birth: LegalPaper, petition: Procedure) -> None:
    url = of(birth.minor, f"papers/{birth.pk}/")
    assert "Papier retiré" in jurist.post(f"{url}withdraw/", follow=True).content.decode()
    assert jurist.get(url).status_code == 404
    for where in ("documents/", f"procedures/{petition.pk}/"):
        page = jurist.get(of(birth.minor, where)).content.decode()
        assert f'papers/{birth.pk}/"' not in page
    assert "remis dans le dossier" in jurist.post(f"{url}restore/", follow=True).content.decode()
    assert jurist.get(url).status_code == 200


# --- hearings ---------------------------------------------------------------------------------


def test_a_hearing_knows_its_papers(
    jurist: Client, host: User, petition: Procedure, birth: LegalPaper
) -> None:
    day = procedure_queries.next_working_day(TODAY())
    factories.make_event(petition, by=host, stage="L45", hearing_on=day)
    factories.make_paper(birth.minor, by=host, kind="refusal", place="lawyer",
                         procedures=(petition,))  # fmt: skip
    [hearing] = jurist.get("/hearings/").context["page_obj"]
    assert [paper.kind for paper in hearing.ready.papers] == ["refusal"]
    assert [len(hearing.ready.unjoined), len(hearing.ready.missing)] == [1, 3]
    page = jurist.get("/hearings/").content.decode()
    for words in ("Chez l’avocat", "pas encore joint à cette procédure : État civil",
                  "Pas au dossier : Convocation"):  # fmt: skip
        assert words in page, words


# --- bad input --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"said_on": f"{TODAY() + DAY}"}, "said_on", "papier vu aujourd’hui"),
        ({"said_on": "1812-03-06"}, "said_on", "papier vu aujourd’hui"),
        ({"said_on": "30/02/2026"}, "said_on", "date"),
        ({"place": ""}, "place", "où est l’original"),
        ({"place": "cellar"}, "place", "cellar"),
        ({"kind": ""}, "kind", "obligatoire"),
        ({"legalisation": "perhaps"}, "legalisation", "perhaps"),
        ({"country": "ZZ"}, "country", "ZZ"),
        ({"procedures": ["999"]}, "procedures", "999"),
        ({"number": "1" * 101}, "number", "100"),
    ],
)
def test_bad_input_has_its_sentence(
    jurist: Client, minor: Minor, petition: Procedure, typed: dict[str, Any], field: str, words: str
) -> None:
    answer = records(jurist, minor, title="Le jugement supplétif", **typed)
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])
    assert "Le jugement supplétif" in answer.content.decode(), "what was typed is kept"
    assert not LegalPaper.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"moved_on": f"{TODAY() + DAY}"}, "moved_on", "dans le futur"),
        ({"moved_on": f"{TODAY() - 11 * DAY}"}, "moved_on", "changé de place depuis"),
        ({"moved_on": ""}, "moved_on", "obligatoire"),
        ({"place": ""}, "place", "où est l’original"),
    ],
)
def test_a_move_that_cannot_be(
    jurist: Client, birth: LegalPaper, typed: dict[str, str], field: str, words: str
) -> None:
    answer = moves(jurist, birth, **typed)
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])
    assert PaperMove.objects.count() == 1


def test_nonsense_in_the_address_fills_in_nothing(jurist: Client, minor: Minor) -> None:
    page = jurist.get(of(minor, "papers/new/?scan=nothing&procedure=x"))
    assert page.status_code == 200
    assert page.context["form"]["kind"].value() in (None, "")


def test_the_paper_of_another_file(
    jurist: Client, host: User, site: Site, birth: LegalPaper, petition: Procedure
) -> None:
    other = factories.make_minor("Awa", by=host, site=site)[0]
    assert jurist.get(of(other, f"papers/{birth.pk}/")).status_code == 404
    theirs = factories.make_procedure(other, by=host, site=site)
    url = of(other, f"procedures/{theirs.pk}/papers/{birth.pk}/tie/")
    assert jurist.post(url).status_code == 404
    with pytest.raises(ValidationError):
        actions.untie_paper(by=host, paper=birth, procedure=petition)


# --- who ----------------------------------------------------------------------------------------


def test_a_social_worker_reads_and_a_nurse_knows_nothing(
    as_role: Callable[..., Client], birth: LegalPaper
) -> None:
    social = as_role(Role.SOCIAL)
    page = social.get(of(birth.minor, f"papers/{birth.pk}/")).content.decode()
    assert "C 1234" in page
    assert "/move/" not in page
    assert "/scan/" not in page
    assert moves(social, birth).status_code == 403
    assert scans(social, birth).status_code == 403
    assert "papers/new/" not in social.get(of(birth.minor, "documents/")).content.decode()
    for role in (Role.NURSE, Role.RECEPTION, Role.COORDINATOR):
        client = as_role(role)
        assert client.get(of(birth.minor, f"papers/{birth.pk}/")).status_code == 403
        assert client.get(of(birth.minor, f"papers/{birth.pk}/scan/")).status_code == 403
        page = client.get(of(birth.minor, "documents/")).content.decode()
        assert f"papers/{birth.pk}/" not in page
