"""The table of stages: nobody is stuck in it, and it always sums up in one line."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals import pathway
from referrals.choices import ProcedureKind
from referrals.deadlines import rules
from referrals.pathway import STAGES, Stage, Standing

CODES = st.sampled_from(sorted(STAGES))
DAYS = st.dates(datetime.date(2020, 1, 1), datetime.date(2035, 12, 31))
STANDINGS = st.lists(st.builds(Standing, CODES.map(STAGES.get), DAYS), max_size=8)
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


@given(STANDINGS)
def test_the_headline_is_never_undefined(procedures: list[Standing]) -> None:
    found = pathway.headline(procedures)
    assert (found is None) == (not procedures)
    if found is None:
        return
    still_open = [one for one in procedures if not one.stage.ends]
    if still_open:
        assert not found.stage.ends, "what is open comes before what is closed"
        assert found.stage.rank == max(one.stage.rank for one in still_open)
    else:
        assert found.since == max(one.since for one in procedures)


@given(STANDINGS)
def test_the_headline_does_not_depend_on_the_order(procedures: list[Standing]) -> None:
    one, other = pathway.headline(procedures), pathway.headline(reversed(procedures))
    assert (one and (one.stage.rank, one.since)) == (other and (other.stage.rank, other.since))


def standing(code: str, day: int) -> Standing:
    return Standing(STAGES[code], datetime.date(2026, 3, day))


@pytest.mark.parametrize(
    ("procedures", "expected"),
    [
        ([], None),
        ([("L32", 1)], "L32"),
        ([("L32", 1), ("L41", 5)], "L41"),
        ([("L32", 1), ("L41", 5), ("J10", 9)], "L41"),  # legal aid is beside the pathway
        ([("L61", 1), ("L70", 9)], "L70"),
        ([("L61", 9), ("L32", 1)], "L61"),
        ([("L60", 1), ("T20", 9)], "T20"),
    ],
)
def test_the_headline(procedures: list[tuple[str, int]], expected: str | None) -> None:
    found = pathway.headline(standing(*one) for one in procedures)
    assert (found and found.stage.code) == expected


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
