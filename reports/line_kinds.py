"""How the rows behind a number read, one kind each, and which of them a reader sees."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import activities, registry
from cases.models import Activity, Alert, Appointment, Minor, MinorKey
from clinics.models import ScabiesEvent
from referrals.models import Referral
from reports.lines import Lines
from staff.models import Site, User
from staff.permissions import Compartment, Level, can

Rows = QuerySet[Any]
C = Compartment


@dataclass(frozen=True)
class Kind:
    """`minor`, `site`: the way from a row to her and to the place, "" where there is none.

    `compartment` is what the rows tell of. `told` narrows to those a reader sees, beside what her
    files say. `day` and `text` read a row; `order` sorts by the day first. `written` are the
    instants at which a row was written down.
    """

    compartment: Compartment
    minor: str
    site: str
    day: Callable[[Any], datetime.date | None]
    text: Callable[[Any, User], str]
    order: tuple[str, ...]
    written: tuple[str, ...] = ()
    told: Callable[[Rows, User], Rows] | None = None
    related: tuple[str, ...] = ()
    seals: Compartment | None = None  # whose key opens what is said of a row

    def minor_of(self, row: Any) -> Minor | None:
        found = follow(row, self.minor) if self.minor not in ("", "pk") else None
        return row if self.minor == "pk" else found

    def site_of(self, row: Any) -> Site | None:
        return follow(row, self.site) if self.site else None

    def late(self, at: datetime.datetime) -> Q:
        """Return what narrows to the rows written after an instant."""
        return Q(*(Q(**{f"{field}__gt": at}) for field in self.written), _connector=Q.OR)


def follow(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def _day(row: Any) -> datetime.date:
    return row.day


def _nothing(row: Any, user: User) -> str:
    return ""


def _raised_on(row: Any) -> datetime.date:
    return timezone.localdate(row.raised_at)


def _of_appointments(rows: Rows, user: User) -> Rows:
    return rows.filter(pk__in=Appointment.objects.visible_to(user).order_by().values("pk"))


def _session(row: Any, user: User) -> str:
    return str(row.get_kind_display())


KINDS: dict[str, Kind] = {
    "person": Kind(C.IDENTITY, "pk", "", lambda row: None, _nothing, ("pk",)),
    "arrival": Kind(
        C.IDENTITY, "minor", "site", _day, _nothing, ("day", "pk"), ("arrived_at", "copied_at")
    ),
    "activity": Kind(
        C.IDENTITY, "", "site", _day, activities.label_for, ("day", "pk"), ("created_at",),
        told=lambda rows, user: rows.filter(
            pk__in=Activity.objects.visible_to(user).order_by().values("pk")
        ),
    ),
    "participation": Kind(
        C.IDENTITY, "minor", "activity__site", lambda row: row.activity.day,
        lambda row, user: activities.label_for(row.activity, user),
        ("activity__day", "pk"), ("at",),
    ),
    "tally": Kind(
        C.IDENTITY, "", "site", _day,
        lambda row, user: str(_("Corrected") if row.is_correction else ""), ("day", "pk"), ("at",),
    ),
    "appointment": Kind(
        C.IDENTITY, "minor", "site", _day, lambda row, user: str(row.get_desk_kind_display()),
        ("day", "time", "pk"), ("status_at",), told=_of_appointments,
    ),
    "referral": Kind(
        C.IDENTITY, "minor", "site", lambda row: row.made_on,
        lambda row, user: str(row.get_kind_display()), ("made_on", "pk"), ("made_at",),
        told=lambda rows, user: rows.filter(
            pk__in=Referral.objects.visible_to(user).order_by().values("pk")
        ),
    ),
    "referral_step": Kind(
        C.IDENTITY, "referral__minor", "referral__site", lambda row: row.happened_on,
        lambda row, user: f"{row.referral.get_kind_display()}, {row.get_status_display()}",
        ("happened_on", "pk"), ("recorded_at",),
        told=lambda rows, user: rows.filter(referral__in=Referral.objects.visible_to(user)),
    ),
    "entitlement": Kind(
        C.SOCIAL, "entitlement__minor", "entitlement__site", lambda row: row.happened_on,
        lambda row, user: str(row.entitlement.get_kind_display()), ("happened_on", "pk"),
        ("recorded_at",),
    ),
    "procedure": Kind(
        C.LEGAL, "minor", "site", lambda row: None, lambda row, user: str(row.get_kind_display()),
        ("pk",), ("opened_at",),
    ),
    "procedure_event": Kind(
        C.LEGAL, "procedure__minor", "procedure__site", lambda row: row.happened_on,
        lambda row, user: str(row.get_stage_display()), ("happened_on", "pk"), ("recorded_at",),
    ),
    "hearing": Kind(
        C.LEGAL, "procedure__minor", "procedure__site", lambda row: row.hearing_on,
        lambda row, user: str(row.get_stage_display()), ("hearing_on", "pk"), ("recorded_at",),
    ),
    "situation": Kind(
        C.LEGAL, "minor", "", lambda row: row.happened_on,
        lambda row, user: str(row.get_code_display()), ("happened_on", "pk"), ("recorded_at",),
    ),
    "alert": Kind(
        C.PROTECTION, "minor", "site", _raised_on, lambda row, user: str(row.get_kind_display()),
        ("raised_at", "pk"), ("raised_at",),
        told=lambda rows, user: rows.filter(
            pk__in=Alert.objects.visible_to(user).order_by().values("pk")
        ),
    ),
    "alert_step": Kind(
        C.PROTECTION, "alert__minor", "alert__site", lambda row: row.done_on,
        lambda row, user: str(row.alert.get_kind_display()), ("done_on", "pk"), ("at",),
        told=lambda rows, user: rows.filter(
            alert__in=Alert.objects.visible_to(user).order_by().values("pk")
        ),
    ),
    "consultation": Kind(
        C.HEALTH, "minor", "site", _day, lambda row, user: str(row.shown("motif")), ("day", "pk"),
        ("signed_at",), seals=C.HEALTH,
    ),
    "sexual_health": Kind(
        C.SEXUAL_HEALTH, "minor", "site", _day, lambda row, user: str(row.shown("motif")),
        ("day", "pk"), ("signed_at",), seals=C.SEXUAL_HEALTH,
    ),
    "anonymous": Kind(
        C.HEALTH, "", "site", _day, lambda row, user: str(row.shown("motif")), ("day", "pk"),
        ("signed_at",),
    ),
    "session": Kind(
        C.HEALTH, "", "site", _day, _session, ("day", "pk"), ("opened_at",)
    ),
    "sheet": Kind(
        C.HEALTH, "", "session__site", lambda row: row.session.day,
        lambda row, user: _("Tally sheet"), ("session__day", "pk"), ("entered_at",),
    ),
    "scabies_event": Kind(
        C.HEALTH, "", "site", lambda row: row.opened_on, lambda row, user: _("Event opened"),
        ("opened_on", "pk"),
        told=lambda rows, user: rows.filter(
            pk__in=ScabiesEvent.objects.visible_to(user).order_by().values("pk")
        ),
    ),
    "scabies_mark": Kind(
        C.HEALTH, "minor", "event__site", lambda row: row.happened_on,
        lambda row, user: str(row.shown("mark")), ("happened_on", "pk"), ("at",), seals=C.HEALTH,
    ),
    "scabies_step": Kind(
        C.HEALTH, "", "event__site", lambda row: row.happened_on,
        lambda row, user: str(row.get_kind_display()), ("happened_on", "pk"), ("at",),
    ),
}  # fmt: skip


def seen(lines: Lines, user: User, files_of: list[Compartment]) -> Rows:
    """Return those of the rows that this person may see, of one kind.

    `files_of`: compartments that the number tells of; a file closed to her there is left out. The
    rows of what she does not read are left out whole.
    """
    kind = KINDS[lines.kind]
    if not can(user, kind.compartment, Level.READ):
        return lines.rows.none()
    rows = lines.rows
    if lines.told is not None and not can(user, C.SEXUAL_HEALTH, Level.READ):
        rows = lines.told
    if kind.minor:
        rows = rows.filter(_hers(kind, user, files_of))
    if kind.told is not None:
        rows = kind.told(rows, user)
    if lines.through is not None:
        through = seen(lines.through, user, files_of).order_by()
        rows = rows.filter(pk__in=through.values(KINDS[lines.through.kind].minor))
    return rows


def _hers(kind: Kind, user: User, files_of: list[Compartment]) -> Q:
    """Return what narrows to the files that she sees, and to what is about nobody."""
    path = f"{kind.minor}__in"
    hers = Q(**{path: Minor.objects.visible_to(user).order_by().values("pk")})
    for compartment in {*files_of, *([] if kind.compartment == C.IDENTITY else [kind.compartment])}:
        hers &= registry.open_to(user, compartment, kind.minor)
    if kind.compartment == C.PROTECTION:  # a threat to the team is about no young person
        hers |= Q(**{f"{kind.minor}__isnull": True})
    return hers


def with_what_is_shown(kind: Kind, rows: Rows) -> Rows:
    """Return the rows in their order with all that a line says, in a constant number of queries."""
    rows = rows.order_by(*kind.order)
    related = [path for path in (kind.site, kind.minor) if path not in ("", "pk")]
    rows = rows.select_related(*related, *kind.related)
    if not kind.minor:
        return rows
    start = "" if kind.minor == "pk" else f"{kind.minor}__"
    rows = rows.prefetch_related(f"{start}names", f"{start}claims")
    if kind.seals is not None:
        keys = MinorKey.objects.filter(compartment=kind.seals)
        rows = rows.prefetch_related(Prefetch(f"{start}keys", queryset=keys))
    return rows
