"""A deadline ends when it should: worked examples, and what holds of every date."""

import csv
import datetime
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.deadlines import counting, rules
from referrals.deadlines.counting import Precision, Reason, Refused, Stop
from referrals.deadlines.holidays import closed, easter, public_holidays
from referrals.deadlines.rules import StopKind, Unit

EXAMPLES = list(
    csv.DictReader((Path(__file__).parent / "deadline_examples.csv").read_text().splitlines())
)
# A kind of stop for each effect, so that one rule may have both.
KINDS = {"suspends": StopKind.COURT, "interrupts": StopKind.LEGAL_AID}


def rule(**values: object) -> rules.Rule:
    """A rule of fifteen civil days from a notification, but for what is said."""
    row = dict.fromkeys(next(iter(rules.rows().values())), "")
    row |= {"code": "T", "version": "1", "fr": "essai", "en": "trial", "trigger": "notified"}
    row |= {"direction": "after", "amount": "15", "unit": "days", "mode": "civil"}
    row |= {"roll": "next", "severity": "info", "nature": "legal", "basis": "b", "source": "s"}
    return rules.read(row | {name: str(value) for name, value in values.items()})


def trigger(text: str) -> counting.Trigger:
    """2026, 2026-03, 2026-03-06, 2026-03-06 17:30."""
    day, _, hour = text.partition(" ")
    return counting.known(
        *map(int, day.split("-")), time=datetime.time.fromisoformat(hour) if hour else None
    )


def stops(text: str) -> list[Stop]:
    """`suspends 2026-03-06 2026-03-16; interrupts 2026-03-18`, with or without hours."""
    found = []
    for words in filter(None, text.split(";")):
        effect, _, span = words.strip().partition(" ")
        ends = [trigger(one).at for one in re.findall(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d)?", span)]
        found.append(Stop(KINDS[effect], *ends))
    return found


def rule_of(example: dict[str, str]) -> rules.Rule:
    names = ("mode", "age", "direction", "amount", "unit", "roll")
    values = {name: example[name] for name in names}
    values["trigger"] = "birth" if example["age"] else "notified"
    if example["stops"]:
        values["stops"] = "court=suspends legal_aid=interrupts"
    return rule(**values)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["about"])
def test_worked_examples(example: dict[str, str]) -> None:
    computed = rule_of(example)
    found = counting.compute(computed, trigger(example["trigger"]), stops(example["stops"]))
    if computed.unit == Unit.HOURS:
        assert f"{found.due_at:%Y-%m-%d %H:%M}" == example["ends"]
    else:
        assert str(found.last_day) == example["ends"]
        ends_with_the_day = found.due_at == counting.moment(counting.add_days(found.last_day, 1))
        assert ends_with_the_day == (computed.amount > 0)


def test_enough_examples_and_half_of_them_have_a_source() -> None:
    assert len(EXAMPLES) >= 60
    assert len({example["about"] for example in EXAMPLES}) == len(EXAMPLES)
    assert sum(bool(example["source"]) for example in EXAMPLES) >= 30
    assert {example["mode"] for example in EXAMPLES} == {mode.value for mode in rules.Mode}


EASTERS = [
    "1954-04-18",
    "1981-04-19",
    "2008-03-23",
    "2020-04-12",
    "2021-04-04",
    "2022-04-17",
    "2023-04-09",
    "2024-03-31",
    "2025-04-20",
    "2026-04-05",
    "2027-03-28",
    "2028-04-16",
    "2029-04-01",
    "2030-04-21",
    "2031-04-13",
    "2032-03-28",
    "2033-04-17",
    "2034-04-09",
    "2035-03-25",
    "2038-04-25",
    "2285-03-22",
]


@pytest.mark.parametrize("sunday", EASTERS)
def test_easter(sunday: str) -> None:
    """Dates of the ecclesiastical tables: the earliest and the latest that there are among them."""
    assert str(easter(int(sunday[:4]))) == sunday


@pytest.mark.parametrize("year", range(2024, 2036))
def test_what_ends_on_a_holiday_is_carried_past_it(year: int) -> None:
    assert len(public_holidays(year)) >= 10
    for day in public_holidays(year):
        found = counting.compute(rule(amount=1), trigger(str(counting.add_days(day, -1))))
        assert found.ends_on == day
        assert found.last_day > day
        assert closed(found.last_day) is None
        passed = (found.last_day - day).days
        assert all(closed(counting.add_days(day, number)) for number in range(passed))


