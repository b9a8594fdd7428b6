"""Appointments: planned, moved, kept or missed, and what each person may know of them."""

import datetime
from collections.abc import Callable

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from cases import actions, appointments, retention
from cases.choices import AppointmentStepKind, DeskKind
from cases.models import Appointment, AppointmentStep, Minor
from staff import openings
from staff.choices import Role
from staff.models import OpeningException, Site
from staff.permissions import Compartment
from tests import factories
from tests.staff.trail import actions_since, last_entry

TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
TEN = datetime.time(10)
NEUTRAL = "Rendez-vous, au centre"
OUTSIDE = "Rendez-vous, à l’extérieur"


@pytest.fixture
def psychologist(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.PSYCHOLOGIST)


@pytest.fixture
def nurse(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.NURSE)


@pytest.fixture
def minor(nurse: Client, site: Site) -> Minor:
    return factories.make_minor(
        "Zarghuna", by=nurse.user, site=site, language="ps", interpreter="needed"
    )[0]


@pytest.fixture
def open_day(site: Site) -> datetime.date:
    """Return a day to come on which the site receives."""
    return openings.open_days([site], TODAY + DAY, TODAY + 14 * DAY)[0]


def plan(client: Client, minor: Minor, on: datetime.date, **typed: object) -> object:
    typed = {
        "day": on.isoformat(),
        "time": "10:00",
        "minutes": "30",
        "interpreter": "needed",
        "language": "ps",
        "wants_woman": "on",
        "subject": "Canari du sujet",
        **typed,
    }
    return client.post(f"/cases/{minor.reference}/appointments/new/", typed)


def said(response: object, field: str) -> str:
    assert response.status_code == 422
    return " ".join(response.context["form"].errors[field])


def state(appointment: Appointment) -> Appointment:
    return Appointment.objects.with_state().get(pk=appointment.pk)


# --- planning ---------------------------------------------------------------------------------


def test_one_is_planned_in_the_compartment_of_the_desk(
    psychologist: Client, minor: Minor, open_day: datetime.date
) -> None:
    start = last_entry()
    response = plan(psychologist, minor, open_day)
    assert response.status_code == 302
    assert response.url == f"/cases/{minor.reference}/appointments/"
    row = Appointment.objects.with_state().get()
    assert (row.day, row.time, row.minutes, row.status) == (open_day, TEN, 30, "planned")
    assert (row.desk_kind, row.compartment) == (DeskKind.PSYCHOLOGIST, Compartment.PSYCHOLOGY)
    assert (row.language, row.wants_woman, row.is_outside) == ("ps", True, False)
    assert row.subject == "Canari du sujet"
    assert "plan_appointment" in actions_since(start, by=psychologist.user)


