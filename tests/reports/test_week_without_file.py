"""Consultations without a file in the week: counted once, whether entered, on a sheet or both."""

import pytest
from django.utils import timezone

from clinics import actions
from clinics.models import AnonymousConsultation
from reports.periods import week_of
from reports.weekly import Report, report_on
from staff.actions import add_posting
from staff.choices import Role, SiteKind
from staff.models import Site, User
from tests import factories


@pytest.fixture
def street(db: None) -> Site:
    return factories.make_site("La Chapelle", kind=SiteKind.MOBILE)


@pytest.fixture
def nurse(site: Site, street: Site) -> User:
    """She works at the centre and goes out from it."""
    found = factories.make_user(Role.NURSE, site)
    add_posting(by=found, user=found, role=Role.NURSE, site=street)
    return User.objects.get(pk=found.pk)


def values(report: Report, code: str) -> dict[str, object]:
    return {row.label: row.value for row in report.rows() if row.code == code and not row.part}


def parts(report: Report, label: str) -> dict[str, object]:
    return {row.part: row.value for row in report.rows() if row.label == label and row.part}


def test_each_is_counted_once(nurse: User, site: Site, street: Site) -> None:
    session = factories.make_session(by=nurse, site=street)
    for destination in ("dentist", ""):
        factories.make_anonymous(session, by=nurse, destination=destination)
    known = factories.make_anonymous(session, by=nurse, motif="teeth")
    slip = factories.make_anonymous(session, by=nurse, motif="fever")
    actions.correct_anonymous_consultation(
        by=nurse,
        consultation=AnonymousConsultation(motif="fever", age_band="unknown", is_mistake=True),
        corrects=slip,
    )
    minor, _arrival = factories.make_minor("Mamadou Diallo", by=nurse, site=site)
    actions.attach_consultation(by=nurse, consultation=known, minor=minor)
    factories.make_consultation(minor, by=nurse, site=street, motif="teeth")
    # On paper: the scabies that were entered and three more, and neither of the teeth.
    actions.enter_tally(
        by=nurse,
        session=session,
        cells={"scabies": {"15_17-male": 5}, "teeth": {"15_17-male": 2}},
    )

    week = week_of(timezone.localdate())
    report = report_on(week, [street, site])
    nursing = values(report, "W11")
    assert list(nursing.values()) == [7, 1, 1, 0]
    assert parts(report, "Motifs") == {"Gale": 5, "Dents": 2}
    assert list(values(report, "W24").values()) == [1, 7, 3, 3, 4, 0, 1]
    assert parts(report, "Consultations par zone") == {"La Chapelle": 7}
    assert parts(report, "Orientations par zone") == {"La Chapelle": 1}
    assert parts(report, "Vers où") == {"Dentiste": 1}

    # A sheet that cannot be told motif by motif says so.
    factories.make_anonymous(session, by=nurse, motif="eyes")
    report = report_on(week, [street])
    assert parts(report, "Motifs") == {
        "Dents": 2, "Gale": 2, "Sur une feuille de pointage seulement": 2, "Yeux": 1,
    }  # fmt: skip

    # Elsewhere there was none of it; and whoever was treated in the street alone was seen.
    alone = report_on(week, [site])
    assert set(values(alone, "W24").values()) == {0}
    assert list(values(alone, "W11").values()) == [0, 0, 0, 0]


def test_whoever_was_treated_before_the_file_was_seen(
    nurse: User, site: Site, street: Site
) -> None:
    session = factories.make_session(by=nurse, site=street)
    row = factories.make_anonymous(session, by=nurse)
    week = week_of(timezone.localdate())
    assert values(report_on(week, [street]), "W02") == {"File active": 0}
    minor, _arrival = factories.make_minor("Awa Keita", by=nurse, site=site)
    actions.attach_consultation(by=nurse, consultation=row, minor=minor)
    assert values(report_on(week, [street]), "W02") == {"File active": 1}
    actions.detach_consultation(by=nurse, consultation=row, minor=minor)
    assert values(report_on(week, [street]), "W02") == {"File active": 0}
