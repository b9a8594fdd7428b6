"""What a week and a year cost in themselves, no page around; and the plan of the slowest query."""

import datetime
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from reports.figures import EVERYTHING
from reports.periods import Period, Span, week_of
from reports.weekly import report_on
from staff.models import Site

TIMES = 5
ONE_WEEK = datetime.timedelta(weeks=1)


@dataclass(frozen=True)
class Cost:
    """Milliseconds; `plan`: what the database did for the slowest statement."""

    milliseconds: float
    statements: int
    slowest: float
    plan: str


def periods() -> dict[str, Period]:
    today = timezone.localdate()
    return {
        "a week": week_of(today - ONE_WEEK),
        "a year": Span(today - datetime.timedelta(days=364), today),
    }


def cost_of(period: Period) -> Cost:
    """Count a period of all sites together, as often as TIMES; return the median."""
    sites = list(Site.objects.order_by("pk"))
    asked: list[tuple[float, str, Any]] = []

    def note(execute: Callable, statement: str, params: Any, many: bool, context: dict) -> Any:
        began = time.perf_counter()
        result = execute(statement, params, many, context)
        asked.append((time.perf_counter() - began, statement, params))
        return result

    took = []
    for _time in range(TIMES):
        asked.clear()
        began = time.perf_counter()
        with connection.execute_wrapper(note):
            report_on(period, sites, EVERYTHING)
        took.append(time.perf_counter() - began)
    seconds, statement, params = max(asked, key=lambda one: one[0])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {statement}", params)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    return Cost(statistics.median(took) * 1000, len(asked), seconds * 1000, plan)


def costs() -> str:
    """Return a line a period, and under it the plan of its slowest statement."""
    lines = []
    for name, period in periods().items():
        cost = cost_of(period)
        lines.append(
            f"the figures of {name}: {cost.milliseconds:.0f} ms, {cost.statements} statements, "
            f"the slowest {cost.slowest:.0f} ms:\n{cost.plan}"
        )
    return "\n\n".join(lines)
