"""Which alerts one may see, what each still lacks, who may take it."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from cases import permissions, protocols
from cases.choices import AlertStepKind
from cases.consents import Flag
from cases.models import Alert, AlertStep, Minor
from cases.models.alerts import WITHOUT_NEXT, WITHOUT_OWNER, owned_by
from cases.protocols import Clock
from staff.choices import Role
from staff.models import Posting, User
from staff.models.dates import valid_on
from staff.templatetags.escale import clock, long_day, short_day

# Of open alerts with their state: what still has to be said of them.
UNFINISHED = WITHOUT_OWNER | WITHOUT_NEXT


def owners(alert: Alert) -> QuerySet[User]:
    """Return who may take this alert today, by name; never the colleague it is about."""
    return colleagues().exclude(pk=alert.about_id) if alert.about_id else colleagues()


def colleagues() -> QuerySet[User]:
    """Return who may answer for an alert today, by name."""
    today = timezone.localdate()
    postings = Posting.objects.filter(valid_on(today), role__in=permissions.OWN_ALERTS)
    here = User.objects.filter(is_active=True, pk__in=postings.values("user"))
    return here.order_by("full_name", "pk")


def is_coordination_concerned(about: User | None) -> bool:
    """Whether nobody of the coordination is left to read an alert about this colleague."""
    others = User.objects.working_as(Role.COORDINATOR)
    return not (others.exclude(pk=about.pk) if about else others).exists()


def missing(alert: Alert) -> list[str]:
    """Return what an alert lacks before it may be closed; `alert` with its state."""
    lacks = []
    if alert.owner_pk is None:
        lacks.append(gettext("nobody has taken it"))
    if alert.due_at is None:
        lacks.append(gettext("no next step is written"))
    if alert.needs_reaching:
        lacks.append(gettext("no named person has been reached"))
    return lacks


def flags(minor: Minor, user: User) -> list[Flag]:
    """Return the one line of a file's heading for whoever may know: that an alert is open."""
    known = Alert.objects.known_to(user).with_state().live().filter(minor=minor)
    if not known.exists():
        return []
    return [Flag("danger", gettext("Protection alert"), "shield")]


@dataclass(frozen=True)
class StepLine:
    """One step, and what it says in a line."""

    step: AlertStep
    title: str


@dataclass(frozen=True)
class Shown:
    """One alert as its page shows it."""

    alert: Alert
    happened: str
    steps: list[StepLine]
    clocks: list[Clock]
    missing: list[str]
    protocol: protocols.Protocol


def shown(alert: Alert) -> Shown:
    steps = list(alert.steps.select_related("by", "owner").order_by("pk"))
    for step in steps:
        step.alert = alert  # its key, read once
    return Shown(
        alert=alert,
        happened=_happened(alert),
        steps=[StepLine(step, _title(step)) for step in steps],
        clocks=protocols.clocks(alert.kind, alert.happened_on, alert.happened_time),
        missing=[] if alert.is_closed else missing(alert),
        protocol=protocols.protocol_of(alert.kind),
    )


def _title(step: AlertStep) -> str:
    said = {
        AlertStepKind.OWNER: lambda: step.owner.full_name if step.owner else "",
        AlertStepKind.DONE: lambda: f"{step.get_action_display()}, {short_day(step.done_on)}",
        AlertStepKind.LEVEL: lambda: str(step.get_level_display()),
        AlertStepKind.NEXT: lambda: f"{short_day(step.due_at)}, {clock(step.due_at)}",
    }.get(AlertStepKind(step.kind))
    label = step.get_kind_display()
    return gettext("%(what)s: %(said)s") % {"what": label, "said": said()} if said else label


def _happened(alert: Alert) -> str:
    day = long_day(alert.happened_on)
    return f"{day}, {clock(alert.happened_time)}" if alert.happened_time else day


def waiting_for(user: User) -> int:
    """Return how many open alerts wait for this person: hers, and for the coordination those that
    nobody has taken or that lack a next step."""
    mine = owned_by(user)
    if permissions.reads_all_alerts(user):
        mine |= UNFINISHED
    elif not AlertStep.objects.filter(owner=user).exists():
        return 0  # nobody ever gave her one: what every page of most people asks
    return Alert.objects.visible_to(user).with_state().live().filter(mine).count()
