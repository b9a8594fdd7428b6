"""Finding the child again, whatever the spelling, by name, reference or telephone."""

from collections.abc import Callable

import pytest

from cases import actions, search
from cases.choices import NameKind
from cases.models import Minor
from staff.models import Site, User
from tests import factories


@pytest.fixture
def reception(person: Callable[..., User]) -> User:
    return person()


@pytest.fixture
def known(reception: User, site: Site) -> Callable[..., list[Minor]]:
    """Return a maker of files: known("Mamadou Diallo", "Awa Sow")."""

    def make(*names: str, **kwargs: object) -> list[Minor]:
        return [factories.make_minor(name, by=reception, site=site, **kwargs)[0] for name in names]

    return make


def found(text: str, **kwargs: int) -> list[Minor]:
    return [candidate.minor for candidate in search.candidates(text, **kwargs)]


OTHERS = ("Ibrahima Sory Barry", "Karim Ahmadzai")


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Mamadou Diallo", "Mamadou Diallo"),
        ("Mamadou Diallo", "MAMADOU DIALLO"),
        ("Mamadou Diallo", "diallo mamadou"),
        ("Mamadou Diallo", "Diallo"),
        ("Mamadou Diallo", "mama"),
        ("Mamadou Diallo", "dial"),
        ("Mamadou Diallo", "ma"),
        ("Mamadou Diallo", "mouh"),
        ("Mamadou Diallo", "mouham"),
        ("Mamadou Diallo", "jall"),
        ("Mamadou Diallo", "  mamadou   diallo  "),
        ("Mamadou Diallo", "Mouhamadou Djallo"),
        ("Mamadou Diallo", "Mahamadou Jallow"),
        ("Mamadou DIALLO", "momodou jalloh"),
        ("Mamadou Diallo", "Mamadou Alpha Diallo"),
        ("Mamadou Alpha Oury Diallo", "Alpha Diallo"),
        ("Mamadou Alpha Oury Diallo", "Diallo Mamadou"),
        ("Aïssata Cissé", "aissata cisse"),
        ("Aissata Cisse", "Aïssata Cissé"),
        ("Aïssata Cissé", "Aissata Ceesay"),
        ("N'Diaye Gassama", "Ndiaye"),
        ("Ndiaye Gassama", "N'Diaye-Gassama"),
        ("Ndiaye Gassama", "N Diaye Gassama"),
        ("Abdoul Karim Sow", "Abdoulkarim Sow"),
        ("Abdoulkarim Sow", "Abdoul Karim Sow"),
        ("Abdoulkarim", "Abdoul Karim"),
        ("Sékou Touré", "Seckou Turay"),
        ("Lansana Camara", "Kamara Lansana"),
        ("Cheick Oumar Konaté", "Sheikh Omar Konate"),
        ("Jean-Claude Mbemba", "jean claude mbemba"),
        ("Jean-Claude Mbemba", "Mbemba Claude"),
        ("محمد کریم", "محمد"),
        ("محمد احمدزی", "Mohamed Ahmadzai"),
        ("Mohamed Ahmadzai", "محمد احمدزی"),
        ("Mamadou Diallo", "\u200fMamadou Diallo\u200f"),
        ("Mamadou Diallo", "Mamadou\x00Diallo"),
        ("Mamadou Diallo", "🙂 Mamadou Diallo"),
        ("Mamadou Diallo", "Mamadou Diallo " * 20),
    ],
)
def test_the_file_is_found_first(
    known: Callable[..., list[Minor]], stored: str, typed: str
) -> None:
    [minor, *_others] = known(stored, *OTHERS)
    assert found(typed)[:1] == [minor]


@pytest.mark.parametrize(
    ("typed", "name", "friend"),
    [
        ("Mahamadou Ba", "Mamadou Ba", "Amadou Ba"),
        ("Mouhamadou Ba", "Mamadou Ba", "Mamoudou Ba"),
        ("Ahmadou Ba", "Amadou Ba", "Mamadou Ba"),
        ("Mamadou Ba", "Mamadou Ba", "Mamoudou Ba"),
        ("Usainou Kone", "Ousseynou Koné", "Alassane Koné"),
        ("Oumar Sy", "Oumar Sy", "Oumou Sy"),
        ("Binta Sow", "Binta Sow", "Bintou Sow"),
        ("Aliou Kaba", "Aliou Kaba", "Ali Kaba"),
        ("Camara", "Camara", "Kaba"),
        ("Issa Barry", "Issa Barry", "Issa Bah"),
        ("Moussa Sow", "Moussa Sow", "Moussa Sy"),
    ],
)
def test_a_false_friend_comes_after(
    known: Callable[..., list[Minor]], typed: str, name: str, friend: str
) -> None:
    """Both may be offered; the one whose name it is stands first (field sheet, 8.2)."""
    # The friend's file is the older one: age of the file must not decide.
    [other, minor] = known(friend, name)
    first = found(typed)
    assert first[0] == minor
    assert other not in first or first.index(other) > 0


def test_two_of_the_same_name_are_both_offered(known: Callable[..., list[Minor]]) -> None:
    twins = known("Mamadou Diallo", "Mamadou Diallo")
    assert found("mamadou diallo") == twins


def test_a_family_name_given_apart(reception: User, site: Site) -> None:
    minor, _arrival = factories.make_minor("Awa", by=reception, site=site)
    actions.add_name(by=reception, minor=minor, text="Sow", kind=NameKind.FAMILY)
    for typed in ("Awa Sow", "sow awa", "Sow"):
        assert found(typed) == [minor]


