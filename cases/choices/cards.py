"""The card of a young person."""

from django.db import models
from django.utils.translation import pgettext_lazy


class CardStepKind(models.TextChoices):
    """What became of the card of a young person: the last one holds."""

    MADE = "made", pgettext_lazy("card", "Made")
    LOST = "lost", pgettext_lazy("card", "Lost: it opens nothing any more")
    DECLINED = "declined", pgettext_lazy("card", "Does not want one")
