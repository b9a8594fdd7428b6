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
