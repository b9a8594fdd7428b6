"""Somebody asked whether a young person is here: what was noted, never what was answered."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.choices import EnquiryChannel
from cases.models.requisitions import SealedByHouse, wrapped_key
from staff.choices import Compartment
from staff.encryption import EncryptedTextField
from staff.models import Site, User
from staff.permissions import Level, can


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def visible_to(self, user: User) -> "EnquiryQuerySet":
        """Like an alert: whoever wrote it reads it, the coordination reads all of them."""
        if can(user, Compartment.PROTECTION, Level.READ):
            return self.all()
        if can(user, Compartment.PROTECTION, Level.KNOW):
            return self.filter(noted_by=user)
        return self.none()

    def with_key(self) -> "EnquiryQuerySet":
        return self.annotate(wrapped_key=wrapped_key())


class Enquiry(SealedByHouse):
    """Who asked, how to reach them, what they said.

    It belongs to no file: whether the person asked for is known here is what nobody may learn.
    """

    database_grants = "SELECT, INSERT"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(_("how"), max_length=10, choices=EnquiryChannel)
    who = EncryptedTextField(_("who asks"), max_length=200, blank=True, default="")
    phone = EncryptedTextField(_("their number"), max_length=60, blank=True, default="")
    asked_for = EncryptedTextField(_("whom they ask for"), max_length=200, blank=True, default="")
    said = EncryptedTextField(_("what they said"), max_length=2000)
    is_threat = models.BooleanField(_("there is a threat"), default=False)
    noted_at = models.DateTimeField(default=timezone.now)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-noted_at"], name="cases_enquiry_last")]

    def __str__(self) -> str:
        return self.get_channel_display()
