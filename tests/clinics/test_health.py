"""The health page of a file: for the care team of the whole mission, and for nobody else."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone, translation

from cases import actions, references
from cases.models import Minor
from clinics.choices import Motif
from clinics.models import Consultation
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.staff.trail import actions_since, last_entry


@pytest.fixture
def nurse(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.NURSE)


@pytest.fixture
def minor(nurse: Client, site: Site) -> Minor:
    return factories.make_minor("Mamadou Diallo", by=nurse.user, site=site)[0]


@pytest.fixture
def visit(nurse: Client, minor: Minor, site: Site) -> Callable[..., Consultation]:
    """Return a maker of consultations of this minor, so many days ago."""

    def make(days: int = 0, **fields: object) -> Consultation:
        day = timezone.localdate() - datetime.timedelta(days=days)
        return factories.make_consultation(minor, by=nurse.user, site=site, day=day, **fields)

    return make


def page(minor: Minor, *rest: object) -> str:
    return f"/cases/{minor.reference}/health/" + "".join(f"{part}/" for part in rest)


def test_the_newest_stands_first_whenever_it_was_typed(
    nurse: Client, minor: Minor, visit: Callable[..., Consultation]
) -> None:
    old, today, week = visit(30), visit(0), visit(7)
    found = nurse.get(page(minor)).context["page_obj"].object_list
    assert list(found) == [today, week, old]


def test_a_nurse_sees_the_last_three_while_she_writes(
    nurse: Client, minor: Minor, visit: Callable[..., Consultation]
) -> None:
    made = [visit(days) for days in (1, 2, 3, 4)]
    context = nurse.get(page(minor, "new")).context
    assert list(context["earlier"]) == made[:3]


def test_reading_is_recorded(
    nurse: Client, minor: Minor, visit: Callable[..., Consultation]
) -> None:
    found = visit()
    start = last_entry()
    nurse.get(page(minor))
    nurse.get(page(minor, found.pk))
    recorded = actions_since(start, by=nurse.user, minor_id=minor.pk)
    assert recorded == ["read_health", "read_consultation"]


@pytest.mark.parametrize("role", [Role.DOCTOR, Role.MIDWIFE, Role.NURSE])
def test_the_care_team_reads_at_every_site(
    as_role: Callable[..., Client],
    minor: Minor,
    visit: Callable[..., Consultation],
    role: str,
) -> None:
    found = visit(motif=Motif.NUTRITION, care="Vitamines")
    elsewhere = as_role(role, site=factories.make_site("La Chapelle", "mobile"))
    assert list(elsewhere.get(page(minor)).context["page_obj"]) == [found]
    assert "Vitamines" in elsewhere.get(page(minor, found.pk)).content.decode()


def test_a_midwife_is_not_offered_to_write(as_role: Callable[..., Client], minor: Minor) -> None:
    response = as_role(Role.MIDWIFE).get(page(minor))
    assert response.context["may_log"] is False
    assert page(minor, "new") not in response.content.decode()


@pytest.mark.parametrize(
    "role", [Role.RECEPTION, Role.VOLUNTEER, Role.PSYCHOLOGIST, Role.SOCIAL, Role.JURIST,
             Role.COORDINATOR, Role.DIRECTOR, Role.ADMINISTRATOR]
)  # fmt: skip
def test_nobody_else_opens_any_of_it(
    as_role: Callable[..., Client],
    minor: Minor,
    visit: Callable[..., Consultation],
    role: str,
) -> None:
    client, found = as_role(role), visit()
    start = last_entry()
    for address in (page(minor), page(minor, found.pk), page(minor, "new")):
        assert client.get(address).status_code == 403
    assert actions_since(start) == ["refused"] * 3
    assert not Consultation.objects.visible_to(client.user).exists()


def test_the_consultation_of_somebody_else_is_no_page(
    nurse: Client, minor: Minor, visit: Callable[..., Consultation], site: Site
) -> None:
    found = visit()
    other, _arrival = factories.make_minor("Awa Sow", by=nurse.user, site=site)
    assert nurse.get(page(other, found.pk)).status_code == 404
    assert nurse.get(page(minor, found.pk + 1)).status_code == 404
    assert nurse.get(f"/cases/{references.new()}/health/").status_code == 404


def test_a_file_withdrawn_has_no_health_page(nurse: Client, site: Site) -> None:
    minor, arrival = factories.make_minor("Awa", by=nurse.user, site=site)
    actions.cancel_registration(by=nurse.user, arrival=arrival)
    assert nurse.get(page(minor)).status_code == 404


class TestMarks:
    """What everybody may know: seen on, next on."""

    @pytest.fixture
    def marks(
        self, minor: Minor, as_role: Callable[..., Client]
    ) -> Callable[[], list[tuple[object, object]]]:
        client = as_role(Role.RECEPTION)

        def read() -> list[tuple[object, object]]:
            found = client.get(f"/cases/{minor.reference}/").context["marks"]
            return [(mark.seen_on, mark.next_on) for mark in found]

        return read

    def test_never_seen(self, marks: Callable[[], list[object]]) -> None:
        assert marks() == [(None, None)]

    def test_the_last_time_and_the_nearest_next_one(
        self, visit: Callable[..., Consultation], marks: Callable[[], list[object]]
    ) -> None:
        today = timezone.localdate()
        visit(20, follow_up_on=today - datetime.timedelta(days=5))
        visit(10, follow_up_on=today + datetime.timedelta(days=30))
        visit(2, follow_up_on=today + datetime.timedelta(days=3))
        seen, following = today - datetime.timedelta(days=2), today + datetime.timedelta(days=3)
        assert marks() == [(seen, following)]

    def test_a_visit_for_today_is_still_to_come(
        self, visit: Callable[..., Consultation], marks: Callable[[], list[object]]
    ) -> None:
        visit(2, follow_up_on=timezone.localdate())
        assert marks()[0][1] == timezone.localdate()

    def test_a_visit_that_took_place_is_no_longer_next(
        self, visit: Callable[..., Consultation], marks: Callable[[], list[object]]
    ) -> None:
        """She was to come back in a week and has come today: nothing more is planned."""
        visit(2, follow_up_on=timezone.localdate())
        visit(0)
        assert marks() == [(timezone.localdate(), None)]


@pytest.mark.parametrize("motif", [Motif.DISTRESS, Motif.VIOLENCE, Motif.HEPATITIS_B])
def test_what_was_found_is_a_line_without_a_word_elsewhere(
    as_role: Callable[..., Client],
    minor: Minor,
    visit: Callable[..., Consultation],
    motif: str,
) -> None:
    visit(motif=motif)
    client = as_role(Role.SOCIAL)
    User.objects.filter(pk=client.user.pk).update(language="en")
    entries = client.get(f"/cases/{minor.reference}/").context["timeline"]
    shown = " ".join(f"{entry.text} {entry.detail} {entry.url}" for entry in entries)
    with translation.override("en"):
        label = str(Motif(motif).label)
    assert len(entries) == 3
    assert not [word for word in ("health", label, motif) if word in shown]