def test_the_language_and_the_interpreter_of_the_file_stand_in_the_form(
    psychologist: Client, minor: Minor
) -> None:
    form = psychologist.get(f"/cases/{minor.reference}/appointments/new/").context["form"]
    assert form["language"].value() == "ps"
    assert form["interpreter"].value() == "needed"
    assert not form["day"].value()


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"day": (TODAY - DAY).isoformat()}, "day", "passé"),
        ({"day": "demain"}, "day", "date"),
        ({"time": "25:00"}, "time", "heure"),
        ({"minutes": "3"}, "minutes", "Entre 5 minutes"),
        ({"minutes": "481"}, "minutes", "Entre 5 minutes"),
        ({"minutes": "une heure"}, "minutes", "Entre 5 minutes"),
        ({"companion": "999999"}, "companion", "ne travaille plus ici"),
        ({"language": "unknown"}, "language", "quelle langue"),
        ({"interpreter": "not_needed"}, "interpreter", "interprète est nécessaire"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_all_is_kept(
    psychologist: Client,
    minor: Minor,
    open_day: datetime.date,
    typed: dict[str, str],
    field: str,
    words: str,
) -> None:
    response = plan(psychologist, minor, open_day, **typed)
    assert words in said(response, field)
    assert list(response.context["form"].errors) == [field]
    assert "Canari du sujet" in response.content.decode()
    assert not Appointment.objects.exists()


def test_a_closed_day_is_refused_at_the_centre_and_not_outside(
    psychologist: Client, minor: Minor, site: Site, open_day: datetime.date
) -> None:
    OpeningException.objects.create(site=site, day=open_day, is_open=False, note="Travaux")
    assert "fermé" in said(plan(psychologist, minor, open_day), "day")
    assert plan(psychologist, minor, open_day, place="Tribunal").status_code == 302
    row = Appointment.objects.get()
    assert (row.is_outside, row.place) == (True, "Tribunal")


def test_a_colleague_who_has_left_goes_along_with_nobody(
    psychologist: Client, minor: Minor, site: Site, open_day: datetime.date
) -> None:
    gone = factories.make_user(Role.SOCIAL, site, "partie")
    gone.is_active = False
    gone.save()
    words = said(plan(psychologist, minor, open_day, companion=str(gone.pk)), "companion")
    assert "ne travaille plus ici" in words
    soon = factories.make_user(Role.SOCIAL, site, "bientot-partie")
    soon.postings.update(valid_to=TODAY)
    words = said(plan(psychologist, minor, open_day, companion=str(soon.pk)), "companion")
    assert "ce jour-là" in words


def test_another_one_at_that_time_is_asked_about_and_not_refused(
    psychologist: Client, nurse: Client, minor: Minor, site: Site, open_day: datetime.date
) -> None:
    factories.make_appointment(minor, by=nurse.user, site=site, day=open_day)
    response = plan(psychologist, minor, open_day, time="10:29")
    assert "10 h 00" in said(response, "all_the_same").replace("\xa0", " ")
    page = response.content.decode()
    assert 'name="all_the_same"' in page
    assert "Infirmier" not in page.partition("<main")[2]
    assert plan(psychologist, minor, open_day, time="10:29", all_the_same="on").status_code == 302
    assert plan(psychologist, minor, open_day, time="11:00").status_code == 302


def test_a_partner_and_a_word_are_one_too_many(
    psychologist: Client, minor: Minor, open_day: datetime.date
) -> None:
    partner = factories.make_partner()
    response = plan(
        psychologist,
        minor,
        open_day,
        partner=str(partner.pk),
        place="Ailleurs",
        companion=str(psychologist.user.pk),
        companion_word="Sa sœur",
    )
    assert said(response, "place")
    assert said(response, "companion_word")


def test_a_nurse_who_is_a_psychologist_too_says_for_which_desk(
    nurse: Client, minor: Minor, site: Site, open_day: datetime.date
) -> None:
    nurse.user.postings.create(role=Role.SOCIAL, site=site)
    assert said(plan(nurse, minor, open_day), "desk_kind")
    assert plan(nurse, minor, open_day, desk_kind="social").status_code == 302
    assert Appointment.objects.get().compartment == Compartment.SOCIAL


def test_the_search_leads_to_the_form_and_the_address_names_nobody(
    psychologist: Client, minor: Minor, open_day: datetime.date
) -> None:
    url = f"/appointments/new/?day={open_day}"
    assert psychologist.get(url).status_code == 200
    page = psychologist.post(url, {"q": "zarghuna"}).content.decode()
    assert f'href="/cases/{minor.reference}/appointments/new/?day={open_day}"' in page
    form = psychologist.get(f"/cases/{minor.reference}/appointments/new/?day={open_day}")
    assert form.context["form"]["day"].value() == open_day


# --- what becomes of it -----------------------------------------------------------------------


@pytest.fixture
def today(psychologist: Client, minor: Minor, site: Site) -> Appointment:
    """Return the psychologist's of today, interpreted."""
    return factories.make_appointment(
        minor,
        by=psychologist.user,
        site=site,
        desk_kind=DeskKind.PSYCHOLOGIST,
        interpreter="needed",
        language="ps",
        wants_woman=True,
        subject="Canari du sujet",
    )


def press(client: Client, appointment: Appointment, word: str, **typed: object) -> object:
    return client.post(f"/appointments/{appointment.pk}/{word}/", typed)


def test_it_took_place_with_the_minutes_interpreted(
    psychologist: Client, today: Appointment
) -> None:
    press(psychologist, today, "took-place", interpreter_minutes="40")
    row = state(today)
    assert (row.status, row.interpreter_minutes) == ("came", 40)
    assert row.steps.get(kind="came").met_on == TODAY


@pytest.mark.parametrize("minutes", ["0", "481", "-5", "longtemps"])
def test_minutes_out_of_range_are_said_beside_their_field(
    psychologist: Client, today: Appointment, minutes: str
) -> None:
    response = press(psychologist, today, "took-place", interpreter_minutes=minutes)
    assert "Entre 1 minute et 8 heures" in said(response, "interpreter_minutes")
    assert f'value="{minutes}"' in response.content.decode()
    assert state(today).is_open


def test_an_interpreter_who_did_not_come_is_not_zero_minutes(
    psychologist: Client, today: Appointment
) -> None:
    press(psychologist, today, "took-place")
    assert (state(today).status, state(today).interpreter_minutes) == ("came", None)
    page = psychologist.get(f"/cases/{today.minor.reference}/appointments/").content.decode()
    assert "Sans interprète" in page


def test_the_interpreter_is_asked_then_not_found_then_found(
    psychologist: Client, today: Appointment
) -> None:
    for word, kind in (("asked", "asked"), ("not-found", "not_found"), ("found", "found")):
        press(psychologist, today, f"interpreter/{word}")
        assert state(today).interpreter_state == kind
    assert list(today.steps.order_by("pk").values_list("kind", flat=True)) == [
        "planned", "asked", "not_found", "found",
    ]  # fmt: skip
    assert press(psychologist, today, "interpreter/sung").status_code == 404
    assert press(psychologist, today, "forgotten").status_code == 404


def test_no_interpreter_is_looked_for_where_none_is_needed(
    nurse: Client, minor: Minor, site: Site
) -> None:
    row = factories.make_appointment(minor, by=nurse.user, site=site)
    press(nurse, row, "interpreter/asked")
    assert state(row).interpreter_state is None


def test_a_missed_one_stays_flagged_until_somebody_says_what_is_done(
    psychologist: Client, today: Appointment, open_day: datetime.date
) -> None:
    file, desk = f"/cases/{today.minor.reference}/appointments/", "/appointments/"
    press(psychologist, today, "missed")
    flag = "Manqué : dire la suite"
    with time_machine.travel(timezone.now() + 200 * DAY, tick=False):
        psychologist.force_login(psychologist.user)
        assert flag in psychologist.get(file).content.decode()
        assert flag in psychologist.get(desk).content.decode()
    response = psychologist.post(
        f"{file}new/?after={today.pk}",
        {"day": open_day.isoformat(), "time": "15:00", "minutes": "45", "language": "ps",
         "interpreter": "needed"},
    )  # fmt: skip
    assert response.status_code == 302
    assert state(today).status == "replaced"
    assert today.replaced_by.steps.get().day == open_day
    assert flag not in psychologist.get(file).content.decode()
    assert flag not in psychologist.get(desk).content.decode()


def test_a_missed_one_is_closed_and_taken_back(psychologist: Client, today: Appointment) -> None:
    for word, undone in (("missed", "reopened"), ("missed", ""), ("closed", "missed")):
        press(psychologist, today, word)
        assert state(today).status == word
        if undone:
            step = today.steps.latest("pk")
            for _time in range(2):  # the second time there is nothing to take back
                psychologist.post(f"/appointments/steps/{step.pk}/undo/")
                assert state(today).status == undone


def test_what_a_colleague_has_said_is_not_said_again(
    psychologist: Client, today: Appointment
) -> None:
    press(psychologist, today, "took-place", interpreter_minutes="30")
    for word in ("missed", "cancelled", "closed", "took-place", "interpreter/found"):
        press(psychologist, today, word)
    assert state(today).status == "came"
    assert today.steps.count() == 2


def test_what_has_not_come_has_neither_taken_place_nor_been_missed(
    psychologist: Client, minor: Minor, site: Site, open_day: datetime.date
) -> None:
    row = factories.make_appointment(
        minor, by=psychologist.user, site=site, day=open_day, desk_kind=DeskKind.PSYCHOLOGIST
    )
    for word in ("took-place", "missed"):
        press(psychologist, row, word)
        assert state(row).status == "planned"
    with pytest.raises(ValidationError):
        actions.record_presence(by=psychologist.user, appointment=row, interpreter_minutes=None)


def test_it_is_moved_and_the_former_day_stays_readable(
    psychologist: Client, today: Appointment, open_day: datetime.date
) -> None:
    url = f"/cases/{today.minor.reference}/appointments/{today.pk}/move/"
    shown = psychologist.get(url).context["form"]["shown"].value()
    moved = {"day": open_day.isoformat(), "time": "11:30", "shown": shown}
    assert "déjà" in said(
        psychologist.post(url, {**moved, "day": TODAY.isoformat(), "time": "10:00"}), "time"
    )
    assert psychologist.post(url, moved).status_code == 302
    row = state(today)
    assert (row.day, row.time, row.status) == (open_day, datetime.time(11, 30), "moved")
    assert not Appointment.objects.on(TODAY, row.site).exists()
    page = psychologist.get(f"/cases/{today.minor.reference}/appointments/").content.decode()
    assert "d’abord prévu :" in page
    # The page of a colleague that had not seen it: asked, then saved knowingly.
    late = psychologist.post(url, {**moved, "time": "16:00"})
    assert "déplacé" in said(late, "day")
    again = {**moved, "time": "16:00", "shown": late.context["form"]["shown"].value()}
    assert psychologist.post(url, again).status_code == 302


# --- who may know -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "is_told"),
    [
        (Role.PSYCHOLOGIST, True),
        (Role.RECEPTION, False),
        (Role.NURSE, False),
        (Role.SOCIAL, False),
        (Role.JURIST, False),
        (Role.COORDINATOR, False),
    ],
)
def test_whoever_may_not_know_more_reads_a_neutral_label(
    as_role: Callable[..., Client], today: Appointment, role: Role, is_told: bool
) -> None:
    client = as_role(role)
    for url in ("/appointments/", f"/cases/{today.minor.reference}/appointments/"):
        main = client.get(url).content.decode().partition("<main")[2]
        assert (NEUTRAL not in main) == is_told
        assert ("Psychologue" in main) == is_told
        assert (today.made_by.full_name in main) == (is_told and "cases" in url)
    assert "Canari du sujet" not in client.get("/appointments/").content.decode()


