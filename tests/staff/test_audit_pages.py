"""Who opened a file, one's own reads, the day sheet and the sheet that is compared."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cases import actions as case_actions
from cases.models import Minor
from staff import audit, audit_chain, audit_queries, audit_words, forms
from staff.choices import Role
from staff.models import AuditEntry, Site, User
from tests import factories
from tests.staff.trail import actions_since, last_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def minor(site: Site) -> Minor:
    return factories.make_minor("Mamadou Diallo", site=site)[0]


def opened(minor: Minor) -> str:
    return reverse("cases:opened", args=[minor.reference])


def chained() -> None:
    """A test never commits: the chain is asked for at once."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def in_english(client: Client) -> Client:
    User.objects.filter(pk=client.user.pk).update(language="en")
    return client


class TestWhoOpenedThisFile:
    def test_a_coordinator_sees_everybody_in_words(
        self, as_role: Callable[..., Client], minor: Minor
    ) -> None:
        nurse, coordinator = as_role(Role.NURSE), in_english(as_role(Role.COORDINATOR))
        nurse.get(reverse("cases:case", args=[minor.reference]))
        audit.record(by=nurse.user, action="read_health", minor_id=minor.pk, purpose="break_glass")
        html = coordinator.get(opened(minor)).content.decode()
        assert nurse.user.full_name in html
        for words in (
            "opened the file",
            "opened the health page",
            "Exceptional access",
            "opened a new",
        ):
            assert words in html

    def test_a_colleague_sees_her_own_part(
        self, as_role: Callable[..., Client], minor: Minor
    ) -> None:
        one, other = as_role(Role.NURSE), as_role(Role.SOCIAL)
        for client in (one, other):
            client.get(reverse("cases:case", args=[minor.reference]))
        lines = one.get(opened(minor)).context["lines"]
        assert {line.who for line in lines} == {one.user}

    def test_another_file_is_another_list(
        self, as_role: Callable[..., Client], minor: Minor, site: Site
    ) -> None:
        client = as_role(Role.COORDINATOR)
        other, _arrival = factories.make_minor("Awa Sow", site=site)
        client.get(reverse("cases:case", args=[other.reference]))
        said = [line.what for line in client.get(opened(minor)).context["lines"]]
        assert audit_words.said("read_case") not in said

    def test_it_is_paged_newest_first(self, as_role: Callable[..., Client], minor: Minor) -> None:
        client = as_role(Role.COORDINATOR)
        for _time in range(60):
            audit.record(by=client.user, action="read_case", minor_id=minor.pk)
        first = client.get(opened(minor))
        assert len(first.context["lines"]) == 50
        times = [line.at for line in first.context["lines"]]
        assert times == sorted(times, reverse=True)
        assert len(client.get(opened(minor), {"page": "2"}).context["lines"]) > 10

    def test_the_overview_leads_there(self, as_role: Callable[..., Client], minor: Minor) -> None:
        html = as_role().get(reverse("cases:case", args=[minor.reference])).content.decode()
        assert opened(minor) in html


class TestOwnReads:
    def test_ones_own_of_thirty_days(
        self, as_role: Callable[..., Client], minor: Minor, time_machine: object
    ) -> None:
        client, colleague = as_role(Role.NURSE), as_role(Role.NURSE)
        colleague.get(reverse("cases:case", args=[minor.reference]))
        client.get(reverse("cases:case", args=[minor.reference]))
        case_actions.add_name(by=client.user, minor=minor, text="Alias", kind="alias")
        [line] = client.get(reverse("staff:own_reads")).context["lines"]
        assert (line.who, line.reference) == (client.user, minor.reference)
        later = datetime.datetime.now(tz=datetime.UTC) + datetime.timedelta(days=29, hours=23)
        time_machine.move_to(later, tick=False)
        assert audit_queries.own_reads(client.user).count() == 1
        time_machine.shift(datetime.timedelta(hours=2))
        assert audit_queries.own_reads(client.user).count() == 0

    def test_a_file_that_is_no_longer_hers_has_no_link(
        self, as_role: Callable[..., Client], minor: Minor
    ) -> None:
        client = as_role(Role.DIRECTOR)
        audit.record(by=client.user, action="read_case", minor_id=minor.pk)
        response = client.get(reverse("staff:own_reads"))
        assert response.context["lines"][0].reference == ""
        assert minor.reference not in response.content.decode()


class TestDaySheet:
    def test_it_carries_the_head_and_no_name(
        self, as_role: Callable[..., Client], minor: Minor
    ) -> None:
        chained()
        client, head = as_role(Role.COORDINATOR), audit_queries.head()
        start = last_entry()
        response = client.get(reverse("cases:day_sheet"))
        html = response.content.decode()
        printed = response.context["head"]
        assert printed.position >= head.position > 0
        assert printed.printed in html
        assert re.search(r'<svg[^>]*class="segno"', html)
        assert "Diallo" not in html
        assert minor.reference not in html
        assert response.context["day"].present_count == 1
        assert actions_since(start) == ["print_day_sheet"]


class TestCompare:
    """The weekly page asks for the line of the last printed sheet."""

    def test_the_weekly_page_asks(self, as_role: Callable[..., Client], minor: Minor) -> None:
        html = as_role(Role.DIRECTOR).get("/reports/").url
        page = as_role(Role.DIRECTOR).get(html).content.decode()
        assert f'action="{reverse("staff:check_head")}"' in page

    def test_a_sheet_that_agrees(self, as_role: Callable[..., Client], minor: Minor) -> None:
        client = as_role(Role.COORDINATOR)
        chained()
        head = audit_queries.head()
        for _time in range(3):
            audit.record(by=client.user, action="read_case", minor_id=minor.pk)
        start = last_entry()
        response = client.post(reverse("staff:check_head"), {"head": head.printed})
        assert response.status_code == 200
        assert "notice-done" in response.content.decode()
        [entry] = AuditEntry.objects.filter(pk__gt=start)
        assert (entry.action, entry.purpose) == ("check_head", "whole")

    @pytest.mark.parametrize("change", ["another hash", "a later position"])
    def test_a_sheet_that_does_not(
        self, as_role: Callable[..., Client], minor: Minor, change: str
    ) -> None:
        client = as_role(Role.COORDINATOR)
        chained()
        head = audit_queries.head()
        other = audit_chain.Head(
            head.position + 1000 * (change == "a later position"),
            head.digits if change == "a later position" else "0" * 64,
        )
        start = last_entry()
        response = client.post(reverse("staff:check_head"), {"head": other.printed})
        html = response.content.decode()
        assert "notice-danger" in html
        assert str(other.position) in html
        [entry] = AuditEntry.objects.filter(pk__gt=start)
        assert entry.purpose == "broken"

    @pytest.mark.parametrize("typed", ["", "12", "Mamadou", "12:xyz", "9" * 100])
    def test_a_line_that_is_none_is_refused_beside_its_box(
        self, as_role: Callable[..., Client], minor: Minor, typed: str
    ) -> None:
        response = as_role(Role.COORDINATOR).post(reverse("staff:check_head"), {"head": typed})
        assert response.status_code == 422
        assert response.context["form"].errors["head"]
        assert typed in response.content.decode()

    def test_a_sheet_too_old_for_a_page(
        self, as_role: Callable[..., Client], minor: Minor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client = in_english(as_role(Role.COORDINATOR))
        chained()
        monkeypatch.setattr(forms.CheckHeadForm, "LONGEST", 0)
        response = client.post(reverse("staff:check_head"), {"head": "1:" + "a" * 20})
        assert response.status_code == 422
        assert "audit_verify" in response.content.decode()
