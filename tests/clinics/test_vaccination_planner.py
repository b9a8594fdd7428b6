"""What the planner proposes, and what it never does."""

import datetime
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinics.vaccination import planner, rules
from clinics.vaccination.answers import RESULTS, Answer, BloodTest, Question
from clinics.vaccination.planner import LIVE_APART, MOST, Dose, Hold, Person, Plan
from clinics.vaccination.vaccines import Live, Valence, live_of
from tests.clinics.planning import (
    ACWY,
    DTCAP,
    DTP,
    HPV,
    MMR,
    TODAY,
    dose,
    person,
    planned,
    validated,
)

SERIES = {series.code: series for series in rules.all_series()}
DAY = datetime.timedelta(days=1)


def today_of(plan: Plan) -> list[str]:
    return [injection.rule.code for injection in plan.today]


def hold_of(plan: Plan, series: str) -> Hold | None:
    return next((held.why for held in plan.held if held.series.code == series), None)


# --- examples ---------------------------------------------------------------------------------


def test_nothing_is_known_of_a_girl_of_sixteen() -> None:
    plan = planned(person(16))
    assert today_of(plan) == ["ROR-1", "DTP-1", "ACWY-1", "HPV-B-1"]
    assert hold_of(plan, "hepatitis_b") == Hold.TEST_FIRST
    assert {(test.rule.code, test.rule.is_before) for test in plan.tests} == {
        ("VHB-SERO", True),
        ("DTP-SERO", False),
    }
    assert plan.later[0].day == TODAY + 28 * DAY
    assert [i.rule.code for i in plan.later[0].injections] == ["ROR-2", "MENB-1"]


def test_each_visit_ahead_follows_its_rule() -> None:
    plan = planned(person(16, results={"hepatitis_b": "negative"}))
    days = {
        injection.rule.code: visit.day
        for visit in (planner.Visit(TODAY, plan.today), *plan.later)
        for injection in visit.injections
    }
    assert days["DTP-2"] - days["DTP-1"] >= 56 * DAY
    assert days["DTP-3"] - days["DTP-2"] >= 180 * DAY
    assert days["VHB-B-3"] - days["VHB-B-2"] >= 150 * DAY


@pytest.mark.parametrize(
    ("result", "doses"), [("high", 0), ("middle", 1), ("low", 2)], ids=["high", "middle", "low"]
)
def test_antibodies_a_month_after_one_dose_spare_the_others(result: str, doses: int) -> None:
    who = person(16, results={"anti_tetanus": result})
    plan = planned(who, dose(DTCAP, 35))
    ahead = [i for visit in plan.later for i in visit.injections if i.series == "dtp"]
    assert len(ahead) == doses
    assert not any(injection.series == "dtp" for injection in plan.today)


def test_the_test_after_a_first_dose_is_asked_for_while_it_is_time() -> None:
    def asked(days_ago: int, **results: str) -> list[tuple[datetime.date, datetime.date]]:
        plan = planned(person(16, results=results), dose(DTCAP, days_ago))
        return [(t.first, t.last) for t in plan.tests if t.rule.code == "DTP-SERO"]

    assert asked(10) == [(TODAY + 18 * DAY, TODAY + 46 * DAY)]
    assert asked(35) == [(TODAY, TODAY + 21 * DAY)]
    assert asked(57) == []
    assert asked(35, anti_tetanus="low") == []


def test_a_scheme_that_was_begun_at_its_age_is_ended_with_its_own_doses() -> None:
    """Fourteen at the first dose of HPV, sixteen now: one more, not two."""
    plan = planned(person(16), dose(HPV, 800))
    assert "HPV-A-2" in today_of(plan)
    assert not any(i.series == "hpv" for visit in plan.later for i in visit.injections)


def test_a_dose_too_close_does_not_count_and_puts_off_the_next() -> None:
    plan = planned(person(16), dose(MMR, 30, Live.VIRAL), dose(MMR, 10, Live.VIRAL))
    assert "ROR-2" not in today_of(plan)
    ahead = next(v for v in plan.later if any(i.series == "mmr" for i in v.injections))
    assert ahead.day >= TODAY + 18 * DAY


