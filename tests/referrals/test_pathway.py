"""The table of stages: nobody is stuck in it, and it always sums up in one line."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals import pathway
from referrals.choices import ProcedureKind
from referrals.deadlines import rules
from referrals.pathway import (
    EXITS,
    NOT_PRESENTED,
    NOT_SEEN,
    SITUATIONS,
    STAGES,
    Situated,
    Stage,
    Standing,
)

CODES = st.sampled_from(sorted(STAGES))
DAYS = st.dates(datetime.date(2020, 1, 1), datetime.date(2035, 12, 31))
STANDINGS = st.lists(st.builds(Standing, CODES.map(STAGES.get), DAYS), max_size=8)
SITUATED = st.builds(Situated, st.sampled_from(sorted(SITUATIONS)).map(SITUATIONS.get), DAYS, DAYS)
NOT_SEEN_SINCE = st.none() | DAYS
# The three refusals that stay three things, each the end of its own road.
REFUSALS = {"L32": "evaluation", "L61": "children_judge", "L46": "children_judge"}


def reached(code: str) -> set[str]:
    """Return the stages that the table leads to from one, however many steps away."""
    found, waiting = set(), [code]
    while waiting:
        for following in STAGES[waiting.pop()].following:
            if following not in found:
                found.add(following)
                waiting.append(following)
    return found


@given(CODES)
def test_no_stage_is_without_a_way_out_but_the_ends(code: str) -> None:
    stage = STAGES[code]
    given_up = next(s.code for s in pathway.stages_of(stage.kind) if s.code.startswith("W"))
    if not stage.ends:
        assert pathway.follows(code, given_up)
        assert any(STAGES[found].ends for found in reached(code)), f"{code} leads nowhere"
    else:
        assert not pathway.follows(code, given_up)


@pytest.mark.parametrize("kind", list(ProcedureKind))
def test_every_stage_of_a_procedure_is_reached_from_its_first(kind: str) -> None:
    first, *others = pathway.stages_of(kind)
    unreached = {s.code for s in others} - reached(first.code)
    assert all(code.startswith("W") for code in unreached), unreached


@given(CODES)
def test_what_follows_is_of_the_same_procedure(code: str) -> None:
    assert {STAGES[found].kind for found in STAGES[code].following} <= {STAGES[code].kind}


def test_only_what_rules_comes_after_what_is_filed() -> None:
    """A procedure in which something is decided has something that is filed, or is not asked."""
    for kind in ProcedureKind:
        stages = pathway.stages_of(kind)
        if any(stage.decides for stage in stages) and kind != ProcedureKind.EVALUATION:
            assert any(stage.files for stage in stages), kind


@pytest.mark.parametrize(("code", "kind"), REFUSALS.items())
def test_three_refusals_stay_three_things(code: str, kind: str) -> None:
    stage = STAGES[code]
    assert (stage.kind, stage.ends) == (kind, True)
    assert len({str(STAGES[one].label) for one in REFUSALS}) == len(REFUSALS)
    assert len({STAGES[one].rank for one in REFUSALS}) == len(REFUSALS)


@given(STANDINGS, st.none() | SITUATED, NOT_SEEN_SINCE)
def test_the_headline_is_never_undefined(
    procedures: list[Standing], situation: Situated | None, not_seen: datetime.date | None
) -> None:
    found = pathway.headline(procedures, situation, not_seen)
    still_open = [one for one in procedures if not one.stage.ends]
    assert str(found.state.label)
    assert (found.since is None) == (found.state == NOT_PRESENTED)
    if situation is not None and situation.state.is_exit:
        assert found.state == situation.state, "an exit that stands is said"
    elif still_open:
        assert isinstance(found.state, Stage)
        assert not found.state.ends, "what is open comes before what is closed"
        assert found.state.rank == max(one.stage.rank for one in still_open)
    elif not_seen is not None:
        assert (found.state, found.since) == (NOT_SEEN, not_seen)
        assert found.before == pathway.headline(procedures, situation).state
    else:
        known = {one.stage.code for one in procedures} | ({situation.state.code} if situation
                                                          else set())  # fmt: skip
        assert found.state.code in known | {NOT_PRESENTED.code}


@given(STANDINGS, st.none() | SITUATED, NOT_SEEN_SINCE)
def test_the_headline_does_not_depend_on_the_order(
    procedures: list[Standing], situation: Situated | None, not_seen: datetime.date | None
) -> None:
    one = pathway.headline(procedures, situation, not_seen)
    other = pathway.headline(reversed(procedures), situation, not_seen)
    assert (one.since, getattr(one.state, "rank", None)) == (
        other.since, getattr(other.state, "rank", None)
    )  # fmt: skip


@given(SITUATED, st.none() | DAYS)
def test_from_every_exit_one_comes_back_and_from_nothing_else(
    situation: Situated, came_on: datetime.date | None
) -> None:
    is_over = pathway.is_over(situation, came_on)
    has_come = came_on is not None and came_on > situation.at_latest
    assert is_over == (has_come and situation.state.code in EXITS)


@given(STANDINGS, SITUATED)
def test_every_state_leads_to_every_exit_and_no_other_situation_hides_a_procedure(
    procedures: list[Standing], situation: Situated
) -> None:
    found = pathway.headline(procedures, situation)
    is_open = any(not one.stage.ends for one in procedures)
    if situation.state.is_exit:
        assert found.state == situation.state
    elif is_open:
        assert found.state != situation.state


@given(NOT_SEEN_SINCE, st.integers(0, 400))
def test_not_seen_is_counted_in_days(contact_on: datetime.date | None, days: int) -> None:
    today = (contact_on or datetime.date(2026, 3, 1)) + datetime.timedelta(days=days)
    found = pathway.not_seen_since(contact_on, today)
    assert found == (contact_on if contact_on and days >= 90 else None)


def standing(code: str, day: int) -> Standing:
    return Standing(STAGES[code], datetime.date(2026, 3, day))


def situated(code: str, day: int) -> Situated:
    return Situated(SITUATIONS[code], *[datetime.date(2026, 3, day)] * 2)


@pytest.mark.parametrize(
    ("procedures", "situation", "not_seen", "expected"),
    [
        ([], None, None, "L00"),
        ([("L32", 1)], None, None, "L32"),
        ([("L32", 1), ("L41", 5)], None, None, "L41"),
        ([("L32", 1), ("L41", 5), ("J10", 9)], None, None, "L41"),  # legal aid is beside
        ([("L61", 1), ("L70", 9)], None, None, "L70"),
        ([("L61", 9), ("L32", 1)], None, None, "L61"),
        ([("L60", 1), ("T20", 9)], None, None, "T20"),
        ([("J60", 9), ("E30", 8)], None, None, "L00"),  # legal aid, papers, and no evaluation
        ([("W01", 9)], None, None, "W01"),
        ([], ("L05", 4), None, "L05"),
        ([("L41", 5)], ("L05", 9), None, "L41"),
        ([("L32", 5)], ("L80", 9), None, "L80"),
        ([("L32", 9)], ("L80", 5), None, "L32"),
        ([("L41", 5)], ("X3", 9), None, "X3"),
        ([("L41", 5)], ("X6", 9), 1, "X6"),
        ([("L41", 5)], None, 1, "L41"),  # a petition is never hidden by an absence
        ([("L61", 5)], None, 6, "X4"),
        ([], ("L05", 4), 6, "X4"),
        ([], ("X1", 4), 6, "X1"),
    ],
)
def test_the_headline(
    procedures: list[tuple[str, int]],
    situation: tuple[str, int] | None,
    not_seen: int | None,
    expected: str,
) -> None:
    found = pathway.headline(
        (standing(*one) for one in procedures),
        situated(*situation) if situation else None,
        datetime.date(2025, 12, not_seen) if not_seen else None,
    )
    assert found.state.code == expected


def test_what_is_computed_is_recorded_by_nobody() -> None:
    assert not {NOT_PRESENTED.code, NOT_SEEN.code} & set(SITUATIONS)
    assert not set(SITUATIONS) & set(STAGES)
    labels = [str(one.label) for one in (*SITUATIONS.values(), NOT_PRESENTED, NOT_SEEN)]
    assert len(labels) == len(set(labels))


def test_what_a_stage_sets_going_is_a_rule_that_is_shipped() -> None:
    codes = {code for code, _version in rules.rules()}
    assert set(pathway.SETS_GOING) <= set(STAGES)
    for stage, found in pathway.SETS_GOING.items():
        assert set(found) <= codes, stage
    kinds = {rule.procedure for rule in rules.rules().values()} - {""}
    assert kinds <= set(ProcedureKind.values)


def test_every_stage_says_what_it_is() -> None:
    for kind in ProcedureKind:
        labels = [str(stage.label) for stage in pathway.stages_of(kind)]
        assert len(labels) == len(set(labels)), kind
    assert all(isinstance(stage, Stage) for stage in STAGES.values())
