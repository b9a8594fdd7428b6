"""What is understood of an age or a date as it is said, and the age it makes on a day."""

import datetime
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.births import OLDEST, Birth, NotABirth, age_on, parse
from cases.choices import Precision

TODAY = datetime.date(2026, 11, 19)
AGE, YEAR, MONTH, DAY = Precision.AGE, Precision.YEAR, Precision.MONTH, Precision.DAY


def born(precision: Precision, *date: int) -> Birth:
    return Birth(precision, born_on=datetime.date(*date))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("16", Birth(AGE, declared_age=16)),
        (" 16 ", Birth(AGE, declared_age=16)),
        ("16 ans", Birth(AGE, declared_age=16)),
        ("١٦", Birth(AGE, declared_age=16)),  # digits of an Arabic or a Persian keyboard
        ("۱۶", Birth(AGE, declared_age=16)),
        ("16ans", Birth(AGE, declared_age=16)),
        ("16 ANS", Birth(AGE, declared_age=16)),
        ("1 an", Birth(AGE, declared_age=1)),
        ("16 years", Birth(AGE, declared_age=16)),
        ("16y", Birth(AGE, declared_age=16)),
        ("0", Birth(AGE, declared_age=0)),
        ("7", Birth(AGE, declared_age=7)),
        ("99", Birth(AGE, declared_age=99)),
        ("１６", Birth(AGE, declared_age=16)),
        ("2009", born(YEAR, 2009, 1, 1)),
        ("1927", born(YEAR, 1927, 1, 1)),
        ("2026", born(YEAR, 2026, 1, 1)),
        ("03/2009", born(MONTH, 2009, 3, 1)),
        ("3/2009", born(MONTH, 2009, 3, 1)),
        ("03-2009", born(MONTH, 2009, 3, 1)),
        ("03 2009", born(MONTH, 2009, 3, 1)),
        ("2009-03", born(MONTH, 2009, 3, 1)),
        ("12/03/2009", born(DAY, 2009, 3, 12)),
        ("12.03.2009", born(DAY, 2009, 3, 12)),
        ("12-3-2009", born(DAY, 2009, 3, 12)),
        ("12 3 2009", born(DAY, 2009, 3, 12)),
        ("2009-03-12", born(DAY, 2009, 3, 12)),
        ("2009/3/12", born(DAY, 2009, 3, 12)),
        ("1/1/2009", born(DAY, 2009, 1, 1)),
        ("31/12/2008", born(DAY, 2008, 12, 31)),
        ("29/02/2008", born(DAY, 2008, 2, 29)),
        ("19/11/2026", born(DAY, 2026, 11, 19)),
    ],
)
def test_what_is_understood(typed: str, expected: Birth) -> None:
    assert parse(typed, today=TODAY) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "", "   ", "abc", "seize ans", "16 ans et demi", "16,5", "né en 2009", "12 mars 2009",
        "29/02/2009", "31/04/2009", "32/01/2009", "13/2009", "00/2009", "0/0/2009", "12/13/2009",
        "03/12/09", "12/09", "0009", "100", "999", "1926", "2027", "20/11/2026", "12/2026", "9999",
        "20099", "123456", "1/2/3/2009", "16 17", "🙂", "🎂 16 🎂 2009 🎂", "\x00",
        "1/1/2009; drop table", "²⁰⁰", "½", "-", "/", "//", "\u200f",
    ],
)  # fmt: skip
def test_what_is_not_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(NotABirth) as refused:
        parse(typed, today=TODAY)
    sentence = str(refused.value)
    assert len(sentence) > 15
    assert sentence.endswith((".", ")"))


@given(st.text(st.characters(), max_size=20))
def test_nothing_typed_breaks_it(typed: str) -> None:
    try:
        birth = parse(typed, today=TODAY)
    except NotABirth:
        return
    if birth.precision == AGE:
        assert 0 <= birth.declared_age <= OLDEST
    else:
        assert datetime.date(TODAY.year - OLDEST, 1, 1) <= birth.born_on <= TODAY