def test_a_measles_vaccine_before_the_first_birthday_does_not_count() -> None:
    who = person(16)
    assert who.born is not None
    early = Dose(MMR, who.born[0] + 270 * DAY, who.born[0] + 270 * DAY, Live.VIRAL)
    assert "ROR-1" in today_of(planned(who, early))


def test_what_was_never_asked_is_asked_first() -> None:
    plan = planned(Person(born=person(16).born))
    assert plan.today == plan.later == ()
    assert plan.asks == (
        Question.SEVERE_REACTION,
        Question.IMMUNODEFICIENCY,
        Question.PREGNANCY,
    )
    assert planned(Person(born=None)).asks[0] == Question.AGE


def test_chickenpox_is_asked_then_tested_then_given() -> None:
    assert Question.CHICKENPOX in planned(person(16)).asks
    told = planned(person(16, results={"chickenpox": "no"}))
    assert hold_of(told, "varicella") == Hold.TEST_FIRST
    tested = planned(person(16, results={"chickenpox": "no", "varicella_igg": "negative"}))
    assert "VAR-1" in [i.rule.code for v in (*tested.later,) for i in v.injections]
    had = planned(person(16, results={"chickenpox": "yes"}))
    assert hold_of(had, "varicella") == Hold.STOPPED


def test_no_bcg_once_she_may_be_fifteen() -> None:
    young = {"results": {"tuberculin": "negative"}}
    codes = [i.rule.code for v in planned(person(13, **young)).later for i in v.injections]
    assert "BCG-1" in codes
    first, _ = person(15).born or (TODAY, TODAY)
    maybe = planned(person(13, born=(first, first + 400 * DAY), **young))
    assert "BCG-1" not in [
        *today_of(maybe),
        *(i.rule.code for v in maybe.later for i in v.injections),
    ]


def test_a_severe_reaction_to_an_unknown_vaccine_holds_everything() -> None:
    for named in (frozenset(), HPV):
        plan = planned(person(16, severe_reaction=Answer.YES, reacted_to=named))
        assert plan.today == plan.later == ()
    assert {held.why for held in plan.held} >= {Hold.SEVERE_REACTION}


# --- whose rules ------------------------------------------------------------------------------


def test_what_was_given_today_is_counted_among_the_four() -> None:
    """Recorded, they are not followed by a fifth on the page that comes back."""
    given_now = [dose(MMR, 0, Live.VIRAL), dose(DTCAP, 0), dose(HPV, 0), dose(ACWY, 0)]
    plan = planned(person(16), *given_now)
    assert plan.today == ()
    assert "MENB-1" in [i.rule.code for visit in plan.later for i in visit.injections]
    assert len(planned(person(16), *given_now[:3]).today) == 1


def test_hpv_waits_until_after_a_pregnancy() -> None:
    plan = planned(person(16, pregnancy=Answer.YES))
    assert hold_of(plan, "hpv") == Hold.PREGNANCY
    assert hold_of(plan, "mmr") == Hold.PREGNANCY
    assert "DTP-1" in today_of(plan)
    asked = planned(person(16, pregnancy=Answer.NOT_ASKED))
    assert hold_of(asked, "hpv") == Hold.ASK_FIRST


def test_vaccines_of_one_day_protect_together() -> None:
    """A national programme: diphtheria and tetanus in one syringe, polio by the mouth."""
    past = [
        one
        for days in (3000, 2900, 2700)
        for one in (dose(DTP - {Valence.POLIO}, days), dose(frozenset({Valence.POLIO}), days))
    ]
    assert hold_of(planned(person(16), *past), "dtp") == Hold.COMPLETE


def test_a_part_of_it_given_lately_puts_off_the_rest() -> None:
    plan = planned(person(16), dose(frozenset({Valence.TETANUS}), 5))
    assert not any(code.startswith("DTP") for code in today_of(plan))


