"""Midnight in Paris, the hour that changes, closed weeks, long lists, empty ones."""

import datetime
from collections.abc import Callable, Iterable

import pytest

from cases import actions
from cases.models import Minor
from clinics.choices import Motif, SexualHealthMotif
from reports.figures import TOP, Named, top
from reports.periods import Week, week_of
from reports.weekly import AGE_BANDS, age_band, report_on
from staff import actions as staff_actions
from staff.choices import Role
from staff.models import OpeningException, Site, User
from tests import factories


@pytest.fixture
def by(time_machine: object, db: None) -> User:
    """A nurse of Pantin, open since 2024."""
    time_machine.move_to(datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.UTC), tick=False)
    return factories.make_user(Role.NURSE)


@pytest.fixture
def site(by: User) -> Site:
    return factories.make_site()


@pytest.fixture
def arrive(by: User, site: Site, time_machine: object) -> Callable[..., Minor]:
    """Return a way to register somebody new at an instant written with its offset."""

    def register(instant: str, **fields: object) -> Minor:
        time_machine.move_to(datetime.datetime.fromisoformat(instant), tick=False)
        return factories.make_minor(by=by, site=site, **fields)[0]

    return register


# Sunday's last second and Monday's first, in winter, in summer, on both days the hour changes.
EDGES = [
    ("2026-11-22T23:59:59+01:00", "2026-11-23T00:00:00+01:00"),
    ("2026-06-21T23:59:59+02:00", "2026-06-22T00:00:00+02:00"),
    ("2026-03-29T23:59:59+02:00", "2026-03-30T00:00:00+02:00"),
    ("2026-10-25T23:59:59+01:00", "2026-10-26T00:00:00+01:00"),
    ("2027-01-03T23:59:59+01:00", "2027-01-04T00:00:00+01:00"),
]


@pytest.mark.parametrize(("last", "first"), EDGES)
def test_sunday_ends_at_midnight_in_paris(
    arrive: Callable[..., Minor], site: Site, last: str, first: str
) -> None:
    week = week_of(datetime.date.fromisoformat(last[:10]))
    arrive(last)
    arrive(first)
    assert [report_on(w, [site]).figure("W01") for w in (week, week.next)] == [1, 1]
    assert [report_on(w, [site]).figure("W03") for w in (week, week.next)] == [1, 1]


@pytest.mark.parametrize(
    "night",
    [
        ["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"],
        ["2026-03-29T01:59:59+01:00", "2026-03-29T03:00:00+02:00"],
    ],
    ids=["half past two twice", "an hour that is not"],
)
def test_the_night_when_the_hour_changes_is_one_day(
    arrive: Callable[..., Minor], by: User, site: Site, time_machine: object, night: list[str]
) -> None:
    minor = arrive(night[0])
    time_machine.move_to(datetime.datetime.fromisoformat(night[1]), tick=False)
    _arrival, is_new = actions.register_arrival(by=by, minor=minor, site=site)
    assert not is_new
    week = week_of(datetime.date.fromisoformat(night[0][:10]))
    report = report_on(week, [site])
    assert report.figure("W01") == 1
    assert sum(len(section.breakdowns) > 0 for section in report.sections)
    [by_day] = [c for s in report.sections for c in s.breakdowns if c.code == "W01"]
    assert [part.count for part in by_day.parts] == [0, 0, 0, 0, 0, 0, 1]


def test_leaving_after_midnight_and_coming_back_is_another_day(
    arrive: Callable[..., Minor], by: User, site: Site, time_machine: object
) -> None:
    minor = arrive("2026-11-19T23:00:00+01:00")
    actions.leave(by=by, arrival=minor.arrivals.get())
    time_machine.move_to(datetime.datetime.fromisoformat("2026-11-20T00:10:00+01:00"), tick=False)
    actions.register_arrival(by=by, minor=minor, site=site)
    report = report_on(Week(2026, 47), [site])
    assert [report.figure(code) for code in ("W01", "W02", "W03")] == [2, 1, 1]


def test_the_53rd_week_reaches_into_january(arrive: Callable[..., Minor], site: Site) -> None:
    for instant in ("2026-12-28T10:00:00+01:00", "2027-01-01T10:00:00+01:00",
                    "2027-01-03T10:00:00+01:00"):  # fmt: skip
        arrive(instant)
    report = report_on(Week(2026, 53), [site])
    assert report.figure("W01") == 3
    quarter, year = [f.value for f in report.sections[0].figures if f.code == "W05"]
    assert (quarter, year) == (3, 2)


