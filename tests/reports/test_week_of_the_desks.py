"""The week of the social and legal desks, who comes of age and who leaves, counted by hand.

Week 47 of 2026, 16 to 22 November, read on Tuesday 24. Awa, Bakary, Chérif, Dado at Pantin.

    Awa     refused 1 Oct; petition 16 Oct (15 days); hearing set for 10 Nov, set again on 5 Nov for
            18 Nov (33 days after the petition); placed 20 Nov (35 days)
    Bakary  refused 2 Nov; petition 19 Nov (17 days)
    Chérif  petition 2025-11-22 (a year and a day before the Sunday), non-lieu 2025-12-01 (9 days),
            appeal lodged 16 Nov 2026
    Dado    provisional placement 17 Nov on a petition of 3 Nov; a référé filed that day, and a
            shelter ordered by mistake, taken back
"""

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone

from cases import actions
from cases.births import Birth
from cases.choices import DeskKind, Precision
from cases.models import Minor
from referrals import actions as referral_actions
from referrals.pathway import SITUATIONS
from reports.figures import Breakdown, Figure
from reports.periods import Week
from reports.weekly import Report, report_on
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.reports.test_week_appointments import meet

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

W47 = Week(2026, 47)
At = Callable[[datetime.date], None]


def november(number: int, year: int = 2026) -> datetime.date:
    return datetime.date(year, 11, number)


@pytest.fixture
def at(time_machine: object) -> At:
    def move(day: datetime.date) -> None:
        time_machine.move_to(
            datetime.datetime(day.year, day.month, day.day, 9, tzinfo=datetime.UTC), tick=False
        )

    move(datetime.date(2025, 11, 20))
    return move


@pytest.fixture
def by(at: At, site: Site) -> User:
    return factories.make_user(Role.JURIST, site, "juriste")


def figures(report: Report, code: str) -> list[object]:
    every = [figure for section in report.sections for figure in section.figures]
    return [figure.value for figure in every if figure.code == code]


def cuts(report: Report, code: str) -> list[Breakdown]:
    every = [cut for section in report.sections for cut in section.breakdowns]
    return [cut for cut in every if cut.code == code]


def nonzero(cut: Breakdown) -> dict[str, int]:
    return {part.label: part.count for part in cut.parts if part.count}


def figure(report: Report, label: str) -> Figure:
    every = [figure for section in report.sections for figure in section.figures]
    return next(figure for figure in every if figure.label == label)


def the_files(at: At, by: User, site: Site) -> dict[str, Minor]:
    """Everything above, on the days when it happened."""
    who = {}
    for name in ("Awa", "Bakary", "Chérif", "Dado"):
        who[name] = factories.make_minor(name, by=by, site=site)[0]

    def evaluation(name: str, refused_on: datetime.date) -> None:
        at(refused_on)
        factories.make_procedure(who[name], by=by, site=site, kind="evaluation", stage="L32")

    def petition(name: str, day: datetime.date) -> object:
        at(day)
        return factories.make_procedure(who[name], by=by, site=site, stage="L41")

    cherif = petition("Chérif", november(22, 2025))
    at(datetime.date(2025, 12, 1))
    factories.make_event(cherif, by=by, stage="L61")
    evaluation("Awa", datetime.date(2026, 10, 1))
    awa = petition("Awa", datetime.date(2026, 10, 16))
    at(datetime.date(2026, 10, 20))
    factories.make_event(awa, by=by, stage="L45", hearing_on=november(10))
    evaluation("Bakary", november(2))
    dado = petition("Dado", november(3))
    at(november(5))
    factories.make_event(awa, by=by, stage="L45", hearing_on=november(18))
    at(november(16))
    factories.make_procedure(who["Chérif"], by=by, site=site, kind="appeal", stage="L70")
    at(november(17))
    factories.make_event(dado, by=by, stage="L50")
    slip = factories.make_procedure(
        who["Dado"], by=by, site=site, kind="urgent_appeal", stage="L42"
    )
    other = factories.make_event(slip, by=by, stage="R60")
    referral_actions.take_back_event(by=by, event=other)
    petition("Bakary", november(19))
    at(november(20))
    factories.make_event(awa, by=by, stage="L60")
    at(november(24))
    return who


def test_the_legal_desk(at: At, by: User, site: Site) -> None:
    who = the_files(at, by, site)
    meet(who["Awa"], by, site, november(16), desk_kind=DeskKind.LEGAL)
    meet(who["Awa"], by, site, november(17), desk_kind=DeskKind.LEGAL)
    meet(who["Bakary"], by, site, november(12), desk_kind=DeskKind.LEGAL)
    meet(who["Bakary"], by, site, november(18), desk_kind=DeskKind.LEGAL)
    meet(who["Dado"], by, site, november(18), desk_kind=DeskKind.SOCIAL)
    report = report_on(W47, [site])
    # Awa first; Bakary's petition; Awa's hearing, as it was set again; Chérif's appeal; the référé
    # of Dado; her provisional placement.
    assert figures(report, "W15") == [1, 1, 1, 1, 1, 1]
    assert nonzero(cuts(report, "W15")[0]) == {"Placement par le juge": 1}
    # Awa placed, Bakary petition, Chérif appeal, Dado provisional placement (and a référé).
    assert figures(report, "W16") == [4]
    [headline] = cuts(report, "W16")
    assert headline.total == 4
    assert len(headline.parts) == 4
    # Awa placed; Chérif's non-lieu is within the twelve months, from 23 November 2025.
    assert figures(report, "W17") == [50, 2, 1]
    assert figures(report, "W18") == [16, 33, 22]
    before = report_on(W47.previous, [site])
    assert figures(before, "W17") == [0, 1, 0]
    # Awa and Dado: Bakary has not petitioned yet, and Chérif not appealed.
    assert figures(before, "W16") == [2]


