"""The history of a file: field by field, who and when, and only what its reader may read."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases import actions, changes
from cases.births import Birth
from cases.models import Minor, MinorName, MinorPhone
from staff.choices import Role
from staff.encryption import UNREADABLE
from staff.models import AuditEntry, Site, User
from tests import factories
from tests.house.page import seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def social(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.SOCIAL)


@pytest.fixture
def minor(social: Client, site: Site) -> Minor:
    host = factories.make_user(Role.RECEPTION, site, "hote")
    found, _arrival = factories.make_minor(
        "Awa", by=host, site=site, birth=Birth("age", declared_age=16), phone="06 12 34 56 78"
    )
    return found


def url(minor: Minor) -> str:
    return reverse("cases:changes", args=[minor.reference])


def told(minor: Minor, user: User) -> list[tuple[str, str, str | None, list[tuple[str, str]]]]:
    """Return the first page: kind, table, who, (before, after) of each field."""
    return [
        (
            change.kind,
            str(change.name),
            change.by and change.by.full_name,
            [(d.before, d.after) for d in change.differences],
        )
        for change in changes.of_file(minor, user, "1").object_list
    ]


def correct(client: Client, minor: Minor, **data: str) -> None:
    typed = {
        "country": "GN", "language": "fr", "interpreter": "not_needed", "sex": "male",
        "family_name_status": "not_asked",
    }  # fmt: skip
    page = reverse("cases:edit_identity", args=[minor.reference])
    assert client.post(page, typed | data | seen(client, page)).status_code == 302


def test_what_was_first_recorded(social: Client, minor: Minor) -> None:
    found = told(minor, social.user)
    assert [(kind, by) for kind, _name, by, _fields in found] == [("made", "Personne Accueil")] * 4
    fields = {after for _kind, _name, _by, pairs in found for _before, after in pairs}
    assert {"Awa", "+33612345678", "Guinée", "16 ans"} <= fields
    assert {before for _k, _n, _b, pairs in found for before, _after in pairs} == {""}


def test_a_correction_says_before_after_and_who(social: Client, minor: Minor) -> None:
    correct(social, minor, language="ps", country="AF")
    kind, name, by, fields = told(minor, social.user)[0]
    assert (kind, name, by) == ("update", "Identité", social.user.full_name)
    assert fields == [("Guinée", "Afghanistan"), ("Français", "Pachto")]


def test_each_correction_starts_from_the_one_before(social: Client, minor: Minor) -> None:
    for language in ("ps", "ar", "fr"):
        correct(social, minor, language=language)
    found = [fields for kind, _name, _by, fields in told(minor, social.user) if kind == "update"]
    assert found == [[("Arabe", "Français")], [("Pachto", "Arabe")], [("Français", "Pachto")]]
    first = next(f for kind, name, _by, f in told(minor, social.user) if name == "Identité"
                 and kind == "made")  # fmt: skip
    assert ("", "Français") in first


def test_a_name_corrected_and_a_telephone_no_longer_called(social: Client, minor: Minor) -> None:
    MinorName.objects.filter(minor=minor).update(text="Hawa")
    MinorPhone.objects.filter(minor=minor).update(may_call=False)
    found = {name: (by, fields) for kind, name, by, fields in told(minor, social.user)
             if kind == "update"}  # fmt: skip
    assert found == {"Nom": (None, [("Awa", "Hawa")]), "Téléphone": (None, [("Oui", "Non")])}


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_row_that_is_gone_is_told(social: Client, minor: Minor) -> None:
    """The application removes no name; the owner may."""
    MinorName.objects.using("owner").filter(minor=minor).delete()
    assert told(minor, social.user)[0] == (
        "delete",
        "Nom",
        None,
        [("Awa", ""), ("Tel que dit", ""), ("Dit par le jeune", "")],
    )


def test_what_the_page_does_not_show_is_said(social: Client, minor: Minor) -> None:
    MinorName.objects.filter(minor=minor).update(folded="x")
    assert told(minor, social.user)[0][3] == []
    page = social.get(url(minor)).content.decode()
    assert "Un détail que cette page ne montre pas." in page


def test_a_sealed_value_that_does_not_open_breaks_no_page(social: Client, minor: Minor) -> None:
    MinorPhone.objects.filter(minor=minor).update(seal_number=uuid.uuid4())
    found = [fields for kind, name, _by, fields in told(minor, social.user)
             if (kind, name) == ("update", "Téléphone")]  # fmt: skip
    assert found == [[("+33612345678", str(UNREADABLE))]]
    assert social.get(url(minor)).status_code == 200


def test_another_file_stays_out(social: Client, minor: Minor, site: Site) -> None:
    factories.make_minor("Idriss", by=social.user, site=site)
    assert "Idriss" not in social.get(url(minor)).content.decode()


def test_the_page(social: Client, minor: Minor) -> None:
    correct(social, minor, language="ps")
    page = social.get(url(minor)).content.decode()
    for text in ("Français", "Pachto", "Personne Accueil", social.user.full_name, "Historique"):
        assert text in page
    assert url(minor) in social.get(reverse("cases:case", args=[minor.reference])).content.decode()


def test_reading_it_is_recorded(social: Client, minor: Minor) -> None:
    social.get(url(minor))
    entry = AuditEntry.objects.get(action="read_changes")
    assert (entry.by, entry.minor_id) == (social.user, minor.pk)


def test_it_is_paged(social: Client, minor: Minor) -> None:
    for number in range(30):
        actions.add_name(by=social.user, minor=minor, text=f"Alias {number:02}", kind="alias")
    first, second = (social.get(url(minor), {"page": n}).content.decode() for n in (1, 2))
    assert "Alias 29" in first
    assert "Alias 00" not in first
    assert "Alias 00" in second


def test_a_file_withdrawn_is_not_found(social: Client, minor: Minor) -> None:
    Minor.objects.update(withdrawn_at=timezone.now(), withdrawn_by=social.user)
    assert social.get(url(minor)).status_code == 404


@pytest.mark.parametrize(
    ("roles", "status"),
    [
        ([Role.RECEPTION], 200), ([Role.COORDINATOR], 200), ([Role.VOLUNTEER], 403),
        ([Role.PSYCHOLOGIST], 403), ([Role.JURIST], 403), ([Role.DIRECTOR], 403),
    ],
)  # fmt: skip
def test_who(minor: Minor, as_role: Callable[..., Client], roles: list[Role], status: int) -> None:
    client = as_role(roles[0])
    assert client.get(url(minor)).status_code == status
    case = client.get(reverse("cases:case", args=[minor.reference])).content.decode()
    assert (url(minor) in case) is (status == 200)


def test_only_the_compartments_of_the_reader(
    social: Client, minor: Minor, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = [
        changes.Source(MinorPhone, "medical", "Téléphone", (("Numéro", lambda p: p.number),)),
        *(source for source in changes.SOURCES if source.model is not MinorPhone),
    ]
    assert "Téléphone" in [name for _kind, name, _by, _fields in told(minor, social.user)]
    monkeypatch.setattr(changes, "SOURCES", sources)
    assert "Téléphone" not in [name for _kind, name, _by, _fields in told(minor, social.user)]
