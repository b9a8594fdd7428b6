"""Notes: one page for all of them, each section its compartment's, nothing ever changed."""

import datetime
from collections.abc import Callable

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from cases import actions, registry
from cases.models import DeskNote, Minor, MinorKey, Note, ProtectionNote, SocialNote
from referrals.models import LegalNote, NarrativeNote
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.house.page import seen
from tests.staff.trail import actions_since, last_entry

# What a note for the desks also says.
UNTIL_LATER = {"agreement": "agreed", "ends_on": "2999-12-31"}


@pytest.fixture
def minor(person: Callable[..., User], site: Site) -> Minor:
    return factories.make_minor("Awa Camara", by=person(), site=site)[0]


@pytest.fixture
def write(minor: Minor, person: Callable[..., User], site: Site) -> Callable[..., Note]:
    def make(model: type[Note] = DeskNote, text: str = "Mots", role: str = Role.NURSE) -> Note:
        return factories.make_note(minor, by=person(role), site=site, model=model, text=text)

    return make


def url(minor: Minor, *rest: object) -> str:
    return "/".join([f"/cases/{minor.reference}/notes", *map(str, rest), ""])


def names(client: Client, minor: Minor) -> list[str]:
    return [section.kind.name for section in client.get(url(minor)).context["sections"]]


@pytest.mark.parametrize(
    ("role", "sections"),
    [
        (Role.RECEPTION, ["desk", "protection", "legal"]),
        (Role.NURSE, ["social", "desk", "protection", "legal"]),
        (Role.PSYCHOLOGIST, ["social", "psychology", "desk", "protection", "legal"]),
        (Role.SOCIAL, ["social", "legal", "desk", "protection"]),
        (Role.JURIST, ["social", "legal", "narrative", "desk", "protection"]),
        (Role.COORDINATOR, ["social", "desk", "protection", "legal"]),
    ],
)
def test_each_role_has_its_sections_those_it_reads_first(
    as_role: Callable[..., Client],
    minor: Minor,
    write: Callable[..., Note],
    role: str,
    sections: list[str],
) -> None:
    for model in (DeskNote, SocialNote, ProtectionNote, LegalNote, NarrativeNote):
        write(model)
    assert names(as_role(role), minor) == sections