def test_the_subject_is_for_those_whose_file_it_is(
    psychologist: Client, as_role: Callable[..., Client], today: Appointment, site: Site
) -> None:
    url = f"/cases/{today.minor.reference}/appointments/"
    assert "Canari du sujet" in psychologist.get(url).content.decode()
    colleague = Client()
    colleague.force_login(factories.make_user(Role.PSYCHOLOGIST, site, "collegue-psy"))
    page = colleague.get(url).content.decode()
    assert "Psychologue" in page
    assert "Canari du sujet" not in page


@pytest.mark.parametrize(
    ("role", "label"),
    [
        (Role.SOCIAL, "CeGIDD"),
        (Role.NURSE, "CeGIDD"),
        (Role.MIDWIFE, "CeGIDD"),
        (Role.JURIST, OUTSIDE),
        (Role.COORDINATOR, OUTSIDE),
        (Role.PSYCHOLOGIST, OUTSIDE),
        (Role.RECEPTION, OUTSIDE),
    ],
)
def test_a_partner_whose_name_tells_the_reason_is_named_to_those_who_may_know_it(
    as_role: Callable[..., Client], minor: Minor, site: Site, role: Role, label: str
) -> None:
    partner = factories.make_partner("CeGIDD", kind="sexual_health")
    social = factories.make_user(Role.SOCIAL, site, "assistante")
    factories.make_appointment(
        minor, by=social, site=site, desk_kind=DeskKind.SOCIAL, is_outside=True, partner=partner
    )
    page = as_role(role).get("/appointments/").content.decode().partition("<main")[2]
    assert label in page
    assert (label == "CeGIDD") == ("CeGIDD" in page)


