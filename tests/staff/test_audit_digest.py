"""The digest of the unusual: what it finds, what it leaves alone, and who has to read it."""

import datetime
from collections.abc import Callable, Iterable

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from cases.models import Minor
from staff import actions, audit, audit_digest
from staff.audit_digest import Digest, Finding, digest
from staff.choices import Role
from staff.models import AuditEntry, AuditReview, Site, User
from tests import factories
from tests.staff.trail import actions_since, last_entry

PARIS = datetime.timezone(datetime.timedelta(hours=1))
MONDAY = datetime.date(2026, 11, 16)
TUESDAY = datetime.datetime(2026, 11, 17, 10, 15, tzinfo=PARIS)
NEXT_MONDAY = datetime.datetime(2026, 11, 23, 9, tzinfo=PARIS)
WEEK = "2026-W47"

pytestmark = pytest.mark.django_db


@pytest.fixture
def _on_tuesday(time_machine: object) -> None:
    time_machine.move_to(TUESDAY, tick=False)


@pytest.fixture
def minors(_on_tuesday: None, site: Site, person: Callable[..., User]) -> list[Minor]:
    by = person()
    return [factories.make_minor(by=by, site=site)[0] for _i in range(3)]


def section(title: str, found: Digest | None = None) -> list[Finding]:
    [wanted] = [s for s in (found or digest(MONDAY)).sections if str(s.title) == title]
    return wanted.findings


def read(by: User, numbers: Iterable[int]) -> None:
    for number in numbers:
        audit.record(by=by, action="read_case", minor_id=number)


@pytest.fixture(autouse=True)
def _in_english() -> None:
    translation.activate("en")


def in_english(client: Client) -> Client:
    User.objects.filter(pk=client.user.pk).update(language="en")
    return client


class TestFindings:
    def test_many_files_in_one_hour(
        self, minors: list[Minor], person: Callable[..., User], time_machine: object
    ) -> None:
        busy, calm, spread = person(Role.NURSE), person(Role.NURSE), person(Role.NURSE)
        read(busy, range(20))
        read(calm, [*range(19), *range(19)])
        read(spread, range(10))
        time_machine.shift(datetime.timedelta(hours=1))
        read(spread, range(10, 20))
        [found] = section("Many files in a short time")
        assert (found.who, found.count) == (busy, 20)
        assert timezone.localtime(found.at).hour == 10

    def test_files_of_another_site(
        self, minors: list[Minor], person: Callable[..., User], site: Site
    ) -> None:
        other = factories.make_site("Paris")
        stranger, here = person(Role.NURSE, site=other), person(Role.NURSE)
        everywhere = person(Role.COORDINATOR)
        for by in (stranger, here, everywhere):
            read(by, [minor.pk for minor in minors])
        [found] = section("Files of another site")
        assert (found.who, found.count) == (stranger, 3)
        factories.arrival_on(minors[0], TUESDAY.date(), other, here)
        assert section("Files of another site")[0].count == 2

    def test_files_opened_without_any_action(
        self, minors: list[Minor], person: Callable[..., User]
    ) -> None:
        curious, busy = person(Role.NURSE), person(Role.NURSE)
        read(curious, range(10))
        read(busy, range(10))
        audit.record(by=busy, action="log_consultation", minor_id=5)
        [found] = section("Files opened without any action")
        assert (found.who, found.count) == (curious, 10)

    def test_accounts_and_roles_one_by_one_and_whom_they_are_about(
        self, minors: list[Minor], person: Callable[..., User], site: Site
    ) -> None:
        coordinator, colleague = person(Role.COORDINATOR), person()
        team = "Accounts, roles and enrolled browsers"
        start = len(section(team))
        actions.add_posting(by=coordinator, user=colleague, role=Role.JURIST, site=site)
        actions.reset_password(by=coordinator, user=colleague)
        given, reset = section(team)[start:]
        assert (given.who, given.about, given.what) == (coordinator, colleague, "gave a role")
        assert (reset.who, reset.about) == (coordinator, colleague)

    def test_exceptional_access(self, minors: list[Minor], person: Callable[..., User]) -> None:
        nurse = person(Role.NURSE)
        audit.record(by=nurse, action="break_glass", minor_id=minors[0].pk)
        [found] = section("Exceptional access, lost second factors")
        assert found.who == nurse

    def test_refusals_are_counted_by_page(
        self, minors: list[Minor], as_role: Callable[..., Client]
    ) -> None:
        client = as_role(Role.NURSE)
        for _time in range(3):
            client.get(reverse("staff:team"))
        audit.record(by=None, action="sign_in_refused")
        page, sign_in = section("Refusals")
        assert (page.who, page.count) == (client.user, 3)
        assert "staff:team" in page.what
        assert (sign_in.who, sign_in.count) == (None, 1)

    def test_another_week_has_its_own(
        self, minors: list[Minor], person: Callable[..., User], time_machine: object
    ) -> None:
        nurse = person(Role.NURSE)
        for at in ("2026-11-15 23:59:59", "2026-11-23 00:00:00"):
            time_machine.move_to(
                datetime.datetime.fromisoformat(at).replace(tzinfo=PARIS), tick=False
            )
            audit.record_refusal(by=nurse, view="staff:team")
        assert section("Refusals") == []


