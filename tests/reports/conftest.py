"""Two weeks made once for a file; and Hypothesis, which asks whether an answer is right: how long
it took on a busy machine is no matter.
"""

import copy
import datetime
from collections.abc import Iterator

import pytest
import time_machine as clocks
from hypothesis import settings
from pytest_django import DjangoDbBlocker

from tests.kept import kept
from tests.reports.fortnight import Fortnight, november

settings.register_profile("escale", deadline=None)
settings.load_profile("escale")


@pytest.fixture(scope="module")
def kept_fortnight(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Fortnight]:
    """For a file all of whose tests are about it: the others would find it there."""
    with kept(request, django_db_blocker):
        begin = datetime.datetime(2025, 12, 1, tzinfo=datetime.UTC)
        with django_db_blocker.unblock(), clocks.travel(begin, tick=False) as clock:
            made = Fortnight(clock)
        made.clock = None
        yield made


@pytest.fixture
def fortnight(kept_fortnight: Fortnight, db: None, time_machine: object) -> Fortnight:
    """The two weeks as they were made, on the Monday when they are read."""
    mine = copy.deepcopy(kept_fortnight)
    mine.clock = time_machine
    mine.at(november(23), "09:00")
    return mine