def test_whoever_goes_along_is_told_where_and_the_others_that_somebody_does(
    as_role: Callable[..., Client], minor: Minor, site: Site, psychologist: Client
) -> None:
    host, other = as_role(Role.RECEPTION), as_role(Role.SOCIAL)
    row = factories.make_appointment(
        minor,
        by=psychologist.user,
        site=site,
        desk_kind=DeskKind.PSYCHOLOGIST,
        is_outside=True,
        place="CMP rue Sainte",
        companion=host.user,
    )
    assert "CMP rue Sainte" in host.get("/appointments/").content.decode()
    page = other.get("/appointments/").content.decode()
    assert "CMP" not in page
    assert "Accompagné" in page
    assert host.user.full_name not in page.partition("<main")[2]
    assert press(other, row, "missed").status_code == 404
    assert press(host, row, "missed").status_code == 302
    assert state(row).is_missed


def test_the_companion_who_has_left_is_flagged(
    psychologist: Client, today: Appointment, minor: Minor, site: Site
) -> None:
    gone = factories.make_user(Role.SOCIAL, site, "partie")
    factories.make_appointment(
        minor,
        by=psychologist.user,
        site=site,
        desk_kind=DeskKind.PSYCHOLOGIST,
        companion=gone,
        time=datetime.time(15),
    )
    assert "est parti" not in psychologist.get("/appointments/").content.decode()
    gone.is_active = False
    gone.save()
    assert "est parti" in psychologist.get("/appointments/").content.decode()


