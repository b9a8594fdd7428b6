"""What is made once for a file of tests, where what a test does to it is undone."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import pytest
from django.db import connections, transaction
from pytest_django import DjangoDbBlocker


def commits(item: pytest.Item) -> pytest.Mark | None:
    """Return the mark of a test that commits, None for the others."""
    marker = item.get_closest_marker("django_db")
    return marker if marker and marker.kwargs.get("transaction") else None


@contextmanager
def kept(request: pytest.FixtureRequest, blocker: DjangoDbBlocker) -> Iterator[None]:
    """Begin a transaction that the tests of a file work in: none of them may commit."""
    others = [item for item in request.session.items if item.path == request.path]
    assert not any(commits(item) for item in others), "what is kept would be emptied behind a test"
    everything = transaction.atomic()
    # Django closes every connection behind a test: this one holds what is kept.
    with mock.patch.object(connections["default"], "close"):
        with blocker.unblock():
            everything.__enter__()
        try:
            yield
        finally:
            with blocker.unblock():
                transaction.set_rollback(True)
                everything.__exit__(None, None, None)
