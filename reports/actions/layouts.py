"""Tables that a coordinator composes: saved, put aside, taken back, exported."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy

from reports.models import Layout
from staff import audit
from staff.models import User

JUST_CHANGED = gettext_lazy("A colleague has just changed this table: look at it.")
DONE_ALREADY = gettext_lazy("This has been done already.")


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
    row = _set_aside(by, layout, is_archived=True)
    audit.record(by=by, action="archive_layout", subject=row)
    return row


@transaction.atomic
def restore_layout(*, by: User, layout: Layout) -> Layout:
    row = _set_aside(by, layout, is_archived=False)
    audit.record(by=by, action="restore_layout", subject=row)
    return row


def _set_aside(by: User, layout: Layout, *, is_archived: bool) -> Layout:
    """Raises ValidationError where a colleague was quicker."""
    if layout.is_archived == is_archived:
        raise ValidationError(DONE_ALREADY)
    row = layout.next_version()
    row.is_archived, row.by = is_archived, by
    _insert(row)
    return row


def _insert(layout: Layout) -> None:
    """Keep a row; raises ValidationError where a colleague has kept the same version meanwhile."""
    layout.full_clean()
    try:
        with transaction.atomic():
            layout.save(force_insert=True)
    except IntegrityError:
        raise ValidationError(JUST_CHANGED) from None


def export_layout(*, by: User, layout: Layout) -> None:
    """Record an export; called before the first byte leaves."""
    audit.record(by=by, action="export_layout", subject=layout)
