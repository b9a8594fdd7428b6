"""The same queries as somebody types them into the search of the reception, over HTTP."""

import statistics

from django.core.management import call_command
from django.urls import reverse

from benchmarks import pages, seed, server
from benchmarks.client import Client, Request
from benchmarks.finding.people import Query
from benchmarks.table import p95

WARM_UP = 30
MOST = 500


def line(queries: list[Query]) -> str:
    """Return the p50 and p95 of the reception's answers, in ms."""
    call_command("collectstatic", interactive=False, verbosity=0)
    path = reverse("cases:reception")
    headers = pages.headers_of(seed.find_place().reception) | {"HX-Request": "true"}
    times = []
    with server.running("benchmarks.finding.settings") as port, Client(port) as client:
        for query in queries[: WARM_UP + MOST]:
            body = pages.form(q=_typed(query))
            times.append(client.send(Request("POST", path, headers, body)).milliseconds)
    p50, slow = statistics.median(times[WARM_UP:]), p95(times[WARM_UP:])
    return f"over HTTP, as typed at reception: p50 {p50:.1f} ms, p95 {slow:.1f} ms"


def _typed(query: Query) -> str:
    """A year may be typed after the name."""
    year = query.birth.born_on.year if query.birth and query.birth.born_on else ""
    return f"{query.text} {year}".strip()
