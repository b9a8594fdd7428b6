"""The closed lists of sexual and reproductive health, and of the signed protocols."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.choices import AlertKind, Precision


class ActKind(models.TextChoices):
    """What is done to somebody, or for her: what she agrees to, one by one."""

    EXAMINATION = "examination", _("Examination")
    TEST = "test", _("Test, rapid test")
    SAMPLES = "samples", _("Samples taken")
    MEDICINE = "medicine", _("Medicine given")
    VACCINATION = "vaccination", pgettext_lazy("act", "Vaccination")
    CONTRACEPTION = "contraception", _("Contraception")
    EMERGENCY_PILL = "emergency_pill", _("Emergency contraception")
    PROPHYLAXIS = "prophylaxis", _("HIV treatment after exposure started")
    ABORTION = "abortion", _("Abortion: information, appointment")
    CERTIFICATE = "certificate", _("Certificate by a doctor")
    OTHER = "other", pgettext_lazy("act", "Other")


class ActAgreement(models.TextChoices):
    """Said for each act. Not asked is not yes, and neither is it no."""

    YES = "yes", _("She or he agrees")
    NO = "no", _("She or he refuses")
    NOT_ASKED = "not_asked", _("Not asked")


class ActRight(models.TextChoices):
    """By what right somebody acts."""

    OWN = "own", _("Own competence: midwife, doctor")
    PRESCRIPTION = "prescription", _("Prescription")
    PROTOCOL = "protocol", _("Signed protocol")


class PregnancyTest(models.TextChoices):
    POSITIVE = "positive", pgettext_lazy("test", "Positive")
    DOUBTFUL = "doubtful", pgettext_lazy("test", "Doubtful, to be done again")
    NOT_DONE = "not_done", pgettext_lazy("test", "No test here: seen by ultrasound, or told")


class PregnancyStepKind(models.TextChoices):
    DATED = "dated", _("How far it is")
    WISH = "wish", _("What she wishes")
    ENDED = "ended", _("How it ended")
    DONE = "done", pgettext_lazy("step of a pregnancy", "Done")
    TAKEN_BACK = "taken_back", pgettext_lazy("step of a pregnancy", "Taken back")


# What is said of the pregnancy itself; the others tick what is to be done in it.
SAID_OF_PREGNANCY = (PregnancyStepKind.DATED, PregnancyStepKind.WISH, PregnancyStepKind.ENDED)


class Dating(models.TextChoices):
    """What the term is counted from."""

    PERIOD = "period", _("Last period")
    SCAN = "scan", _("Ultrasound")


# How exactly a day is known, of those that an age is no answer to.
DAY_PRECISIONS = [
    (Precision.DAY, _("To the day")),
    (Precision.MONTH, _("To the month")),
    (Precision.UNKNOWN, _("Unknown")),
]


class Wish(models.TextChoices):
    NOT_ASKED = "not_asked", _("Not asked")
    CONTINUE = "continue", pgettext_lazy("pregnancy", "Continue")
    STOP = "stop", pgettext_lazy("pregnancy", "Stop")
    UNSURE = "unsure", pgettext_lazy("pregnancy", "Does not know yet")


class PregnancyOutcome(models.TextChoices):
    BIRTH = "birth", _("Birth")
    ABORTION = "abortion", _("Abortion by choice")
    MISCARRIAGE = "miscarriage", _("Miscarriage")
    MEDICAL = "medical", _("Stopped for a medical reason")
    NONE = "none", _("There was no pregnancy")
    UNKNOWN = "unknown", pgettext_lazy("outcome", "Not known")
    MISTAKE = "mistake", _("Written by mistake")


class ContraceptionSource(models.TextChoices):
    HERE = "here", _("Given here")
    PRESCRIBED = "prescribed", _("Prescribed here")
    ELSEWHERE = "elsewhere", _("Had it from elsewhere")


class ContraceptionStepKind(models.TextChoices):
    RENEWED = "renewed", _("Given again, renewed")
    STOPPED = "stopped", pgettext_lazy("contraception", "Stopped")


class StopReason(models.TextChoices):
    WISH = "wish", _("She wished it")
    CHANGED = "changed", _("Another method")
    SIDE_EFFECT = "side_effect", _("Side effect")
    PREGNANT = "pregnant", pgettext_lazy("contraception", "Pregnant")
    LOST = "lost", _("Could not get it any more")
    MISTAKE = "mistake", _("Written by mistake")
    OTHER = "other", pgettext_lazy("contraception", "Other reason")


class ViolenceKind(models.TextChoices):
    SEXUAL = "sexual", _("Sexual violence")
    MUTILATION = "mutilation", _("Female genital mutilation")
    OTHER = "other", _("Other violence")


# The protocol, the hours that run, and the alert that may be raised in the same act.
ALERT_OF = {
    ViolenceKind.SEXUAL: AlertKind.SEXUAL_VIOLENCE,
    ViolenceKind.MUTILATION: AlertKind.FORCED_MARRIAGE,
    ViolenceKind.OTHER: AlertKind.PHYSICAL_VIOLENCE,
}
