"""Tasks: what a desk has to do, about a young person or about nobody, by when and by whom."""

import datetime
import functools
import operator

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.choices import COMPARTMENT_OF_DESK, DeskKind, TaskStepKind
from cases.models.keys import SealedOfMinor
from cases.models.minors import Minor
from staff import encryption, history, keys
from staff.choices import RECEPTION_ROLES, Compartment, Erasure, Role
from staff.encryption import EncryptedTextField
from staff.models import HouseKey, Site, User
from staff.permissions import Level, can, level

HOUSE_KEY = "tasks"
NO_TEXT = _("Say in a few words what is to be done.")


def task_key() -> Subquery:
    """The key of the tasks about nobody, read with them: one query for a whole list."""
    return Subquery(HouseKey.objects.filter(name=HOUSE_KEY).values("wrapped")[:1])


def known_desks(user: User) -> list[str]:
    """Return the desks of which she may know that they have to do with somebody."""
    return [
        kind
        for kind, compartment in COMPARTMENT_OF_DESK.items()
        if level(user, compartment) >= Level.KNOW
    ]


def is_in_full(user: User) -> bool:
    """Whether she signed in for all that her work needs: not a nurse who came back with a PIN."""
    return not user.is_narrowed or user.own_roles <= RECEPTION_ROLES


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, user: User) -> "TaskQuerySet":
        """Those whose words are for her: of what she writes, what she has, what she asked.

        The coordinator, who shares them out, is told what she reads. In a file that is not hers
        even these are closed: `cases.tasks.readable` asks that too.
        """
        wanted = Level.READ if Role.COORDINATOR in user.roles else Level.WRITE
        told = [c for c in COMPARTMENT_OF_DESK.values() if can(user, c, wanted)]
        mine = Q(owner=user) | Q(made_by=user) if is_in_full(user) else Q()
        return self.known_to(user).filter(Q(compartment__in=told) | mine)

    def known_to(self, user: User) -> "TaskQuerySet":
        """That there is one: for whoever reads identity, at her sites; and what is her own."""
        if not can(user, Compartment.IDENTITY, Level.READ):
            return self.none()
        if user.is_mission_wide:
            return self.all()
        return self.filter(Q(site__in=user.site_ids) | Q(owner=user) | Q(made_by=user))

    def open(self) -> "TaskQuerySet":
        """Still to be done, and not of a file that is withdrawn or in the archive."""
        in_use = Q(minor__isnull=True) | Q(
            minor__archived_at__isnull=True, minor__withdrawn_at__isnull=True
        )
        return self.filter(in_use, closed_at__isnull=True)

    def due_by(self, day: datetime.date) -> "TaskQuerySet":
        return self.filter(due_on__lte=day)

    def first_due(self) -> "TaskQuerySet":
        return self.order_by("due_on", "pk")

    def with_what_opens_them(self) -> "TaskQuerySet":
        """With the keys of their words and what a person line shows, whatever their number."""
        found = self.annotate(wrapped_key=task_key()).select_related("minor", "owner", "made_by")
        return found.prefetch_related("minor__names", "minor__claims", "minor__keys")


@history.track()
class Task(SealedOfMinor):
    """Something to do. Its words lie in the compartment of the desk it is for.

    One about nobody names nobody: it is under a key of the house, and outlives every file. Who has
    it, for when and whether it is over is what the last of its steps says.
    """

    database_grants = "SELECT, INSERT, UPDATE"
    personal_fields = {
        "text": Erasure.SHRED,
        "desk_kind": Erasure.ROW,
        "due_on": Erasure.ROW,
        "is_follow_up": Erasure.ROW,
    }
    impersonal_fields = ("compartment",)

    minor = models.ForeignKey(  # type: ignore[assignment] # empty for a task about nobody
        Minor, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    desk_kind = models.CharField(_("desk"), max_length=15, choices=DeskKind)
    compartment = models.CharField(max_length=20, choices=Compartment)
    text = EncryptedTextField(
        _("what is to be done"),
        max_length=500,
        error_messages={"blank": NO_TEXT},
        validators=[RegexValidator(r"\S", NO_TEXT)],
    )
    due_on = models.DateField(_("for when"), default=timezone.localdate)
    # She is to be seen that day: the day list says so, and not why.
    is_follow_up = models.BooleanField(_("the young person is to be seen that day"), default=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = TaskQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["owner", "due_on"],
                condition=Q(closed_at__isnull=True),
                name="cases_task_of_owner",
            ),
            models.Index(
                fields=["site", "desk_kind", "due_on"],
                condition=Q(closed_at__isnull=True),
                name="cases_task_of_desk",
            ),
            models.Index(
                fields=["made_by", "due_on"],
                condition=Q(closed_at__isnull=True),
                name="cases_task_of_maker",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=functools.reduce(
                    operator.or_,
                    (
                        Q(desk_kind=kind.value, compartment=compartment.value)
                        for kind, compartment in COMPARTMENT_OF_DESK.items()
                    ),
                ),
                name="cases_task_compartment_of_desk",
                violation_error_code="desk_kind",
                violation_error_message=_("Choose the desk that the task is for."),
            ),
            models.CheckConstraint(
                condition=Q(is_follow_up=False) | Q(minor__isnull=False),
                name="cases_task_follow_up_of_somebody",
                violation_error_code="is_follow_up",
                violation_error_message=_("Nobody is to be seen: this task is about no one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_on}"

    @property
    def is_late(self) -> bool:
        return self.closed_at is None and self.due_on < timezone.localdate()

    def sealing_key(self) -> bytes:
        return self._house_key() if self.minor_id is None else super().sealing_key()

    def opening_keys(self) -> list[bytes]:
        return [self._house_key()] if self.minor_id is None else super().opening_keys()

    def _house_key(self) -> bytes:
        wrapped = getattr(self, "wrapped_key", None)  # read with the row by a list
        if not wrapped:
            return keys.house_key(HOUSE_KEY)
        place = keys.place_of(HouseKey(name=HOUSE_KEY))
        return encryption.open_sealed(bytes(wrapped), compartment="house", place=place)


class TaskStep(encryption.SealedRow):
    """What became of a task: one row a change, with its author, and how it stands since."""

    database_grants = "SELECT, INSERT"
    personal_fields = {
        "kind": Erasure.ROW,
        "due_on": Erasure.ROW,
        "word": Erasure.SHRED,
    }

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=15, choices=TaskStepKind)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField()
    word = EncryptedTextField(_("a word"), max_length=300, blank=True, default="")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["task", "-id"], name="cases_task_step_last")]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def compartment(self) -> str:
        return self.task.compartment

    def sealing_key(self) -> bytes:
        return self.task.sealing_key()

    def opening_keys(self) -> list[bytes]:
        return self.task.opening_keys()
