"""A scabies event of a site: joined in one tap, two doses each, the laundry, closed; its week."""

import csv
import datetime
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from time_machine import travel

from cases.choices import DeskKind
from cases.models import Minor
from clinics import actions, scabies, scabies_brings, scabies_counts
from clinics.choices import ScabiesMark
from clinics.models import ScabiesEvent, ScabiesMarkRow, ScabiesStep
from clinics.scabies import Due
from staff.choices import Role
from staff.models import Posting, Site
from tests import factories
from tests.staff.trail import actions_since, last_entry

DAY = datetime.timedelta(days=1)
SOME_DAY = datetime.date(2026, 11, 2)
LATER = st.integers(0, 40)


@pytest.fixture
def nurse(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.NURSE)


def file(nurse: Client, site: Site, name: str = "Mamadou Diallo") -> Minor:
    return factories.make_minor(name, by=nurse.user, site=site)[0]


def page(event: ScabiesEvent, *rest: object) -> str:
    return f"/scabies/{event.pk}/" + "".join(f"{part}/" for part in rest)


def join(nurse: Client, minor: Minor, mark: str = "case") -> ScabiesEvent:
    response = nurse.post(f"/cases/{minor.reference}/health/scabies/{mark}/")
    event = ScabiesEvent.objects.latest("pk")
    assert response.url == page(event)
    return event


def write(nurse: Client, event: ScabiesEvent, minor: Minor, mark: str, days_ago: int = 0) -> None:
    day = timezone.localdate() - days_ago * DAY
    typed = {"mark": mark, "happened_on": str(day)}
    response = nurse.post(page(event, "people", minor.reference), typed)
    assert response.status_code == 302


def line(nurse: Client, event: ScabiesEvent) -> scabies.PersonLine:
    [found] = nurse.get(page(event)).context["page"].people
    return found


# --- the days ----------------------------------------------------------------------------------


def test_no_shipped_day_is_validated() -> None:
    with scabies.ROWS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert {row["code"] for row in rows} == {"second_from", "second_until", "cluster"}
    assert not [row for row in rows if row["validated_by"] or row["validated_on"]]
    assert all(row["source"] for row in rows)
    assert not scabies.is_validated()


@given(first=LATER, today=LATER)
def test_the_second_dose_is_due_between_its_days(first: int, today: int) -> None:
    given_on, on = SOME_DAY + first * DAY, SOME_DAY + (first + today) * DAY
    expected = Due.WAITING if today < 7 else Due.NOW if today <= 14 else Due.LATE
    assert scabies.due_of(given_on, None, on) == expected
    assert scabies.due_of(None, given_on, on) == expected
    assert scabies.due_of(given_on, given_on + 7 * DAY, on) == Due.DONE
    assert scabies.due_of(None, None, on) == Due.FIRST


# --- the file and the page -----------------------------------------------------------------------


def test_a_consultation_for_scabies_offers_the_event_in_one_tap(nurse: Client, site: Site) -> None:
    minor = file(nurse, site)
    html = nurse.get(f"/cases/{minor.reference}/health/").content.decode()
    assert "/health/scabies/" not in html
    found = factories.make_consultation(
        minor, by=nurse.user, site=site, motif="scabies", problem="scabies", told_by="found"
    )
    for url in ("", f"{found.pk}/"):
        html = nurse.get(f"/cases/{minor.reference}/health/{url}").content.decode()
        assert f"/cases/{minor.reference}/health/scabies/case/" in html
    start = last_entry()
    event = join(nurse, minor)
    assert actions_since(start) == ["open_scabies", "mark_scabies"]
    assert line(nurse, event).is_case
    other = file(nurse, site, "Ibrahima Sow")
    html = nurse.get(f"/cases/{other.reference}/health/").content.decode()
    assert f"/cases/{other.reference}/health/scabies/contact/" in html
    assert join(nurse, other, "contact") == event
    assert (
        f"/scabies/{event.pk}/" in nurse.get(f"/cases/{minor.reference}/health/").content.decode()
    )
    assert nurse.post(f"/cases/{other.reference}/health/scabies/first/").status_code == 404


def test_an_event_takes_in_the_cases_of_its_site_and_days_alone(nurse: Client, site: Site) -> None:
    with travel(timezone.now() - 50 * DAY, tick=False):
        old = factories.make_scabies(file(nurse, site), by=nurse.user, site=site).event
    there = factories.make_scabies(
        file(nurse, site, "Ousmane Ba"), by=nurse.user, site=factories.make_site("Calais")
    )
    new = join(nurse, file(nurse, site, "Ibrahima Sow"))
    assert len({old, there.event, new}) == 3
    nurse.post(page(new, "close"))
    assert join(nurse, file(nurse, site, "Alpha Barry")) not in (old, new)


