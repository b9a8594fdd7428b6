"""A medical document goes to the lawyer by an act of its own, with the agreement of that day."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client

from cases import actions, document_store
from cases.choices import Part, PartnerKind
from cases.lawyer_copies import days_handed
from cases.models import Consent, Document, LawyerCopy, LawyerCopyTaken, Minor, Sharing
from staff.choices import Compartment, Role
from staff.models import Site
from tests import factories
from tests.staff.trail import actions_since, last_entry

TYPED = {
    "lawyer": "", "name": "Maître Roux", "purpose": "legal", "why": "Requête au juge",
    "answer": "agreed", "said_how": "oral", "language": "ps", "interpreting": "phone",
    "channel": "handed",
}  # fmt: skip


@pytest.fixture
def nurse(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.NURSE)


@pytest.fixture
def minor(nurse: Client, site: Site) -> Minor:
    return factories.make_minor("Mamadou Diallo", by=nurse.user, site=site)[0]


@pytest.fixture
def paper(nurse: Client, minor: Minor) -> Document:
    return factories.make_document(
        minor, by=nurse.user, compartment=Compartment.HEALTH, kind="medical", title="Certificat"
    )


def url(paper: Document) -> str:
    return f"/cases/{paper.minor.reference}/documents/{paper.number}/lawyer/"


def post(client: Client, paper: Document, **typed: Any) -> HttpResponse:
    return client.post(url(paper), TYPED | typed)


def take(client: Client, copy: LawyerCopy) -> HttpResponse:
    return client.post(f"{url(copy.document)}{copy.pk}/")


def nothing_left() -> bool:
    return not (LawyerCopy.objects.exists() or Sharing.objects.exists())


# --- what gates it ----------------------------------------------------------------------------


def test_agreed_it_is_in_the_register_and_the_copy_open(nurse: Client, paper: Document) -> None:
    start = last_entry()
    assert post(nurse, paper).status_code == 302
    copy = LawyerCopy.objects.get()
    sharing, consent = copy.sharing, Consent.objects.get()
    assert (copy.document.pk, copy.taken, copy.made_by) == (paper.pk, None, nurse.user)
    assert (sharing.consent, sharing.parts, sharing.compartment) == (
        consent, [Part.HEALTH_FILE], Compartment.HEALTH,
    )  # fmt: skip
    assert (sharing.recipient_name, sharing.why) == ("Maître Roux", "Requête au juge")
    assert (consent.recorded_by, consent.language, consent.interpreting) == (
        nurse.user, "ps", "phone",
    )  # fmt: skip
    assert actions_since(start, by=nurse.user, minor_id=paper.minor_id) == [
        "record_consent", "record_sharing", "hand_to_lawyer",
    ]  # fmt: skip


def test_a_lawyer_of_the_directory(nurse: Client, paper: Document) -> None:
    lawyer = factories.make_partner("Antenne des mineurs", kind=PartnerKind.LAWYER)
    other = factories.make_partner("Une école", kind=PartnerKind.SCHOOL)
    offered = nurse.get(url(paper)).context["form"].fields["lawyer"].choices
    assert [value for value, _label in offered] == ["", lawyer.pk]
    refused = post(nurse, paper, lawyer=other.pk, name="")
    assert set(refused.context["form"].errors) == {"lawyer"}
    assert post(nurse, paper, lawyer=lawyer.pk, name="").status_code == 302
    assert Sharing.objects.get().partner == lawyer


@pytest.mark.parametrize("answer", ["refused", "declined"])
def test_what_she_refuses_is_kept_and_nothing_goes(
    nurse: Client, paper: Document, answer: str
) -> None:
    response = post(nurse, paper, answer=answer)
    assert response.url == f"/cases/{paper.minor.reference}/documents/{paper.number}/"
    assert Consent.objects.get().answer == answer
    assert nothing_left()
    assert "rien n’est remis" in nurse.get(response.url).content.decode()


def test_not_asked_it_is_refused_in_words_even_agreed_before(
    nurse: Client, paper: Document
) -> None:
    post(nurse, paper)
    response = post(nurse, paper, answer="not_asked")
    assert response.status_code == 422
    assert "demandé aujourd’hui pour ce document" in response.content.decode()
    assert response.context["form"]["why"].value() == "Requête au juge"
    assert LawyerCopy.objects.count() == 1


@pytest.mark.parametrize("answer", ["not_asked", "refused"])
def test_the_law_allows_it_without(nurse: Client, paper: Document, answer: str) -> None:
    assert post(nurse, paper, answer=answer, exception="danger").status_code == 302
    sharing = Sharing.objects.get()
    assert (sharing.consent, sharing.exception) == (None, "danger")
    assert Consent.objects.count() == (answer == "refused")


def test_what_she_opposes_is_stronger_and_keeps_nothing(nurse: Client, paper: Document) -> None:
    lawyer = factories.make_partner("Antenne des mineurs", kind=PartnerKind.LAWYER)
    factories.make_opposition(paper.minor, by=nurse.user, kind="partner", partner=lawyer)
    response = post(nurse, paper, lawyer=lawyer.pk, name="")
    assert response.status_code == 422
    assert nothing_left()
    assert not Consent.objects.exists()


def test_withdrawn_in_that_instant(nurse: Client, paper: Document) -> None:
    actions.withdraw_document(by=nurse.user, document=paper)
    with pytest.raises(ValidationError, match="retiré entre-temps"):
        factories.make_lawyer_copy(paper, by=nurse.user)
    assert post(nurse, paper).status_code == 404


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "lawyer"),
        ({"name": "   "}, "lawyer"),
        ({"name": "x" * 121}, "name"),
        ({"why": ""}, "why"),
        ({"answer": ""}, "answer"),
        ({"answer": "gold"}, "answer"),
        ({"purpose": ""}, "purpose"),
        ({"interpreting": ""}, "interpreting"),
        ({"language": "gold"}, "language"),
        ({"channel": "oral"}, "channel"),
    ],
)
def test_what_is_missing_is_said_beside_its_box(
    nurse: Client, paper: Document, typed: dict[str, str], field: str
) -> None:
    response = post(nurse, paper, **typed)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert nothing_left()


# --- the copy ---------------------------------------------------------------------------------


def test_it_leaves_once(nurse: Client, paper: Document) -> None:
    copy = factories.make_lawyer_copy(paper, by=nurse.user)
    start = last_entry()
    response = take(nurse, copy)
    assert response.content == document_store.read(paper)
    assert response["Content-Disposition"].startswith("attachment;")
    recorded = actions_since(start, by=nurse.user, minor_id=paper.minor_id)
    assert recorded == ["take_lawyer_copy", "read_document_file"]
    page = nurse.get(take(nurse, copy).url).content.decode()
    assert "déjà partie" in page
    assert "Sortir la copie" not in page
    assert LawyerCopyTaken.objects.count() == 1


def test_taken_back_before_it_left_it_leaves_no_more(nurse: Client, paper: Document) -> None:
    copy = factories.make_lawyer_copy(paper, by=nurse.user)
    actions.withdraw_consent(by=nurse.user, consent=copy.sharing.consent)
    assert "plus rien ne part" in nurse.get(take(nurse, copy).url).content.decode()
    assert not LawyerCopyTaken.objects.exists()


def test_what_the_law_allowed_asks_for_no_agreement(nurse: Client, paper: Document) -> None:
    post(nurse, paper, answer="not_asked", exception="danger")
    assert take(nurse, LawyerCopy.objects.get()).status_code == 200


def test_the_copy_of_another_document_is_no_page(nurse: Client, paper: Document) -> None:
    copy = factories.make_lawyer_copy(paper, by=nurse.user)
    other = factories.make_document(paper.minor, by=nurse.user, compartment=Compartment.HEALTH)
    assert nurse.post(f"{url(other)}{copy.pk}/").status_code == 404


# --- who --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "answer"),
    [
        (Role.DOCTOR, 200), (Role.MIDWIFE, 403), (Role.JURIST, 404), (Role.SOCIAL, 404),
        (Role.PSYCHOLOGIST, 404), (Role.COORDINATOR, 404),
    ],
)  # fmt: skip
def test_whoever_writes_the_health_file(
    as_role: Callable[..., Client], paper: Document, role: str, answer: int
) -> None:
    assert as_role(role).get(url(paper)).status_code == answer


def test_no_other_paper_goes_this_way(as_role: Callable[..., Client], nurse: Client) -> None:
    minor = factories.make_minor("Awa Sow", by=nurse.user, site=nurse.user.postings.get().site)[0]
    apart = factories.make_document(minor, by=nurse.user, compartment=Compartment.SEXUAL_HEALTH)
    legal = factories.make_document(minor, by=nurse.user)
    assert nurse.get(url(apart)).status_code == 403
    assert as_role(Role.JURIST).get(url(legal)).status_code == 403


def test_not_with_this_nurse(nurse: Client, paper: Document) -> None:
    factories.make_opposition(paper.minor, by=nurse.user, kind="colleague", colleague=nurse.user)
    assert nurse.get(url(paper)).status_code == 404


def test_the_jurist_knows_the_day_and_not_which(
    as_role: Callable[..., Client], nurse: Client, paper: Document
) -> None:
    copy = factories.make_lawyer_copy(paper, by=nurse.user)
    jurist, social = as_role(Role.JURIST), as_role(Role.SOCIAL)
    page = f"/cases/{paper.minor.reference}/procedures/"
    assert "Un document médical" not in jurist.get(page).content.decode(), "it has not left yet"
    take(nurse, copy)
    html = jurist.get(page).content.decode()
    assert "Un document médical a été transmis à l’avocat" in html
    assert "Un document médical" not in social.get(page).content.decode()
    for address in (page, f"/cases/{paper.minor.reference}/consents/"):
        for told in ("Certificat", "Requête au juge", "Maître Untel"):
            assert told not in jurist.get(address).content.decode()
    assert days_handed(paper.minor, jurist.user) == [copy.sharing.shared_on]
    assert days_handed(paper.minor, social.user) == days_handed(paper.minor, nurse.user) == []
