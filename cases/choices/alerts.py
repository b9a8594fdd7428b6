"""Protection alerts: what is feared, how pressing it is, what is done about it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.choices.answers import NOT_ASKED


class AlertKind(models.TextChoices):
    """What is feared (field sheet, section 4.5), in the order of the page."""

    DANGER = "danger", _("Immediate danger")
    SUICIDE = "suicide", _("Risk of suicide")
    SEXUAL_VIOLENCE = "sexual_violence", _("Sexual violence")
    PHYSICAL_VIOLENCE = "physical_violence", _("Physical violence")
    MEDICAL = "medical", _("Medical emergency")
    TRAFFICKING = "trafficking", _("Exploitation, trafficking")
    HOLD = "hold", _("Under somebody’s hold")
    VERY_YOUNG = "very_young", _("Under 13 and in the street")
    FORCED_MARRIAGE = "forced_marriage", _("Forced marriage, excision")
    ABSENCE = "absence", _("An absence that worries")
    STAFF_THREAT = "staff_threat", _("Threat to the team")
    COLLEAGUE = "colleague", _("What a colleague does or says")


class AlertLevel(models.IntegerChoices):
    ATTENTION = 1, pgettext_lazy("alert", "Attention")
    TODAY = 2, pgettext_lazy("alert", "Today")
    IMMEDIATE = 3, pgettext_lazy("alert", "Immediate")


# Those that are more pressing than "today" by themselves.
USUAL_LEVEL = {
    AlertKind.DANGER: AlertLevel.IMMEDIATE,
    AlertKind.SUICIDE: AlertLevel.IMMEDIATE,
    AlertKind.SEXUAL_VIOLENCE: AlertLevel.IMMEDIATE,
    AlertKind.MEDICAL: AlertLevel.IMMEDIATE,
}


def usual_level(kind: AlertKind) -> AlertLevel:
    """Return how pressing an alert of this kind is, until somebody says otherwise."""
    return USUAL_LEVEL.get(kind, AlertLevel.TODAY)


class IsInformed(models.TextChoices):
    """Whether the young person knows that the alert is raised."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_ASKED = NOT_ASKED, _("Not asked")


class AlertStepKind(models.TextChoices):
    OWNER = "owner", pgettext_lazy("alert", "Taken by")
    REACHED = "reached", pgettext_lazy("alert", "Reached")
    DONE = "done", pgettext_lazy("alert", "Done")
    NEXT = "next", pgettext_lazy("alert", "Next step")
    LEVEL = "level", pgettext_lazy("alert", "How pressing")
    CLOSED = "closed", pgettext_lazy("alert", "Closed")
    REOPENED = "reopened", pgettext_lazy("alert", "Opened again")


class AlertAction(models.TextChoices):
    """What was done. A report to the CRIP and one to the prosecutor are two different acts."""

    PROTOCOL = "protocol", _("What the protocol says")
    CONCERN = "concern", _("Report of concern sent to the CRIP")
    PROSECUTOR = "prosecutor", _("Report sent to the prosecutor")
    CALL_119 = "call_119", _("119 called")
    EMERGENCY = "emergency", _("15, 17, 18 or 112 called")
    FORENSIC = "forensic", _("Taken to the UMJ or the emergency department")
    COMPLAINT = "complaint", _("Complaint filed")
    PARTNER = "partner", _("A partner association told")
    SHELTER = "shelter", _("A safe place found")
    OTHER = "other", _("Something else")


# A risk of suicide: somebody sees her again within a day (field sheet, section 4.5).
SUICIDE_CHECK_HOURS = 24
