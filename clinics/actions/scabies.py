"""A scabies event of a site: joined, each dose and wash, what the house did, closed."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Minor
from clinics import scabies
from clinics.choices import ScabiesMark, ScabiesStepKind
from clinics.models import ScabiesEvent, ScabiesMarkRow, ScabiesStep
from staff import audit
from staff.models import Site, User

IS_CLOSED = gettext_lazy("This event is closed. Open it again first.")


@transaction.atomic
def join_scabies(*, by: User, minor: Minor, site: Site, mark: ScabiesMark) -> ScabiesMarkRow:
    """Put somebody into the event of the site, opened if there is none; raises ValidationError.

    Of two colleagues in the same instant one waits: there are not two events.
    """
    Site.objects.select_for_update(no_key=True).get(pk=site.pk)
    event = scabies.running_at(site, timezone.localdate())
    if event is None:
        event = ScabiesEvent.objects.create(site=site, opened_by=by)
        audit.record(by=by, action="open_scabies", subject=event, site_id=site.pk)
    return mark_scabies(by=by, row=ScabiesMarkRow(event=event, minor=minor, mark=mark))


@transaction.atomic
def add_scabies_contact(*, by: User, event: ScabiesEvent, minor: Minor) -> ScabiesMarkRow:
    """Put one more contact into an event; raises ValidationError for whoever is of it already."""
    Minor.objects.select_for_update(no_key=True).get(pk=minor.pk)
    known = scabies.line_of(event, minor)
    if known is not None:
        raise ValidationError(_("Is of this event already: %(role)s.") % {"role": known.role_text})
    row = ScabiesMarkRow(event=event, minor=minor, mark=ScabiesMark.CONTACT)
    return mark_scabies(by=by, row=row)


@transaction.atomic
def mark_scabies(*, by: User, row: ScabiesMarkRow) -> ScabiesMarkRow:
    """Write who she is in the event, a dose, her laundry; raises ValidationError."""
    Minor.objects.select_for_update(no_key=True).get(pk=row.minor_id)
    _check_running(row.event_id)
    known = scabies.line_of(row.event, row.minor)
    if row.mark in scabies.ROLES:
        if known is not None and known.role == row.mark:
            raise ValidationError(_("A colleague has written it already."))
    elif known is None:
        raise ValidationError(_("She is not of this event any more."))
    elif row.mark in known.rows:
        raise ValidationError(_("A colleague has written it already."))
    else:
        scabies.check_doses(known, row.mark, row.happened_on)
    row.by = by
    row.full_clean()
    row.save()
    audit.record(
        by=by,
        action="mark_scabies",
        subject=row,
        minor_id=row.minor_id,
        site_id=row.event.site_id,
    )
    return row


@transaction.atomic
def take_back_scabies_mark(*, by: User, row: ScabiesMarkRow) -> ScabiesMarkRow:
    """It was a slip: another row says so. Raises ValidationError the second time."""
    Minor.objects.select_for_update(no_key=True).get(pk=row.minor_id)
    if not ScabiesMarkRow.objects.standing().filter(pk=row.pk).exists():
        raise ValidationError(_("A colleague has taken it back already."))
    back = ScabiesMarkRow(event=row.event, minor=row.minor, takes_back=row, by=by)
    back.full_clean()
    back.save()
    audit.record(by=by, action="take_back_scabies", subject=row, minor_id=row.minor_id)
    return back


@transaction.atomic
def record_scabies_step(*, by: User, step: ScabiesStep) -> ScabiesStep:
    """Write what happened to the event, its end too; raises ValidationError."""
    Site.objects.select_for_update(no_key=True).get(pk=step.event.site_id)
    is_closed = ScabiesEvent.objects.with_end().get(pk=step.event_id).is_closed
    if is_closed and step.kind != ScabiesStepKind.REOPENED:
        raise ValidationError(IS_CLOSED)
    if not is_closed and step.kind == ScabiesStepKind.REOPENED:
        raise ValidationError(_("This event is open already."))
    step.by = by
    step.full_clean()
    step.save()
    audit.record(by=by, action="scabies_step", subject=step, site_id=step.event.site_id)
    return step


@transaction.atomic
def take_back_scabies_step(*, by: User, step: ScabiesStep) -> ScabiesStep:
    """It was a slip: another row says so. Raises ValidationError the second time."""
    Site.objects.select_for_update(no_key=True).get(pk=step.event.site_id)
    if not ScabiesStep.objects.standing().filter(pk=step.pk).exists():
        raise ValidationError(_("A colleague has taken it back already."))
    back = ScabiesStep(event=step.event, kind=ScabiesStepKind.TAKEN_BACK, takes_back=step, by=by)
    back.full_clean()
    back.save()
    audit.record(by=by, action="take_back_scabies", subject=step, site_id=step.event.site_id)
    return back


def _check_running(event_id: int) -> None:
    if ScabiesEvent.objects.with_end().get(pk=event_id).is_closed:
        raise ValidationError(IS_CLOSED)
