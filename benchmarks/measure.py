"""Timing: pages and their bare SQL, in turn, so that a slow minute slows everything alike."""

import gc
import threading
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import psycopg
from django.db import connections

from benchmarks import seed
from benchmarks.client import Client, Request, WrongAnswerError
from benchmarks.pages import Page, Statement

WARM_UP_ROUNDS = 5
CLIENTS = 4


@dataclass
class Times:
    """The milliseconds of one page over HTTP and of its statements alone; the size of its body."""

    page: list[float] = field(default_factory=list)
    sql: list[float] = field(default_factory=list)
    size: int = 0


def rounds(port: int, pages: list[Page], place: seed.Place, count: int) -> dict[str, Times]:
    """Return the times of each page by its name, warm-up left out. Raises WrongAnswerError."""
    times: dict[str, Times] = defaultdict(Times)
    parameters = connections["default"].get_connection_params()
    with Client(port) as client, psycopg.connect(**parameters) as database:
        for number in range(WARM_UP_ROUNDS + count):
            if number == WARM_UP_ROUNDS:
                times.clear()
            _round(client, database, pages, times)
            # The page and its SQL have each checked one person in, no more and no less.
            if (arrivals := seed.forget_measures(place)) != 2:
                raise WrongAnswerError(f"{arrivals} arrivals instead of 2 after a round")
    return times


def _round(
    client: Client, database: psycopg.Connection, pages: list[Page], times: dict[str, Times]
) -> None:
    gc.disable()
    for page in pages:
        answer = client.send(page.request())
        times[page.name].page.append(answer.milliseconds)
        times[page.name].size = answer.size
        times[page.name].sql.append(_run(database, page.statements))
    gc.enable()


def _run(database: psycopg.Connection, statements: Iterable[Statement]) -> float:
    """Run a page's statements in one transaction; return the milliseconds, commit included."""
    began = time.perf_counter()
    with database.cursor() as cursor:
        for statement, params in statements:
            cursor.execute(statement, params)
            if cursor.description:
                cursor.fetchall()
    database.commit()
    return (time.perf_counter() - began) * 1000


def throughput(port: int, request: Request, seconds: float = 1) -> float:
    """Return how many requests a second CLIENTS clients get answered together."""
    counts = [0] * CLIENTS
    give_up = time.monotonic() + seconds

    def browse(number: int) -> None:
        with Client(port) as client:
            while time.monotonic() < give_up:
                client.send(request)
                counts[number] += 1

    threads = [threading.Thread(target=browse, args=[number]) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds
