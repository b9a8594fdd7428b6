"""Dates side by side, and the one that a jurist keeps for deadlines."""

from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client

from cases import actions, births
from cases.models import BirthClaim, ClaimRetention, Minor
from staff.choices import Role
from staff.models import User
from tests import factories
from tests.house.page import seen
from tests.staff.trail import actions_since, last_entry


@pytest.fixture
def jurist(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.JURIST)


@pytest.fixture
def minor(person: Callable[..., User]) -> Minor:
    """She says 16; an evaluation says 2001, a judgment 12 March 2009."""
    by = person()
    minor, _arrival = factories.make_minor("Awa", by=by)
    for born, source in (("2001", "evaluation"), ("12/03/2009", "judgment")):
        birth = births.parse(born, today=minor.registered_at.date())
        actions.claim_birth(by=by, minor=minor, birth=birth, source=source)
    return minor


def claim_from(minor: Minor, source: str) -> BirthClaim:
    return minor.claims.get(source=source)


def url(minor: Minor) -> str:
    return f"/cases/{minor.reference}/births/kept/"


def keep(client: Client, minor: Minor, claim: object, reason: str = "Acte légalisé") -> object:
    typed = {"claim": getattr(claim, "pk", claim), "reason": reason}
    return client.post(url(minor), typed | seen(client, url(minor)))


def again(minor: Minor) -> Minor:
    return Minor.objects.with_identity().get(pk=minor.pk)


def test_the_one_kept_is_the_age_everywhere(jurist: Client, minor: Minor) -> None:
    assert again(minor).declared_age == 16
    start = last_entry()
    jurist.get(url(minor))
    assert keep(jurist, minor, claim_from(minor, "judgment")).status_code == 302
    found = actions_since(start, by=jurist.user, minor_id=minor.pk)
    assert found == ["read_retain_claim", "retain_claim"]
    assert again(minor).claim.source == "judgment"
    assert Minor.objects.get(pk=minor.pk).claim.source == "judgment"
    assert "12/03/2009" in jurist.get(f"/cases/{minor.reference}/").content.decode()


def test_the_newest_choice_holds_and_the_former_stay(jurist: Client, minor: Minor) -> None:
    keep(jurist, minor, claim_from(minor, "judgment"), "Jugement supplétif")
    keep(jurist, minor, claim_from(minor, "declared"), "Contesté devant la cour")
    assert again(minor).claim.source == "declared"
    html = jurist.get(url(minor)).content.decode()
    assert "Jugement supplétif" in html
    assert "Contesté devant la cour" in html
    keep(jurist, minor, "none", "Plus de procédure")
    assert not any(claim.is_retained for claim in again(minor).claims.all())
    assert again(minor).claim.source == "declared"


def test_only_a_jurist_chooses(as_role: Callable[..., Client], minor: Minor) -> None:
    for role in set(Role) - {Role.JURIST}:
        client = as_role(role)
        assert client.get(url(minor)).status_code == 403, role
        assert client.post(url(minor), {"claim": "none", "reason": "x"}).status_code == 403
    assert not ClaimRetention.objects.exists()


@pytest.mark.parametrize(
    ("claim", "reason", "field"),
    [("", "Acte", "claim"), ("0", "Acte", "claim"), ("none", "Acte", "claim"),
     ("judgment", "", "reason"), ("judgment", "x" * 1001, "reason"), ("\u0661", "Acte", "claim")],
)  # fmt: skip
def test_what_is_no_choice(
    jurist: Client, minor: Minor, claim: str, reason: str, field: str
) -> None:
    chosen = claim_from(minor, claim).pk if claim == "judgment" else claim
    response = keep(jurist, minor, chosen, reason)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}


def test_the_same_again_changes_nothing(jurist: Client, minor: Minor) -> None:
    keep(jurist, minor, claim_from(minor, "judgment"))
    assert keep(jurist, minor, claim_from(minor, "judgment")).status_code == 422
    assert ClaimRetention.objects.count() == 1


def test_what_is_unknown_is_no_date_to_keep(
    jurist: Client, minor: Minor, person: Callable[..., User]
) -> None:
    unknown = actions.claim_birth(by=person(), minor=minor, birth=births.Birth("unknown"))
    assert keep(jurist, minor, unknown).status_code == 422


def test_a_date_of_another_file_is_refused(
    jurist: Client, minor: Minor, person: Callable[..., User]
) -> None:
    stranger, _arrival = factories.make_minor("Binta", by=person())
    theirs = stranger.claims.get()
    assert keep(jurist, minor, theirs).status_code == 422
    with pytest.raises(ValidationError):
        actions.retain_claim(
            by=jurist.user, retention=ClaimRetention(minor=minor, claim=theirs, reason="Erreur")
        )


def test_who_may_know_sees_which_and_who_reads_sees_why(
    as_role: Callable[..., Client], jurist: Client, minor: Minor
) -> None:
    keep(jurist, minor, claim_from(minor, "judgment"), "Acte légalisé par le consulat")
    for role in (Role.RECEPTION, Role.NURSE, Role.SOCIAL, Role.COORDINATOR):
        client = as_role(role)
        assert (
            "Compte pour les échéances" in client.get(f"/cases/{minor.reference}/").content.decode()
        )
    for role, reads in ((Role.RECEPTION, False), (Role.NURSE, False), (Role.SOCIAL, True)):
        page = as_role(role).get(f"/cases/{minor.reference}/changes/").content.decode()
        assert ("Acte légalisé" in page) is reads, role


def test_all_of_them_stand_side_by_side_without_a_judgment(
    as_role: Callable[..., Client], jurist: Client, minor: Minor
) -> None:
    """Contradictions are normal: no red, no warning, no word (field sheet, 4.3)."""
    keep(jurist, minor, claim_from(minor, "judgment"))
    for page in (f"/cases/{minor.reference}/", url(minor)):
        html = jurist.get(page).content.decode()
        for said in ("2001", "12/03/2009", "Évaluation", "Jugement"):
            assert said in html
        # Below the heading, which counts the days to the coming of age.
        html = html[html.index("</header>", html.index("<main")) :]
        for kind in ("status-danger", "status-urgent", "status-waiting", "notice-waiting"):
            assert kind not in html


# What no page of the house may say of a child, in either language.
NEVER_SAID = [
    "incohéren",
    "contradict",
    "paraît",
    "semble plus",
    "air plus",
    "inconsisten",
    "looks older",
]


def words_said(text: str) -> list[str]:
    return [word for word in NEVER_SAID if word in text.lower()]


def test_no_word_of_the_house_judges_an_age() -> None:
    catalogue = Path(settings.BASE_DIR, "locale/fr/LC_MESSAGES/django.po")
    with catalogue.open("rb") as file:
        said = [
            text
            for message in read_po(file)
            for texts in (message.id, message.string)
            for text in ([texts] if isinstance(texts, str) else texts)
            if message.id
        ]
    assert len(said) > 1000
    assert [text for text in said if words_said(text)] == []
    assert words_said("Il semble plus âgé") == ["semble plus"]
