"""The week's sessions with the psychologists, and what was interpreted."""

import datetime

import pytest

from cases import actions
from cases.choices import AppointmentStepKind, DeskKind
from cases.models import Appointment, Minor
from reports.periods import Week
from reports.weekly import Report, report_on
from staff.choices import Role
from staff.models import Site, User
from tests import factories

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

MONDAY = datetime.date(2026, 11, 16)
DAY = datetime.timedelta(days=1)
W47 = Week(2026, 47)


@pytest.fixture(autouse=True)
def _later(time_machine: object) -> None:
    time_machine.move_to(datetime.datetime(2026, 11, 24, 9, tzinfo=datetime.UTC), tick=False)


@pytest.fixture
def by(site: Site) -> User:
    return factories.make_user(Role.PSYCHOLOGIST, site, "psychologue")


@pytest.fixture
def minor(by: User, site: Site) -> Minor:
    return factories.make_minor("Zarghuna", by=by, site=site)[0]


def meet(
    minor: Minor,
    by: User,
    site: Site,
    day: datetime.date,
    minutes: int | None = None,
    *,
    kind: AppointmentStepKind = AppointmentStepKind.CAME,
    desk_kind: DeskKind = DeskKind.PSYCHOLOGIST,
    language: str = "",
) -> Appointment:
    interpreter = "needed" if language else "not_needed"
    made = factories.make_appointment(
        minor, by=by, site=site, day=day, desk_kind=desk_kind, interpreter=interpreter,
        language=language or "fr",
    )  # fmt: skip
    if kind == AppointmentStepKind.CAME:
        actions.record_presence(by=by, appointment=made, interpreter_minutes=minutes)
    else:
        actions.record_appointment_step(by=by, appointment=made, kind=kind)
    return made


def values(report: Report, code: str) -> list[object]:
    return [
        figure.value
        for section in report.sections
        for figure in section.figures
        if figure.code == code
    ]


def test_sessions_persons_new_and_no_shows(minor: Minor, by: User, site: Site) -> None:
    other = factories.make_minor("Bakary", by=by, site=site)[0]
    meet(minor, by, site, MONDAY - DAY)  # the Sunday before
    meet(minor, by, site, MONDAY)
    meet(minor, by, site, MONDAY + 6 * DAY)
    meet(other, by, site, MONDAY + 2 * DAY)
    meet(other, by, site, MONDAY + 7 * DAY)  # the Monday after
    meet(other, by, site, MONDAY + 3 * DAY, desk_kind=DeskKind.NURSE)
    missed = meet(other, by, site, MONDAY + 4 * DAY, kind=AppointmentStepKind.MISSED)
    actions.record_appointment_step(by=by, appointment=missed, kind=AppointmentStepKind.CLOSED)
    meet(minor, by, site, MONDAY + 4 * DAY, kind=AppointmentStepKind.MISSED)
    meet(minor, by, site, MONDAY + 4 * DAY, kind=AppointmentStepKind.CANCELLED)
    for day, kind in ((MONDAY, "psychology"), (MONDAY, "games"), (MONDAY + 7 * DAY, "psychology")):
        group = factories.make_activity(by=by, site=site, day=day, kind=kind)
        for who in (minor, other):
            actions.tick_participant(by=by, activity=group, minor=who, is_there=True)
    report = report_on(W47, [site], known=frozenset({"psychology"}))
    assert values(report, "W12") == [3, 2, 1, 2, 1, 2]
    assert values(report_on(W47, [site]), "W12") == []


def test_a_slip_of_last_month_makes_nobody_known(minor: Minor, by: User, site: Site) -> None:
    slip = meet(minor, by, site, MONDAY - 20 * DAY)
    came = slip.steps.filter(kind=AppointmentStepKind.CAME).get()
    actions.reopen_appointment(by=by, step=came)
    actions.record_appointment_step(by=by, appointment=slip, kind=AppointmentStepKind.MISSED)
    meet(minor, by, site, MONDAY)
    assert values(report_on(W47, [site], frozenset({"psychology"})), "W12")[2] == 1


def test_what_was_interpreted_and_what_was_not(minor: Minor, by: User, site: Site) -> None:
    meet(minor, by, site, MONDAY, 30, language="ps")
    meet(minor, by, site, MONDAY + DAY, 45, language="ps", desk_kind=DeskKind.LEGAL)
    meet(minor, by, site, MONDAY + DAY, 20, language="ti", desk_kind=DeskKind.NURSE)
    meet(minor, by, site, MONDAY + 2 * DAY, None, language="ps")
    meet(minor, by, site, MONDAY + 3 * DAY)
    report = report_on(W47, [site])
    assert values(report, "W21") == [3, 95, 1]
    [cut] = [cut for section in report.sections for cut in section.breakdowns if cut.code == "W21"]
    assert [part.count for part in cut.parts] == [2, 1]


def test_another_site_counts_its_own(minor: Minor, by: User, site: Site) -> None:
    meet(minor, by, site, MONDAY, 30, language="ps")
    elsewhere = factories.make_site("Paris")
    report = report_on(W47, [elsewhere], known=frozenset({"psychology"}))
    assert values(report, "W12") == [0] * 6
    assert values(report, "W21") == [0, 0, 0]
