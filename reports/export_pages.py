"""What the pages of exports show: which lists there are, what has become of each export."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as passkeys
from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from reports import export_jobs, permissions
from reports.choices import ExportStatus, ListKind
from reports.models import ExportJob
from reports.periods import Period, week_of
from staff import second_factor
from staff.approvals import LASTS
from staff.models import Approval, Site, User

WEBAUTHN = Authenticator.Type.WEBAUTHN
A_PAGE = 20
LAST_QUARTERS = 8  # of a statistics file, when the page opens


@dataclass(frozen=True)
class Tab:
    """Duck of the component `tabs`."""

    url: str
    label: str
    is_current: bool


def tabs(user: User, current: str, query: str = "") -> list[Tab]:
    """Return the lists that this person may make, then the file and the exports made apart."""
    found = [
        (kind.value, reverse("reports:line_list", args=[kind.value]), str(kind.label))
        for kind in permissions.lists_of(user)
    ]
    if permissions.can_export(user, ListKind.STATISTICS):
        label = str(ListKind.STATISTICS.label)
        found.append((ListKind.STATISTICS.value, reverse("reports:statistics"), label))
    shown = [
        Tab(f"{url}?{query}" if query else url, label, name == current)
        for name, url, label in found
    ]
    return [*shown, Tab(reverse("reports:exports"), _("Exports made apart"), current == "exports")]


def url_from_week(user: User, period: Period, site: Site | None) -> str:
    """Return the page of the lists opened at a period; that of the file for who makes no list.

    Empty for who makes neither.
    """
    view = "reports:lists" if permissions.can_make_lists(user) else "reports:statistics"
    if view == "reports:statistics":
        return reverse(view) if permissions.can_export(user, ListKind.STATISTICS) else ""
    asked = {"first_day": period.start.isoformat(), "last_day": period.end.isoformat()}
    if site is not None:
        asked["site"] = str(site.pk)
    return f"{reverse(view)}?{urlencode(asked)}"


def days_asked(query: QueryDict, kind: ListKind) -> dict[str, Any]:
    """Return what the form opens with: the days and site of the address, else this week's."""
    today = timezone.localdate()
    first, last = week_of(today).start, today
    if kind == ListKind.STATISTICS:
        first = datetime.date(today.year - LAST_QUARTERS // 4, 3 * ((today.month - 1) // 3) + 1, 1)
    return {
        "first_day": _day(query.get("first_day")) or first,
        "last_day": _day(query.get("last_day")) or last,
        "site": query.get("site", ""),
    }


def _day(text: str | None) -> datetime.date | None:
    try:
        return parse_date(text or "")
    except ValueError:
        return None


# --- the second factor ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Proofs:
    """What she can show once more that it is she: a code that she types, a passkey, or neither."""

    user: User
    has_code: bool
    has_passkey: bool

    @property
    def is_enough(self) -> bool:
        """The demonstration asks for nothing from whoever has neither."""
        return self.has_code or self.has_passkey or second_factor.is_demonstration()

    def passkey_options(self) -> dict[str, Any] | None:
        """Return what the browser asks her passkey; from now on no earlier answer is taken."""
        return passkeys.begin_authentication(self.user) if self.has_passkey else None


def proofs_of(user: User) -> Proofs:
    types = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return Proofs(user, bool(types - {WEBAUTHN}), WEBAUTHN in types)


# --- what has become of them ---------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """One export. `state`: waiting, refused, late, working, stopped, ready, failed, erased."""

    job: ExportJob
    state: str
    decided_by: User | None = None

    @property
    def label(self) -> str:
        return str(ListKind(self.job.kind).label)

    @property
    def is_working(self) -> bool:
        return self.state == "working"

    @property
    def may_begin_again(self) -> bool:
        return self.state in ("stopped", "failed")


def exports_of(user: User, page: str) -> dict[str, Any]:
    """Return this person's exports, the newest first, a page of them, and whether one is made."""
    jobs = ExportJob.objects.visible_to(user).with_status().select_related("site").newest_first()
    found = Paginator(jobs, A_PAGE).get_page(page)
    answers = _answers(found)
    stopped = export_jobs.stopped_among(found)
    shown = [_shown(job, answers, stopped) for job in found]
    return {
        "page_obj": found,
        "exports": shown,
        "is_working": any(one.is_working for one in shown),
    }


def _answers(jobs: Iterable[ExportJob]) -> dict[int, Approval]:
    subjects = [f"{job._meta.label_lower}:{job.pk}" for job in jobs if job.has_names]
    rows = Approval.objects.filter(kind=export_jobs.WITH_NAMES, subject__in=subjects)
    return {row.subject_number: row for row in rows.select_related("decided_by").order_by("pk")}


def _shown(job: ExportJob, answers: dict[int, Approval], stopped: set[int]) -> Shown:
    if job.status == ExportStatus.WAITING:
        answer = answers.get(job.pk)
        if answer is not None and answer.decided_at and not answer.is_granted:
            return Shown(job, "refused", answer.decided_by)
        is_late = timezone.now() - job.status_at >= LASTS
        return Shown(job, "late" if is_late else "waiting")
    if job.status == ExportStatus.BEGUN:
        return Shown(job, "stopped" if job.pk in stopped else "working")
    if job.status == ExportStatus.DONE:
        return Shown(job, "ready" if job.is_ready else "erased")
    return Shown(job, str(job.status))
