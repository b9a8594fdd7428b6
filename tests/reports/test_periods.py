"""Weeks are Monday to Sunday, years have 52 or 53 of them; months, quarters, years, any days."""

import datetime
from itertools import pairwise

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from reports import periods
from reports.periods import (
    AnyPeriod,
    Month,
    NoSuchPeriod,
    NoSuchWeek,
    PeriodKind,
    Quarter,
    Span,
    Week,
    Year,
    parse,
    week_of,
    weeks_in,
)

DAYS = st.dates(datetime.date(1900, 1, 8), datetime.date(2199, 12, 20))
WEEKS = DAYS.map(week_of)


@given(WEEKS)
def test_previous_and_next_are_each_others_inverse(week: Week) -> None:
    assert week.next.previous == week == week.previous.next
    assert week.previous < week < week.next


@given(WEEKS)
def test_seven_days_from_monday_to_sunday_without_a_gap(week: Week) -> None:
    assert (week.start.isoweekday(), week.end.isoweekday()) == (1, 7)
    assert (week.end - week.start).days == 6
    assert week.next.start == week.end + datetime.timedelta(days=1)


@given(DAYS)
def test_every_day_is_in_its_week(day: datetime.date) -> None:
    week = week_of(day)
    assert week.start <= day <= week.end


@given(WEEKS)
def test_what_is_written_is_read_back(week: Week) -> None:
    assert parse(str(week)) == week
    assert len(str(week)) == 8


@given(st.integers(1900, 2199))
def test_a_year_has_as_many_weeks_as_the_calendar_says(year: int) -> None:
    last = Week(year, weeks_in(year))
    assert last.next == Week(year + 1, 1)
    assert datetime.date(year, 12, 28) in (
        last.start + datetime.timedelta(days=n) for n in range(7)
    )
    with pytest.raises(NoSuchWeek):
        Week(year, weeks_in(year) + 1)


@pytest.mark.parametrize(
    ("day", "written"),
    [
        ((2024, 12, 29), "2024-W52"),
        ((2024, 12, 30), "2025-W01"),
        ((2026, 1, 1), "2026-W01"),
        ((2026, 11, 19), "2026-W47"),
        ((2026, 12, 27), "2026-W52"),
        ((2026, 12, 28), "2026-W53"),
        ((2027, 1, 3), "2026-W53"),
        ((2027, 1, 4), "2027-W01"),
        ((2021, 1, 3), "2020-W53"),
    ],
)
def test_around_the_new_year(day: tuple[int, int, int], written: str) -> None:
    assert str(week_of(datetime.date(*day))) == written


def test_the_53rd_week_of_2026() -> None:
    week = Week(2026, 53)
    assert (week.start, week.end) == (datetime.date(2026, 12, 28), datetime.date(2027, 1, 3))
    assert (week.previous, week.next) == (Week(2026, 52), Week(2027, 1))


@pytest.mark.parametrize(
    "text",
    [
        "2025-W53", "2026-W54", "2026-W00", "2026-W99", "0000-W01", "0001-W01", "9999-W01",
        "2026-W7", "2026-47", "2026W47", "26-W47", "2026-w47", " 2026-W47", "2026-W47\n", "",
        "2026-W47; --", "-026-W47",
    ],
)  # fmt: skip
def test_there_is_no_such_week(text: str) -> None:
    with pytest.raises(NoSuchPeriod) as wrong:
        parse(text)
    assert str(wrong.value).endswith(".")


@given(st.text(max_size=24))
def test_nothing_else_is_a_period(text: str) -> None:
    try:
        period = parse(text)
    except NoSuchPeriod:
        return
    assert str(period) == text


# --- months, quarters, years ---------------------------------------------------------------------

ONE_DAY = datetime.timedelta(days=1)
KINDS = [kind for kind in PeriodKind if kind != PeriodKind.SPAN]
EACH_KIND = pytest.mark.parametrize("kind", KINDS)
SPANS = st.builds(
    lambda start, days: Span(start, start + days * ONE_DAY), DAYS, st.integers(0, 3 * 365 - 1)
)


@EACH_KIND
@given(DAYS)
def test_every_day_lies_in_exactly_one_of_each_kind(kind: str, day: datetime.date) -> None:
    one = periods.OF_A_DAY[PeriodKind(kind)](day)
    assert one.start <= day <= one.end
    assert one.next.start == one.end + ONE_DAY
    assert one.previous.end == one.start - ONE_DAY
    assert one.next.previous == one == one.previous.next
    assert one.previous < one < one.next
    assert {periods.OF_A_DAY[PeriodKind(kind)](edge) for edge in (one.start, one.end)} == {one}
    assert (one.kind, parse(str(one))) == (kind, one)


@given(DAYS)
def test_months_make_quarters_and_quarters_make_years(day: datetime.date) -> None:
    month, quarter, year = (
        periods.OF_A_DAY[kind](day)
        for kind in (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)
    )
    assert len(periods.months_of(quarter)) == 3
    assert len(periods.months_of(year)) == 12
    assert month in periods.months_of(quarter)
    assert year.start <= quarter.start <= month.start <= month.end <= quarter.end <= year.end
    assert (year.end - year.start).days + 1 in (365, 366)


