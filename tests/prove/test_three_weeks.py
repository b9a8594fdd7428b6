"""Weeks that hypothesis makes up, another lot each run: the report and its recount never differ."""

import os
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.reports import three_weeks

EXAMPLES = int(os.environ.get("ESCALE_PROVE_WEEKS", "200"))
STEPS = 80


@pytest.mark.prove
@pytest.mark.timeout(6 * 3600)
@pytest.mark.django_db(databases=["default", "owner"])
def test_both_counts_agree(keep_figures: Callable[[str, dict[str, str]], None]) -> None:
    machine = three_weeks.ThreeWeeks
    machine.house = three_weeks.House()
    machine.compared = 0
    began = time.monotonic()
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert machine.compared
    keep_figures(
        f"weeks of up to {STEPS} steps, counted twice",
        {
            "reports compared line by line": str(machine.compared),
            "lines that differed": "0",
            "time": f"{time.monotonic() - began:.0f} s",
        },
    )
