"""Opening the invented centre on an empty database, all or nothing."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction
from django.utils import timezone, translation

from cases.models import Minor
from config.demo.figures import write_figures
from config.demo.house import open_house
from config.demo.rows import write
from config.demo.story import tell
from staff import actions, audit
from staff.models import Centre, User

NAME = "Centre de jour de Pantin (démonstration)"


def is_empty() -> bool:
    """Whether nobody has begun to work with this database."""
    return not (Centre.objects.exists() or User.objects.exists() or Minor.objects.exists())


def build(*, preset: str, minors: int, days: int, seed: int) -> dict[str, int]:
    """Fill the database; return how many rows of each kind.

    Raises ValidationError when it is not empty.
    """
    story = tell(preset=preset, minors=minors, days=days, seed=seed, now=timezone.now())
    # The names of desks are data: in French, whoever runs the command.
    with transaction.atomic(), translation.override("fr"):
        if not is_empty():
            raise ValidationError("This database holds other data.")
        centre = actions.open_centre(by=None, name=NAME, is_demo=True)
        house = open_house(story.calendar.preset, story.first_day)
        counts = write(house, story, seed)
        write_figures(house)
        audit.record(by=None, action="demo", subject=centre)
    analyze()
    return counts


def analyze() -> None:
    """Let the planner see the new rows; the statistics of an empty table make slow plans.

    Only the owner may. Where its address is kept away, PostgreSQL does it by itself in a minute.
    Inside a transaction the owner would see none of them, and say that the tables are empty.
    """
    if "REFUSAL" in settings.DATABASES["owner"] or connection.in_atomic_block:
        return
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
