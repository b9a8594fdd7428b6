"""The database keeps the rows that the search reads, whoever writes the names."""

from collections.abc import Callable

import pytest

from cases import actions
from cases.births import Birth
from cases.choices import NameKind, Precision
from cases.models import Minor, MinorName, SearchRow, SearchWord
from staff.models import Site, User
from tests import factories

pytestmark = pytest.mark.django_db
committed = pytest.mark.django_db(databases=["default", "owner"], transaction=True)


@pytest.fixture
def reception(person: Callable[..., User]) -> User:
    return person()


@pytest.fixture
def minor(reception: User, site: Site) -> Minor:
    return factories.make_minor("Abdoul Karim Sow", by=reception, site=site)[0]


def words(minor: Minor) -> set[str]:
    row = SearchRow.objects.get(minor=minor)
    return set(SearchWord.objects.filter(pk__in=row.words).values_list("text", flat=True))


def test_the_words_of_a_name(minor: Minor) -> None:
    assert words(minor) == {"abdoul", "karim", "sow"}
    assert SearchRow.objects.get(minor=minor).parts == 3


@pytest.mark.parametrize(
    ("name", "kept", "parts"),
    [
        ("N Diaye Sow", {"n", "diaye", "ndiaye", "sow"}, 2),
        ("Abd el Rahman", {"abd", "el", "rahman", "abdelrahman"}, 1),
        ("Awa El", {"awa", "el"}, 2),
        ("Elhadj Ben", {"elhadj", "ben"}, 2),
    ],
)
def test_a_particle_is_alone_and_one_with_what_follows(
    name: str, kept: set[str], parts: int, reception: User, site: Site
) -> None:
    minor = factories.make_minor(name, by=reception, site=site)[0]
    assert words(minor) == kept
    assert SearchRow.objects.get(minor=minor).parts == parts


def test_a_name_more_and_its_birth(minor: Minor, reception: User) -> None:
    actions.add_name(by=reception, minor=minor, text="Petit", kind=NameKind.ALIAS)
    actions.claim_birth(by=reception, minor=minor, birth=Birth(Precision.AGE, declared_age=16))
    row = SearchRow.objects.get(minor=minor)
    assert "petit" in words(minor)
    assert row.parts == 3
    assert len(row.births) >= 2


@committed
def test_a_word_that_nobody_bears_any_more_is_gone(
    minor: Minor, reception: User, site: Site
) -> None:
    other = factories.make_minor("Awa Sow", by=reception, site=site)[0]
    MinorName.objects.using("owner").filter(minor=minor).delete()
    assert set(SearchWord.objects.values_list("text", flat=True)) == {"awa", "sow"}
    assert words(other) == {"awa", "sow"}
    assert SearchRow.objects.get(minor=minor).words == []


@committed
def test_a_name_given_to_another_file(minor: Minor, reception: User, site: Site) -> None:
    other = factories.make_minor("Awa", by=reception, site=site)[0]
    MinorName.objects.using("owner").filter(minor=minor).update(minor=other)
    assert "karim" in words(other)
    assert words(minor) == set()


def test_a_withdrawn_file_has_no_row(minor: Minor, reception: User) -> None:
    actions.cancel_registration(by=reception, arrival=minor.arrivals.get())
    assert not SearchRow.objects.filter(minor=minor).exists()
    assert not SearchWord.objects.exists()


def test_its_country_follows(minor: Minor, reception: User) -> None:
    minor.country = "ML"
    actions.edit_identity(by=reception, minor=minor)
    assert SearchRow.objects.get(minor=minor).country == "ML"