@given(st.dates(datetime.date(1927, 1, 1), TODAY))
def test_every_date_is_read_back_in_both_orders(day: datetime.date) -> None:
    assert parse(f"{day:%d/%m/%Y}", today=TODAY) == Birth(DAY, born_on=day)
    assert parse(day.isoformat(), today=TODAY) == Birth(DAY, born_on=day)


@pytest.mark.parametrize(
    ("birth", "expected"),
    [
        (born(DAY, 2009, 1, 1), True),
        (born(DAY, 2008, 12, 31), True),
        (born(DAY, 2009, 1, 2), False),
        (born(DAY, 2009, 12, 30), False),
        (born(MONTH, 2009, 1, 1), False),
        (born(YEAR, 2009, 1, 1), False),
        (Birth(AGE, declared_age=16), False),
        (Birth(Precision.UNKNOWN), False),
    ],
)
def test_which_days_often_mean_the_year_only(birth: Birth, expected: bool) -> None:
    assert birth.may_be_year_only is expected


def test_year_only_keeps_the_year() -> None:
    assert born(DAY, 2008, 12, 31).year_only() == born(YEAR, 2008, 1, 1)
    with pytest.raises(ValueError):
        Birth(AGE, declared_age=16).year_only()


@dataclass
class Said:
    """A claim as `age_on` reads one."""

    precision: str
    born_on: datetime.date | None = None
    declared_age: int | None = None
    declared_on: datetime.date = field(default=TODAY)


@pytest.mark.parametrize(
    ("claim", "day", "age"),
    [
        (Said(DAY, datetime.date(2009, 11, 19)), (2026, 11, 18), 16),
        (Said(DAY, datetime.date(2009, 11, 19)), (2026, 11, 19), 17),
        (Said(DAY, datetime.date(2009, 11, 19)), (2027, 11, 19), 18),
        (Said(DAY, datetime.date(2008, 2, 29)), (2026, 2, 28), 17),
        (Said(DAY, datetime.date(2008, 2, 29)), (2026, 3, 1), 18),
        (Said(DAY, datetime.date(2008, 2, 29)), (2024, 2, 29), 16),
        (Said(MONTH, datetime.date(2009, 11, 1)), (2026, 10, 31), 16),
        (Said(MONTH, datetime.date(2009, 11, 1)), (2026, 11, 1), 17),
        (Said(YEAR, datetime.date(2009, 1, 1)), (2026, 1, 1), 17),
        (Said(YEAR, datetime.date(2009, 1, 1)), (2026, 12, 31), 17),
        (Said(AGE, declared_age=16), (2026, 11, 19), 16),
        (Said(AGE, declared_age=16), (2027, 11, 18), 16),
        (Said(AGE, declared_age=16), (2027, 11, 19), 17),
        (Said(AGE, declared_age=0), (2026, 11, 19), 0),
        (Said(AGE, declared_age=16, declared_on=datetime.date(2024, 2, 29)), (2026, 2, 28), 17),
        (Said(AGE, declared_age=16, declared_on=datetime.date(2024, 2, 29)), (2026, 3, 1), 18),
        (Said(Precision.UNKNOWN), (2026, 11, 19), None),
    ],
)
def test_age_on_a_day(claim: Said, day: tuple[int, int, int], age: int | None) -> None:
    assert age_on(claim, datetime.date(*day)) == age


@given(st.dates(datetime.date(1927, 1, 1), TODAY), st.dates(TODAY, datetime.date(2050, 1, 1)))
def test_an_age_never_goes_down(birth: datetime.date, day: datetime.date) -> None:
    claim = Said(DAY, birth)
    before, after = age_on(claim, day), age_on(claim, day + datetime.timedelta(days=1))
    assert 0 <= before <= after <= before + 1