class TestReview:
    """Read by two people, so that the coordinator is reviewed too."""

    @pytest.fixture
    def week_is_over(self, minors: list[Minor], time_machine: object) -> None:
        time_machine.move_to(NEXT_MONDAY, tick=False)

    def concern(self, by: User) -> None:
        AuditEntry.objects.create(by=by, action="refused", subject="staff:team", at=TUESDAY)

    def test_two_people(self, week_is_over: None, person: Callable[..., User]) -> None:
        one, other = person(Role.COORDINATOR), person(Role.COORDINATOR)
        self.concern(person(Role.NURSE))
        actions.confirm_digest(by=one, week=MONDAY)
        assert digest(MONDAY).needs_second
        actions.confirm_digest(by=other, week=MONDAY)
        assert digest(MONDAY).is_reviewed

    def test_a_coordinators_doings_need_somebody_else(
        self, week_is_over: None, person: Callable[..., User]
    ) -> None:
        one, other = person(Role.COORDINATOR), person(Role.COORDINATOR)
        person(Role.COORDINATOR)
        for user in (one, other):
            user.postings.update(valid_from=MONDAY)
        self.concern(one)
        for reader in (one, other):
            actions.confirm_digest(by=reader, week=MONDAY)
        found = digest(MONDAY)
        assert found.needs_other_than_coordinator
        assert not found.is_reviewed
        actions.confirm_digest(by=person(Role.DIRECTOR), week=MONDAY)
        assert digest(MONDAY).is_reviewed

    def test_the_director_alone_is_not_two(
        self, week_is_over: None, person: Callable[..., User]
    ) -> None:
        actions.confirm_digest(by=person(Role.DIRECTOR), week=MONDAY)
        assert digest(MONDAY).needs_second

    def test_once_a_person_and_not_before_theweek_is_over(
        self, week_is_over: None, person: Callable[..., User], time_machine: object
    ) -> None:
        reader = person(Role.DIRECTOR)
        start = last_entry()
        actions.confirm_digest(by=reader, week=MONDAY)
        with pytest.raises(ValidationError, match="already confirmed"):
            actions.confirm_digest(by=reader, week=MONDAY)
        with pytest.raises(ValidationError, match="not over"):
            actions.confirm_digest(by=reader, week=MONDAY + audit_digest.WEEK)
        time_machine.move_to(NEXT_MONDAY - datetime.timedelta(hours=10), tick=False)
        with pytest.raises(ValidationError, match="not over"):
            actions.confirm_digest(by=person(Role.DIRECTOR), week=MONDAY)
        assert actions_since(start, by=reader) == ["confirm_digest"]


class TestPage:
    def test_it_says_who_has_read(
        self, minors: list[Minor], as_role: Callable[..., Client], time_machine: object
    ) -> None:
        time_machine.move_to(NEXT_MONDAY, tick=False)
        client = in_english(as_role(Role.DIRECTOR))
        page = reverse("staff:digest", args=[WEEK])
        assert client.get(reverse("staff:digest_now")).url == page
        html = client.get(page).content.decode()
        assert "I have read it" in html
        assert "Two people have to read it." in html
        answer = client.post(reverse("staff:confirm_digest", args=[WEEK]))
        assert answer.url == page
        html = client.get(page).content.decode()
        assert "I have read it" not in html
        assert AuditReview.objects.get().reader == client.user

    def test_a_week_that_is_not_over_is_not_confirmed(
        self, minors: list[Minor], as_role: Callable[..., Client]
    ) -> None:
        client = as_role(Role.DIRECTOR)
        assert "btn-primary" not in client.get(f"/audit/week/{WEEK}/").content.decode()
        answer = client.post(f"/audit/week/{WEEK}/read/")
        assert [m.level_tag for m in get_messages(answer.wsgi_request)] == ["error"]
        assert not AuditReview.objects.exists()

    @pytest.mark.parametrize(
        "week", ["2026-W48", "2025-W53", "2026-W00", "2026-47", "x", "1999-W01"]
    )
    def test_a_week_that_is_none_is_no_page(
        self, minors: list[Minor], as_role: Callable[..., Client], week: str
    ) -> None:
        client = as_role(Role.DIRECTOR)
        assert client.get(f"/audit/week/{week}/").status_code == 404
        assert client.post(f"/audit/week/{week}/read/").status_code == 404

    def test_a_long_section_says_how_many_are_left(
        self, minors: list[Minor], as_role: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(audit_digest, "LONGEST", 1)
        client = in_english(as_role(Role.DIRECTOR))
        as_role(Role.NURSE)
        assert "more, not shown." in client.get(f"/audit/week/{WEEK}/").content.decode()