def test_the_tuberculin_test_waits_after_a_live_vaccine() -> None:
    def test_of(*doses: Dose) -> datetime.date:
        plan = planned(person(13), *doses)
        return next(t.first for t in plan.tests if t.rule.test == BloodTest.TUBERCULIN)

    assert test_of() == TODAY
    assert test_of(dose(MMR, 0, Live.VIRAL)) == TODAY
    assert test_of(dose(MMR, 10, Live.VIRAL)) == TODAY + 18 * DAY
    assert test_of(dose(MMR, 40, Live.VIRAL)) == TODAY


def test_rules_that_no_doctor_has_validated_propose_nothing() -> None:
    plan = planner.plan(rules.all_series(), person(16), (), TODAY, {})
    assert plan.today == plan.later == plan.tests == ()
    assert {held.why for held in plan.held} == {Hold.UNVALIDATED}


def test_one_rule_without_a_validation_holds_its_series_alone() -> None:
    known = validated()
    del known["DTP-3", 1]
    plan = planner.plan(rules.all_series(), person(16), (), TODAY, known)
    assert hold_of(plan, "dtp") == Hold.UNVALIDATED
    assert "ROR-1" in today_of(plan)


@pytest.mark.parametrize(("day", "holds"), [(TODAY, False), (TODAY + DAY, True)])
def test_a_validation_holds_for_eighteen_months(day: datetime.date, *, holds: bool) -> None:
    known = validated(datetime.date(2025, 5, 19))
    plan = planner.plan(rules.all_series(), person(16), (), day, known)
    assert (hold_of(plan, "mmr") == Hold.STALE) is holds


# --- properties -------------------------------------------------------------------------------

ANSWERS = st.sampled_from(Answer)
RESULT_SETS = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(found) for name, found in RESULTS.items()}
)
HELD = [DTP, DTCAP, MMR, HPV, *(frozenset({valence}) for valence in Valence)]


@st.composite
def births(draw: st.DrawFn) -> tuple[datetime.date, datetime.date]:
    """From nine to thirty years old; sure, or to within two years."""
    first = TODAY - draw(st.integers(9 * 365, 30 * 365)) * DAY
    return first, first + draw(st.sampled_from([0, 30, 365, 1095])) * DAY


@st.composite
def past_doses(draw: st.DrawFn) -> Dose:
    """A day, a month or a year."""
    valences = draw(st.sampled_from(HELD))
    first = TODAY - draw(st.integers(0, 12 * 365)) * DAY
    last = min(TODAY, first + draw(st.sampled_from([0, 0, 30, 364])) * DAY)
    return Dose(valences, first, last, live_of("", valences))


PEOPLE = st.builds(
    Person,
    born=st.none() | births(),
    severe_reaction=ANSWERS,
    reacted_to=st.just(frozenset()) | st.sampled_from(HELD),
    immunodeficiency=ANSWERS,
    pregnancy=ANSWERS,
    results=RESULT_SETS,
)
ASKED = st.builds(
    Person,
    born=births(),
    severe_reaction=st.just(Answer.NO),
    immunodeficiency=st.just(Answer.NO),
    pregnancy=st.just(Answer.NO),
    results=RESULT_SETS,
)
DOSES = st.lists(past_doses(), max_size=12)
EXAMPLES = settings(max_examples=150, deadline=None)


def visits(plan: Plan) -> list[planner.Visit]:
    now = [planner.Visit(TODAY, plan.today)] if plan.today else []
    return [*now, *plan.later]


@EXAMPLES
@given(ASKED, DOSES)
def test_two_live_viral_vaccines_are_on_one_day_or_28_days_apart(
    who: Person, doses: list[Dose]
) -> None:
    past = [d.last for d in doses if d.live == Live.VIRAL]
    days = [
        visit.day
        for visit in visits(planned(who, *doses))
        if any(injection.rule.live == Live.VIRAL for injection in visit.injections)
    ]
    for index, day in enumerate(days):
        for other in (*past, *days[:index]):
            assert day - other >= LIVE_APART


