"""Legal bases, steps of a pregnancy, methods: what is shipped, and how a term is counted."""

import datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from cases.choices import Precision
from clinics.choices import ActKind
from clinics.midwifery import lines, term
from clinics.midwifery.lines import RuleKind
from clinics.models import next_due

DAY = datetime.timedelta(days=1)
TODAY = datetime.date(2026, 11, 19)
days = st.dates(datetime.date(2020, 1, 1), datetime.date(2032, 12, 31))


@pytest.mark.parametrize("shipped", [lines.legal_bases, lines.methods, lines.pregnancy_rules])
def test_no_line_that_is_shipped_has_a_validator(shipped: object) -> None:
    found = shipped().values()
    assert found
    for line in found:
        assert line.validated_by == "", line.code
        assert all((line.code, line.fr, line.en, line.source)), line.code


def test_lines_speak_the_language_of_the_page() -> None:
    basis = lines.legal_bases()["contraception"]
    for language, said in (("fr", basis.fr), ("en", basis.en)):
        with translation.override(language):
            assert str(basis) == said


def test_every_act_has_a_basis_that_fits_and_one_says_that_none_is_known() -> None:
    for kind in ActKind.values:
        assert [b for b in lines.legal_bases().values() if b.fits(kind)]
    assert lines.legal_bases()["to_ask"].fits(ActKind.OTHER)
    assert not lines.legal_bases()["abortion"].fits(ActKind.VACCINATION)


def test_there_is_one_term_one_limit_and_steps_in_weeks_that_go_up() -> None:
    rules = lines.pregnancy_rules().values()
    assert [rule.code for rule in rules if rule.kind == RuleKind.TERM] == ["term"]
    assert [rule.code for rule in rules if rule.kind == RuleKind.LIMIT] == ["abortion_limit"]
    term_weeks = lines.pregnancy_rules()["term"].to_week
    for rule in lines.pregnancy_steps():
        assert rule.from_week < rule.to_week <= term_weeks, rule.code


def test_a_method_is_due_after_its_interval_or_never() -> None:
    assert next_due("injection", TODAY) == TODAY + 84 * DAY
    assert next_due("condoms", TODAY) is None
    assert next_due("gone", TODAY) is None


# --- the term ---------------------------------------------------------------------------------


def test_the_limit_and_the_term_of_a_known_day() -> None:
    """14 weeks of pregnancy are 16 weeks since the last period: 112 days."""
    begun = term.from_period(datetime.date(2026, 8, 1), Precision.DAY)
    limit = term.window(lines.pregnancy_rules()["abortion_limit"], begun)
    assert limit.before == datetime.date(2026, 11, 21)
    assert (limit.is_over(limit.before - DAY), limit.is_over(limit.before)) == (False, True)
    assert limit.is_now(limit.before - DAY)
    assert limit.is_over(limit.before)
    age = term.ages_on(begun, limit.before)[0]
    assert (age.weeks, age.days, age.of_pregnancy.weeks) == (16, 0, 14)
    expected = term.expected(lines.pregnancy_rules()["term"], begun)
    assert expected == (datetime.date(2027, 5, 15),) * 2


@given(day=days, weeks=st.integers(0, 44), more=st.integers(0, 6), later=st.integers(0, 120))
def test_a_scan_and_the_period_it_counts_back_to_say_the_same(
    day: datetime.date, weeks: int, more: int, later: int
) -> None:
    begun = term.from_scan(day, weeks, more)
    assert begun == term.from_period(day - (7 * weeks + more) * DAY, Precision.DAY)
    assert term.ages_on(begun, day) == (term.Age(weeks, more),) * 2
    after = term.ages_on(begun, day + later * DAY)[0]
    assert after.weeks * 7 + after.days == weeks * 7 + more + later


@given(begun=days, on=days)
def test_a_month_holds_every_day_of_it(begun: datetime.date, on: datetime.date) -> None:
    """Whatever the day was, the age lies in the span, and nothing is missed by the limit."""
    month = term.from_period(begun, Precision.MONTH)
    sure = term.from_period(begun, Precision.DAY)
    assert month.first <= begun <= month.last
    assert (month.first.month, month.last.month) == (begun.month, begun.month)
    assert (month.last + DAY).month != begun.month
    least, most = term.ages_on(month, on)
    (exact, _same) = term.ages_on(sure, on)
    keys = [(age.weeks, age.days) for age in (least, exact, most)]
    assert keys == sorted(keys)
    for rule in lines.pregnancy_rules().values():
        assert term.window(rule, month).before <= term.window(rule, sure).before


@given(begun=days, on=days)
def test_a_step_is_before_during_or_over_and_never_two_of_them(
    begun: datetime.date, on: datetime.date
) -> None:
    beginning = term.from_period(begun, Precision.DAY)
    weeks = term.ages_on(beginning, on)[0].weeks
    for rule in lines.pregnancy_steps():
        window = term.window(rule, beginning)
        assert window.is_now(on) == (on >= begun and rule.from_week <= weeks < rule.to_week)
        assert window.is_over(on) == (weeks >= rule.to_week)
        assert not (window.is_over(on) and window.is_now(on))