def test_a_note_is_written_read_and_sealed(as_role: Callable[..., Client], minor: Minor) -> None:
    client = as_role(Role.SOCIAL)
    start = last_entry()
    data = {"text": "Carte d’identité perdue", "day": str(timezone.localdate())}
    assert client.post(url(minor, "social", "new"), data).status_code == 302
    assert actions_since(start, by=client.user, minor_id=minor.pk) == ["write_note"]
    assert "Carte d’identité perdue" in client.get(url(minor)).content.decode()
    assert actions_since(start, action="read_notes") == ["read_notes"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM cases_socialnote")
        assert b"perdue" not in bytes(cursor.fetchone()[0])
    assert [key.compartment for key in MinorKey.objects.filter(minor=minor)] == ["social"]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"text": "", "day": "2026-01-05"}, "text"),
        ({"text": "  \n ", "day": "2026-01-05"}, "text"),
        ({"text": "x" * 4001, "day": "2026-01-05"}, "text"),
        ({"text": "Vue", "day": "2999-01-05"}, "day"),
        ({"text": "Vue", "day": "hier"}, "day"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_kept(
    as_role: Callable[..., Client], minor: Minor, data: dict[str, str], field: str
) -> None:
    response = as_role().post(url(minor, "desk", "new"), UNTIL_LATER | data)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert data["text"].strip() in response.content.decode()
    assert not DeskNote.objects.exists()


def test_a_correction_stands_beside_what_it_replaces(
    as_role: Callable[..., Client], minor: Minor, write: Callable[..., Note]
) -> None:
    note, client, start = write(text="Rendez-vous lundi"), as_role(Role.NURSE), last_entry()
    address = url(minor, "desk", note.pk, "correct")
    assert "Rendez-vous lundi" in client.get(address).content.decode()
    data = UNTIL_LATER | {"text": "Rendez-vous mardi", "day": str(note.day)}
    assert client.post(address, data | seen(client, address)).status_code == 302
    assert actions_since(start, minor_id=minor.pk)[-1] == "correct_note"
    html = client.get(url(minor, "desk")).content.decode()
    assert "Rendez-vous lundi" in html
    assert "Rendez-vous mardi" in html
    assert f"/{note.pk}/correct/" not in html, "the former one is not corrected twice"
    response = client.post(address, data | {"text": "Rendez-vous jeudi"})
    assert response.status_code == 409
    assert "Rendez-vous mardi" in response.content.decode()
    assert DeskNote.objects.count() == 2


def test_nothing_changes_a_note(write: Callable[..., Note]) -> None:
    """The application's role has no right to: the two-roles matrix tries it for real."""
    assert {kind.model.database_grants for kind in registry._note_kinds.values()} == {
        "SELECT, INSERT"
    }


@pytest.mark.parametrize(
    ("role", "kind", "status"),
    [
        (Role.RECEPTION, "narrative", 404),
        (Role.RECEPTION, "social", 404),
        (Role.RECEPTION, "no-such-kind", 404),
        (Role.RECEPTION, "legal", 403),
        (Role.NURSE, "psychology", 403),
        (Role.SOCIAL, "narrative", 404),
        (Role.SOCIAL, "psychology", 404),
        (Role.COORDINATOR, "narrative", 404),
        (Role.COORDINATOR, "psychology", 403),
        (Role.DIRECTOR, "desk", 403),
    ],
)
def test_what_one_may_not_know_of_is_no_page(
    as_role: Callable[..., Client], minor: Minor, role: str, kind: str, status: int
) -> None:
    client = as_role(role)
    assert client.get(url(minor, kind)).status_code == status
    assert client.get(url(minor, kind, "new")).status_code == status


def test_who_reads_and_does_not_write_is_refused_to_write(
    as_role: Callable[..., Client], minor: Minor, write: Callable[..., Note]
) -> None:
    note, client = write(SocialNote, role=Role.SOCIAL), as_role(Role.JURIST)
    assert client.get(url(minor, "social")).status_code == 200
    for rest in (("social", "new"), ("social", note.pk, "correct")):
        assert client.post(url(minor, *rest), {"text": "Mots"}).status_code == 403
    assert "/social/new/" not in client.get(url(minor)).content.decode()


def test_an_alert_is_for_whoever_raised_it_and_the_coordination(
    as_role: Callable[..., Client], minor: Minor, site: Site
) -> None:
    raiser, other = as_role(Role.RECEPTION), as_role(Role.RECEPTION)
    data = {"text": "Suivie par un adulte", "day": str(timezone.localdate())}
    assert raiser.post(url(minor, "protection", "new"), data).status_code == 302
    pk = ProtectionNote.objects.get().pk
    for client in (raiser, as_role(Role.COORDINATOR)):
        assert "Suivie par un adulte" in client.get(url(minor)).content.decode()
    response = other.get(url(minor))
    assert "Suivie par un adulte" not in response.content.decode()
    [section] = [s for s in response.context["sections"] if s.kind.name == "protection"]
    assert section.known, "that one exists is known"
    assert not section.notes
    assert other.get(url(minor, "protection", pk, "correct")).status_code == 404
    assert raiser.get(url(minor, "protection", pk, "correct")).status_code == 200


def test_a_note_of_another_file_is_not_found_through_this_one(
    as_role: Callable[..., Client], minor: Minor, write: Callable[..., Note], site: Site
) -> None:
    note, client = write(), as_role()
    other, _arrival = factories.make_minor("Autre", by=client.user, site=site)
    assert client.get(url(other, "desk", note.pk, "correct")).status_code == 404
    assert "Mots" not in client.get(url(other)).content.decode()


def test_a_section_shows_three_its_page_shows_twenty(
    as_role: Callable[..., Client], minor: Minor, write: Callable[..., Note]
) -> None:
    for number in range(23):
        write(text=f"Note numéro {number:02}.")
    client = as_role()
    assert client.get(url(minor)).content.decode().count("Note numéro") == 3
    assert client.get(url(minor, "desk")).content.decode().count("Note numéro") == 20
    assert client.get(url(minor, "desk") + "?page=2").content.decode().count("Note numéro") == 3


@pytest.mark.parametrize(
    ("role", "lines"), [(Role.RECEPTION, 1), (Role.SOCIAL, 3), (Role.JURIST, 4)]
)
def test_the_timeline_says_that_a_note_was_written_to_who_may_read_it(
    as_role: Callable[..., Client],
    minor: Minor,
    write: Callable[..., Note],
    role: str,
    lines: int,
) -> None:
    for model in (DeskNote, SocialNote, LegalNote, NarrativeNote, ProtectionNote):
        write(model, text="Mots à taire")
    response = as_role(role).get(f"/cases/{minor.reference}/")
    found = [entry for entry in response.context["timeline"] if "/notes/" in entry.url]
    assert len(found) == lines
    assert "Mots à taire" not in response.content.decode()


def test_a_file_somebody_has_written_in_is_no_slip(
    minor: Minor, write: Callable[..., Note], person: Callable[..., User]
) -> None:
    assert not registry.is_in_use(minor)
    write(NarrativeNote)
    assert registry.is_in_use(minor)


class TestEmergencyLine:
    @staticmethod
    def url(minor: Minor) -> str:
        return f"/cases/{minor.reference}/emergency-line/"

    def test_it_stands_in_every_heading_of_the_file_for_everybody(
        self, as_role: Callable[..., Client], minor: Minor
    ) -> None:
        writer, start = as_role(Role.NURSE), last_entry()
        text = {"text": " Asthme :  Ventoline dans la poche "}
        assert writer.post(self.url(minor), text | seen(writer, self.url(minor))).status_code == 302
        assert "write_emergency_line" in actions_since(start, minor_id=minor.pk)
        for role, page in (
            (Role.VOLUNTEER, ""), (Role.JURIST, "referrals/"), (Role.MIDWIFE, "health/"),
            (Role.COORDINATOR, "notes/"),
        ):  # fmt: skip
            html = as_role(role).get(f"/cases/{minor.reference}/{page}").content.decode()
            assert "Asthme : Ventoline dans la poche" in html
            assert writer.user.full_name in html

    def test_it_is_replaced_never_changed(
        self, as_role: Callable[..., Client], minor: Minor
    ) -> None:
        client = as_role(Role.PSYCHOLOGIST)
        for text in ("Allergie aux arachides", "Allergie levée"):
            client.post(self.url(minor), {"text": text} | seen(client, self.url(minor)))
        heading = client.get(f"/cases/{minor.reference}/").content.decode()
        assert "Allergie levée" in heading
        assert "arachides" not in heading
        history = client.get(self.url(minor)).content.decode()
        assert "arachides" in history
        client.post(self.url(minor), {"text": ""} | seen(client, self.url(minor)))
        assert "Allergie" not in client.get(f"/cases/{minor.reference}/").content.decode()
        assert [line.text for line in minor.emergency_lines.newest_first()] == [
            "", "Allergie levée", "Allergie aux arachides",
        ]  # fmt: skip

    @pytest.mark.parametrize("text", ["", "   ", "x" * 201])
    def test_what_is_no_line_is_refused_beside_its_box(
        self, as_role: Callable[..., Client], minor: Minor, text: str
    ) -> None:
        response = as_role(Role.DOCTOR).post(self.url(minor), {"text": text})
        assert response.status_code == 422
        assert list(response.context["form"].errors) == ["text"]

    def test_there_is_nothing_to_remove_where_there_is_no_line(
        self, minor: Minor, person: Callable[..., User]
    ) -> None:
        with pytest.raises(ValidationError):
            actions.write_emergency_line(by=person(Role.NURSE), minor=minor, text=" ")

    @pytest.mark.parametrize("role", [Role.RECEPTION, Role.VOLUNTEER, Role.ADMINISTRATOR])
    def test_reception_reads_it_and_does_not_write_it(
        self, as_role: Callable[..., Client], minor: Minor, role: str
    ) -> None:
        client = as_role(role)
        assert client.get(self.url(minor)).status_code == 403
        assert client.post(self.url(minor), {"text": "Asthme"}).status_code == 403

    def test_a_refusal_shows_it_and_who_can_help_and_is_recorded(
        self, as_role: Callable[..., Client], minor: Minor, person: Callable[..., User]
    ) -> None:
        coordinator = person(Role.COORDINATOR)
        actions.write_emergency_line(by=person(Role.NURSE), minor=minor, text="Épilepsie")
        client, start = as_role(Role.RECEPTION), last_entry()
        response = client.get(f"/cases/{minor.reference}/health/")
        html = response.content.decode()
        assert response.status_code == 403
        assert "Épilepsie" in html
        assert coordinator.full_name in html
        assert "Awa Camara" not in html
        assert actions_since(start, by=client.user) == ["refused", "read_emergency_line"]

    def test_a_refusal_of_no_file_says_nothing_of_any(
        self, as_role: Callable[..., Client], minor: Minor, person: Callable[..., User]
    ) -> None:
        actions.write_emergency_line(by=person(Role.NURSE), minor=minor, text="Épilepsie")
        for role, page in (
            (Role.RECEPTION, "/team/"),
            (Role.DIRECTOR, f"/cases/{minor.reference}/"),
            (Role.ADMINISTRATOR, "/cases/ZZZZZZ/"),
        ):
            response = as_role(role).get(page)
            assert response.status_code == 403
            assert "Épilepsie" not in response.content.decode()
            assert minor.reference not in response.content.decode()


# --- for the desks: an action, until when, agreed or not ------------------------------------------

COUGHS = "Appeler l’infirmière tout de suite s’il tousse"


def desk_note(minor: Minor, person: Callable[..., User], site: Site, **fields: object) -> DeskNote:
    given = {"text": COUGHS, "ends_on": timezone.localdate(), **fields}
    return factories.make_note(minor, by=person(Role.NURSE), site=site, **given)


def test_any_desk_writes_one(as_role: Callable[..., Client], minor: Minor) -> None:
    today = str(timezone.localdate())
    for role in (Role.RECEPTION, Role.PSYCHOLOGIST, Role.JURIST, Role.COORDINATOR):
        client = as_role(role)
        page = client.get(url(minor, "desk", "new")).content.decode()
        assert "Appelez l’infirmière" in page, "an action, as the examples"
        data = UNTIL_LATER | {"text": COUGHS, "day": today}
        assert client.post(url(minor, "desk", "new"), data).status_code == 302
    assert DeskNote.objects.count() == 4


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ends_on": ""}, "ends_on"),
        ({"ends_on": "2020-01-01"}, "ends_on"),
        ({"agreement": ""}, "agreement"),
        ({"agreement": "perhaps"}, "agreement"),
        ({"agreement": "refused"}, "despite"),
    ],
)
def test_it_has_an_end_and_says_whether_the_young_person_agrees(
    as_role: Callable[..., Client], minor: Minor, wrong: dict[str, str], field: str
) -> None:
    data = UNTIL_LATER | {"text": COUGHS, "day": str(timezone.localdate())} | wrong
    response = as_role().post(url(minor, "desk", "new"), data)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert COUGHS in response.content.decode()