def test_any_name_of_the_file_finds_it(reception: User, known: Callable[..., list[Minor]]) -> None:
    [minor] = known("Mamadou Diallo")
    actions.add_name(by=reception, minor=minor, text="Petit Thierno", kind=NameKind.ALIAS)
    assert found("Tierno") == [minor]
    assert found("thierno") == [minor]
    assert len(found("Mamadou Thierno")) == 1


@pytest.mark.parametrize("typed", ["", " ", "m", "é", "'", "-", "🙂", "\x00", "\u200f", "؟", "%"])
def test_too_little_finds_nobody(known: Callable[..., list[Minor]], typed: str) -> None:
    known("Mamadou Diallo")
    assert found(typed) == []


@pytest.mark.parametrize(
    "typed",
    [
        "Xyzzy Qwop",
        "%",
        "%%%",
        "ma%dou'); DROP TABLE cases_minor; --",
        "\\",
        "a" * 300,
        "x " * 150,
        "9" * 300,
        "9" * 60 + "x",
        "1 " * 100 + "x",
        "+" * 50,
        "(.*)+",
        "\ud800\udfff",
    ],
)
def test_what_is_nobodys_name_breaks_nothing(known: Callable[..., list[Minor]], typed: str) -> None:
    known("Issa Barry")
    assert found(typed) == []


def test_a_name_in_a_script_of_its_own_is_found_by_it(known: Callable[..., list[Minor]]) -> None:
    """Tigrinya, Amharic, Bengali: as said may be as written on a telephone."""
    [minor] = known("ተስፋዬ")
    assert found("ተስፋዬ") == [minor]


def test_the_reference_finds_its_file_and_nothing_else(
    known: Callable[..., list[Minor]],
) -> None:
    [minor, *_others] = known("Mamadou Diallo", *OTHERS)
    reference = minor.reference
    for typed in (
        reference,
        reference.lower(),
        f"{reference[:3]}-{reference[3:]}",
        f" {reference} ",
    ):
        [candidate] = search.candidates(typed)
        assert (candidate.minor, candidate.score) == (minor, 1.0)


@pytest.mark.parametrize(
    "typed",
    ["06 12 34 56 78", "0612345678", "+33612345678", "+33 6 12 34 56 78", "0033612345678",
     "06.12.34.56.78", "06-12-34-56-78", "(0)6 12 34 56 78", "6 12 34 56 78", "5678", "345678"],
)  # fmt: skip
def test_a_telephone_however_it_is_written(known: Callable[..., list[Minor]], typed: str) -> None:
    [minor] = known("Mamadou Diallo", phone="06 12 34 56 78")
    known("Issa Barry", phone="+224 620 11 22 33")
    assert found(typed) == [minor]


@pytest.mark.parametrize("typed", ["+224 620 11 22 33", "00224620112233", "2233", "620112233"])
def test_a_telephone_from_elsewhere(known: Callable[..., list[Minor]], typed: str) -> None:
    [minor] = known("Issa Barry", phone="+224620112233")
    assert found(typed) == [minor]


@pytest.mark.parametrize("typed", ["678", "06", "9999"])
def test_three_digits_are_not_a_telephone(known: Callable[..., list[Minor]], typed: str) -> None:
    known("Mamadou Diallo", phone="06 12 34 56 78")
    assert found(typed) == []


def test_a_file_withdrawn_is_found_by_nothing(reception: User, site: Site) -> None:
    minor, arrival = factories.make_minor(
        "Mamadou Diallo", by=reception, site=site, phone="06 12 34 56 78"
    )
    actions.cancel_registration(by=reception, arrival=arrival)
    for typed in ("Mamadou Diallo", minor.reference, "06 12 34 56 78"):
        assert found(typed) == []


def test_no_more_than_asked_for(known: Callable[..., list[Minor]]) -> None:
    known(*(f"Mamadou Diallo {letter}" for letter in "abcdefghijkl"))
    assert len(found("mamadou diallo")) == 10
    assert len(found("mamadou diallo", limit=3)) == 3


def test_each_candidate_says_why_it_is_offered(known: Callable[..., list[Minor]]) -> None:
    [minor] = known("Mamadou Diallo", phone="06 12 34 56 78")
    reasons = {
        typed: search.candidates(typed)[0].reasons
        for typed in ("Mamadou Diallo", "Momodou Jallow", minor.reference, "0612345678")
    }
    assert all(len(said) == 1 and said[0] for said in reasons.values())
    assert len({said[0] for said in reasons.values()}) == 4


def test_a_name_that_the_list_does_not_show_is_said(
    reception: User, known: Callable[..., list[Minor]]
) -> None:
    [minor] = known("Ibrahima Sory")
    actions.add_name(by=reception, minor=minor, text="Petit Mohamed", kind=NameKind.ALIAS)
    said = {typed: search.candidates(typed)[0].reasons for typed in ("mouhamed", "ibrahima")}
    assert "autre nom : \u2068Petit Mohamed\u2069" in said["mouhamed"]
    assert not any("Petit" in reason for reason in said["ibrahima"])


def test_scores_go_down(known: Callable[..., list[Minor]]) -> None:
    known("Mamadou Diallo", "Mamoudou Diallo", "Amadou Diallo", "Mamadou Diakité", "Awa Diallo")
    scores = [candidate.score for candidate in search.candidates("Mamadou Diallo")]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score < 1 for score in scores)