class TestAverage:
    """W06: arrivals by day of opening; no day of opening, no average."""

    def average(self, *sites: Site) -> float | None:
        return report_on(Week(2026, 47), sites).figure("W06")

    def close(self, site: Site, *days: int) -> None:
        for day in days:
            exception = OpeningException(site=site, day=datetime.date(2026, 11, day))
            staff_actions.add_opening_exception(by=None, exception=exception)

    def test_a_week_without_a_visitor_is_zero(self, site: Site) -> None:
        assert self.average(site) == 0

    def test_a_closed_week_has_none(self, arrive: Callable[..., Minor], site: Site) -> None:
        arrive("2026-11-19T10:00:00+01:00")
        self.close(site, 16, 17, 18, 19, 20)
        assert self.average(site) is None

    def test_a_site_that_keeps_no_hours_has_none(self, by: User) -> None:
        assert self.average(factories.make_site("La Chapelle", "mobile")) is None

    def test_it_is_rounded_to_one_decimal(
        self, arrive: Callable[..., Minor], site: Site, time_machine: object
    ) -> None:
        self.close(site, 16, 17)
        for hour in ("10", "11"):
            arrive(f"2026-11-19T{hour}:00:00+01:00")
        assert self.average(site) == 1  # Wednesday and Thursday, so far
        time_machine.move_to(datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC), tick=False)
        assert self.average(site) == 0.7

    def test_hours_changed_later_leave_it_as_it_was(
        self, arrive: Callable[..., Minor], site: Site, time_machine: object
    ) -> None:
        arrive("2026-11-19T10:00:00+01:00")
        time_machine.move_to(datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC), tick=False)
        assert self.average(site) == 0.2
        time_machine.move_to(datetime.datetime(2026, 12, 1, tzinfo=datetime.UTC), tick=False)
        for weekday in range(2, 6):
            staff_actions.set_opening_hours(by=None, site=site, weekday=weekday, hours=None)
        assert self.average(site) == 0.2

    def test_nothing_at_all_at_no_site(self, by: User) -> None:
        report = report_on(Week(2026, 47), [])
        assert report.figure("W01") == 0
        assert report.figure("W06") is None


def named(values: Iterable[str]) -> list[Named]:
    return [(value, value.upper()) for value in values]


class TestLongLists:
    def test_ten_then_the_others(self) -> None:
        values = [letter for n, letter in enumerate("abcdefghijkl") for _time in range(20 - n)]
        parts = top(named(values))
        assert [part.label for part in parts[:TOP]] == list("ABCDEFGHIJ")
        assert len(parts) == TOP + 1
        assert (parts[-1].name, parts[-1].count) == ("others", 10 + 9)
        assert sum(part.count for part in parts) == len(values)

    def test_ten_have_no_others(self) -> None:
        assert len(top(named("abcdefghij"))) == TOP

    def test_equals_are_in_alphabetical_order(self) -> None:
        assert [part.name for part in top(named("cab"))] == ["a", "b", "c"]

    def test_no_answer_stands_last_however_frequent(self) -> None:
        parts = top(named(["?"] * 9 + ["b"] * 2 + ["a"]), last=["?", "!"])
        assert [(part.name, part.count) for part in parts] == [("b", 2), ("a", 1), ("?", 9)]

    def test_nothing_is_nothing(self) -> None:
        assert top([]) == []

    @pytest.mark.parametrize(
        ("age", "band"), [(0, 0), (13, 0), (14, 1), (15, 2), (16, 3), (17, 4), (18, 5), (99, 5)]
    )
    def test_ages_by_band(self, age: int, band: int) -> None:
        assert age_band(age) == AGE_BANDS[band]
        assert age_band(None) not in AGE_BANDS

    def test_eleven_countries_on_the_page(self, arrive: Callable[..., Minor], site: Site) -> None:
        codes = ["GN", "ML", "CI", "AF", "SD", "GM", "BD", "CD", "ER", "SN", "CM"]
        for country in [*codes, "GN", "unknown"]:
            arrive("2026-11-19T10:00:00+01:00", country=country)
        country = report_on(Week(2026, 47), [site]).sections[1].breakdowns[2]
        assert [part.count for part in country.parts] == [2] + [1] * 9 + [1, 1]
        assert country.total == 13


def test_no_motif_of_sexual_health_is_ever_named(
    arrive: Callable[..., Minor], by: User, site: Site
) -> None:
    minor = arrive("2026-11-19T10:00:00+01:00")
    for motif in Motif:
        factories.make_consultation(minor, by=by, site=site, motif=motif)
    for apart in SexualHealthMotif:
        factories.make_sexual_health(minor, by=by, site=site, motif=apart)
    report = report_on(Week(2026, 47), [site], known=frozenset({"sexual_health"}))
    named = {row.part for row in report.rows() if row.code == "W11" and row.part}
    hidden = {str(motif.label) for motif in SexualHealthMotif} - {str(Motif.OTHER.label)}
    assert not named & hidden
    assert len(named) == TOP + 1
    figures = [figure for section in report.sections for figure in section.figures]
    assert [f.value for f in figures if f.code == "W11"] == [len(Motif), 1, 1, 0]
    assert [f.value for f in figures if f.code == "W13"] == [len(SexualHealthMotif)]
    assert report.sections[2].breakdowns[0].total == len(Motif)
