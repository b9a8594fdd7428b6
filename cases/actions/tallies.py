"""Counting what is handed out, and correcting the count."""

import datetime
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import tallies
from cases.choices import MOST_A_DAY, Service
from cases.models import TallyStep
from staff import audit
from staff.models import Site, User

Counts = Mapping[Service, int | None]  # None: nobody counted


@transaction.atomic
def add_tally(
    *, by: User, site: Site, day: datetime.date, service: Service, amount: int
) -> TallyStep:
    """Count so many more, or fewer, of a service today; 0 says that there was none.

    Raises ValidationError: the page was another day's, the count would fall below zero.
    """
    if day != timezone.localdate():
        raise ValidationError(
            _("That page was of another day: nothing was counted. Here is today’s.")
        )
    _alone(site)
    total = tallies.tally_of(service, day, site).total
    if amount == 0 and total:
        raise ValidationError(
            _("%(service)s: a colleague has counted some meanwhile.") % {"service": service.label}
        )
    _check(service, (total or 0) + amount)
    step = TallyStep.objects.create(site=site, day=day, service=service, amount=amount, by=by)
    audit.record(by=by, action="add_tally", subject=step, site_id=site.pk)
    return step


@transaction.atomic
def undo_tally(*, by: User, step: TallyStep) -> None:
    """Take a tap back; once, whoever asks. Raises ValidationError below zero."""
    _alone(step.site)
    if step.undone_by.exists():
        return
    service = Service(step.service)
    _check(service, (tallies.tally_of(service, step.day, step.site).total or 0) - step.amount)
    undone = TallyStep.objects.create(
        site=step.site,
        day=step.day,
        service=service,
        amount=-step.amount,
        undoes=step,
        by=by,
    )
    audit.record(by=by, action="undo_tally", subject=undone, site_id=step.site_id)


@transaction.atomic
def correct_tallies(
    *, by: User, site: Site, day: datetime.date, shown: Counts, wanted: Counts
) -> list[TallyStep]:
    """Bring a day to what was counted: only what differs from what the page showed is written.

    Raises ValidationError, service by service, where a colleague has counted since.
    """
    _alone(site)
    now = {tally.service: tally.total for tally in tallies.tallies_on(day, site)}
    changed = [service for service in Service if wanted[service] != shown[service]]
    moved = [
        service for service in changed if now[service] not in (shown[service], wanted[service])
    ]
    if moved:
        raise ValidationError({service: [_moved(now[service])] for service in moved})
    steps = [
        TallyStep.objects.create(
            site=site,
            day=day,
            service=service,
            amount=(wanted[service] or 0) - (now[service] or 0),
            is_counted=wanted[service] is not None,
            is_correction=True,
            by=by,
        )
        for service in changed
        if now[service] != wanted[service]
    ]
    for step in steps:
        audit.record(by=by, action="correct_tallies", subject=step, site_id=site.pk)
    return steps


def _alone(site: Site) -> None:
    """Nobody else counts at this site until the transaction ends."""
    Site.objects.select_for_update(no_key=True).get(pk=site.pk)


def _check(service: Service, total: int) -> None:
    if total < 0:
        raise ValidationError(
            _("%(service)s: the count would fall below zero. Nothing was changed.")
            % {"service": service.label}
        )
    if total > MOST_A_DAY:
        raise ValidationError(
            _("%(service)s: this is more than a site hands out in a day. Nothing was changed.")
            % {"service": service.label}
        )


def _moved(total: int | None) -> str:
    if total is None:
        return _("A colleague has since said that nobody counted. Check, then save again.")
    return _("A colleague has counted since: %(total)s now. Check, then save again.") % {
        "total": total
    }