@EXAMPLES
@given(ASKED, DOSES)
def test_never_more_than_four_injections(who: Person, doses: list[Dose]) -> None:
    for visit in visits(planned(who, *doses)):
        assert 0 < len(visit.injections) <= MOST == 4


@EXAMPLES
@given(ASKED, DOSES)
def test_never_below_the_minimum_age_nor_too_soon(who: Person, doses: list[Dose]) -> None:
    """Even if she is as young as she may be; after the latest that a dose may have been."""
    known = list(doses)
    for visit in visits(planned(who, *doses)):
        for injection in visit.injections:
            rule, series = injection.rule, SERIES[injection.series]
            assert who.first_day_at(rule.age_min, rule.min_age_days) <= visit.day
            for past in (d for d in known if series.wanted <= d.valences):
                assert visit.day - past.last >= rule.interval_days * DAY
        known += [Dose(i.rule.valences, visit.day, visit.day) for i in visit.injections]


@EXAMPLES
@given(ASKED, DOSES, past_doses())
def test_one_more_dose_however_late_never_adds_any(
    who: Person, doses: list[Dose], more: Dose
) -> None:
    for series in rules.all_series():
        before = planner.course(series, who, doses, TODAY)
        after = planner.course(series, who, [*doses, more], TODAY)
        if before is not None:
            assert after is not None
            assert after.remaining <= before.remaining


@EXAMPLES
@given(ASKED, st.integers(0, 2000), st.integers(0, 2000))
def test_a_valid_dose_counts_whatever_the_delay(who: Person, gap: int, more: int) -> None:
    """Old enough for sure and far enough apart: both count, be it after ten years."""
    scheme = SERIES["mmr"].schemes[0]
    first = who.first_day_at(0, scheme.doses[0].min_age_days) + more * DAY
    second = first + (scheme.doses[1].interval_days + gap) * DAY
    given_doses = [Dose(MMR, day, day, Live.VIRAL) for day in (first, second)]
    assert len(planner.counted(scheme, MMR, who, given_doses)) == 2
    close = first + (scheme.doses[1].interval_days - 1) * DAY
    too_close = [given_doses[0], Dose(MMR, close, close, Live.VIRAL)]
    assert len(planner.counted(scheme, MMR, who, too_close)) == 1


@EXAMPLES
@given(PEOPLE, DOSES)
def test_no_live_vaccine_unless_both_were_asked_and_denied(who: Person, doses: list[Dose]) -> None:
    for visit in visits(planned(who, *doses)):
        for injection in visit.injections:
            assert who.severe_reaction != Answer.NOT_ASKED
            if injection.rule.live != Live.NO:
                assert who.pregnancy == who.immunodeficiency == Answer.NO


@EXAMPLES
@given(PEOPLE, DOSES)
def test_what_she_reacted_to_is_never_proposed(who: Person, doses: list[Dose]) -> None:
    for visit in visits(planned(who, *doses)):
        for injection in visit.injections:
            assert not injection.rule.valences & who.reacted_to


@EXAMPLES
@given(ASKED, DOSES)
def test_a_wider_doubt_never_makes_a_dose_count(who: Person, doses: list[Dose]) -> None:
    """A dose known to the month counts only where each of its days would."""
    for series in rules.all_series():
        for scheme in series.schemes:
            loose = planner.counted(scheme, series.wanted, who, doses)
            for end in ("first", "last"):
                sure = [replace(d, first=getattr(d, end), last=getattr(d, end)) for d in doses]
                assert len(loose) <= len(planner.counted(scheme, series.wanted, who, sure))


@EXAMPLES
@given(ASKED, DOSES)
def test_whatever_the_age_is_in_its_span_the_proposal_is_allowed(
    who: Person, doses: list[Dose]
) -> None:
    """No dose is proposed from nothing that her youngest or her oldest age would not be given."""
    assert who.born is not None
    for injection in planned(who).today:
        series = SERIES[injection.series]
        for day in who.born:
            certain = replace(who, born=(day, day))
            found = planner.course(series, certain, (), TODAY)
            assert found is not None
            assert found.remaining > 0
