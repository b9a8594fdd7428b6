"""Referents: who answers for a young person at a desk."""

from django.db import models
from django.utils.translation import pgettext_lazy

from cases.choices.queues import DeskKind
from staff.choices import Compartment


class ReferentStepKind(models.TextChoices):
    NAMED = "named", pgettext_lazy("referent", "Named")
    REASSIGNED = "reassigned", pgettext_lazy("referent", "Reassigned")
    ENDED = "ended", pgettext_lazy("referent", "Ended")


# Who follows her is everybody's to know who reads identity, but where it would say what for.
COMPARTMENT_OF_REFERENT = {
    **dict.fromkeys(DeskKind, Compartment.IDENTITY),
    DeskKind.PSYCHOLOGIST: Compartment.PSYCHOLOGY,
    DeskKind.MIDWIFE: Compartment.SEXUAL_HEALTH,
}
