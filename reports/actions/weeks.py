"""What is done with a week: it leaves the house, it is validated."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from reports import freezing
from reports.figures import EVERYTHING
from reports.models import FrozenWeek, WeekNote
from reports.periods import Week
from reports.weekly import Report, report_on
from staff import audit
from staff.models import Site, User

NOT_OVER = gettext_lazy("This week is not over: it can be validated from Monday on.")
NOT_WHOLE = gettext_lazy("All sites together means every site of the house.")
UNCHANGED = gettext_lazy("Nothing has changed since this week was validated.")


def export_week(*, by: User) -> None:
    """Record an export; called before the first byte leaves."""
    audit.record(by=by, action="export_week")


@transaction.atomic
def freeze_week(
    *, by: User, week: Week, sites: Sequence[Site], site: Site | None, why: str = ""
) -> FrozenWeek:
    """Keep the figures of a week as they stand now: of one site, or of all together (None).

    With all together goes each of them that has not been validated yet. `why` is asked from the
    second version on. Raises ValidationError.
    """
    if week.end >= timezone.localdate():
        raise ValidationError(NOT_OVER)
    if site is None and not freezing.is_whole_house(sites):
        raise ValidationError(NOT_WHOLE)
    if site is None:
        for one in sites:
            if not FrozenWeek.objects.of(week, one).exists():
                _keep(by, week, [one], one, "")
    frozen = _keep(by, week, sites, site, why)
    audit.record(by=by, action="freeze_week", site_id=site.pk if site else None)
    return frozen


def _keep(by: User, week: Week, sites: Sequence[Site], site: Site | None, why: str) -> FrozenWeek:
    last = FrozenWeek.objects.of(week, site).first()

    def count() -> Report:
        return report_on(week, sites, EVERYTHING)

    if last is not None:
        before = freezing.report_of(last, sites, EVERYTHING)
        if not freezing.changes(before, count()):
            raise ValidationError(UNCHANGED)
    body = freezing.body_of(count)
    frozen = FrozenWeek(
        year=week.year,
        number=week.number,
        site=site,
        version=last.version + 1 if last else 1,
        body=body,
        digest=freezing.digest_of(body),
        why=why.strip() if last else "",
        frozen_by=by,
    )
    frozen.full_clean()
    _save_first(frozen)
    return frozen


def _save_first(row: FrozenWeek | WeekNote) -> None:
    """Save a version; raises ValidationError where a colleague's was saved at the same instant."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        row.validate_constraints()  # her row is there now: the constraint says so in its words
        raise


@transaction.atomic
def write_week(*, by: User, note: WeekNote) -> WeekNote:
    """Keep a week in words; `note.version` follows the one that its author had before her.

    Raises ValidationError if a colleague has written in between.
    """
    note.written_by = by
    note.full_clean()
    _save_first(note)
    audit.record(by=by, action="write_week", site_id=note.site_id)
    return note
