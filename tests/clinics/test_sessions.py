"""A clinic day at a site: opened, its team, what is signed in it, closed with its count or zero."""

import datetime
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from cases import closing
from cases.models import Minor
from clinics import actions, sessions
from clinics.models import ClinicSession, Consultation
from staff.choices import Role, SiteKind
from staff.models import Site
from tests import factories
from tests.staff.trail import actions_since, last_entry


@pytest.fixture
def nurse(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.NURSE)


@pytest.fixture
def minor(nurse: Client, site: Site) -> Minor:
    return factories.make_minor("Mamadou Diallo", by=nurse.user, site=site)[0]


@pytest.fixture
def session(nurse: Client, site: Site) -> ClinicSession:
    return factories.make_session(by=nurse.user, site=site)


def sign(client: Client, minor: Minor, **changes: str) -> Consultation:
    typed = {"day": timezone.localdate().isoformat(), "motif": "fever", **changes}
    response = client.post(f"/cases/{minor.reference}/health/new/", typed)
    assert response.status_code == 302, response.context["form"].errors
    return Consultation.objects.latest("pk")


def test_one_opens_it_with_a_team(
    nurse: Client, as_role: Callable[..., Client], site: Site
) -> None:
    doctor = as_role(Role.DOCTOR).user
    form = nurse.get("/sessions/open/").context["form"]
    assert form["kind"].initial == SiteKind.DAY_CENTRE
    assert form["team"].initial == [str(nurse.user.pk)]
    start = last_entry()
    team = [nurse.user.pk, doctor.pk]
    response = nurse.post("/sessions/open/", {"kind": "day_centre", "team": team})
    assert (response.status_code, response.url) == (302, "/sessions/")
    [line] = nurse.get("/sessions/").context["open"]
    assert (line.team, line.count) == ([nurse.user, doctor], 0)
    assert (line.session.site, line.session.day) == (site, timezone.localdate())
    assert actions_since(start) == ["open_session"]


def test_it_has_a_kind_and_a_team(nurse: Client) -> None:
    response = nurse.post("/sessions/open/", {"kind": "hospital"})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"kind", "team"}
    assert not ClinicSession.objects.exists()


def test_the_only_one_open_is_hers(nurse: Client, minor: Minor, session: ClinicSession) -> None:
    assert sign(nurse, minor).session == session


def test_whoever_signs_there_is_of_its_team(
    as_role: Callable[..., Client], minor: Minor, session: ClinicSession
) -> None:
    doctor = as_role(Role.DOCTOR)
    for motif in ("fever", "eyes"):
        sign(doctor, minor, motif=motif)
    assert sessions.lines([session])[0].team == [session.opened_by, doctor.user]


def test_of_two_she_picks_once(
    nurse: Client, as_role: Callable[..., Client], minor: Minor, session: ClinicSession
) -> None:
    doctor = as_role(Role.DOCTOR)
    other = factories.make_session(by=doctor.user, site=session.site)
    late = as_role(Role.NURSE)
    assert sign(late, minor).session is None
    page = late.get(f"/cases/{minor.reference}/health/new/")
    assert (page.context["session"], page.context["open_count"]) == (None, 2)
    assert late.post(f"/sessions/{other.pk}/join/").status_code == 302
    assert sign(late, minor, motif="eyes").session == other
    assert sign(nurse, minor).session == session  # who opened it is in it
    late.post(f"/sessions/{session.pk}/join/")
    assert sign(late, minor, motif="skin").session == session


def test_yesterdays_is_not_todays(nurse: Client, minor: Minor, session: ClinicSession) -> None:
    ClinicSession.objects.update(day=timezone.localdate() - datetime.timedelta(days=1))
    assert sign(nurse, minor).session is None


def test_one_copied_from_paper_goes_to_the_session_of_its_day(
    nurse: Client, minor: Minor, site: Site
) -> None:
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    factories.arrival_on(minor, yesterday, site, nurse.user)
    held = factories.make_session(by=nurse.user, site=site, day=yesterday)
    actions.close_session(by=nurse.user, session=held, is_zero=True)
    assert sign(nurse, minor, day=yesterday.isoformat()).session == held
    [line] = sessions.lines([ClinicSession.objects.get()])
    assert (line.session.reported_count, line.count, line.added_count) == (0, 1, 1)


def test_it_is_closed_with_its_count(nurse: Client, minor: Minor, session: ClinicSession) -> None:
    sign(nurse, minor, interpreting="absent")
    sign(nurse, minor, motif="eyes", interpreting="phone", interpreter_minutes="20")
    page = nurse.get(f"/sessions/{session.pk}/close/")
    summary = page.context["summary"]
    assert (summary.count, summary.persons, summary.new_episodes) == (2, 1, 2)
    assert (summary.interpreted, summary.without_interpreter) == (1, 1)
    assert not page.context["form"].fields
    assert nurse.post(f"/sessions/{session.pk}/close/").status_code == 302
    session.refresh_from_db()
    assert (session.reported_count, session.closed_by) == (2, nurse.user)


