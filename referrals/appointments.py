"""The appointment that a partner has given: one of the house's, bound to the referral by a step."""

from collections.abc import Iterable

from django.db.models import F
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from cases.choices import COMPARTMENT_OF_DESK, AppointmentStepKind, DeskKind
from cases.models import Appointment
from cases.registry import Origin
from referrals.choices import ReferralStatus
from referrals.models import Referral, ReferralStep
from staff.choices import Compartment
from staff.models import User

DESK_OF: dict[Compartment, DeskKind] = {c: kind for kind, c in COMPARTMENT_OF_DESK.items()}
# Before the partner has seen her.
STILL_TO_COME = [ReferralStatus.WRITTEN, ReferralStatus.HANDED_OVER, ReferralStatus.APPOINTMENT]
# What became of the appointment, and the step of the referral that it asks for.
ASKS = {
    AppointmentStepKind.CAME: ReferralStatus.SEEN,
    AppointmentStepKind.MISSED: ReferralStatus.NOT_SEEN,
}


def appointment_of(referral: Referral) -> Appointment | None:
    """Return the last one, as it stands: what replaces a missed one is the referral's too."""
    # Made while two files were joined, it may be of the other one since they were told apart.
    own = referral.steps.filter(appointment__minor=referral.minor_id)
    last = own.order_by("-pk").first()
    number = last.appointment_id if last is not None else None
    found = None
    while number is not None:
        found = number
        following = Appointment.objects.filter(replaces=number)
        number = following.values_list("pk", flat=True).first()
    return Appointment.objects.with_state().get(pk=found) if found is not None else None


def origins(rows: Iterable[Appointment], user: User) -> dict[int, Origin]:
    """Return, by appointment, the referral it was taken for, where this person may read it."""
    found = {row.pk: row for row in rows}
    numbers = _referrals_of(list(found.values()))
    if not numbers:
        return {}
    asked = Referral.objects.visible_to(user).with_status().filter(pk__in=numbers.values())
    read = {row.pk: row for row in asked.select_related("minor")}
    kept = set(Referral.objects.kept_by(user).filter(pk__in=read).values_list("pk", flat=True))
    return {
        number: _origin(found[number], read[referral], is_kept=referral in kept)
        for number, referral in numbers.items()
        if referral in read
    }


def _referrals_of(rows: list[Appointment]) -> dict[int, int]:
    """Return {appointment: referral}; one that replaces a missed one belongs where that one did."""
    first = {row.pk: row.pk for row in rows}
    before = {row.pk: row.replaces_id for row in rows if row.replaces_id is not None}
    while before:
        first |= {number: earlier for number, earlier in before.items() if earlier is not None}
        links = dict(
            Appointment.objects.filter(pk__in=before.values(), replaces__isnull=False).values_list(
                "pk", "replaces_id"
            )
        )
        before = {n: links[earlier] for n, earlier in before.items() if earlier in links}
    steps = ReferralStep.objects.filter(
        appointment__in=set(first.values()) | set(first),
        appointment__minor=F("referral__minor"),
    )
    referral_of = dict(steps.values_list("appointment_id", "referral_id"))
    found = {n: referral_of.get(n, referral_of.get(earliest)) for n, earliest in first.items()}
    return {number: referral for number, referral in found.items() if referral is not None}


def _origin(row: Appointment, referral: Referral, *, is_kept: bool) -> Origin:
    where = [referral.minor.reference, referral.pk]
    asked = ASKS.get(AppointmentStepKind(row.status))
    to_say = ""
    if is_kept and asked is not None and referral.status in STILL_TO_COME:
        prefilled = urlencode({"status": asked.value, "happened_on": row.day.isoformat()})
        to_say = f"{reverse('referrals:record_step', args=where)}?{prefilled}"
    return Origin(gettext("Referral"), reverse("referrals:referral", args=where), to_say)
