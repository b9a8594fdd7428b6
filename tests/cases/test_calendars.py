"""Dates of other calendars: what they are, or may be, in ours; each form shows it and asks."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client

from cases import calendars
from cases.births import Birth, NotABirth
from cases.choices import Calendar, Precision
from cases.models import Minor
from tests import factories
from tests.cases.test_register_minor import NEW, opened, refused, typed

TODAY = datetime.date(2026, 11, 28)
SOLAR, ETHIOPIAN, ISLAMIC = Calendar.SOLAR, Calendar.ETHIOPIAN, Calendar.ISLAMIC


@pytest.fixture
def client(as_role: Callable[..., Client]) -> Client:
    return as_role()


def dates(text: str, calendar: Calendar) -> list[str]:
    return [str(birth.born_on) for birth in calendars.possible(text, calendar, today=TODAY)]


@pytest.mark.parametrize(
    ("text", "calendar", "day"),
    [
        # New year's days, and the days around a leap year's end.
        ("01/01/1388", SOLAR, "2009-03-21"),
        ("1388-03-12", SOLAR, "2009-06-02"),
        ("30/12/1387", SOLAR, "2009-03-20"),
        ("۱۲/۰۳/۱۳۸۸", SOLAR, "2009-06-02"),
        ("01/01/2000", ETHIOPIAN, "2007-09-12"),
        ("01/01/2001", ETHIOPIAN, "2008-09-11"),
        ("06/13/1999", ETHIOPIAN, "2007-09-11"),
        ("05/13/2000", ETHIOPIAN, "2008-09-10"),
        ("29/04/2001", ETHIOPIAN, "2009-01-07"),
        ("01/01/1430", ISLAMIC, "2008-12-29"),
        ("01/09/1430", ISLAMIC, "2009-08-22"),
    ],
)
def test_a_day_is_a_day(text: str, calendar: Calendar, day: str) -> None:
    [birth] = calendars.possible(text, calendar, today=TODAY)
    assert (birth.precision, str(birth.born_on)) == (Precision.DAY, day)


def test_a_year_is_two_of_ours_the_longer_part_first() -> None:
    assert dates("1388", SOLAR) == ["2009-01-01", "2010-01-01"]
    assert dates("2001", ETHIOPIAN) == ["2009-01-01", "2008-01-01"]
    assert dates("1430", ISLAMIC) == ["2009-01-01", "2008-01-01"]
    assert dates("1429", ISLAMIC) == ["2008-01-01"]  # all of it lies inside ours
    assert {b.precision for b in calendars.possible("1388", SOLAR, today=TODAY)} == {"year"}


def test_a_month_is_one_or_two_of_ours() -> None:
    assert dates("03/1388", SOLAR) == ["2009-06-01", "2009-05-01"]
    assert dates("13/2000", ETHIOPIAN) == ["2008-09-01"]
    assert dates("12/1388", SOLAR) == ["2010-03-01", "2010-02-01"]


def test_what_has_not_come_yet_is_not_offered() -> None:
    assert dates("1405", SOLAR) == ["2026-01-01"]


@pytest.mark.parametrize(
    ("text", "calendar"),
    [
        ("30/12/1388", SOLAR),
        ("32/01/1388", SOLAR),
        ("01/13/1388", SOLAR),
        ("06/13/2000", ETHIOPIAN),
        ("31/01/2000", ETHIOPIAN),
        ("00/01/2000", ETHIOPIAN),
        ("01/14/2000", ETHIOPIAN),
        ("31/01/1430", ISLAMIC),
        ("01/13/1430", ISLAMIC),
        ("2009", ISLAMIC),
        ("9999", SOLAR),
        ("9999", ETHIOPIAN),
        ("1410", SOLAR),
        ("1280", SOLAR),
        ("88", SOLAR),
        ("abc", SOLAR),
        ("1/2/3/1388", SOLAR),
        ("", ISLAMIC),
    ],
)
def test_what_is_no_date_has_its_sentence(text: str, calendar: Calendar) -> None:
    with pytest.raises(NotABirth) as error:
        calendars.possible(text, calendar, today=TODAY)
    assert str(error.value)


def test_words_are_those_of_people() -> None:
    june = datetime.date(2009, 6, 2)
    words = [Birth(p, born_on=june).in_words for p in ("year", "month", "day")]
    assert words == ["2009", "juin 2009", "2 juin 2009"]
    assert Birth(Precision.AGE, declared_age=16).in_words == ""


class TestForms:
    def test_a_day_needs_no_question(self, client: Client) -> None:
        claim = opened(client, birth="12/03/1388", birth_calendar="solar").claim
        assert (claim.precision, str(claim.born_on)) == ("day", "2009-06-02")

    def test_a_year_is_asked_back_the_likelier_chosen(self, client: Client) -> None:
        errors = refused(client, birth="1388", birth_calendar="solar")
        assert set(errors) == {"birth_converted"}
        html = client.post(NEW, typed(birth="1388", birth_calendar="solar")).content.decode()
        assert 'value="year:2009-01-01"' in html
        assert 'value="year:2010-01-01"' in html

    @pytest.mark.parametrize("year", ["2009", "2010"])
    def test_either_may_be_chosen(self, client: Client, year: str) -> None:
        answer = f"year:{year}-01-01"
        minor = opened(client, birth="1388", birth_calendar="solar", birth_converted=answer)
        assert (minor.claim.precision, minor.claim.born_text) == ("year", year)

    def test_an_answer_to_another_date_is_asked_again(self, client: Client) -> None:
        changes = {"birth": "1388", "birth_calendar": "solar"}
        for answer in ("year:1999-01-01", "gold", "day:2009-01-01"):
            errors = refused(client, **changes, birth_converted=answer)
            assert set(errors) == {"birth_converted"}

    def test_an_age_has_no_calendar(self, client: Client) -> None:
        assert opened(client, birth="16 ans", birth_calendar="islamic").claim.declared_age == 16

    def test_ours_is_the_rule(self, client: Client) -> None:
        for calendar in ("gregorian", "", None):
            claim = opened(client, birth="12/03/2009", birth_calendar=calendar).claim
            assert str(claim.born_on) == "2009-03-12"

    def test_what_is_no_date_or_no_calendar(self, client: Client) -> None:
        assert set(refused(client, birth="31/12/1388", birth_calendar="solar")) == {"birth"}
        assert set(refused(client, birth="1388", birth_calendar="maya")) == {"birth_calendar"}
        assert set(refused(client, birth="1388")) == {"birth"}

    def test_it_is_shown_while_one_types(self, client: Client) -> None:
        url = "/minors/new/birth/"
        html = client.post(url, {"birth": "12/03/1388", "birth_calendar": "solar"}).content.decode()
        assert "2 juin 2009" in html
        html = client.post(url, {"birth": "1388", "birth_calendar": "solar"}).content.decode()
        assert "2010" in html
        assert "is-invalid" not in html
        for birth in ("", "16", "abc", "2009", "31/12/1388"):
            page = client.post(url, {"birth": birth, "birth_calendar": "solar"})
            assert page.status_code == 200
        assert "birth_converted" not in page.content.decode()

    def test_on_a_file_that_exists(self, client: Client) -> None:
        minor: Minor = factories.make_minor("Awa", by=client.user)[0]
        url = f"/cases/{minor.reference}/births/new/"
        said = {"birth": "2001", "birth_calendar": "ethiopian", "source": "document"}
        assert client.post(url, said).status_code == 422
        client.post(url, said | {"birth_converted": "year:2008-01-01"})
        assert minor.claims.latest("pk").born_text == "2008"
