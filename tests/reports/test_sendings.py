"""The register of what left: written by a download, read by the next file (docs/adr/0014)."""

import datetime
import html as html_of
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from reports import actions, audiences, kept_maskings, outside
from reports.figures import EVERYTHING
from reports.models import FrozenWeek, Sending
from reports.periods import Month, Week
from reports.sendings import content_of
from reports.weekly import Report
from staff import background
from staff.choices import Role
from staff.models import Site
from tests import factories
from tests.reports.days import NOVEMBER, WEEKS, House
from tests.reports.invented import freeze
from tests.staff.trail import actions_since, last_entry

OF_NOVEMBER = [Week(2026, number) for number in range(44, 50)]  # each has a day of it
W47 = Week(2026, 47)


@pytest.fixture(autouse=True)
def _december(time_machine: object) -> None:
    """Thursday 10 December 2026: November is over, and its last week too."""
    time_machine.move_to(datetime.datetime(2026, 12, 10, 9, tzinfo=datetime.UTC), tick=False)


@pytest.fixture
def coordinator(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.COORDINATOR)


@pytest.fixture
def house(coordinator: Client, site: Site, monkeypatch: pytest.MonkeyPatch) -> House:
    """November, each of its weeks validated; what is counted live is this house's too."""
    house = House(4, 2)
    for week in OF_NOVEMBER:
        freeze(house.report(week), week, by=coordinator.user)

    def counted(period, sites, *_more) -> Report:
        return replace(house.report(period), sites=sites)

    monkeypatch.setattr("reports.views.asked.report_on", counted)
    monkeypatch.setattr("reports.masking_work.report_on", counted)
    return house


def file_of(client: Client, period: object, audience: str = "partners", ending: str = "csv"):
    return client.get(f"/reports/{period}/week.{ending}?audience={audience}")


def preview(client: Client, period: object, audience: str = "partners"):
    return client.get(f"/reports/{period}/audience/?audience={audience}")


def reasons(client: Client, period: object, audience: str = "partners") -> dict[str, str]:
    hidden = preview(client, period, audience).context["hidden"]
    return {f"{line.label} {line.part}".strip(): line.why for line in hidden}


class TestWritten:
    def test_a_file_that_leaves(self, coordinator: Client, house: House) -> None:
        start = last_entry()
        assert file_of(coordinator, W47).status_code == 200
        [row] = Sending.objects.all()
        assert (row.period, row.starts_on, row.ends_on) == ("2026-W47", W47.start, W47.end)
        assert (row.audience, row.sent_by) == ("partners", coordinator.user)
        assert actions_since(start, by=coordinator.user) == ["export_week"]
        told = {(code, name, part): value for code, name, part, value in row.told}
        numbers = house.of(W47)
        assert told["W03", "new", ""] == numbers["W03", "new", ""]
        masked = {key for key, value in told.items() if value is None}
        behind = {(code, name, part): value for code, name, part, value in row.withheld}
        assert masked
        for key in masked - {key for key in masked if key[2] in ("=", "others")}:
            if not key[1].startswith("by_"):
                assert behind[key] == numbers[key]

    def test_the_same_content_is_one_row_whatever_the_file(
        self, coordinator: Client, house: House
    ) -> None:
        for ending in ("csv", "xlsx", "hxl.csv", "pdf", "csv"):
            assert file_of(coordinator, W47, ending=ending).status_code == 200
        assert Sending.objects.count() == 1
        assert file_of(coordinator, W47, "public").status_code == 200
        assert file_of(coordinator, W47, "public").status_code == 200
        assert Sending.objects.count() == 2

    def test_to_look_is_not_to_send(self, coordinator: Client, house: House) -> None:
        for audience in audiences.AUDIENCES:
            assert preview(coordinator, W47, audience).status_code == 200
            assert coordinator.get(f"/reports/{W47}/?audience={audience}").status_code == 200
        assert coordinator.get(f"/reports/{W47}/week.csv").status_code == 200  # stays inside
        assert not Sending.objects.exists()

    def test_a_file_that_cannot_be_made_has_not_left(
        self, coordinator: Client, house: House
    ) -> None:
        assert file_of(coordinator, W47, ending="dhis2.json").status_code == 302
        assert not Sending.objects.exists()

    @pytest.mark.parametrize("role", [Role.RECEPTION, Role.ADMINISTRATOR])
    def test_who_may_not_send_writes_nothing(
        self, as_role: Callable[..., Client], house: House, role: str
    ) -> None:
        assert file_of(as_role(role), W47).status_code == 403
        assert not Sending.objects.exists()

    def test_nor_who_has_not_the_whole_house(
        self, coordinator: Client, house: House, site: Site
    ) -> None:
        factories.make_site("La Chapelle", "mobile")
        coordinator.user.postings.update(site=site)
        assert file_of(coordinator, W47).status_code == 404
        assert not Sending.objects.exists()

    def test_a_slip_or_a_week_that_nobody_validated(
        self, coordinator: Client, house: House
    ) -> None:
        assert file_of(coordinator, W47, "all").status_code == 404
        assert file_of(coordinator, Week(2026, 43)).status_code == 409
        assert file_of(coordinator, Month(2026, 10)).status_code == 409
        assert not Sending.objects.exists()

    def test_two_at_once(self, coordinator: Client, house: House, site: Site) -> None:
        """The second was masked in ignorance of the first: it does not leave."""

        def sent(period: Week | Month, audience: audiences.Audience) -> outside.Outside:
            rows = Sending.objects.all()
            versions = list(FrozenWeek.objects.filter(year=2026, number=47)) * (period == W47)
            return outside.of(
                audience, versions, [site], EVERYTHING, lambda: house.report(period), rows
            )

        week, month = sent(W47, audiences.PARTNERS), sent(NOVEMBER, audiences.PARTNERS)
        actions.send_figures(by=coordinator.user, sent=week)
        actions.send_figures(by=coordinator.user, sent=week)
        with pytest.raises(ValidationError, match="collègue"):
            actions.send_figures(by=coordinator.user, sent=month)
        actions.send_figures(by=coordinator.user, sent=sent(NOVEMBER, audiences.PARTNERS))
        left = Sending.objects.order_by("pk").values_list("period", flat=True)
        assert list(left) == ["2026-W47", "2026-11"]