# --- the psychologist's day -------------------------------------------------------------------


def test_the_number_of_the_meeting_is_counted(
    psychologist: Client, minor: Minor, site: Site
) -> None:
    made = [
        factories.make_appointment(
            minor,
            by=psychologist.user,
            site=site,
            day=TODAY - days * DAY,
            desk_kind=DeskKind.PSYCHOLOGIST,
        )
        for days in (21, 14, 7, 0)
    ]
    for row, kind in zip(made, ["came", "missed", "came", ""], strict=True):
        if kind == "came":
            actions.record_presence(by=psychologist.user, appointment=row, interpreter_minutes=None)
        elif kind:
            actions.record_appointment_step(
                by=psychologist.user, appointment=row, kind=AppointmentStepKind.MISSED
            )
    rows = list(Appointment.objects.with_state())
    numbers = appointments.meeting_numbers(rows, psychologist.user)
    assert numbers == {made[0].pk: 1, made[2].pk: 2, made[3].pk: 3}
    assert "rencontre n° 3" in psychologist.get("/desk/").content.decode().replace("\xa0", " ")


def test_a_desk_s_page_shows_its_appointments_to_its_own_people(
    psychologist: Client, nurse: Client, today: Appointment
) -> None:
    assert "Zarghuna" in psychologist.get("/desk/").content.decode()
    assert "Zarghuna" not in nurse.get("/desk/").content.decode()
    desk = factories.make_desk(DeskKind.PSYCHOLOGIST, today.site)
    assert "Zarghuna" not in nurse.get(f"/queues/{desk.pk}/").content.decode()


# --- the pages --------------------------------------------------------------------------------


def test_another_day_and_my_desk_only(
    psychologist: Client, nurse: Client, today: Appointment, open_day: datetime.date
) -> None:
    factories.make_appointment(
        today.minor, by=nurse.user, site=today.site, time=datetime.time(15), subject="Vaccin"
    )
    context = psychologist.get("/appointments/").context
    assert [len(context[name]) for name in ("mine", "others")] == [1, 1]
    context = psychologist.get("/appointments/?only_mine=on").context
    assert [len(context[name]) for name in ("mine", "others")] == [1, 0]
    context = psychologist.get(f"/appointments/?day={open_day}").context
    assert not context["mine"]
    assert f"day={open_day + DAY}" in context["next"]
    assert psychologist.get("/appointments/?day=hier").context["form"].errors


