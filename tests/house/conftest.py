"""What the tests of migrations share."""

from collections.abc import Iterator

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from staff.light_states import light_states
from tests.scratch import scratch_database


@pytest.fixture
def scratch() -> Iterator[BaseDatabaseWrapper]:
    """The owner's connection to a database that holds nothing."""
    with scratch_database() as connection, light_states():
        yield connection
