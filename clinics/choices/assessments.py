"""The closed lists of a health assessment: what came of a question, of a test, of its two steps."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.choices import NO_ANSWER

ANSWERED = "answered"
YES, NO = "yes", "no"


class GuideOutcome(models.TextChoices):
    """What came of a question of the guide: an answer, or one of three that are none."""

    ANSWERED = ANSWERED, pgettext_lazy("intake", "Answered")
    UNKNOWN = NO_ANSWER[0]
    NOT_ASKED = NO_ANSWER[1]
    DECLINED = NO_ANSWER[2]


class GuideKind(models.TextChoices):
    """How a line of the guide is answered; a page is answered nowhere, it leads there."""

    SECTION = "section"
    AGREEMENT = "agreement"
    YES_NO = "yes_no"
    CHOICE = "choice"
    TEXT = "text"
    PAGE = "page"


class PanelGroup(models.TextChoices):
    """What is agreed to at once."""

    CHEST = "chest", _("Tuberculosis")
    LIVER = "liver", _("Hepatitis B and C")
    PARASITES = "parasites", _("Parasites")
    BLOOD = "blood", _("Blood count and iron")
    INHERITED = "inherited", _("Inherited conditions of the blood")
    STI = "sti", _("HIV and sexually transmitted infections")


class PanelStage(models.TextChoices):
    """Where a test stands, as its steps say."""

    TO_SAMPLE = "to_sample", _("Prescribed, not sampled")
    AWAITED = "awaited", _("Result awaited")
    TO_HAND_BACK = "to_hand_back", _("Result to hand back")
    HANDED_BACK = "handed_back", _("Handed back")
    DROPPED = "dropped", _("Not done")


class PanelStepKind(models.TextChoices):
    SAMPLED = "sampled", _("Sampled")
    RECEIVED = "received", _("Result received")
    HANDED_BACK = "handed_back", _("Handed back")
    DROPPED = "dropped", _("Not done")
    TAKEN_BACK = "taken_back", _("Taken back")


class PanelOutcome(models.TextChoices):
    NORMAL = "normal", pgettext_lazy("test", "Normal")
    ABNORMAL = "abnormal", pgettext_lazy("test", "Not normal")
    REPEAT = "repeat", pgettext_lazy("test", "To be done again")


class Understood(models.TextChoices):
    """What the young person says back in her own words."""

    YES = "yes", pgettext_lazy("understood", "Yes, said it back")
    PARTLY = "partly", pgettext_lazy("understood", "In part")
    NO = "no", pgettext_lazy("understood", "No, to be explained again")


class AssessmentStepKind(models.TextChoices):
    PLANNED = "planned", _("Second step planned")
    HELD = "held", _("Second step held")
    CLOSED = "closed", _("Assessment closed")


class CertificatePurpose(models.TextChoices):
    """What a medical certificate is asked for; none of them is about an age."""

    SCHOOL = "school", _("School, training")
    SPORT = "sport", _("Sport")
    ABSENCE = "absence", _("Absence on account of health")
    CARE = "care", _("Care under way, to be continued")
    INJURIES = "injuries", _("Injuries found (certificat de coups et blessures)")
    OTHER = "other", _("Another purpose")
