"""Names: what kind, from where, and a family name that does not exist."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.choices.answers import NOT_ASKED, UNKNOWN


class FamilyNameStatus(models.TextChoices):
    """Having no family name is a fact of many countries, never a text in the box."""

    KNOWN = "known", _("Known")
    NONE = "none", _("No family name")
    NOT_ASKED = NOT_ASKED, _("Not asked")


class NameKind(models.TextChoices):
    AS_SAID = "as_said", _("As said")
    FAMILY = "family", _("Family name")
    DOCUMENT = "document", _("On a document")
    ALIAS = "alias", _("Other name")
    SPELLING = "spelling", _("Other spelling")


class NameSource(models.TextChoices):
    """Who or what a name was taken from: beside its kind, which says what it is."""

    SAID = "said", _("Said by the young person")
    IDENTITY = "identity", _("Passport, consular card, tazkira")
    CIVIL_STATUS = "civil", _("Birth certificate, supplementary judgment")
    DOCUMENT = "document", _("Other document, or not said which")
    EVALUATION = "evaluation", _("Evaluation")
    JUDGMENT = "judgment", _("Judgment")
    PARTNER = "partner", _("Partner")
    UNKNOWN = UNKNOWN, _("Unknown")
