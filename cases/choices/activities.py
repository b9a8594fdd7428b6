"""What several do together at a site, or outside with somebody."""

from django.db import models
from django.utils.translation import pgettext_lazy

from staff.choices import Compartment


class ActivityKind(models.TextChoices):
    """Field sheet, section 1; the last one is also how the reserved kinds are called."""

    DRAWING = "drawing", pgettext_lazy("activity", "Drawing, painting")
    THEATRE = "theatre", pgettext_lazy("activity", "Theatre")
    GAMES = "games", pgettext_lazy("activity", "Games")
    FRENCH = "french", pgettext_lazy("activity", "French class")
    PREVENTION = "prevention", pgettext_lazy("activity", "Workshop: addictions, screens")
    SEXUAL_HEALTH = "sexual_health", pgettext_lazy("activity", "Workshop: sexual, emotional health")
    SPORT = "sport", pgettext_lazy("activity", "Sport")
    PSYCHOLOGY = "psychology", pgettext_lazy("activity", "Psychological group")
    OUTING = "outing", pgettext_lazy("activity", "Outing")
    OUTSIDE = "outside", pgettext_lazy("activity", "Outside with somebody")
    OTHER = "other", pgettext_lazy("activity", "Activity")


# Being there tells something: who does not read the compartment sees an activity like any other.
COMPARTMENT_OF_ACTIVITY = {
    ActivityKind.SEXUAL_HEALTH: Compartment.SEXUAL_HEALTH,
    ActivityKind.PSYCHOLOGY: Compartment.PSYCHOLOGY,
}
# One comes back from these: at what time is asked, and whether one did.
GO_OUT = frozenset({ActivityKind.OUTING, ActivityKind.OUTSIDE})
