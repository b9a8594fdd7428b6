"""What is in the house that tests/robustness/crashes.py starts, looked at from inside.

    python -m tests.robustness.crash_scene prepare PEOPLE FILES
    python -m tests.robustness.crash_scene found

run in the environment of that house, through the application's own role; each says one line of
JSON.
"""

import json
import sys
from collections import Counter

import django


def prepare(people: int, files: int) -> dict[str, list]:
    """Open a centre; return its receptionists, and the files of young people not here today."""
    from staff.choices import Role
    from tests import factories
    from tests.prove.writers import absent_minor

    site = factories.make_site()
    users = [factories.make_user(Role.RECEPTION, site) for _i in range(people)]
    minors = [absent_minor(by=users[0], site=site) for _i in range(files)]
    return {
        "people": [user.username for user in users],
        "files": [minor.reference for minor in minors],
    }


def found() -> dict[str, object]:
    """Return what is kept, each with how many times, and the length of a trail that is whole.

    Raises BrokenChainError.
    """
    from cases.models import Arrival, DeskNote
    from staff import audit_queries

    here = Arrival.objects.counted().values_list("minor__reference", flat=True)
    notes = [note.text for note in DeskNote.objects.all()]
    return {
        "kept": Counter([*notes, *here]),
        "trail": audit_queries.verify().position,
    }


if __name__ == "__main__":
    django.setup()
    command, *numbers = sys.argv[1:]
    print(json.dumps({"prepare": prepare, "found": found}[command](*map(int, numbers))))  # noqa: T201
