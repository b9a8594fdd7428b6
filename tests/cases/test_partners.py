"""The directory: found by any word of it, kept by the coordinator, dated rather than erased."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from cases import actions
from cases.choices import PartnerKind
from cases.models import Partner
from staff.choices import Role
from tests import factories
from tests.house.page import seen
from tests.staff.trail import actions_since, last_entry

NEW = {"name": "PASS Hôtel-Dieu", "kind": PartnerKind.HEALTH}


@pytest.fixture
def coordinator(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.COORDINATOR)


def names(client: Client, **query: str) -> list[str]:
    page = client.get("/partners/", query).context["page_obj"]
    return [partner.name for partner in page]


class TestFinding:
    @pytest.fixture(autouse=True)
    def _three(self, site: object) -> None:
        factories.make_partner("Médecins du Monde", kind=PartnerKind.HEALTH, place="Épinay")
        factories.make_partner("COMEDE", kind=PartnerKind.MENTAL_HEALTH, note="Sans rendez-vous")
        factories.make_partner("Utopia 56", kind=PartnerKind.SHELTER, place="Porte de la Chapelle")

    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("", ["COMEDE", "Médecins du Monde", "Utopia 56"]),
            ("medecins", ["Médecins du Monde"]),
            ("MÉDECINS", ["Médecins du Monde"]),
            ("epinay", ["Médecins du Monde"]),
            ("rendez", ["COMEDE"]),
            ("  utopia  ", ["Utopia 56"]),
            ("56", ["Utopia 56"]),
            ("nowhere", []),
            ("%", []),
            ("_", []),
            ("\\", []),
            ("'; --", []),
        ],
    )
    def test_by_any_word_accents_or_not(
        self, as_role: Callable[..., Client], typed: str, found: list[str]
    ) -> None:
        assert names(as_role(), q=typed) == found

    def test_by_kind(self, as_role: Callable[..., Client]) -> None:
        client = as_role()
        assert names(client, kind=PartnerKind.HEALTH) == ["Médecins du Monde"]
        assert names(client, kind=PartnerKind.HEALTH, q="comede") == []

    @pytest.mark.parametrize("query", [{"kind": "gold"}, {"q": "x" * 101}, {"q": "\x00"}])
    def test_a_filter_that_means_nothing_filters_nothing(
        self, as_role: Callable[..., Client], query: dict[str, str]
    ) -> None:
        assert len(names(as_role(), **query)) == 3

    def test_what_was_asked_stays_in_the_boxes(self, as_role: Callable[..., Client]) -> None:
        response = as_role().get("/partners/", {"q": "medecins", "kind": PartnerKind.HEALTH})
        html = response.content.decode()
        assert 'value="medecins"' in html
        assert 'value="health" selected' in " ".join(html.split())

    def test_page_by_page(self, as_role: Callable[..., Client]) -> None:
        for number in range(40):
            factories.make_partner(f"Partenaire {number:02}")
        client = as_role()
        first, second = (names(client, page=page) for page in ("1", "2"))
        assert (len(first), len(second)) == (30, 13)
        assert not set(first) & set(second)
        html = client.get("/partners/", {"q": "partenaire"}).content.decode()
        assert "page=2" in html
        assert "q=partenaire" in html

    @pytest.mark.parametrize("page", ["0", "99", "abc", "-1"])
    def test_a_page_that_is_none_is_another(
        self, as_role: Callable[..., Client], page: str
    ) -> None:
        assert len(names(as_role(), page=page)) == 3


class TestKeeping:
    def test_a_new_one(self, coordinator: Client) -> None:
        start = last_entry()
        assert coordinator.post("/partners/new/", NEW).url == "/partners/"
        partner = Partner.objects.get()
        assert (partner.name, partner.is_confirmed) == ("PASS Hôtel-Dieu", False)
        assert actions_since(start, by=coordinator.user) == ["edit_partner"]

    def test_checked_by_the_centre(self, coordinator: Client) -> None:
        partner = factories.make_partner()
        url = f"/partners/{partner.pk}/"
        changed = {**NEW, "is_confirmed": "on", "phone": "115"}
        coordinator.post(url, changed | seen(coordinator, url))
        partner.refresh_from_db()
        assert (partner.is_confirmed, partner.phone) == (True, "115")

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"name": ""}, "name"),
            ({"name": "A" * 121}, "name"),
            ({"kind": "gold"}, "kind"),
            ({"valid_from": "soon"}, "valid_from"),
            ({"valid_from": "2026-02-01", "valid_to": "2026-01-01"}, "valid_to"),
            ({"name": "COMEDE"}, "name"),
        ],
    )
    def test_what_cannot_be(self, coordinator: Client, changes: dict[str, str], field: str) -> None:
        factories.make_partner("COMEDE")
        partner = factories.make_partner()
        for page in ("/partners/new/", f"/partners/{partner.pk}/"):
            response = coordinator.post(page, {**NEW, "name": "Autre", "note": "kept", **changes})
            assert response.status_code == 422
            assert set(response.context["form"].errors) == {field}
            assert response.context["form"]["note"].value() == "kept"
        assert Partner.objects.count() == 2

    def test_one_that_has_ended_stays_in_the_list_and_frees_its_name(
        self, coordinator: Client
    ) -> None:
        yesterday = timezone.localdate() - datetime.timedelta(days=1)
        old = factories.make_partner(valid_to=yesterday)
        assert coordinator.post("/partners/new/", NEW).status_code == 302
        assert names(coordinator) == [old.name, old.name]
        today = Partner.objects.active_on(timezone.localdate())
        assert [partner.pk for partner in today] != [old.pk]
        assert today.count() == 1

    @pytest.mark.parametrize("role", [Role.RECEPTION, Role.NURSE, Role.DIRECTOR])
    def test_the_others_read(self, as_role: Callable[..., Client], role: str) -> None:
        partner = factories.make_partner()
        client = as_role(role)
        assert client.get("/partners/").context["may_edit"] is False
        assert client.post("/partners/new/", NEW).status_code == 403
        assert client.post(f"/partners/{partner.pk}/", NEW).status_code == 403


@pytest.mark.django_db
def test_the_directory_of_a_new_centre_waits_to_be_checked() -> None:
    seeded = actions.seed_partners(by=None)
    assert len(seeded) > 10
    assert not any(partner.is_confirmed for partner in seeded)
    assert actions.seed_partners(by=None) == []
    assert Partner.objects.count() == len(seeded)


def test_the_neutral_label_stands_for_the_name() -> None:
    assert Partner(name="CeGIDD", neutral_label="Centre").label_for_others == "Centre"
    assert Partner(name="Mairie").label_for_others == "Mairie"
