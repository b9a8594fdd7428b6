"""The health assessment in two steps: its guide, its tests, what is handed back, its closing.

Rows that nobody changes. The last answer of a question holds; where a test stands is what its steps
say, a slip taken back by another one. What is of sexual health is a row of that compartment, under
its own key, and which test it is of is sealed with the rest.
"""

import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.choices import language_name
from cases.models import Appointment, Minor, SealedOfMinor
from clinics import days
from clinics.assessment_guide import Line, questions
from clinics.assessment_panel import PanelTest, panel
from clinics.choices.assessments import (
    ANSWERED,
    AssessmentStepKind,
    GuideKind,
    GuideOutcome,
    PanelOutcome,
    PanelStage,
    PanelStepKind,
    Understood,
)
from clinics.choices.care import CareInterpreting
from staff.choices import Compartment, Erasure
from staff.encryption import EncryptedTextField, SealedRow
from staff.models import Site, User
from staff.permissions import Level, can

COMPARTMENTS = (Compartment.HEALTH, Compartment.SEXUAL_HEALTH)
ON_WHAT_BASIS = _("Say who prescribes them, or by which signed protocol.")


def _read_by(user: User) -> list[str]:
    return [c.value for c in COMPARTMENTS if can(user, c, Level.READ)]


def _interpreting(**kwargs: Any) -> models.CharField:
    return models.CharField(_("interpreter"), max_length=10, choices=CareInterpreting, **kwargs)


def _language() -> models.CharField:
    return models.CharField(_("language"), max_length=10, blank=True, default="")


def _by() -> Any:
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")


class WithInterpreter(models.Model):
    """A row that says who interpreted, and which language."""

    interpreting: str
    interpreter_language: str

    class Meta:
        abstract = True

    @property
    def interpreter_text(self) -> str:
        if not self.interpreting:
            return ""
        mode = str(CareInterpreting(self.interpreting).label)
        language = self.interpreter_language
        return f"{mode}, {language_name(language)}" if language else mode


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, user: User) -> "AssessmentQuerySet":
        return self.all() if can(user, Compartment.HEALTH, Level.READ) else self.none()

    def newest_first(self) -> "AssessmentQuerySet":
        return self.order_by("-opened_on", "-pk")

    def with_end(self) -> "AssessmentQuerySet":
        """Annotate `is_closed`."""
        closed = AssessmentStep.objects.filter(
            assessment=OuterRef("pk"), kind=AssessmentStepKind.CLOSED
        )
        return self.annotate(is_closed=Exists(closed))

    def still_open(self) -> "AssessmentQuerySet":
        return self.with_end().filter(is_closed=False)  # type: ignore[misc] # annotated

    def without_second_step(self) -> "AssessmentQuerySet":
        """Open, whose second step was not held and for which nothing is planned any more."""
        held = AssessmentStep.objects.filter(
            assessment=OuterRef("pk"), kind=AssessmentStepKind.HELD
        )
        coming = Appointment.objects.coming(timezone.localdate()).filter(
            assessment_steps__assessment=OuterRef("pk")
        )
        return self.still_open().filter(~Exists(held), ~Exists(coming))