def test_what_was_closed_or_left_is_no_stock(at: At, by: User, site: Site) -> None:
    who = the_files(at, by, site)
    factories.make_situation(who["Bakary"], by=by, code="X3", on=november(21))
    report = report_on(W47, [site])
    # The exit stands, its procedure goes on.
    assert nonzero(cuts(report, "W16")[0])[str(SITUATIONS["X3"].label)] == 1
    assert figures(report, "W23") == [1, 0]
    assert nonzero(cuts(report, "W23")[0]) == {str(SITUATIONS["X3"].label): 1}
    elsewhere = factories.make_site("La Chapelle")
    there = report_on(W47, [elsewhere])
    for code, wanted in (("W15", [0] * 6), ("W16", [0]), ("W17", [None, 0, 0]), ("W23", [0, 0])):
        assert figures(there, code) == wanted


def test_the_social_desk(at: At, by: User, site: Site) -> None:
    at(november(18))
    awa, bakary = (factories.make_minor(name, by=by, site=site)[0] for name in ("Awa", "Bakary"))
    for day in (10, 16, 17):
        meet(awa, by, site, november(day), desk_kind=DeskKind.SOCIAL)
    meet(bakary, by, site, november(18), desk_kind=DeskKind.SOCIAL)
    for minor, kind, status, day in (
        (awa, "ame", "filed", 16), (bakary, "ame", "obtained", 17), (awa, "school", "filed", 18),
        (bakary, "domiciliation", "filed", 9),
    ):  # fmt: skip
        factories.make_entitlement(
            minor, by=by, site=site, kind=kind, status=status, on=november(day)
        )
    outing = factories.make_activity(by=by, site=site, day=november(18), kind="outside")
    actions.tick_participant(by=by, activity=outing, minor=awa, is_there=True)
    report = report_on(W47, [site])
    assert figures(report, "W14") == [3, 2, 1, 1]
    filed, obtained, refused = cuts(report, "W14")
    assert sorted(nonzero(filed).values()) == [1, 1]
    assert (filed.total, obtained.total, refused.total) == (2, 1, 0)


def test_who_comes_of_age(at: At, by: User, site: Site) -> None:
    """At the earliest day; of who says 18 nobody knows since when."""
    at(november(18))

    def born(name: str, born_on: datetime.date | None = None, age: int | None = None) -> Minor:
        birth = Birth(Precision.DAY if born_on else Precision.AGE, born_on, age)
        return factories.make_minor(name, by=by, site=site, birth=birth)[0]

    born("Awa", datetime.date(2008, 11, 16))
    born("Bakary", datetime.date(2008, 11, 22))
    soon = born("Chérif", datetime.date(2008, 11, 23))
    born("Dado", datetime.date(2008, 12, 22))
    born("Elias", datetime.date(2009, 1, 21))
    born("Fanta", datetime.date(2009, 2, 20))
    born("Gora", datetime.date(2009, 2, 21))
    born("Hawa", datetime.date(2008, 11, 15))
    born("Ibra", age=18)
    factories.make_procedure(soon, by=by, site=site, kind="evaluation", stage="L30")
    report = report_on(W47, [site])
    # Awa and Bakary; then Chérif and Dado (30 days after the Sunday is 22 December), Elias
    # (21 January, 60 days), Fanta (20 February, 90 days).
    assert figures(report, "W19") == [2, 2, 3, 4]
    assert "1 d’entre eux" in figure(report, "Auront 18 ans dans les 30 jours").definition


def test_who_sent_them_and_what_came_late(at: At, by: User, site: Site) -> None:
    at(november(18))
    social = factories.make_user(Role.SOCIAL, site, "sociale")
    nurse = factories.make_user(Role.NURSE, site, "infirmiere")
    awa, bakary, _cherif = (
        factories.make_minor(name, by=by, site=site)[0] for name in ("Awa", "Bakary", "Chérif")
    )
    factories.make_answer(awa, by=social, question="referred_by", values=("citizen",))
    factories.make_answer(awa, by=social, question="referred_by", values=("team",))
    factories.make_answer(bakary, by=social, question="referred_by", values=("team",))
    factories.make_night(awa.arrivals.get(), by=by)
    at(november(23))
    factories.make_consultation(bakary, by=nurse, site=site, day=november(19))
    report = report_on(W47, [site])
    [sent] = cuts(report, "W08")
    assert sent.total == figures(report, "W03")[0] == 3
    assert nonzero(sent) == {"Nos équipes mobiles": 2, "Inconnu": 1}
    assert figures(report, "W25") == [67, 0, 0, 1]
    mobile = factories.make_session(by=nurse, site=site, kind="mobile", day=november(21))
    factories.make_anonymous(mobile, by=nurse)
    factories.make_tally_sheet(mobile, by=nurse)
    factories.make_tally_sheet(mobile, by=nurse, count=3)
    assert figures(report_on(W47, [site]), "W25")[-1] == 3
    assert timezone.localdate() == november(23)
