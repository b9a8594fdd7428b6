"""Acts of sexual and reproductive health: agreed to or refused, on which basis, by whose right."""

from typing import Self, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Minor, SealedOfMinor
from clinics import days
from clinics.choices import ActAgreement, ActKind, ActRight
from clinics.midwifery.lines import legal_bases
from staff.choices import Erasure, Role
from staff.encryption import EncryptedTextField
from staff.models import Site, User
from staff.permissions import Compartment, Level, can

Row = TypeVar("Row", bound=models.Model)

BY_WHAT_RIGHT = _("Say by what right: a prescription, a signed protocol.")
NOT_A_NURSES = _("A nurse acts on a prescription or by a signed protocol: choose which.")
BY_WHOM = _("Name the prescriber, or the protocol.")
ON_WHICH_BASIS = _("Choose the legal basis; “not known” is one of them.")
DOCTORS_ONLY = _("A certificate is written by a doctor alone.")
OTHER_FILE = _("This violence is of another file.")
NOTHING_DONE = _("She or he refuses: nothing was done, by nobody’s right.")
ACTS_BY_HERSELF = frozenset({Role.MIDWIFE, Role.DOCTOR})


class SexualHealthQuerySet(models.QuerySet[Row]):
    """Of whatever is read with this compartment."""

    def visible_to(self, user: User) -> Self:
        return self.all() if can(user, Compartment.SEXUAL_HEALTH, Level.READ) else self.none()

    def standing(self) -> Self:
        """Without what was taken back, and the rows that say so."""
        taken_back = self.model._base_manager.filter(takes_back=OuterRef("pk"))
        return self.filter(~Exists(taken_back), takes_back__isnull=True)


class OfSexualHealth(SealedOfMinor):
    """What each of these rows says: of whom, where, when it was written and by whom."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.SEXUAL_HEALTH

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="%(class)s_rows")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True


class ActQuerySet(SexualHealthQuerySet["SexualHealthAct"]):
    pass


class SexualHealthAct(OfSexualHealth):
    """One act, or its refusal. A slip is taken back by another row, and both stay."""

    personal_fields = {
        **dict.fromkeys(
            ["kind", "agreement", "basis", "right", "authority", "note"], Erasure.SHRED
        ),
        "day": Erasure.ROW,
    }

    kind = EncryptedTextField(_("act"), max_length=20, choices=ActKind, blank=True, default="")
    agreement = EncryptedTextField(
        _("agreement of the young person"),
        max_length=10,
        choices=ActAgreement,
        blank=True,
        default="",
    )
    basis = EncryptedTextField(_("legal basis"), max_length=20, blank=True, default="")
    right = EncryptedTextField(
        _("by what right"), max_length=15, choices=ActRight, blank=True, default=""
    )
    authority = EncryptedTextField(
        _("prescriber or signed protocol"), max_length=200, blank=True, default=""
    )
    note = EncryptedTextField(_("a word"), max_length=1000, blank=True, default="")
    day = models.DateField(_("date"), default=timezone.localdate)
    # Whether it was done because of one: of the same file.
    violence = models.ForeignKey(
        "clinics.Violence", on_delete=models.PROTECT, null=True, blank=True, related_name="acts"
    )
    takes_back = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="taken_back_by"
    )

    objects = ActQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["minor", "-id"], name="clinics_act_minor")]

    def __str__(self) -> str:
        return f"{self.day}"

    def clean(self) -> None:
        """What no CHECK can read: the words are sealed."""
        if self.takes_back_id is not None:
            return
        if self.kind not in ActKind.values:
            raise ValidationError({"kind": _("Choose the act.")})
        if self.violence is not None and self.violence.minor_id != self.minor_id:
            raise ValidationError({"violence": OTHER_FILE})
        if self.agreement not in ActAgreement.values:
            raise ValidationError({"agreement": _("Say whether she or he agrees.")})
        days.check_past("day", self.day)
        if self.agreement == ActAgreement.NO:
            if self.right or self.authority or self.basis:
                raise ValidationError({"authority": NOTHING_DONE})
            return
        self._clean_right()
        if self.basis not in legal_bases():
            raise ValidationError({"basis": ON_WHICH_BASIS})

    def _clean_right(self) -> None:
        """Who acted, and by what right: a nurse never by her own."""
        roles = self.recorded_by.roles
        if self.kind == ActKind.CERTIFICATE and Role.DOCTOR not in roles:
            raise ValidationError({"kind": DOCTORS_ONLY})
        if self.right not in ActRight.values:
            raise ValidationError({"right": BY_WHAT_RIGHT})
        if self.right == ActRight.OWN and not roles & ACTS_BY_HERSELF:
            raise ValidationError({"right": NOT_A_NURSES})
        if self.right != ActRight.OWN and not self.authority.strip():
            raise ValidationError({"authority": BY_WHOM})

    def get_basis_display(self) -> str:
        """The basis in words, and its text; a code that is no longer in the data, as it is."""
        found = legal_bases().get(self.basis)
        return f"{found} ({found.source})" if found else self.basis

    @property
    def is_refused(self) -> bool:
        return bool(self.shown("agreement") == ActAgreement.NO.label)

    @property
    def is_not_asked(self) -> bool:
        return bool(self.shown("agreement") == ActAgreement.NOT_ASKED.label)

    @property
    def is_by_protocol(self) -> bool:
        return bool(self.shown("right") == ActRight.PROTOCOL.label)