class Assessment(WithInterpreter):
    """A health assessment, opened with or without an interpreter. It never serves an age."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.HEALTH
    personal_fields = dict.fromkeys(
        ["opened_on", "interpreting", "interpreter_language"], Erasure.ROW
    )

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="assessments")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField(_("opened on"), default=timezone.localdate)
    interpreting = _interpreting()
    interpreter_language = _language()
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = _by()

    objects = AssessmentQuerySet.as_manager()

    # Set by `with_end()`.
    is_closed: bool

    class Meta:
        indexes = [models.Index(fields=["minor", "-opened_on"], name="clinics_assessment_minor")]
        constraints = [
            models.CheckConstraint(
                condition=Q(interpreting__in=CareInterpreting.values),
                name="clinics_assessment_interpreting",
                violation_error_code="interpreting",
                violation_error_message=_("Say whether somebody interprets."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opened_on}"

    def clean(self) -> None:
        days.check_past("opened_on", self.opened_on)


class OfAssessment(SealedOfMinor):
    """A row that hangs from an assessment; its own compartment says under which key."""

    assessment: Assessment

    class Meta:
        abstract = True

    @property
    def minor(self) -> Minor:  # type: ignore[override] # through its assessment
        return self.assessment.minor

    @property
    def moves_with(self) -> models.Model:
        return self.assessment


class AssessmentStep(OfAssessment, WithInterpreter):
    """The second step planned or held, the assessment closed."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.HEALTH
    personal_fields = {
        **dict.fromkeys(["kind", "happened_on", "interpreting", "interpreter_language"],
                        Erasure.ROW),
        **dict.fromkeys(["explained", "remains"], Erasure.SHRED),
    }  # fmt: skip

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=AssessmentStepKind)
    happened_on = models.DateField(_("date"), default=timezone.localdate)
    # Whoever may not know what it is for sees it under its neutral label.
    appointment = models.ForeignKey(
        Appointment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assessment_steps",
    )
    interpreting = _interpreting(blank=True, default="")
    interpreter_language = _language()
    explained = EncryptedTextField(_("what was explained"), max_length=2000, blank=True, default="")
    remains = EncryptedTextField(
        _("what remains to be done"), max_length=2000, blank=True, default=""
    )
    at = models.DateTimeField(default=timezone.now)
    by = _by()

    class Meta:
        indexes = [models.Index(fields=["assessment", "-id"], name="clinics_assessment_step_last")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=AssessmentStepKind.PLANNED, appointment__isnull=False)
                | ~Q(kind=AssessmentStepKind.PLANNED) & Q(appointment__isnull=True),
                name="clinics_assessment_step_planned",
                violation_error_code="happened_on",
                violation_error_message=_("What is planned has its appointment."),
            ),
            models.UniqueConstraint(
                fields=["assessment"],
                condition=Q(kind=AssessmentStepKind.CLOSED),
                name="clinics_assessment_closed_once",
                violation_error_message=_("A colleague has closed this assessment already."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class AssessmentAnswerQuerySet(models.QuerySet["AssessmentAnswer"]):
    def visible_to(self, user: User) -> "AssessmentAnswerQuerySet":
        return self.filter(compartment__in=_read_by(user))


class AssessmentAnswer(OfAssessment):
    """What came of one question of the guide, or the agreement to one act. The last one holds."""

    database_grants = "SELECT, INSERT"
    personal_fields = {
        "question": Erasure.ROW,
        "outcome": Erasure.ROW,
        "answer": Erasure.SHRED,
    }
    impersonal_fields = ("compartment",)

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="answers")
    compartment = models.CharField(max_length=20, choices=Compartment)
    question = models.CharField(_("question"), max_length=30)
    outcome = models.CharField(_("what was answered"), max_length=10, choices=GuideOutcome)
    answer = EncryptedTextField(_("answer"), max_length=500, blank=True, default="")
    at = models.DateTimeField(default=timezone.now)
    by = _by()

    objects = AssessmentAnswerQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["assessment", "question", "-id"], name="clinics_guide_last")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment__in=[c.value for c in COMPARTMENTS]),
                name="clinics_guide_compartment",
                violation_error_message=_("An answer is of health, or of sexual health."),
            ),
        ]

    def __str__(self) -> str:
        return self.question

    def clean(self) -> None:
        """What no CHECK reads: the guide is data, the words are sealed."""
        line = self.line
        if line is None or line.compartment != self.compartment:
            raise ValidationError(_("An answer belongs to the part of its question."))
        if (self.outcome == ANSWERED) != bool(self.answer.strip()):
            raise ValidationError({"answer": _("An answer, or why there is none: not both.")})

    @property
    def line(self) -> Line | None:
        """Its question; None when the guide has it no more."""
        return questions().get(self.question)

    @property
    def answer_text(self) -> str:
        if self.outcome != ANSWERED:
            return self.get_outcome_display()
        said, line = str(self.shown("answer")), self.line
        if line is None or line.kind == GuideKind.TEXT:
            return said
        return dict(line.offered).get(said, said)


