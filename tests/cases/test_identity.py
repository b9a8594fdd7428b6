"""What is corrected or added to a file later: identity, names, telephones, ages side by side."""

from collections.abc import Callable

import pytest
from django.test import Client

from cases import actions, search
from cases.choices import FamilyNameStatus, NameKind, NameSource
from cases.models import Minor
from staff.choices import Role
from staff.models import Site
from tests import factories
from tests.house.page import seen
from tests.staff.trail import actions_since, last_entry


@pytest.fixture
def client(as_role: Callable[..., Client]) -> Client:
    return as_role()


@pytest.fixture
def minor(client: Client, site: Site) -> Minor:
    return factories.make_minor(
        "Mamadou Diallo", by=client.user, site=site, phone="06 12 34 56 78"
    )[0]


def post(client: Client, minor: Minor, page: str, **typed: str) -> object:
    url = f"/cases/{minor.reference}/{page}/"
    return client.post(url, typed | seen(client, url))


def saved(client: Client, minor: Minor, page: str, **typed: str) -> Minor:
    response = post(client, minor, page, **typed)
    assert response.status_code == 302, response.context["form"].errors
    assert response.url == f"/cases/{minor.reference}/"
    return Minor.objects.get(pk=minor.pk)


def refused(client: Client, minor: Minor, page: str, **typed: str) -> set[str]:
    response = post(client, minor, page, **typed)
    assert response.status_code == 422
    form = response.context["form"]
    assert all(form[name].value() == value for name, value in typed.items())
    return set(form.errors)


PAGES = ["identity", "names/new", "phones/new", "births/new"]
IDENTITY = {
    "country": "ML",
    "language": "bm",
    "interpreter": "needed",
    "sex": "declined",
    "family_name_status": "none",
}


@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens_for_reception_and_not_for_who_only_reads(
    as_role: Callable[..., Client], client: Client, minor: Minor, page: str
) -> None:
    assert client.get(f"/cases/{minor.reference}/{page}/").status_code == 200
    for role in (Role.JURIST, Role.COORDINATOR):
        reader = as_role(role)
        assert reader.get(f"/cases/{minor.reference}/{page}/").status_code == 403
        assert post(reader, minor, page, **IDENTITY).status_code == 403
        assert reader.get(f"/cases/{minor.reference}/").context["may_edit"] is False


class TestEditIdentity:
    def test_all_five(self, client: Client, minor: Minor) -> None:
        start = last_entry()
        found = saved(client, minor, "identity", **IDENTITY)
        assert {name: getattr(found, name) for name in IDENTITY} == IDENTITY
        assert found.family_name_status == FamilyNameStatus.NONE
        assert actions_since(start, by=client.user, minor_id=minor.pk) == ["edit_identity"]

    def test_the_reference_never_changes(self, client: Client, minor: Minor) -> None:
        found = saved(client, minor, "identity", **IDENTITY, reference="AAAAAA")
        assert found.reference == minor.reference

    @pytest.mark.parametrize("field", IDENTITY)
    def test_made_up_answers(self, client: Client, minor: Minor, field: str) -> None:
        assert refused(client, minor, "identity", **{**IDENTITY, field: "gold"}) == {field}
        assert refused(client, minor, "identity", **{**IDENTITY, field: ""}) == {field}


class TestAddName:
    def test_the_search_finds_it_from_now_on(self, client: Client, minor: Minor) -> None:
        start = last_entry()
        saved(
            client,
            minor,
            "names/new",
            text="  Petit   Thierno ",
            kind=NameKind.ALIAS,
            source="said",
        )
        [candidate] = search.candidates("petit thierno")
        assert candidate.minor == minor
        assert actions_since(start, by=client.user, minor_id=minor.pk) == ["add_name"]

    def test_the_name_as_said_first_stays_the_heading(self, client: Client, minor: Minor) -> None:
        for kind in (NameKind.ALIAS, NameKind.SPELLING, NameKind.DOCUMENT, NameKind.AS_SAID):
            found = saved(
                client, minor, "names/new", text=f"Autre {kind}", kind=kind, source="said"
            )
            assert found.display_name == "Mamadou Diallo"

    @pytest.mark.parametrize(
        ("text", "kind", "field"),
        [
            ("", "alias", "text"),
            ("A" * 201, "alias", "text"),
            ("Awa", "", "kind"),
            ("Awa", "gold", "kind"),
        ],
    )
    def test_what_is_no_name(
        self, client: Client, minor: Minor, text: str, kind: str, field: str
    ) -> None:
        assert refused(client, minor, "names/new", text=text, kind=kind, source="said") == {field}

    @pytest.mark.parametrize("text", ["Mamadou Diallo", " Mamadou  Diallo "])
    def test_the_same_name_again_is_refused_with_a_sentence(
        self, client: Client, minor: Minor, text: str
    ) -> None:
        response = post(client, minor, "names/new", text=text, kind=NameKind.AS_SAID, source="said")
        assert response.status_code == 422
        assert response.context["form"].errors
        assert minor.names.count() == 1

    @pytest.mark.parametrize("source", ["judgment", "identity", "partner"])
    def test_a_source_beside_each_name(self, client: Client, minor: Minor, source: str) -> None:
        """The same name, once said and once read: both are kept."""
        kind = NameKind.AS_SAID
        saved(client, minor, "names/new", text="Mamadou Diallo", kind=kind, source=source)
        assert {name.source for name in minor.names.all()} == {"said", source}
        again = {"text": "Mamadou Diallo", "kind": kind, "source": source}
        assert refused(client, minor, "names/new", **again) == {"text"}
        assert (
            str(NameSource(source).label)
            in client.get(f"/cases/{minor.reference}/").content.decode()
        )

    def test_a_name_needs_a_source(self, client: Client, minor: Minor) -> None:
        for source in ("", "gold"):
            typed = {"text": "Awa", "kind": NameKind.ALIAS, "source": source}
            assert refused(client, minor, "names/new", **typed) == {"source"}

    @pytest.mark.parametrize("text", ["SNU", "XXX", "sans nom", "FNU LNU"])
    def test_what_papers_print_for_no_name(self, client: Client, minor: Minor, text: str) -> None:
        typed = {"text": text, "kind": NameKind.FAMILY, "source": "identity"}
        assert refused(client, minor, "names/new", **typed) == {"text"}

    def test_and_beside_a_name_it_is_left_out(self, client: Client, minor: Minor) -> None:
        typed = {"text": "Mamadou SNU", "kind": NameKind.DOCUMENT, "source": "identity"}
        found = saved(client, minor, "names/new", **typed)
        assert found.names.filter(text="Mamadou").exists()

    def test_a_family_name_is_known_from_then_on(self, client: Client, minor: Minor) -> None:
        typed = {"text": "Diallo", "kind": NameKind.FAMILY, "source": "civil"}
        found = saved(client, minor, "names/new", **typed)
        assert found.family_name_status == FamilyNameStatus.KNOWN