def test_two_holidays_on_one_day() -> None:
    """1 May and 8 May may be Ascension Day; the day is closed once."""
    assert len(public_holidays(2008)) == 10  # Ascension on 1 May
    assert closed(datetime.date(2008, 5, 1)) == "labour_day"


DAYS = st.dates(datetime.date(2000, 1, 1), datetime.date(2090, 12, 31))
MINUTES = st.times().map(lambda time: time.replace(second=0, microsecond=0))
LENGTHS = st.integers(1, 400)
CALENDAR_UNITS = st.sampled_from(["days", "working_days", "months", "years"])
DAY_MODES = st.sampled_from(["civil", "franc", "calendar"])


@given(DAYS, st.integers(1, 60), CALENDAR_UNITS, DAY_MODES, st.sampled_from(["none", "next"]))
def test_never_due_before_its_trigger(
    day: datetime.date, amount: int, unit: str, mode: str, roll: str
) -> None:
    found = counting.compute(
        rule(amount=amount, unit=unit, mode=mode, roll=roll), trigger(str(day))
    )
    assert found.due_at > found.trigger.at
    assert found.last_day >= found.ends_on > day


@given(DAYS, st.integers(1, 60), CALENDAR_UNITS, st.sampled_from(["civil", "franc"]))
def test_never_ends_on_a_closed_day_when_it_is_carried(
    day: datetime.date, amount: int, unit: str, mode: str
) -> None:
    found = counting.compute(rule(amount=amount, unit=unit, mode=mode), trigger(str(day)))
    assert closed(found.last_day) is None


@given(DAYS, st.integers(1, 60), CALENDAR_UNITS)
def test_franc_is_a_day_later_than_civil(day: datetime.date, amount: int, unit: str) -> None:
    civil = counting.compute(rule(amount=amount, unit=unit), trigger(str(day)))
    franc = counting.compute(rule(amount=amount, unit=unit, mode="franc"), trigger(str(day)))
    assert franc.ends_on - civil.ends_on == datetime.timedelta(days=1)
    assert franc.due_at >= civil.due_at


@given(DAYS, LENGTHS, CALENDAR_UNITS, DAY_MODES)
def test_more_days_never_end_sooner(day: datetime.date, amount: int, unit: str, mode: str) -> None:
    shorter = counting.compute(rule(amount=amount, unit=unit, mode=mode), trigger(str(day)))
    longer = counting.compute(rule(amount=amount + 1, unit=unit, mode=mode), trigger(str(day)))
    assert longer.ends_on > shorter.ends_on
    assert longer.due_at >= shorter.due_at


@given(DAYS, LENGTHS, st.integers(0, 400), st.integers(0, 200), st.sampled_from(sorted(KINDS)))
def test_a_stop_never_shortens(
    day: datetime.date, amount: int, after: int, days: int, effect: str
) -> None:
    stopped_rule = rule(amount=amount, stops=f"{KINDS[effect]}={effect}")
    plain = counting.compute(stopped_rule, trigger(str(day)))
    begins = counting.moment(counting.add_days(day, min(after, amount)))
    ends = counting.moment(counting.add_days(begins.date(), days))
    found = counting.compute(stopped_rule, trigger(str(day)), [Stop(KINDS[effect], begins, ends)])
    assert found.due_at >= plain.due_at
    if effect == "suspends":
        assert (found.ends_on - plain.ends_on).days == days
    else:
        assert found.ends_on == counting.add_days(ends.date(), amount)


@given(DAYS, MINUTES, st.integers(1, 200))
def test_hours_are_hours_that_pass(day: datetime.date, time: datetime.time, amount: int) -> None:
    hours = rule(amount=amount, unit="hours", mode="hours", roll="none")
    if _is_skipped(day, time):
        with pytest.raises(Refused):
            counting.moment(day, time)
    else:
        from_then = counting.known(day.year, day.month, day.day, time)
        found = counting.compute(hours, from_then)
        assert counting.elapsed(from_then.at, found.due_at) == datetime.timedelta(hours=amount)


def _is_skipped(day: datetime.date, time: datetime.time) -> bool:
    """Between 2 and 3 on the last Sunday of March."""
    return day.month == 3 and day.weekday() == 6 and day.day > 24 and time.hour == 2