class AssessmentTestQuerySet(models.QuerySet["AssessmentTest"]):
    def visible_to(self, user: User) -> "AssessmentTestQuerySet":
        return self.filter(compartment__in=_read_by(user))

    def with_stage(self) -> "AssessmentTestQuerySet":
        """Annotate `stage`, the days of its steps, and `late_on`, after which the next is late."""
        steps = AssessmentTestStep.objects.standing().filter(test=OuterRef("pk")).order_by("-pk")
        settled = steps.filter(kind=PanelStepKind.HANDED_BACK).exclude(
            Q(understood=Understood.NO) | Q(interpreting=CareInterpreting.ABSENT)
        )

        def day(kind: str) -> Subquery:
            return Subquery(steps.filter(kind=kind).values("happened_on")[:1])

        return self.annotate(
            sampled_on=day(PanelStepKind.SAMPLED),
            received_on=day(PanelStepKind.RECEIVED),
            handed_back_on=day(PanelStepKind.HANDED_BACK),
            late_on=Coalesce(Subquery(steps.values("late_on")[:1]), F("prescribed_late_on")),
            stage=Case(
                When(Exists(steps.filter(kind=PanelStepKind.DROPPED)), then=Value("dropped")),
                When(Exists(settled), then=Value(PanelStage.HANDED_BACK.value)),
                When(received_on__isnull=False, then=Value(PanelStage.TO_HAND_BACK.value)),
                When(sampled_on__isnull=False, then=Value(PanelStage.AWAITED.value)),
                default=Value(PanelStage.TO_SAMPLE.value),
                output_field=models.CharField(),
            ),
        )

    def at_stage(self, *stages: str) -> "AssessmentTestQuerySet":
        return self.with_stage().filter(stage__in=stages)  # type: ignore[misc] # annotated


