"""Who may know what, as the design draws it (section 4): written here a second time."""

import datetime
import re
from collections.abc import Callable
from html import unescape

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from staff import actions, permissions, rights
from staff.choices import Role
from staff.models import Site, User
from staff.permissions import Compartment, Level

# One letter a role, in this order: w writes, r reads, k knows that it exists, - nothing.
ROLES = ["reception", "volunteer", "nurse", "doctor", "midwife", "psychologist", "social",
         "jurist", "coordinator", "director", "administrator"]  # fmt: skip
EXPECTED = {
    "identity": "wwwwwrwrr--",
    "social": "--rrrrwrr--",
    "legal": "k-kkkkrwk--",
    "narrative": "-------w---",
    "health": "k-wwrkkkk--",
    "sexual_health": "--www---k--",
    "psychology": "k-kkkw--k--",
    "protection": "kkkkkkkkr--",
    "figures": "k-kkkkkkrr-",
    "reference": "rrrrrrrrwrr",
    "team": "--------wrr",
    "audit": "kkkkkkkkrrk",
}
LEVELS = {"-": Level.NOTHING, "k": Level.KNOW, "r": Level.READ, "w": Level.WRITE}


def test_the_second_writing_is_complete() -> None:
    assert set(EXPECTED) == set(Compartment)
    assert set(ROLES) == set(Role)
    assert {len(letters) for letters in EXPECTED.values()} == {len(ROLES)}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_what_the_field_gives_it(person: Callable[..., User], role: str) -> None:
    user = person(role)
    place = ROLES.index(role)
    found = {c: permissions.level(user, Compartment(c)) for c in EXPECTED}
    assert found == {c: LEVELS[letters[place]] for c, letters in EXPECTED.items()}


def test_a_level_holds_the_ones_below(person: Callable[..., User]) -> None:
    nurse = person(Role.NURSE)
    for level, allowed in ((Level.KNOW, True), (Level.READ, True), (Level.WRITE, False)):
        assert permissions.can(nurse, Compartment.SOCIAL, level) is allowed


def test_two_roles_give_the_most_of_each(person: Callable[..., User], site: Site) -> None:
    user = person(Role.RECEPTION)
    actions.add_posting(by=None, user=user, role=Role.JURIST, site=site)
    user = User.objects.get(pk=user.pk)
    assert permissions.level(user, Compartment.IDENTITY) == Level.WRITE
    assert permissions.level(user, Compartment.NARRATIVE) == Level.WRITE


@pytest.mark.parametrize("compartment", Compartment)
def test_nobody_in_particular_knows_nothing(compartment: Compartment) -> None:
    assert permissions.level(AnonymousUser(), compartment) == Level.NOTHING


@pytest.mark.parametrize("days", [(-10, -1), (1, 10)], ids=["ended", "to come"])
def test_a_posting_of_another_day_gives_nothing(
    person: Callable[..., User], days: tuple[int, int]
) -> None:
    user = person(Role.NURSE)
    first, last = (timezone.localdate() + datetime.timedelta(days=n) for n in days)
    user.postings.update(valid_from=first, valid_to=last)
    user = User.objects.get(pk=user.pk)
    assert permissions.level(user, Compartment.HEALTH) == Level.NOTHING
    assert not permissions.can_have_a_page(user)


def test_a_closed_account_gives_nothing(person: Callable[..., User]) -> None:
    user = person(Role.NURSE)
    user.is_active = False
    assert permissions.level(user, Compartment.HEALTH) == Level.NOTHING
    assert not permissions.can_have_a_page(user)


def test_check_raises_where_can_says_no(person: Callable[..., User]) -> None:
    permissions.check_manage_team(person(Role.COORDINATOR))
    with pytest.raises(PermissionDenied):
        permissions.check_manage_team(person(Role.NURSE))


class TestRightsPage:
    """Anybody on the team may read who sees what."""

    def test_it_shows_the_table_and_nothing_else(self, as_role: Callable[..., Client]) -> None:
        client = as_role(Role.NURSE)
        User.objects.filter(pk=client.user.pk).update(language="en")
        assert shown(client.get("/rights/").content.decode()) == in_words(permissions.TABLE)

    def test_it_is_drawn_from_the_table_itself(
        self, as_role: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        changed = {role: dict(found) for role, found in permissions.TABLE.items()}
        changed[Role.RECEPTION][Compartment.NARRATIVE] = Level.READ
        client = as_role(Role.NURSE)
        User.objects.filter(pk=client.user.pk).update(language="en")
        monkeypatch.setattr(permissions, "TABLE", changed)
        found = shown(client.get("/rights/").content.decode())
        assert found == in_words(changed)
        assert found["Legal narrative and notes"]["Reception"] == "reads"

    def test_ones_own_roles_stand_out(self, as_role: Callable[..., Client]) -> None:
        page = as_role(Role.JURIST).get("/rights/")
        assert page.context["mine"] == {Role.JURIST}
        assert page.content.decode().count("<strong>") >= 1

    def test_each_compartment_has_its_sentence_and_each_level_its_word_and_icon(self) -> None:
        assert set(rights.SENTENCES) == set(Compartment)
        assert len({str(sentence) for sentence in rights.SENTENCES.values()}) == len(Compartment)
        assert set(rights.SHOWN) == set(Level)
        assert len({icon for icon, _word in rights.SHOWN.values()}) == len(Level)


WORDS = {
    Level.WRITE: "writes",
    Level.READ: "reads",
    Level.KNOW: "that it exists",
    Level.NOTHING: "nothing",
}


def in_words(
    table: dict[Role, dict[Compartment, Level]],
) -> dict[str, dict[str, str]]:
    with override("en"):
        return {
            str(compartment.label): {
                str(role.label): WORDS[table[role].get(compartment, Level.NOTHING)] for role in Role
            }
            for compartment in Compartment
        }


def shown(html: str) -> dict[str, dict[str, str]]:
    """Read the table back from the page, as {compartment: {role: word}}."""
    body = html.partition("<tbody>")[2].partition("</tbody>")[0]
    found = {}
    for row in body.split("</tr>")[:-1]:
        heading = re.search(r"<th scope=.row.>\s*(.*?)\s*<span", row, re.DOTALL)
        cells = re.findall(r'<td data-label="(.*?)">(.*?)</td>', row, re.DOTALL)
        assert heading
        assert all("<svg" in cell for _role, cell in cells)
        found[unescape(heading[1])] = {
            unescape(role): " ".join(re.sub(r"<[^>]*>", " ", cell).split()) for role, cell in cells
        }
    return found