def test_the_briefing_of_the_morning(psychologist: Client, today: Appointment, site: Site) -> None:
    before = openings.open_days([site], TODAY - 20 * DAY, TODAY - DAY)[-1]
    missed = factories.make_appointment(
        today.minor,
        by=psychologist.user,
        site=site,
        day=before,
        desk_kind=DeskKind.PSYCHOLOGIST,
    )
    actions.record_appointment_step(
        by=psychologist.user, appointment=missed, kind=AppointmentStepKind.MISSED
    )
    coordinator = factories.make_user(Role.COORDINATOR)
    told = appointments.briefing(site, coordinator)
    assert [line.appointment for line in told.today] == [today]
    assert [line.appointment for line in told.missed] == [missed]
    assert {line.label for line in (*told.today, *told.missed)} == {NEUTRAL}
    assert told.today[0].interpreter_kind == "waiting"


def test_the_file_says_when_the_next_one_is_and_what_became_of_the_others(
    as_role: Callable[..., Client], psychologist: Client, today: Appointment
) -> None:
    host = as_role(Role.RECEPTION)
    url = f"/cases/{today.minor.reference}/"
    assert "prochaine date" in host.get(url).content.decode()
    press(psychologist, today, "took-place")
    page = host.get(url).content.decode()
    assert "prochaine date" not in page
    assert f"A eu lieu : {NEUTRAL}" in page.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("language", "parts"), [("ps", ["fr"]), ("apd", ["fr", "ar"]), ("en", ["fr", "en"])]
)
def test_the_slip_says_a_day_a_time_a_place_and_no_more(
    as_role: Callable[..., Client],
    today: Appointment,
    language: str,
    parts: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    filled: list[dict[str, object]] = []
    monkeypatch.setattr(
        "staff.pdf.render", lambda _name, data, **_more: filled.append(data) or b"%PDF"
    )
    Minor.objects.filter(pk=today.minor_id).update(language=language)
    url = f"/cases/{today.minor.reference}/appointments/{today.pk}/slip/"
    start = last_entry()
    host = as_role(Role.RECEPTION)
    assert host.get(url).status_code == 200
    assert [part["language"] for part in filled[0]["parts"]] == parts
    text = str(filled)
    assert "Psy" not in text
    assert "Zarghuna" not in text
    assert "Canari" not in text
    assert {"label": "Heure", "value": "10\xa0h\xa000"} in filled[0]["parts"][0]["facts"]
    assert "print_slip" in actions_since(start, by=host.user)


def test_the_slip_is_drawn(psychologist: Client, today: Appointment) -> None:
    Minor.objects.filter(pk=today.minor_id).update(language="ar")
    url = f"/cases/{today.minor.reference}/appointments/{today.pk}/slip/"
    assert psychologist.get(url).content.startswith(b"%PDF")


def test_only_one_that_took_place_is_a_contact(
    psychologist: Client, minor: Minor, site: Site
) -> None:
    """Planned or missed, it does not show that she was in touch."""
    Minor.objects.filter(pk=minor.pk).update(registered_at=timezone.now() - 90 * DAY)
    minor.arrivals.update(day=TODAY - 90 * DAY)
    row = factories.make_appointment(
        minor,
        by=psychologist.user,
        site=site,
        day=TODAY - 3 * DAY,
        desk_kind=DeskKind.PSYCHOLOGIST,
    )
    assert retention.last_contacts(minor)[minor.pk] < TODAY - 80 * DAY
    actions.record_presence(by=psychologist.user, appointment=row, interpreter_minutes=None)
    assert retention.last_contacts(minor) == {minor.pk: TODAY - 3 * DAY}


def test_a_volunteer_sees_no_appointment(
    as_role: Callable[..., Client], today: Appointment
) -> None:
    assert as_role(Role.VOLUNTEER).get("/appointments/").status_code == 403


def test_steps_are_only_added() -> None:
    assert Appointment.database_grants == AppointmentStep.database_grants == "SELECT, INSERT"
