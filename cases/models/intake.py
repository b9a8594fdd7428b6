"""The intake interview: answers, vulnerability criteria, what the young person was told.

Rows are added and never changed: the last one holds, the former ones stay readable.
"""

import datetime
import functools
import operator

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import choices
from cases.births import Birth
from cases.choices import Outcome, Precision, QuestionKind, Topic
from cases.choices.intake import CRITERIA, CRITERIA_COMPARTMENTS, QUESTION, QUESTION_CHOICES
from cases.models.keys import SealedOfMinor
from cases.models.minors import Minor
from cases.models.partners import Partner
from staff.choices import Compartment, Erasure
from staff.encryption import EncryptedJSONField, EncryptedTextField
from staff.models import User
from staff.permissions import Level, can

COMPARTMENTS = sorted({str(question.compartment) for question in QUESTION.values()})


def _read_by(user: User, compartments: list[str]) -> list[str]:
    return [c for c in compartments if can(user, Compartment(c), Level.READ)]


class IntakeAnswerQuerySet(models.QuerySet["IntakeAnswer"]):
    def visible_to(self, user: User) -> "IntakeAnswerQuerySet":
        return self.filter(compartment__in=_read_by(user, COMPARTMENTS))

    def newest_first(self) -> "IntakeAnswerQuerySet":
        """By the clock: the numbers of a file that was joined say nothing of the order."""
        return self.order_by("-answered_at", "-pk")


class IntakeAnswer(SealedOfMinor):
    """What came of one question; `answer` is a list of texts that `QuestionKind` explains."""

    database_grants = "SELECT, INSERT"
    personal_fields = {
        "question": Erasure.ROW,
        "outcome": Erasure.ROW,
        "answer": Erasure.SHRED,
    }
    impersonal_fields = ("compartment",)

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="intake_answers")
    question = models.CharField(_("question"), max_length=30, choices=QUESTION_CHOICES)
    compartment = models.CharField(max_length=20, choices=Compartment)
    outcome = models.CharField(_("what was answered"), max_length=10, choices=Outcome)
    answer = EncryptedJSONField(_("answer"), blank=True, default=list)
    partner = models.ForeignKey(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("partner"),
    )
    answered_at = models.DateTimeField(_("answered on"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = IntakeAnswerQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["minor", "question", "-answered_at"], name="cases_intake_last"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=functools.reduce(
                    operator.or_,
                    (
                        Q(question=question.code, compartment=question.compartment.value)
                        for question in QUESTION.values()
                    ),
                ),
                name="cases_intake_compartment_of_question",
                violation_error_message=_("An answer belongs to the part of its question."),
            ),
            models.CheckConstraint(
                condition=Q(partner__isnull=True)
                | Q(question="referred_by", outcome=Outcome.ANSWERED),
                name="cases_intake_partner_sent",
                violation_error_message=_("A partner answers who sent her, and nothing else."),
            ),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def values(self) -> list[str]:
        """The answer as it is kept; empty where there is none, or where it does not open."""
        found = self.shown("answer")
        return found if isinstance(found, list) else []

    @property
    def answer_text(self) -> str:
        """The answer in words."""
        if self.outcome != Outcome.ANSWERED:
            return self.get_outcome_display()
        if self.partner is not None:
            return self.partner.label_for_others
        found = self.shown("answer")
        if not isinstance(found, list):
            return str(found)
        question = QUESTION[self.question]
        if question.kind is QuestionKind.DATE:
            day, precision = found
            return Birth(Precision(precision), datetime.date.fromisoformat(day)).in_words
        named = dict(question.offered())
        return ", ".join(str(named.get(value, value)) for value in found)


class CriteriaStepQuerySet(models.QuerySet["CriteriaStep"]):
    def visible_to(self, user: User) -> "CriteriaStepQuerySet":
        compartments = [str(compartment) for compartment in CRITERIA_COMPARTMENTS]
        return self.filter(compartment__in=_read_by(user, compartments))

    def newest_first(self) -> "CriteriaStepQuerySet":
        return self.order_by("-at", "-pk")

    def current(self) -> "CriteriaStepQuerySet":
        """Of each file and compartment, the last step."""
        same = CriteriaStep.objects.filter(
            minor=OuterRef("minor"), compartment=OuterRef("compartment")
        )
        later = same.filter(Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")))
        return self.filter(~Exists(later))


class CriteriaStep(SealedOfMinor):
    """The criteria that hold from then on in one compartment, as whoever ticks there says.

    How many is kept beside them, so that a list may be put in order without opening any. It is
    never shown beside a name.
    """

    database_grants = "SELECT, INSERT"
    personal_fields = {"criteria": Erasure.SHRED, "held_count": Erasure.ROW}
    impersonal_fields = ("compartment",)

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="criteria_steps")
    compartment = models.CharField(max_length=20, choices=Compartment)
    criteria = EncryptedJSONField(_("vulnerability criteria"), blank=True, default=list)
    held_count = models.PositiveSmallIntegerField(editable=False)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = CriteriaStepQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["minor", "compartment", "-at"], name="cases_criteria_last"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment__in=[c.value for c in CRITERIA_COMPARTMENTS]),
                name="cases_criteria_compartment",
                violation_error_message=_("Criteria belong to a part of the file that has some."),
            ),
            models.CheckConstraint(
                condition=Q(held_count__lte=len(CRITERIA)),
                name="cases_criteria_count_possible",
                violation_error_message=_("No more criteria hold than the list has."),
            ),
        ]

    def __str__(self) -> str:
        return self.compartment

    @property
    def values(self) -> list[str]:
        """The codes; empty where they do not open."""
        found = self.shown("criteria")
        return found if isinstance(found, list) else []

    @property
    def criteria_text(self) -> str:
        found = self.shown("criteria")
        if not isinstance(found, list):
            return str(found)
        return ", ".join(str(c.label) for c in CRITERIA if c.code in found)


class ExplanationQuerySet(models.QuerySet["Explanation"]):
    def visible_to(self, user: User) -> "ExplanationQuerySet":
        return self.all() if can(user, Compartment.IDENTITY, Level.READ) else self.none()

    def newest_first(self) -> "ExplanationQuerySet":
        return self.order_by("-told_on", "-pk")


class Explanation(SealedOfMinor):
    """What the young person was told of the house, by whom, in which language."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.IDENTITY
    personal_fields = {
        **dict.fromkeys(["topics", "told_on", "language", "interpreting"], Erasure.ROW),
        "asked_again": Erasure.SHRED,
    }

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="explanations")
    topics = ArrayField(models.CharField(max_length=15, choices=Topic), verbose_name=_("what"))
    told_on = models.DateField(_("told on"), default=timezone.localdate)
    language = models.CharField(_("language used"), max_length=10)
    interpreting = models.CharField(_("interpreter"), max_length=10, choices=choices.Interpreting)
    asked_again = EncryptedTextField(
        _("to be explained again"), max_length=300, blank=True, default=""
    )
    recorded_at = models.DateTimeField(default=timezone.now)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("told by"),
    )

    objects = ExplanationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["minor", "-told_on"], name="cases_explanation_minor")]
        constraints = [
            models.CheckConstraint(
                condition=Q(topics__len__gte=1),
                name="cases_explanation_has_topics",
                violation_error_code="topics",
                violation_error_message=_("Tick what she was told."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.told_on}"

    @property
    def topics_text(self) -> str:
        return ", ".join(str(topic.label) for topic in Topic if topic in self.topics)

    @property
    def language_text(self) -> str:
        return choices.language_name(self.language)
