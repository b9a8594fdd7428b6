"""Age bands as a funder types them: every age lies in exactly one, or a sentence says why not."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from reports import bands

STARTS = st.lists(st.integers(1, 120), min_size=1, max_size=9, unique=True).map(sorted)


@given(STARTS, st.integers(0, 130))
def test_every_age_is_in_exactly_one_band(starts: list[int], age: int) -> None:
    names = bands.names(starts)
    assert len(names) == len(set(names)) == len(starts) + 1
    assert names.index(bands.band_of(age, starts)) == sum(start <= age for start in starts)


@given(STARTS)
def test_what_is_written_is_read_back(starts: list[int]) -> None:
    assert bands.read(bands.written(starts)) == starts


def test_an_age_that_nobody_said_is_in_none() -> None:
    assert bands.band_of(None, [13]) == bands.UNKNOWN
    assert bands.UNKNOWN not in bands.names([13])


@pytest.mark.parametrize(
    "text",
    ["<13, 13-14, 15-17, 18+", "<13,13-14,15-17,18+", " < 13 ; 13 - 14 ; 15–17 ; 18 + ",
     "0-12, 13-14, 15-17, 18+", "<13, 13—14, 15-17, 18+,"],
)  # fmt: skip
def test_one_may_type_it_so(text: str) -> None:
    assert bands.read(text) == [13, 15, 18]
    assert bands.written([13, 15, 18]) == "<13, 13-14, 15-17, 18+"


def test_a_band_of_one_year() -> None:
    assert bands.read("<14, 14, 15, 16-17, 18+") == [14, 15, 16, 18]
    assert bands.names([14, 15, 16, 18]) == ["<14", "14", "15", "16-17", "18+"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "deux tranches"),
        ("18+", "deux tranches"),
        ("13-14, 15+", "pas de début"),
        ("<13, 13-14", "pas de fin"),
        ("<13, 14-17, 18+", "commencer à 13"),
        ("<13, 12-17, 18+", "commencer à 13"),
        ("<13, 13-17, 19+", "commencer à 18"),
        ("<13, 13-17, 17+", "commencer à 18"),
        ("<18, 13-17, 18+", "commencer à 18"),
        ("<13, 17-13, 18+", "commencer à 13"),
        ("<13, 13-12, 13+", "finit avant de commencer"),
        ("<0, 0+", "est vide"),
        ("<13, treize, 18+", "n’est pas une tranche"),
        ("<13, 13-, 18+", "n’est pas une tranche"),
        ("<13, 13-999, 1000+", "pas de fin"),
        ("<13, 13-998, 999+", "120 ans"),
        ("<1, " + ", ".join(map(str, range(1, 12))) + ", 12+", "10 au plus"),
        ("<\u0661\u0663, 13+", "pas de début"),
    ],
)
def test_what_is_no_band_is_said_in_a_sentence(text: str, said: str) -> None:
    with translation.override("fr"), pytest.raises(bands.WrongBands) as wrong:
        bands.read(text)
    assert said in str(wrong.value)