class AssessmentTest(OfAssessment):
    """A test that was prescribed and agreed to. Which one it is, is sealed."""

    database_grants = "SELECT, INSERT"
    personal_fields = {
        "test": Erasure.SHRED,
        "prescriber": Erasure.SHRED,
        "prescribed_on": Erasure.ROW,
        "prescribed_late_on": Erasure.ROW,
    }
    impersonal_fields = ("compartment",)

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="tests")
    compartment = models.CharField(max_length=20, choices=Compartment)
    test = EncryptedTextField(_("test"), max_length=30)
    prescriber = EncryptedTextField(_("prescriber or signed protocol"), max_length=120)
    prescribed_on = models.DateField(_("prescribed on"), default=timezone.localdate)
    # The day after which one asks why it was not sampled.
    prescribed_late_on = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    by = _by()

    objects = AssessmentTestQuerySet.as_manager()

    # Set by `with_stage()`.
    stage: str
    sampled_on: datetime.date | None
    received_on: datetime.date | None
    handed_back_on: datetime.date | None
    late_on: datetime.date | None

    class Meta:
        indexes = [models.Index(fields=["assessment", "id"], name="clinics_test_assessment")]
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment__in=[c.value for c in COMPARTMENTS]),
                name="clinics_test_compartment",
                violation_error_message=_("A test is of health, or of sexual health."),
            ),
            models.CheckConstraint(
                condition=Q(prescribed_late_on__gte=F("prescribed_on")),
                name="clinics_test_late_after",
                violation_error_message=_("A test is late after it was prescribed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prescribed_on}"

    def clean(self) -> None:
        line = panel().get(self.test)
        if line is None or line.compartment != self.compartment:
            raise ValidationError({"test": _("Choose a test of the panel.")})
        if not self.prescriber.strip():
            raise ValidationError({"prescriber": ON_WHAT_BASIS})

    @property
    def line(self) -> PanelTest | None:
        """Its line of the panel; None when the panel has it no more, or it does not open."""
        return panel().get(str(self.shown("test")))

    @property
    def name(self) -> str:
        return self.line.label if self.line else str(self.shown("test"))

    @property
    def stage_label(self) -> str:
        return str(PanelStage(self.stage).label)

    @property
    def is_late(self) -> bool:
        """Whether its next step should have been taken; with the annotations of `with_stage`."""
        is_over = self.stage in (PanelStage.HANDED_BACK, PanelStage.DROPPED)
        return not is_over and self.late_on is not None and self.late_on < timezone.localdate()

    @property
    def must_explain_again(self) -> bool:
        """Handed back, but without the interpreter it needed, or not understood."""
        return self.stage == PanelStage.TO_HAND_BACK and self.handed_back_on is not None


class AssessmentTestStepQuerySet(models.QuerySet["AssessmentTestStep"]):
    def standing(self) -> "AssessmentTestStepQuerySet":
        """Without what was taken back, and the rows that say so."""
        return self.filter(takes_back__isnull=True, taken_back_by__isnull=True)


class AssessmentTestStep(SealedRow, WithInterpreter):
    """One thing that became of a test, sealed as the test is."""

    database_grants = "SELECT, INSERT"
    personal_fields = {
        **dict.fromkeys(["outcome", "result", "reason"], Erasure.SHRED),
        **dict.fromkeys(
            ["kind", "happened_on", "late_on", "interpreting", "interpreter_language",
             "understood"],
            Erasure.ROW,
        ),
    }  # fmt: skip

    test = models.ForeignKey(AssessmentTest, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(_("what happened"), max_length=15, choices=PanelStepKind)
    happened_on = models.DateField(_("date"), default=timezone.localdate)
    # The day after which one asks what has become of it; none when nothing is to come.
    late_on = models.DateField(null=True, blank=True)
    outcome = EncryptedTextField(
        _("result"), max_length=10, choices=PanelOutcome, blank=True, default=""
    )
    result = EncryptedTextField(_("result in words"), max_length=1000, blank=True, default="")
    reason = EncryptedTextField(_("why"), max_length=300, blank=True, default="")
    interpreting = _interpreting(blank=True, default="")
    interpreter_language = _language()
    understood = models.CharField(
        _("understood"), max_length=10, choices=Understood, blank=True, default=""
    )
    takes_back = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="taken_back_by",
        error_messages={"unique": _("A colleague has taken it back already.")},
    )
    at = models.DateTimeField(default=timezone.now)
    by = _by()

    objects = AssessmentTestStepQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["test", "kind"], name="clinics_test_step_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=PanelStepKind.HANDED_BACK)
                & ~Q(interpreting="")
                & ~Q(understood="")
                | ~Q(kind=PanelStepKind.HANDED_BACK) & Q(interpreting="", understood=""),
                name="clinics_test_step_handed_back",
                violation_error_code="interpreting",
                violation_error_message=_(
                    "A result is handed back with an interpreter or not, understood or not."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind=PanelStepKind.TAKEN_BACK, takes_back__isnull=False)
                | ~Q(kind=PanelStepKind.TAKEN_BACK) & Q(takes_back__isnull=True),
                name="clinics_test_step_taken_back",
                violation_error_message=_("What is taken back is a step of the same test."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def clean(self) -> None:
        """What no CHECK reads: a result is one, what was not done says why."""
        days.check_past("happened_on", self.happened_on)
        if self.kind == PanelStepKind.RECEIVED and not self.outcome:
            raise ValidationError({"outcome": _("Normal, not normal, or to be done again?")})
        if self.kind == PanelStepKind.DROPPED and not self.reason.strip():
            raise ValidationError({"reason": _("Say in a few words why.")})

    @property
    def compartment(self) -> str:
        return self.test.compartment

    @property
    def is_standing(self) -> bool:
        return self.takes_back_id is None and getattr(self, "taken_back_by", None) is None

    def sealing_key(self) -> bytes:
        return self.test.sealing_key()

    def opening_keys(self) -> list[bytes]:
        return self.test.opening_keys()