def test_two_doses_and_the_laundry_each_undone_by_another_row(nurse: Client, site: Site) -> None:
    minor = file(nurse, site)
    event = join(nurse, minor)
    assert line(nurse, event).due == Due.FIRST
    write(nurse, event, minor, "first", days_ago=8)
    assert line(nurse, event).due == Due.NOW
    [due] = scabies_brings.due(factories.make_desk(DeskKind.NURSE, site), nurse.user)
    assert [one.minor for _page, one in due.context["people"]] == [minor]
    write(nurse, event, minor, "laundry")
    write(nurse, event, minor, "second")
    assert line(nurse, event).due == Due.DONE
    second = ScabiesMarkRow.objects.latest("pk")
    assert nurse.post(page(event, "marks", second.pk, "take-back")).status_code == 302
    assert line(nurse, event).due == Due.NOW
    nurse.post(page(event, "marks", second.pk, "take-back"))  # the second time changes nothing
    assert ScabiesMarkRow.objects.filter(takes_back=second).count() == 1
    with pytest.raises(ValidationError, match="déjà"):
        actions.mark_scabies(
            by=nurse.user, row=ScabiesMarkRow(event=event, minor=minor, mark=ScabiesMark.FIRST)
        )


def test_contacts_are_found_and_added_one_after_the_other(nurse: Client, site: Site) -> None:
    case, first, second = (
        file(nurse, site, name) for name in ("Mamadou Diallo", "Awa Keita", "Binta Sow")
    )
    event = join(nurse, case)
    contacts = page(event, "contacts")
    assert contacts in nurse.get(page(event)).content.decode()
    assert "Mamadou" in nurse.get(contacts).content.decode()
    start = last_entry()
    for minor, name in ((first, "awa"), (second, "binta")):
        part = nurse.post(contacts, {"q": name}, headers={"HX-Request": "true"})
        add = page(event, "contacts", minor.reference)
        assert add in part.content.decode()
        assert nurse.post(add).url == contacts
    said = actions_since(start, by=nurse.user)
    assert "search" in said
    assert said.count("mark_scabies") == 2
    people = nurse.get(page(event)).context["page"].people
    assert [(who.minor.pk, who.role) for who in people] == [
        (case.pk, "case"), (first.pk, "contact"), (second.pk, "contact"),
    ]  # fmt: skip
    # Whoever is of it already is said to be, and a case stays one.
    html = nurse.post(contacts, {"q": "mamadou"}).content.decode()
    assert page(event, "contacts", case.reference) not in html
    response = nurse.post(page(event, "contacts", case.reference), follow=True)
    assert "déjà de cet épisode" in response.content.decode()
    assert len(nurse.get(page(event)).context["page"].people) == 3
    assert "Aucun dossier trouvé" in nurse.post(contacts, {"q": "zzzyx"}).content.decode()
    nurse.post(page(event, "close"))
    assert nurse.post(contacts, {"q": "awa"}).url == page(event)
    other = file(nurse, site, "Fatou Bah")
    nurse.post(page(event, "contacts", other.reference))
    assert len(nurse.get(page(event)).context["page"].people) == 3


def test_a_contact_may_become_a_case_and_a_future_day_is_refused(nurse: Client, site: Site) -> None:
    minor = file(nurse, site)
    event = join(nurse, minor, "contact")
    assert not line(nurse, event).is_case
    write(nurse, event, minor, "case")
    assert line(nurse, event).is_case
    tomorrow = {"mark": "first", "happened_on": str(timezone.localdate() + DAY)}
    assert nurse.post(page(event, "people", minor.reference), tomorrow).status_code == 422
    counts = scabies_counts.between(timezone.localdate(), timezone.localdate(), [site])
    assert (counts.case_count, counts.contact_count, counts.cluster_count) == (1, 0, 0)


def test_people_without_a_file_are_numbers_and_the_place_is_a_kind(
    nurse: Client, site: Site
) -> None:
    event = join(nurse, file(nurse, site))
    today = timezone.localdate()
    assert nurse.post(page(event), {"kind": "cases", "happened_on": str(today)}).status_code == 422
    typed = {"kind": "told", "place": "hotel", "count": "3", "happened_on": str(today)}
    assert nurse.post(page(event), typed).status_code == 302
    told = ScabiesStep.objects.get()
    assert (told.place, told.count) == ("hotel", None)
    factories.make_scabies_step(event, by=nurse.user)
    ten_days_ago = today - 10 * DAY
    factories.make_scabies_step(event, by=nurse.user, kind="first", happened_on=ten_days_ago)
    found = nurse.get(page(event)).context["page"]
    assert (found.case_count, found.unnamed_first_due, found.unnamed_second_due) == (3, 0, 2)
    assert scabies_counts.between(today, today, [site]).cluster_count == 1
    assert nurse.post(page(event, "steps", told.pk, "take-back")).status_code == 302
    assert nurse.get(page(event)).context["page"].places == []


