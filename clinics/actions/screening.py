"""A screen: its answers, and what follows from them in the same act."""

from django.db import transaction
from django.utils.translation import gettext as _

from cases import actions as case_actions
from cases.choices import AlertKind, DeskKind, usual_level
from cases.models import Alert, Minor, Task
from clinics.models import Screening
from referrals import actions as referral_actions
from referrals.models import Referral
from staff import audit
from staff.models import Site, User
from staff.permissions import Compartment


@transaction.atomic
def record_screening(
    *, by: User, screening: Screening, referral: Referral | None = None
) -> Alert | None:
    """Keep the answers and the referral made in the same act; raises ValidationError.

    Whatever is said of suicide raises an alert, which is returned: it says neither an answer nor
    a total.
    """
    screening.recorded_by = by
    screening.full_clean()
    if referral is not None:
        referral_actions.make_referral(by=by, referral=referral, compartment=Compartment.HEALTH)
        screening.referral = referral
    screening.save()
    audit.record(
        by=by,
        action="record_screening",
        subject=screening,
        minor_id=screening.minor_id,
        site_id=screening.site_id,
    )
    reading = screening.reading
    if reading is None or not reading.is_risk:
        return None
    alert = Alert(
        minor=screening.minor,
        site=screening.site,
        kind=AlertKind.SUICIDE,
        first_level=usual_level(AlertKind.SUICIDE),
    )
    return case_actions.raise_alert(by=by, alert=alert)


@transaction.atomic
def ask_psychologist(*, by: User, minor: Minor, site: Site) -> Task:
    """Send her to the psychologists of the house: something for their desk to do.

    It says neither an answer nor a total. Raises ValidationError.
    """
    text = _("To be met: proposed at the nurse’s, after a few questions.")
    task = Task(minor=minor, site=site, desk_kind=DeskKind.PSYCHOLOGIST, text=text)
    return case_actions.make_task(by=by, task=task)
