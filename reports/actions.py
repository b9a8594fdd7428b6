"""What is done with figures: they leave the house, a week is validated, a table is saved."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from reports import freezing
from reports.figures import Need
from reports.models import FrozenWeek, Layout
from reports.periods import Week
from reports.weekly import Report, report_on
from staff import audit
from staff.models import Site, User

EVERYTHING: frozenset[Need] = frozenset({"sexual_health", "psychology", "protection"})
NOT_OVER = gettext_lazy("This week is not over: it can be validated from Monday on.")
NOT_WHOLE = gettext_lazy("All sites together means every site of the house.")
JUST_CHANGED = gettext_lazy("A colleague has just changed this table: look at it.")
DONE_ALREADY = gettext_lazy("This has been done already.")
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
    frozen.save()
    return frozen


# --- saved tables --------------------------------------------------------------------------------


@transaction.atomic
def save_layout(*, by: User, layout: Layout) -> Layout:
    """Keep a new table, or the next version of one. Raises ValidationError."""
    layout.by = by
    _insert(layout)
    audit.record(by=by, action="save_layout", subject=layout)
    return layout


@transaction.atomic
def archive_layout(*, by: User, layout: Layout) -> Layout:
    """Put a table aside: it keeps its versions, and can be taken back."""
    return _set_aside(by, layout, "archive_layout", is_archived=True)


@transaction.atomic
def restore_layout(*, by: User, layout: Layout) -> Layout:
    return _set_aside(by, layout, "restore_layout", is_archived=False)


def _set_aside(by: User, layout: Layout, action: str, *, is_archived: bool) -> Layout:
    """Raises ValidationError where a colleague was quicker."""
    if layout.is_archived == is_archived:
        raise ValidationError(DONE_ALREADY)
    row = next_version(layout)
    row.is_archived, row.by = is_archived, by
    _insert(row)
    audit.record(by=by, action=action, subject=row)
    return row


def _insert(layout: Layout) -> None:
    """Keep a row; raises ValidationError where a colleague has kept the same version meanwhile."""
    layout.full_clean()
    try:
        with transaction.atomic():
            layout.save(force_insert=True)
    except IntegrityError:
        raise ValidationError(JUST_CHANGED) from None


def next_version(layout: Layout) -> Layout:
    """Return the row that takes the place of this one, not kept yet."""
    return Layout(
        first_id=layout.number,
        version=layout.version + 1,
        name=layout.name,
        kind=layout.kind,
        sites=layout.sites,
        lines=layout.lines,
        columns=layout.columns,
        bands=layout.bands,
    )


def export_layout(*, by: User, layout: Layout) -> None:
    """Record an export; called before the first byte leaves."""
    audit.record(by=by, action="export_layout", subject=layout)
