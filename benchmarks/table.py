"""The figures as a table, and the goals beside them."""

import os
import platform
import statistics
from collections.abc import Sequence

import django
from django.db import connection

from benchmarks.measure import CLIENTS, Times
from benchmarks.pages import Page
from cases.models import Arrival, Minor, MinorName, Ticket

# Goals of the design, section 7.
TIMES_BARE = 4
SEARCH_MS = 50
WEEK_MS = 1000
WAITED_FOR_MS = 100
SOMEBODY_WAITS = {"health", "legal", "reception", "search", "check_in", "case", "day"}
POLL_MS = 5


def p95(milliseconds: Sequence[float]) -> float:
    return statistics.quantiles(milliseconds, n=20, method="inclusive")[-1]


def surroundings() -> str:
    """Return what the figures were taken on: the machine and its programs, the rows."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        [version] = cursor.fetchone()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    counted = {"files": Minor, "names": MinorName, "arrivals": Arrival, "tickets": Ticket}
    rows = ", ".join(
        f"{model._default_manager.count():,} {what}" for what, model in counted.items()
    )
    return (
        f"{platform.machine()}, {cores} cores, Python {platform.python_version()}, "
        f"Django {django.get_version()}, PostgreSQL {version}\n{rows}"
    )


def table(pages: list[Page], times: dict[str, Times]) -> str:
    """Return a line a page: its own times, then beside the two yardsticks."""
    bare = statistics.median(times[pages[0].name].page)
    lines = [
        f"{'':30}{'p50 ms':>8}{'p95 ms':>8}{'kB':>7}{'x bare':>8}{'SQL ms':>9}{'x SQL':>7}"
        f"{'statements':>12}"
    ]
    for page in pages:
        found = times[page.name]
        p50, sql = statistics.median(found.page), statistics.median(found.sql)
        lines.append(
            f"{page.name:30}{p50:8.1f}{p95(found.page):8.1f}{found.size / 1000:7.1f}"
            f"{p50 / bare:8.1f}{sql:9.2f}{p50 / sql:7.1f}{_counted(page):12}"
        )
    return "\n".join(lines)


def _counted(page: Page) -> int:
    """Return how many statements ask something; savepoints do not."""
    return sum("SAVEPOINT" not in statement for statement, _params in page.statements)


def goals(pages: list[Page], times: dict[str, Times]) -> str:
    """Return a line a goal: the figure, and whether it is met."""
    bare = statistics.median(times[pages[0].name].page)

    def ratio(kind: str) -> float:
        [page] = [page for page in pages if page.kind == kind]
        return statistics.median(times[page.name].page) / bare

    def slowest(kinds: set[str]) -> tuple[float, str]:
        return max((p95(times[page.name].page), page.name) for page in pages if page.kind in kinds)

    searches = [ms for page in pages if page.kind == "search" for ms in times[page.name].page]
    waited, waited_name = slowest(SOMEBODY_WAITS)
    week, week_name = slowest({"week"})
    _ms, search_name = slowest({"search"})
    [poll] = [page for page in pages if page.kind == "poll"]
    polled = statistics.median(times[poll.name].page)
    checks = [
        (f"reception page within {TIMES_BARE} x bare", ratio("reception"), TIMES_BARE, "x", ""),
        (f"check-in within {TIMES_BARE} x bare", ratio("check_in"), TIMES_BARE, "x", ""),
        (f"search p95 under {SEARCH_MS} ms", p95(searches), SEARCH_MS, "ms",
         f"all kinds; slowest is {search_name}"),
        (f"a week p95 under {WEEK_MS} ms", week, WEEK_MS, "ms", week_name),
        (f"a poll p50 under {POLL_MS} ms", polled, POLL_MS, "ms", f"bare view {bare:.1f}"),
        (f"no wait of {WAITED_FOR_MS} ms (p95)", waited, WAITED_FOR_MS, "ms", waited_name),
    ]  # fmt: skip
    return "\n".join(
        f"{'met' if figure <= limit else 'NOT MET':8}{goal:36}{figure:8.1f} {unit}  {note}".rstrip()
        for goal, figure, limit, unit, note in checks
    )


def audited(pages: list[Page], times: dict[str, Times]) -> str:
    """Return what the entry in the audit trail costs the page of a file, round by round."""
    [recorded] = [times[page.name].page for page in pages if page.kind == "case"]
    [unrecorded] = [times[page.name].page for page in pages if page.kind == "unrecorded"]
    without = statistics.median(unrecorded)
    cost = statistics.median(a - b for a, b in zip(recorded, unrecorded, strict=True))
    return (
        f"the entry in the audit trail adds {cost:.1f} ms to the {without:.1f} ms of a case file "
        f"({1 + cost / without:.2f} of it)"
    )


def together(bare: float, reception: float) -> str:
    return (
        f"{CLIENTS} clients at once: bare view {bare:.0f} requests/s, reception page "
        f"{reception:.0f} ({reception / bare:.2f} of it)"
    )