@given(SPANS)
def test_any_days_are_read_back_and_cut_without_a_gap(span: Span) -> None:
    assert parse(str(span)) == span
    for cuts in (periods.weeks_of(span), periods.months_of(span)):
        assert cuts[0].start <= span.start <= cuts[0].end
        assert cuts[-1].start <= span.end <= cuts[-1].end
        assert all(one.next == following for one, following in pairwise(cuts))


@pytest.mark.parametrize(
    ("text", "period", "start", "end"),
    [
        ("2026-11", Month(2026, 11), "2026-11-01", "2026-11-30"),
        ("2028-02", Month(2028, 2), "2028-02-01", "2028-02-29"),
        ("2027-02", Month(2027, 2), "2027-02-01", "2027-02-28"),
        ("2026-Q1", Quarter(2026, 1), "2026-01-01", "2026-03-31"),
        ("2026-Q4", Quarter(2026, 4), "2026-10-01", "2026-12-31"),
        ("2026", Year(2026), "2026-01-01", "2026-12-31"),
        ("2026-W53", Week(2026, 53), "2026-12-28", "2027-01-03"),
        ("2026-11-15_2026-11-15", None, "2026-11-15", "2026-11-15"),
        ("2024-02-29_2027-02-28", None, "2024-02-29", "2027-02-28"),
        ("2024-01-01_2026-12-31", None, "2024-01-01", "2026-12-31"),
    ],
)
def test_first_and_last_days(text: str, period: AnyPeriod | None, start: str, end: str) -> None:
    found = parse(text)
    assert (found.start.isoformat(), found.end.isoformat()) == (start, end)
    assert period is None or found == period


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2025-W53", "2025 a 52 semaines"),
        ("2026-W54", "2026 a 53 semaines"),
        ("2026-13", "douze mois"),
        ("2026-00", "douze mois"),
        ("2026-Q5", "quatre trimestres"),
        ("2026-Q0", "quatre trimestres"),
        ("0000", "n’existe pas"),
        ("9999", "n’existe pas"),
        ("0000-12", "n’existe pas"),
        ("9999-Q1", "n’existe pas"),
        ("2026-11-15_2026-11-14", "avant le premier"),
        ("2026-11-31_2026-12-01", "2026-11-31 n’existe pas"),
        ("2026-02-01_2026-02-29", "2026-02-29 n’existe pas"),
        ("2024-01-01_2027-01-01", "3 ans au plus"),
        ("2024-02-29_2027-03-01", "3 ans au plus"),
        ("2026-11-01", "ni une semaine"),
        ("2026-q4", "ni une semaine"),
        ("novembre", "ni une semaine"),
        ("\u0662\u0660\u0662\u0666", "ni une semaine"),
    ],
)
def test_what_is_none_is_said_in_a_sentence(text: str, said: str) -> None:
    with translation.override("fr"), pytest.raises(NoSuchPeriod) as wrong:
        parse(text)
    assert said in str(wrong.value)


@pytest.mark.parametrize(
    ("text", "french", "english"),
    [
        ("2026-W47", "Semaine 47, 2026", "Week 47, 2026"),
        ("2026-11", "Novembre 2026", "November 2026"),
        ("2026-Q1", "1er trimestre 2026", "1st quarter of 2026"),
        ("2026-Q4", "4e trimestre 2026", "4th quarter of 2026"),
        ("2026", "Année 2026", "Year 2026"),
        ("2026-11-01_2026-11-15", "Du 1er novembre 2026 au 15 novembre 2026",
         "1 November 2026 to 15 November 2026"),
    ],
)  # fmt: skip
def test_titles_in_words(text: str, french: str, english: str) -> None:
    for language, title in (("fr", french), ("en", english)):
        with translation.override(language):
            assert parse(text).title == title


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("2026-W47", None),
        ("2026-10", None),
        ("2026-01-01_2026-01-31", None),
        ("2026-01-01_2026-02-01", PeriodKind.WEEK),
        ("2026-Q4", PeriodKind.WEEK),
        ("2026-01-01_2026-07-01", PeriodKind.WEEK),
        ("2026-01-01_2026-07-02", PeriodKind.MONTH),
        ("2026", PeriodKind.MONTH),
    ],
)
def test_a_long_period_is_drawn_by_longer_steps(text: str, step: PeriodKind | None) -> None:
    assert periods.step_of(parse(text)) == step


def test_what_is_under_way_ends_today() -> None:
    month, day = Month(2026, 11), datetime.date
    assert periods.end_so_far(month, day(2026, 11, 19)) == day(2026, 11, 19)
    assert periods.end_so_far(month, day(2026, 12, 1)) == day(2026, 11, 30)
    assert periods.end_so_far(month, day(2026, 10, 31)) == day(2026, 11, 30)
