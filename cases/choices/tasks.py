"""Tasks: what becomes of one, and which lists of them there are."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TaskStepKind(models.TextChoices):
    MADE = "made", pgettext_lazy("task", "Made")
    TAKEN = "taken", pgettext_lazy("task", "Taken")
    GIVEN = "given", pgettext_lazy("task", "Given")
    POSTPONED = "postponed", pgettext_lazy("task", "Postponed")
    DONE = "done", pgettext_lazy("task", "Done")
    DROPPED = "dropped", pgettext_lazy("task", "Dropped")
    REOPENED = "reopened", pgettext_lazy("task", "Reopened")


# What ends a task.
ENDS_TASK = (TaskStepKind.DONE, TaskStepKind.DROPPED)


class TaskList(models.TextChoices):
    """Which tasks a page shows."""

    MINE = "mine", pgettext_lazy("tasks", "Mine")
    DESK = "desk", _("My desk’s")
    ASKED = "asked", _("Asked by me")
    ALL = "all", pgettext_lazy("tasks", "All desks")