class TestTakenIntoAccount:
    def test_a_month_after_its_weeks(self, coordinator: Client, house: House) -> None:
        before = reasons(coordinator, NOVEMBER)
        assert "sent" not in before.values()
        for week in WEEKS:
            file_of(coordinator, week)
        after = reasons(coordinator, NOVEMBER)
        new = [line for line, why in after.items() if why == "sent"]
        assert new
        # What guards may be another line than before; what is small stays masked.
        assert {line for line, why in before.items() if why in ("small", "folded")} <= set(after)
        page = html_of.unescape(preview(coordinator, NOVEMBER).content.decode())
        assert "Livrerait un nombre de ce qui a déjà été envoyé" in page
        assert page.count('<td data-label="Destinataire">Partenaires</td>') == len(WEEKS)
        assert "Semaine 47, 2026" in page
        assert coordinator.user.full_name in page
        lines = file_of(coordinator, NOVEMBER).content.decode("utf-8-sig").splitlines()
        masked = [line.split(";")[1:3] for line in lines if "livrerait trop peu" in line]
        assert set(new) <= {" ".join(line).strip() for line in masked}

    def test_a_week_after_its_month(self, coordinator: Client, house: House) -> None:
        before = reasons(coordinator, W47)
        file_of(coordinator, NOVEMBER)
        for week in WEEKS:
            file_of(coordinator, week)
        assert Sending.objects.count() == 1 + len(WEEKS)
        last = Sending.objects.get(period=str(WEEKS[-1]))
        assert "sent" in reasons(coordinator, WEEKS[-1]).values()
        assert set(before) <= set(reasons(coordinator, W47))
        assert file_of(coordinator, WEEKS[-1]).status_code == 200
        assert Sending.objects.filter(period=last.period).count() == 1

    def test_a_week_of_another_month_is_left_alone(self, coordinator: Client, house: House) -> None:
        before = reasons(coordinator, NOVEMBER)
        freeze(house.report(Week(2026, 30)), Week(2026, 30), by=coordinator.user)
        file_of(coordinator, Week(2026, 30))
        assert reasons(coordinator, NOVEMBER) == before
        assert not preview(coordinator, NOVEMBER).context["register"]

    def test_partners_read_what_the_public_does(self, coordinator: Client, house: House) -> None:
        for audience in audiences.AUDIENCES:
            file_of(coordinator, W47, audience)
        taken = preview(coordinator, NOVEMBER, "partners").context["sent"].register
        assert [row.audience for row in taken] == ["partners", "public"]

    def test_a_late_entry_in_between(self, coordinator: Client, house: House) -> None:
        """A month that was recounted: what it masked stays masked, and it is another row."""
        for week in WEEKS[:2]:
            file_of(coordinator, week)
        file_of(coordinator, NOVEMBER)
        first = Sending.objects.get(period="2026-11")
        hidden = {tuple(line[:3]) for line in first.told if line[3] is None}
        house.on(datetime.date(2026, 11, 4))["W15", "petitions", ""] += 7
        house.on(datetime.date(2026, 11, 5))["REF", "follow_ups", "refused"] += 40
        assert file_of(coordinator, NOVEMBER).status_code == 200
        second = Sending.objects.filter(period="2026-11").last()
        assert second != first
        still = {tuple(line[:3]) for line in second.told if line[3] is None}
        assert hidden <= still
        for week in WEEKS[2:]:  # whose sums no longer hold of the first
            assert file_of(coordinator, week).status_code == 200

    def test_fewer_than_the_weeks_together(self, coordinator: Client, house: House) -> None:
        """Entries taken back: the month is less than what was sent of it, and nothing breaks."""
        for week in WEEKS:
            file_of(coordinator, week)
        for day in (3, 10, 17, 24):
            house.on(datetime.date(2026, 11, day)).clear()
        assert file_of(coordinator, NOVEMBER).status_code == 200


