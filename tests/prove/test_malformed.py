"""Ten thousand requests as nobody should make them."""

import logging
import os
from collections.abc import Callable

import pytest

from tests.robustness.requests_at_random import ask_at_random

REQUESTS = int(os.environ.get("ESCALE_PROVE_REQUESTS", "10000"))


@pytest.mark.prove
@pytest.mark.timeout(3600)
@pytest.mark.django_db(databases=["default", "owner"])
def test_ten_thousand_requests(keep_figures: Callable[..., None]) -> None:
    logging.disable(logging.CRITICAL)
    try:
        found = ask_at_random(REQUESTS, dice=int(os.environ.get("ESCALE_PROVE_DICE", "1")))
    finally:
        logging.disable(logging.NOTSET)
    answers = ", ".join(f"{status}: {count}" for status, count in sorted(found.answers.items()))
    keep_figures(
        f"{found.asked} requests at random, every route and box",
        {
            "answers": answers,
            "reached a valid form and recorded something": str(found.saved),
            "answers of 500 or more": str(len(found.broken)),
        },
        document="robustness",
    )
    assert not found.broken, "\n".join(found.broken)