def test_until_its_end_it_stands_where_it_matters(
    as_role: Callable[..., Client], minor: Minor, person: Callable[..., User], site: Site
) -> None:
    desk_note(minor, person, site)
    actions.send_to_desk(
        by=person(), arrival=minor.arrivals.get(), desk=factories.make_desk(site=site)
    )
    nurse = as_role(Role.NURSE)
    places = [f"/cases/{minor.reference}/", "/desk/", "/queues/", "/reception/"]
    for place in places:
        assert COUGHS in nurse.get(place).content.decode(), place
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1)):
        nurse = as_role(Role.NURSE)  # the shift of the first one is over
        for place in places:
            assert COUGHS not in nurse.get(place).content.decode(), place
        assert COUGHS in nurse.get(url(minor, "desk")).content.decode(), "with the former ones"


def test_a_corrected_one_and_one_without_an_end_are_former(
    as_role: Callable[..., Client], minor: Minor, person: Callable[..., User], site: Site
) -> None:
    """Those without an end were written before there were any."""
    first, old = desk_note(minor, person, site), desk_note(minor, person, site, ends_on=None)
    newer = DeskNote(minor=minor, site=site, text="Autre", ends_on=first.ends_on)
    actions.correct_note(by=person(Role.NURSE), note=newer, corrects=first)
    live = DeskNote.objects.live_on(timezone.localdate())
    assert list(live) == [newer]
    assert old not in live
    assert COUGHS not in as_role(Role.NURSE).get(f"/cases/{minor.reference}/").content.decode()
