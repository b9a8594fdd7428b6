"""What was said to others: to whom, how, and by which right."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.choices.partners import PartnerKind


class RecipientKind(models.TextChoices):
    """Whoever is not a line of the directory."""

    LAWYER = "lawyer", _("Lawyer")
    HOSPITAL = "hospital", _("Hospital")
    ASE = "ase", _("Child protection service (ASE)")
    SCHOOL = "school", _("School")
    FAMILY = "family", _("Family")
    OTHER = "other", _("Other recipient")


# The closed list above, in the directory's words: a refusal of one holds for the other.
KIND_OF_PARTNER = {
    PartnerKind.LAWYER: RecipientKind.LAWYER,
    PartnerKind.HEALTH: RecipientKind.HOSPITAL,
    PartnerKind.MENTAL_HEALTH: RecipientKind.HOSPITAL,
    PartnerKind.SEXUAL_HEALTH: RecipientKind.HOSPITAL,
    PartnerKind.CHILD_PROTECTION: RecipientKind.ASE,
    PartnerKind.SCHOOL: RecipientKind.SCHOOL,
}


class Channel(models.TextChoices):
    """How something was shared."""

    ORAL = "oral", pgettext_lazy("channel", "By word of mouth")
    PHONE = "phone", pgettext_lazy("channel", "By telephone")
    POST = "post", pgettext_lazy("channel", "By post")
    SECURE_MAIL = "secure_mail", pgettext_lazy("channel", "By secure mail")
    HANDED = "handed", pgettext_lazy("channel", "Handed to the young person")


class LegalException(models.TextChoices):
    """What the law allows to share without an agreement (field sheet, section 4.5)."""

    DANGER = "danger", _("Danger for the minor (article 226-14 of the criminal code)")
    CHILD_PROTECTION = (
        "child_protection",
        _(
            "Between professionals of child protection (article L.226-2-2 CASF, to be confirmed by "
            "the jurist)"
        ),
    )