def test_a_closed_event_takes_nothing_more_until_it_is_opened_again(
    nurse: Client, site: Site
) -> None:
    minor = file(nurse, site)
    event = join(nurse, minor)
    nurse.post(page(event, "close"))
    assert nurse.get(page(event)).context["page"].event.is_closed
    [due] = scabies_brings.due(factories.make_desk(DeskKind.NURSE, site), nurse.user)
    assert due.context["pages"] == []
    write(nurse, event, minor, "first")
    assert not ScabiesMarkRow.objects.exclude(event=event).exists()
    assert line(nurse, event).first_on is None
    nurse.post(page(event, "reopen"))
    write(nurse, event, minor, "first")
    assert line(nurse, event).first_on == timezone.localdate()
    week = scabies_counts.between(SOME_DAY, timezone.localdate(), [site])
    assert week.event_count == 1


def test_a_midwife_reads_and_writes_nothing_here(
    nurse: Client, as_role: Callable[..., Client], site: Site
) -> None:
    minor = file(nurse, site)
    event = join(nurse, minor)
    midwife = as_role(Role.MIDWIFE)
    assert midwife.get(page(event)).status_code == 200
    assert midwife.post(page(event), {"kind": "cases", "count": "1"}).status_code == 403
    assert as_role(Role.RECEPTION).get(page(event)).status_code == 403


def test_an_event_of_which_all_was_taken_back_counts_nowhere(nurse: Client, site: Site) -> None:
    minor, other = file(nurse, site), file(nurse, site, "Ibrahima Sow")
    event = join(nurse, minor)
    mark = ScabiesMarkRow.objects.get()
    health = f"/cases/{other.reference}/health/"
    assert "/health/scabies/contact/" in nurse.get(health).content.decode()
    assert nurse.post(page(event, "marks", mark.pk, "take-back")).status_code == 302
    assert "/health/scabies/" not in nurse.get(health).content.decode()
    today = timezone.localdate()
    assert scabies_counts.between(today, today, [site]).event_count == 0
    assert nurse.get("/scabies/").context["pages"] == []
    [due] = scabies_brings.due(factories.make_desk(DeskKind.NURSE, site), nurse.user)
    assert due.context["pages"] == []
    assert join(nurse, minor) == event  # the next tap opens no second one
    assert scabies_counts.between(today, today, [site]).event_count == 1


def test_the_file_offers_the_event_of_the_site_where_the_tap_writes(
    nurse: Client, site: Site
) -> None:
    there = factories.make_site("Calais")
    Posting.objects.create(user=nurse.user, site=there, role=Role.NURSE)
    factories.make_scabies(file(nurse, there), by=nurse.user, site=there)
    health = f"/cases/{file(nurse, site, 'Ibrahima Sow').reference}/health/"
    assert "/health/scabies/" not in nurse.get(health).content.decode()


def test_a_second_dose_too_soon_is_asked_back_and_never_before_the_first(
    nurse: Client, site: Site
) -> None:
    minor = file(nurse, site)
    event = join(nurse, minor)
    write(nurse, event, minor, "first", days_ago=3)
    url, today = page(event, "people", minor.reference), timezone.localdate()
    for days_ago in (3, 4):
        typed = {"mark": "second", "happened_on": str(today - days_ago * DAY), "is_sure": "on"}
        assert set(nurse.post(url, typed).context["form"].errors) == {"happened_on"}
    tap = {"mark": "second", "happened_on": str(today)}
    asked = nurse.post(url, tap)
    assert asked.status_code == 422
    assert 'name="is_sure"' in asked.content.decode()
    assert line(nurse, event).second_on is None
    row = ScabiesMarkRow(event=event, minor=minor, mark="second", happened_on=today - 3 * DAY)
    with pytest.raises(ValidationError, match="première"):
        actions.mark_scabies(by=nurse.user, row=row)
    assert nurse.post(url, {**tap, "is_sure": "on"}).status_code == 302
    assert line(nurse, event).due == Due.DONE


def test_a_first_dose_written_late_as_the_second_stands_apart_from_it_too(
    nurse: Client, site: Site
) -> None:
    minor = file(nurse, site)
    event = join(nurse, minor)
    write(nurse, event, minor, "second", days_ago=8)
    url = page(event, "people", minor.reference)
    same = {"mark": "first", "happened_on": str(timezone.localdate() - 8 * DAY), "is_sure": "on"}
    assert set(nurse.post(url, same).context["form"].errors) == {"happened_on"}
    write(nurse, event, minor, "first")
    assert line(nurse, event).due == Due.DONE


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "9999-12-31"])
def test_a_slip_in_the_year_is_refused(nurse: Client, site: Site, day: str) -> None:
    minor = file(nurse, site)
    event = join(nurse, minor)
    mark = {"mark": "first", "happened_on": day}
    response = nurse.post(page(event, "people", minor.reference), mark)
    assert set(response.context["form"].errors) == {"happened_on"}
    step = {"kind": "cases", "count": "2", "happened_on": day}
    assert set(nurse.post(page(event), step).context["form"].errors) == {"happened_on"}