class TestContent:
    def test_whatever_the_language(self, house: House) -> None:
        inside = house.report(W47)
        masking = audiences.masking_for([inside], audiences.PARTNERS)
        told = audiences.masked(inside, masking, audiences.PARTNERS)
        turned = replace(told, sections=[
            replace(section, breakdowns=section.breakdowns[::-1]) for section in told.sections
        ])  # fmt: skip
        assert content_of(inside, told) == content_of(inside, turned)

    def test_nothing_small_is_told(self, house: House) -> None:
        inside = house.report(W47)
        for audience in audiences.AUDIENCES.values():
            masking = audiences.masking_for([inside], audience)
            content = content_of(inside, audiences.masked(inside, masking, audience))
            assert not [line for line in content.told if line[3] and line[3] < audience.k]


class TestTakesLong:
    """With many files sent before, the page does not wait: it says so, and comes back."""

    WAITING = "Ce qui est masqué est en cours de calcul"

    @pytest.fixture
    def after_its_weeks(
        self, coordinator: Client, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> Client:
        for week in WEEKS:
            assert file_of(coordinator, week).status_code == 200
        monkeypatch.setattr(kept_maskings, "LONG", len(WEEKS) - 1)
        return coordinator

    def forget(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """As another process of the server, which has worked out nothing yet."""
        monkeypatch.setattr(kept_maskings, "_found", OrderedDict())

    def test_it_says_so_then_shows_it(
        self,
        after_its_weeks: Client,
        django_capture_on_commit_callbacks: Callable[..., Any],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        asked = Mock(wraps=audiences.masking_for)
        monkeypatch.setattr(audiences, "masking_for", asked)
        with django_capture_on_commit_callbacks(execute=True):
            page = preview(after_its_weeks, NOVEMBER)
        assert page.status_code == 200
        assert self.WAITING in page.content.decode()
        assert f'hx-get="/reports/{NOVEMBER}/audience/?audience=partners"' in page.content.decode()
        assert asked.call_count == 1
        assert "sent" in reasons(after_its_weeks, NOVEMBER).values()
        self.forget(monkeypatch)
        assert "sent" in reasons(after_its_weeks, NOVEMBER).values(), "kept for every process"
        assert file_of(after_its_weeks, NOVEMBER).status_code == 200
        assert asked.call_count == 1

    @pytest.mark.parametrize(
        "address",
        ["/reports/2026-11/?audience=partners", "/reports/2026-11/week.csv?audience=partners"],
    )
    def test_the_page_and_the_file_wait_too(self, after_its_weeks: Client, address: str) -> None:
        before = Sending.objects.count()
        assert self.WAITING in after_its_weeks.get(address).content.decode()
        assert Sending.objects.count() == before

    def test_while_somebody_is_at_it_nothing_is_counted(
        self, after_its_weeks: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert self.WAITING in preview(after_its_weeks, NOVEMBER).content.decode()
        monkeypatch.setattr("reports.views.asked.report_on", Mock(side_effect=AssertionError))
        assert self.WAITING in preview(after_its_weeks, NOVEMBER).content.decode()

    def test_one_that_ended_without_a_result(
        self, after_its_weeks: Client, time_machine: Any
    ) -> None:
        """The page does it itself, once, rather than begin again for ever."""
        assert self.WAITING in preview(after_its_weeks, NOVEMBER).content.decode()
        time_machine.shift(background.STARTING + datetime.timedelta(seconds=1))
        assert "sent" in reasons(after_its_weeks, NOVEMBER).values()

    def test_other_rules_are_worked_out_again(
        self, after_its_weeks: Client, monkeypatch: pytest.MonkeyPatch,
        django_capture_on_commit_callbacks: Callable[..., Any],
    ) -> None:  # fmt: skip
        with django_capture_on_commit_callbacks(execute=True):
            preview(after_its_weeks, NOVEMBER)
        self.forget(monkeypatch)
        monkeypatch.setattr(kept_maskings, "_rules", lambda: "others")
        assert self.WAITING in preview(after_its_weeks, NOVEMBER).content.decode()

    def test_nobody_outside_the_house_has_it_worked_out(
        self, after_its_weeks: Client, as_role: Callable[..., Client]
    ) -> None:
        assert preview(as_role(Role.RECEPTION), NOVEMBER).status_code == 403
