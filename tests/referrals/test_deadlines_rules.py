"""The rules that are shipped are whole, and none of them is said to be certain."""

import datetime

import pytest

from referrals.deadlines import rules
from referrals.deadlines.rules import BadRule, Effect, Severity, StopKind
from tests.referrals.test_deadlines_counting import rule


def test_no_shipped_rule_has_been_validated() -> None:
    assert rules.rules()
    for row in rules.rows().values():
        assert row["validated_by"] == ""
        assert row["validated_on"] == ""


def test_every_deadline_of_the_pathway_has_a_rule() -> None:
    found = {code.partition("-")[0] for code, _ in rules.rules()}
    assert found == {f"D{number:02}" for number in range(1, 28)}


def test_what_is_not_sure_says_so_in_both_languages() -> None:
    for one in rules.rules().values():
        assert bool(one.note_fr) == bool(one.note_en)
        assert "http" not in one.source + one.basis


def test_an_order_to_leave_has_a_rule_for_each_printed_procedure() -> None:
    day = datetime.date(2026, 3, 6)
    orders = [one for one in rules.rules_on(day) if one.procedure == "oqtf"]
    lengths = {(one.amount, one.unit.value) for one in orders}
    assert lengths == {(48, "hours"), (7, "days"), (1, "months")}
    assert {one.severity for one in orders} == {Severity.BLACK}
    former = [one for one in rules.rules_on(datetime.date(2024, 7, 14)) if one.procedure == "oqtf"]
    assert {(one.amount, one.unit.value) for one in former} == {(30, "days"), (15, "days")}


def test_what_legal_aid_does() -> None:
    found = rules.rules()
    assert found["D09", 1].stops == {StopKind.LEGAL_AID: Effect.INTERRUPTS}
    assert found["D14-RECOURS", 1].stops == {StopKind.LEGAL_AID: Effect.SUSPENDS}
    assert not found["D19-48H", 1].may_be_stopped


@pytest.mark.parametrize(
    "values",
    [
        {"amount": "-1"},
        {"amount": "many"},
        {"unit": "weeks"},
        {"unit": "hours"},
        {"unit": "hours", "mode": "hours", "roll": "next"},
        {"age": "18"},
        {"trigger": "birth"},
        {"direction": "before"},
        {"direction": "before", "roll": "none", "mode": "franc"},
        {"direction": "before", "roll": "none", "stops": "court=suspends"},
        {"amount": "0"},
        {"stops": "court=ends"},
        {"warnings": "10 days"},
        {"nature": "none"},
        {"valid_from": "2026-02-30"},
        {"valid_from": "2026-03-02", "valid_to": "2026-03-01"},
        {"validated_by": "somebody"},
        {"source": ""},
        {"basis": ""},
    ],
    ids=str,
)
def test_rows_that_are_no_rule(values: dict[str, str]) -> None:
    with pytest.raises(BadRule):
        rule(**values)


def test_two_versions_never_hold_at_once() -> None:
    row = rules.rows()["D09", 1]
    former = row | {"valid_to": "2026-12-31"}
    newer = row | {"version": "2", "amount": "30", "valid_from": "2027-01-01"}
    both = rules.read_all([former, newer])
    assert [both["D09", version].amount for version in (1, 2)] == [15, 30]
    with pytest.raises(BadRule):
        rules.read_all([former, newer | {"valid_from": "2026-12-31"}])
    with pytest.raises(BadRule):
        rules.read_all([row, newer])