class TestAddPhone:
    def test_both_numbers_are_kept(self, client: Client, minor: Minor) -> None:
        start = last_entry()
        found = saved(client, minor, "phones/new", phone="+224 620 11 22 33", may_call="on")
        numbers = {(phone.number, phone.may_call) for phone in found.phones.all()}
        assert numbers == {("+33612345678", True), ("+224620112233", True)}
        assert actions_since(start, by=client.user, minor_id=minor.pk) == ["add_phone"]

    def test_do_not_call_is_shown(self, client: Client, minor: Minor) -> None:
        before = client.get(f"/cases/{minor.reference}/").content.decode().count("status-waiting")
        saved(client, minor, "phones/new", phone="07 00 00 00 01")
        html = client.get(f"/cases/{minor.reference}/").content.decode()
        assert html.count("status-waiting") == before + 1

    @pytest.mark.parametrize("phone", ["06 12 34 56 78", "+33612345678", "0033.6.12.34.56.78"])
    def test_a_number_already_there(self, client: Client, minor: Minor, phone: str) -> None:
        assert refused(client, minor, "phones/new", phone=phone) == {"phone"}

    @pytest.mark.parametrize("phone", ["", "abc", "12", "123", "06 12", "🙂", "1" * 41, "+3"])
    def test_what_is_no_number(self, client: Client, minor: Minor, phone: str) -> None:
        assert refused(client, minor, "phones/new", phone=phone) == {"phone"}
        assert minor.phones.count() == 1


class TestClaimBirth:
    def test_it_stands_beside_what_was_said(self, client: Client, minor: Minor) -> None:
        start = last_entry()
        found = saved(client, minor, "births/new", birth="12/03/2009", source="document")
        assert [claim.precision for claim in found.claims.order_by("pk")] == ["age", "day"]
        assert found.claim.declared_age == 16
        assert actions_since(start, by=client.user, minor_id=minor.pk) == ["claim_birth"]

    def test_two_that_differ_are_no_reproach(self, client: Client, minor: Minor) -> None:
        """Contradictions are normal: no red, no warning (field sheet, 4.3)."""
        saved(client, minor, "births/new", birth="2001", source="evaluation")
        html = client.get(f"/cases/{minor.reference}/").content.decode()
        assert "2001" in html
        assert "status-danger" not in html
        assert "status-urgent" not in html

    def test_the_first_of_january_is_asked_back_here_too(
        self, client: Client, minor: Minor
    ) -> None:
        assert refused(client, minor, "births/new", birth="01/01/2009", source="document") == {
            "birth_is_year_only"
        }
        found = saved(
            client, minor, "births/new",
            birth="01/01/2009", source="document", birth_is_year_only="day",
        )  # fmt: skip
        assert found.claims.latest("pk").precision == "day"

    def test_what_is_no_claim(self, client: Client, minor: Minor) -> None:
        assert refused(client, minor, "births/new", birth="abc", source="document") == {"birth"}
        assert refused(client, minor, "births/new", birth="16", source="gold") == {"source"}
        assert refused(client, minor, "births/new", birth="", source="document") == {"birth"}


def test_a_file_withdrawn_is_corrected_by_nobody(client: Client, site: Site) -> None:
    minor, arrival = factories.make_minor("Awa", by=client.user, site=site)
    actions.cancel_registration(by=client.user, arrival=arrival)
    for page in PAGES:
        assert post(client, minor, page, **IDENTITY).status_code == 404
