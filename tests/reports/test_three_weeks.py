"""Whatever happens in three weeks, the report is what a second count says (longer: tests/prove)."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.reports.three_weeks import House, ThreeWeeks

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

QUICK = settings(
    max_examples=6,
    stateful_step_count=60,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_both_counts_agree() -> None:
    ThreeWeeks.house = House()
    ThreeWeeks.compared = 0
    run_state_machine_as_test(ThreeWeeks, settings=QUICK)
    assert ThreeWeeks.compared