def test_zero_is_said_never_guessed(nurse: Client, session: ClinicSession) -> None:
    response = nurse.post(f"/sessions/{session.pk}/close/")
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"is_zero"}
    with pytest.raises(ValidationError):
        actions.close_session(by=nurse.user, session=session, is_zero=False)
    assert nurse.post(f"/sessions/{session.pk}/close/", {"is_zero": "on"}).status_code == 302
    session.refresh_from_db()
    assert session.reported_count == 0


def test_a_correction_counts_once(nurse: Client, minor: Minor, session: ClinicSession) -> None:
    first = sign(nurse, minor)
    actions.correct_consultation(
        by=nurse.user, consultation=Consultation(motif="eyes", day=first.day), corrects=first
    )
    assert sessions.count_of(session) == 1


def test_a_correction_to_another_day_goes_to_the_session_of_that_day(
    nurse: Client, minor: Minor, site: Site, session: ClinicSession
) -> None:
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    factories.arrival_on(minor, yesterday, site, nurse.user)
    held = factories.make_session(by=nurse.user, site=site, day=yesterday)
    first = sign(nurse, minor)
    assert first.session == session
    row = Consultation(motif="eyes", day=yesterday)
    actions.correct_consultation(by=nurse.user, consultation=row, corrects=first)
    assert (sessions.count_of(session), sessions.count_of(held)) == (0, 1)


def test_it_is_opened_again(nurse: Client, session: ClinicSession) -> None:
    nurse.post(f"/sessions/{session.pk}/close/", {"is_zero": "on"})
    assert "reopen" in nurse.get("/sessions/").content.decode()
    assert nurse.post(f"/sessions/{session.pk}/reopen/").status_code == 302
    session.refresh_from_db()
    assert (session.closed_at, session.closed_by, session.reported_count) == (None, None, None)


def test_nobody_joins_one_that_is_closed(nurse: Client, session: ClinicSession) -> None:
    actions.close_session(by=nurse.user, session=session, is_zero=True)
    before = session.members.count()
    nurse.post(f"/sessions/{session.pk}/join/")
    assert session.members.count() == before


def test_one_closed_while_a_colleague_is_added(
    nurse: Client, as_role: Callable[..., Client], session: ClinicSession
) -> None:
    doctor = as_role(Role.DOCTOR).user
    actions.close_session(by=nurse.user, session=session, is_zero=True)
    answer = nurse.post(f"/sessions/{session.pk}/team/", {"team": [doctor.pk]}, follow=True)
    assert answer.status_code == 200
    assert "fermée" in answer.content.decode()
    assert sessions.lines([session])[0].team == [nurse.user]


def test_a_colleague_is_added(
    nurse: Client, as_role: Callable[..., Client], session: ClinicSession
) -> None:
    doctor = as_role(Role.DOCTOR).user
    form = nurse.get(f"/sessions/{session.pk}/team/").context["form"]
    assert form.fields["team"].choices == [(str(doctor.pk), doctor.full_name)]
    nurse.post(f"/sessions/{session.pk}/team/", {"team": [doctor.pk]})
    assert sessions.lines([session])[0].team == [nurse.user, doctor]


def test_the_evening_says_that_it_is_open(
    as_role: Callable[..., Client], session: ClinicSession
) -> None:
    said = {
        role: [
            check
            for check in closing.checks(session.site, as_role(role).user)
            if check.icon == "health"
        ]
        for role in (Role.NURSE, Role.RECEPTION)
    }
    assert [check.url for check in said[Role.NURSE]] == ["/sessions/"]
    assert [check.url for check in said[Role.RECEPTION]] == [""]


def test_sessions_are_a_sites(as_role: Callable[..., Client], session: ClinicSession) -> None:
    elsewhere = as_role(Role.NURSE, site=factories.make_site("La Chapelle", "mobile"))
    assert elsewhere.get("/sessions/").context["open"] == []
    assert elsewhere.get(f"/sessions/{session.pk}/").status_code == 404


@pytest.mark.parametrize("role", [Role.NURSE, Role.DOCTOR, Role.MIDWIFE])
def test_the_rail_leads_there(as_role: Callable[..., Client], role: str) -> None:
    assert 'href="/sessions/"' in as_role(role).get("/desk/").content.decode()


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.SOCIAL, Role.COORDINATOR])
def test_it_leads_nobody_else(as_role: Callable[..., Client], role: str) -> None:
    client = as_role(role)
    assert 'href="/sessions/"' not in client.get("/partners/").content.decode()
    assert client.get("/sessions/").status_code == 403
