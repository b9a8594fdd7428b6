"""What the pages of work without network show, and what a phone keeps of them."""

import datetime
from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.forms import BaseForm
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinics import forms, offline_intake, tally_sheet
from clinics.actions import offline as preparing
from clinics.models import ClinicSession, OfflineSession
from staff.models import User
from staff.templatetags.escale import long_day

NOT_ENROLLED = _("This phone is not enrolled.")
FONT = "vendor/atkinson-hyperlegible-next/atkinson-hyperlegible-next-{}-wght-normal.woff2"
# All that the page asks for: nothing else is kept on the phone.
STATIC = [
    "icons/escale.svg",
    "icons/icons.svg",
    FONT.format("latin"),
    FONT.format("latin-ext"),
    "vendor/bootstrap/bootstrap.min.css",
    "css/escale.css",
    "js/escale.js",
    "js/offline-store.js",
    "js/offline-seal.js",
    "js/offline-send.js",
    "js/offline-draft.js",
    "js/offline-page.js",
]


@dataclass(frozen=True)
class EntryForm:
    """A form of the page without network: which kind of entry it makes."""

    kind: str
    label: Promise
    form: BaseForm
    # One of these is chosen, either way; these stay as they are for the next person.
    either: str = ""
    stays: str = ""
    look: str = ""
    # A session has one of it: the last written takes the place of what the phone has not sent.
    is_only: bool = False
    # Of a tally sheet: its columns.
    columns: tally_sheet.Columns | None = None


def forms_for(session: ClinicSession, user: User) -> list[EntryForm]:
    consultation = forms.AnonymousConsultationForm(session=session, user=user)
    return [
        EntryForm(
            offline_intake.CONSULTATION,
            _("Consultation"),
            consultation,
            either="motif problem",
            stays="language interpreting",
            look="form-quick",
        ),
        EntryForm(
            offline_intake.TALLY,
            _("Tally sheet"),
            forms.TallyForm(session=session),
            look="form-tally",
            is_only=True,
            columns=tally_sheet.columns(),
        ),
    ]


def shell_of(session: ClinicSession) -> list[str]:
    """Return the addresses that a phone keeps; the page itself comes first."""
    page = reverse("clinics:offline")
    return [f"{page}?session={session.pk}", *(static(path) for path in STATIC)]


def may_be_prepared(session: ClinicSession) -> bool:
    return session.is_open and session.day == timezone.localdate()


def open_phones(session: ClinicSession) -> int:
    """Return how many phones may still keep something of it."""
    return OfflineSession.objects.filter(session=session).still_open().count()


def phones_of(session: ClinicSession) -> list[OfflineSession]:
    """Return its phones, the last prepared first, with how many entries came from each."""
    rows = OfflineSession.objects.filter(session=session).annotate(
        received=Count("entries"), late=Count("entries", filter=Q(entries__is_late=True))
    )
    return list(rows.select_related("device", "prepared_by", "ended_by").order_by("-pk"))


def handed(made: preparing.Prepared, session: ClinicSession) -> dict[str, Any]:
    """Return what the phone is handed: instants in milliseconds, the point in base64."""
    prepared = made.offline
    return {
        "number": str(prepared.number),
        "session": session.pk,
        "secret": made.secret,
        "point": b64encode(made.point).decode("ascii"),
        "url": reverse("clinics:receive_entries", args=[prepared.number]),
        "label": f"{session.site}, {long_day(session.day)}",
        "preparedAt": _milliseconds(prepared.prepared_at),
        "writesUntil": _milliseconds(prepared.writes_until),
    }


def _milliseconds(instant: datetime.datetime) -> int:
    return int(instant.timestamp() * 1000)
