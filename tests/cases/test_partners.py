"""The directory: found by any word of it, kept by the coordinator, dated rather than erased."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from cases import actions, queries
from cases.choices import PartnerKind
from cases.models import Partner, PartnerContact, PartnerHours
from staff import history
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.house.page import seen
from tests.staff.trail import actions_since, last_entry

NEW = {"name": "PASS Hôtel-Dieu", "kind": PartnerKind.HEALTH, "neutral_label": "Rendez-vous"}


SPAN = datetime.time(10), datetime.time(12)


def make_open(name: str, hours: dict[int, Any], **fields: Any) -> Partner:
    return actions.edit_partner(by=None, partner=Partner(name=name, **fields), hours=hours)


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
        response = coordinator.post("/partners/new/", NEW)
        partner = Partner.objects.get()
        assert response.url == f"/partners/{partner.pk}/"
        assert (partner.name, partner.is_confirmed) == ("PASS Hôtel-Dieu", False)
        assert actions_since(start, by=coordinator.user) == ["edit_partner"]

    def test_checked_by_the_centre(self, coordinator: Client) -> None:
        partner = factories.make_partner()
        url = f"/partners/{partner.pk}/edit/"
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
        for page in ("/partners/new/", f"/partners/{partner.pk}/edit/"):
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
        assert client.post(f"/partners/{partner.pk}/edit/", NEW).status_code == 403


@pytest.mark.django_db
def test_the_directory_of_a_new_centre_waits_to_be_checked() -> None:
    seeded = actions.seed_partners(by=None)
    assert len(seeded) > 10
    assert not any(partner.is_confirmed for partner in seeded)
    assert actions.seed_partners(by=None) == []
    assert Partner.objects.count() == len(seeded)


class TestOpen:
    """By need, place and day."""

    MONDAY, TUESDAY = "2026-03-02", "2026-03-03"

    @pytest.fixture(autouse=True)
    def _three(self, site: Site) -> None:
        make_open("Midis", {1: SPAN}, kind=PartnerKind.FOOD, town="Pantin")
        make_open("Vestiaire", {2: SPAN}, kind=PartnerKind.SOCIAL, other_kinds=[PartnerKind.FOOD])
        factories.make_partner("Soupe", kind=PartnerKind.FOOD)

    def test_those_open_then_come_first_then_those_not_known(
        self, as_role: Callable[..., Client]
    ) -> None:
        client = as_role()
        assert names(client, day=self.MONDAY) == ["Midis", "Soupe"]
        assert names(client, day=self.TUESDAY) == ["Vestiaire", "Soupe"]
        html = client.get("/partners/", {"day": self.MONDAY}).content.decode()
        assert "ouvert, de 10\xa0h\xa000 à 12\xa0h\xa000" in html
        assert "Horaires inconnus" in html

    def test_what_it_also_does_is_found(self, as_role: Callable[..., Client]) -> None:
        client = as_role()
        assert names(client, kind=PartnerKind.FOOD) == ["Midis", "Soupe", "Vestiaire"]
        assert names(client, kind=PartnerKind.FOOD, day=self.TUESDAY) == ["Vestiaire", "Soupe"]
        assert names(client, q="pantin") == ["Midis"]

    @pytest.mark.parametrize("day", ["tomorrow", "2026-02-29", "0000-00-00"])
    def test_a_day_that_is_none_filters_nothing(
        self, as_role: Callable[..., Client], day: str
    ) -> None:
        assert len(names(as_role(), day=day)) == 3

    def test_those_of_an_earlier_day(self, as_role: Callable[..., Client]) -> None:
        factories.make_partner("Ancien", valid_to=datetime.date(2022, 6, 29))
        factories.make_partner("Nouveau", valid_from=datetime.date(2022, 6, 30))
        client = as_role()
        assert names(client, day="2022-06-29", kind=PartnerKind.OTHER) == ["Ancien"]
        assert names(client, day="2022-06-30", kind=PartnerKind.OTHER) == ["Nouveau"]


class TestDescribing:
    TYPED = {
        **NEW,
        "other_kinds": [PartnerKind.SOCIAL, PartnerKind.HEALTH],
        "town": "Paris",
        "languages": ["fr", "ti"],
        "accepts": ["minors", "without_papers"],
        "accepts_note": "Moins de 18 ans",
        "opens_1": "09:00",
        "closes_1": "12:00",
        "opens_2": "09:00",
        "closes_2": "12:00",
        "opens_4": "14:00",
        "closes_4": "17:00",
        "role_0": "Secrétariat",
        "phone_0": "01 99 00 12 12",
        "role_1": "Assistante sociale",
        "email_1": "social@example.org",
    }

    def test_all_is_kept_and_shown(self, coordinator: Client) -> None:
        page = coordinator.get(coordinator.post("/partners/new/", self.TYPED).url)
        partner = Partner.objects.get()
        assert partner.other_kinds == [PartnerKind.SOCIAL]  # not what it does first
        assert [(h.weekday, h.opens_at.hour) for h in partner.week.order_by("weekday")] == [
            (1, 9), (2, 9), (4, 14),
        ]  # fmt: skip
        html = page.content.decode()
        for said in ("Lundi à Mardi", "Jeudi", "Tigrigna", "Sans papiers", "Assistante sociale"):
            assert said in html

    def test_hours_and_contacts_are_changed_and_the_former_ones_stay_in_the_history(
        self, coordinator: Client
    ) -> None:
        coordinator.post("/partners/new/", self.TYPED)
        partner = Partner.objects.get()
        kept = partner.contacts.get(role="Secrétariat").pk
        url = f"/partners/{partner.pk}/edit/"
        again = self.TYPED | {"opens_1": "", "closes_1": "", "closes_2": "13:00"}
        coordinator.post(url, again | seen(coordinator, url))
        assert [(h.weekday, h.closes_at.hour) for h in partner.week.order_by("weekday")] == [
            (2, 13), (4, 17),
        ]  # fmt: skip
        assert partner.contacts.filter(pk=kept).exists()  # said the same: left alone
        coordinator.post(url, again | {"phone_0": "115"} | seen(coordinator, url))
        assert sorted(c.phone for c in partner.contacts.all()) == ["", "115"]
        assert history.of(PartnerContact).objects.count() == 2
        assert history.of(PartnerHours).objects.count() == 2

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"closes_1": ""}, "closes_1"),
            ({"closes_1": "08:00"}, "closes_1"),
            ({"opens_1": "25:00"}, "opens_1"),
            ({"role_0": ""}, "role_0"),
            ({"phone_0": ""}, "phone_0"),
            ({"email_1": "nowhere"}, "email_1"),
            ({"languages": ["klingon"]}, "languages"),
            ({"accepts": ["giants"]}, "accepts"),
            ({"other_kinds": ["gold"]}, "other_kinds"),
            ({"neutral_label": ""}, "neutral_label"),
        ],
    )
    def test_what_cannot_be_is_said_beside_its_box(
        self, coordinator: Client, changes: dict[str, str], field: str
    ) -> None:
        response = coordinator.post("/partners/new/", self.TYPED | changes)
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {field}
        assert "Moins de 18 ans" in response.content.decode()
        assert not Partner.objects.exists()


@pytest.mark.django_db
class TestEvaluationInParis:
    """The organisation of 2021 is offered for 2021, today's for today."""

    @pytest.fixture
    def url(self, site: Site) -> str:
        actions.seed_partners(by=None)
        minor, _arrival = factories.make_minor(site=site)
        return f"/cases/{minor.reference}/referrals/new/"

    def offered(self, response: HttpResponse) -> set[str]:
        """The evaluations of Paris in the list, by their first word."""
        groups = response.context["form"].fields["partner"].choices[1:]
        found = {name.split()[0] for _kind, partners in groups for _pk, name in partners}
        return found & {"DEMIE", "AMNA"}

    def typed(self, name: str, day: str) -> dict[str, object]:
        partner = Partner.objects.get(name__startswith=name)
        return {
            "partner": partner.pk, "kind": "administrative", "reason": "Évaluation",
            "agreement": "agrees", "made_on": day,
        }  # fmt: skip

    def test_today_the_new_one_is_offered(self, as_role: Callable[..., Client], url: str) -> None:
        jurist = as_role(Role.JURIST)
        assert self.offered(jurist.get(url)) == {"AMNA"}
        today = timezone.localdate().isoformat()
        assert jurist.post(url, self.typed("DEMIE", today)).status_code == 422
        assert jurist.post(url, self.typed("AMNA", today)).status_code == 302

    def test_of_2021_the_former_one_is(self, as_role: Callable[..., Client], url: str) -> None:
        jurist = as_role(Role.JURIST)
        refused = jurist.post(url, self.typed("AMNA", "2021-05-03"))
        assert refused.status_code == 422
        assert "n’existait pas ce jour-là" in refused.content.decode()
        assert self.offered(refused) == {"DEMIE"}
        assert jurist.post(url, self.typed("DEMIE", "2021-05-03")).status_code == 302

    @pytest.mark.parametrize(("day", "name"), [("2022-06-29", "DEMIE"), ("2022-06-30", "AMNA")])
    def test_the_day_it_changed(self, person: Callable[..., User], day: str, name: str) -> None:
        actions.seed_partners(by=None)
        groups = queries.partner_groups(person(Role.JURIST), datetime.date.fromisoformat(day))
        found = {partner for _kind, partners in groups for _pk, partner in partners}
        assert {n.split()[0] for n in found} & {"DEMIE", "AMNA"} == {name}


def test_the_neutral_label_stands_for_the_name() -> None:
    assert Partner(name="CeGIDD", neutral_label="Centre").label_for_others == "Centre"
    assert Partner(name="Mairie").label_for_others == "Mairie"
    assert Partner(name="CMP", kind=PartnerKind.MENTAL_HEALTH).label_for_others == "Un partenaire"
