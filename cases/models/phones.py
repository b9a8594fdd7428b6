"""Telephones of a minor: sealed, and found again by their keyed numbers."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.keys import SealedOfMinor
from cases.models.minors import Minor
from staff import history
from staff.choices import Erasure
from staff.encryption import EncryptedTextField
from staff.permissions import Compartment

ONE_NUMBER = _("Type one telephone number, for example 06 12 34 56 78.")


@history.track(exclude=["index", "fingerprint"])
class MinorPhone(SealedOfMinor):
    """A telephone number. Numbers change: the former ones are kept."""

    database_grants = "SELECT, INSERT, UPDATE"
    compartment = Compartment.IDENTITY
    personal_fields = {
        "number": Erasure.SHRED,
        **dict.fromkeys(["index", "fingerprint", "may_call"], Erasure.ROW),
    }

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="phones")
    number = EncryptedTextField(
        _("telephone"),
        max_length=20,
        error_messages={"blank": ONE_NUMBER},
        validators=[RegexValidator(r"\A\+[0-9]{6,15}\Z", ONE_NUMBER)],
    )
    # The search keys: what cases.phones makes of the number, kept by cases.actions.
    index = ArrayField(models.BigIntegerField(), editable=False)
    fingerprint = models.BigIntegerField(editable=False)
    may_call = models.BooleanField(_("may be called"), default=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes = [GinIndex(fields=["index"], name="cases_phone_index")]
        constraints = [
            models.UniqueConstraint(
                fields=["minor", "fingerprint"],
                name="cases_phone_once",
                violation_error_message=_("This number is already in the file."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
