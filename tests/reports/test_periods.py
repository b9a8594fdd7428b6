"""Weeks are Monday to Sunday; years have 52 or 53 of them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.periods import NoSuchWeek, Week, parse, week_of, weeks_in

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
    with pytest.raises(NoSuchWeek):
        parse(text)


@given(st.text(max_size=12))
def test_nothing_else_is_a_week(text: str) -> None:
    try:
        week = parse(text)
    except NoSuchWeek:
        return
    assert 1 <= week.number <= 53