def test_what_is_known_of_a_date() -> None:
    assert trigger("2026").precision == Precision.YEAR
    assert trigger("2026-03").at == counting.moment(datetime.date(2026, 3, 1))
    assert trigger("2026-03-06").at.hour == 0
    assert trigger("2026-03-06 17:30").precision == Precision.MINUTE
    assert trigger("2026-10-25 02:30").at.utcoffset() == datetime.timedelta(hours=2)
    assert trigger("2026").is_earliest
    assert not trigger("2026-03-06").is_earliest


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ((2026, 2, 29), Reason.NO_SUCH_DATE),
        ((2026, 13), Reason.NO_SUCH_DATE),
        ((26, 3, 6), Reason.OUT_OF_RANGE),
        ((2026, 3, None, datetime.time(9)), Reason.HOUR_WITHOUT_DAY),
        ((2026, 3, 29, datetime.time(2, 30)), Reason.NO_SUCH_HOUR),
    ],
)
def test_dates_that_are_none(values: tuple[object, ...], reason: Reason) -> None:
    with pytest.raises(Refused) as refusal:
        counting.known(*values)
    assert refusal.value.reason == reason


@pytest.mark.parametrize(
    ("pauses", "reason"),
    [
        ("suspends 2026-03-16 2026-03-10", Reason.STOP_ENDS_BEFORE_START),
        ("suspends 2026-03-05 2026-03-10", Reason.STOP_BEFORE_TRIGGER),
        ("suspends 2026-03-24 2026-03-30", Reason.STOP_AFTER_END),
        (
            "suspends 2026-03-10 2026-03-16;suspends 2026-03-12 2026-03-20",
            Reason.STOPS_OVERLAP,
        ),
        ("suspends 2026-03-10;suspends 2026-03-12 2026-03-20", Reason.STOPS_OVERLAP),
        ("interrupts 2026-03-10 2026-04-01;suspends 2026-05-01", Reason.STOP_AFTER_END),
    ],
)
def test_stops_that_do_not_go_together(pauses: str, reason: Reason) -> None:
    both = rule(stops="court=suspends legal_aid=interrupts")
    with pytest.raises(Refused) as refusal:
        counting.compute(both, trigger("2026-03-06"), stops(pauses))
    assert refusal.value.reason == reason


def test_a_rule_that_nothing_stops() -> None:
    with pytest.raises(Refused) as refusal:
        counting.compute(rule(), trigger("2026-03-06"), stops("suspends 2026-03-10"))
    assert refusal.value.reason == Reason.DOES_NOT_STOP


def test_hours_stopped_after_their_end() -> None:
    hours = rule(amount=48, unit="hours", mode="hours", roll="none", stops="court=suspends")
    late = stops("suspends 2026-03-08 17:31")
    with pytest.raises(Refused) as refusal:
        counting.compute(hours, trigger("2026-03-06 17:30"), late)
    assert refusal.value.reason == Reason.STOP_AFTER_END


def test_a_rule_before_and_after_it_held() -> None:
    former = rule(valid_from="2021-05-01", valid_to="2024-07-14")
    counting.compute(former, trigger("2024-07-14"))
    for day in ("2021-04-30", "2024-07-15"):
        with pytest.raises(Refused) as refusal:
            counting.compute(former, trigger(day))
        assert refusal.value.reason == Reason.NOT_IN_FORCE


def warned(found: counting.Result) -> list[str]:
    return [f"{at:%Y-%m-%d %H:%M}" for at in found.warnings]


def test_warnings_count_from_the_day_that_it_was_carried_to() -> None:
    appeal = rule(warnings="due-10d due-5d due-2d")
    found = counting.compute(appeal, trigger("2026-03-06"))
    assert warned(found) == ["2026-03-13 00:00", "2026-03-18 00:00", "2026-03-21 00:00"]


def test_no_warning_before_what_it_counts_from() -> None:
    found = counting.compute(rule(amount=5, warnings="due-30d due-1d"), trigger("2026-03-06"))
    assert warned(found) == ["2026-03-10 00:00"]


def test_warnings_in_hours_and_around_a_birthday() -> None:
    hours = rule(amount=48, unit="hours", mode="hours", roll="none", warnings="start+1h due-2h")
    found = counting.compute(hours, trigger("2026-10-24 12:00"))
    assert warned(found) == ["2026-10-24 13:00", "2026-10-26 09:00"]
    permit = rules.rules()["D17", 1]
    found = counting.compute(permit, trigger("2008-03-06"))
    assert warned(found) == [
        "2025-09-06 00:00",
        "2026-03-06 00:00",
        "2026-04-05 00:00",
        "2026-04-20 00:00",
    ]
