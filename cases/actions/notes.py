"""Writing notes and the emergency line; none is ever changed."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import EmergencyLine, Minor, Note
from staff import audit
from staff.models import User


@transaction.atomic
def write_note(*, by: User, note: Note) -> Note:
    """Keep a note that a form has filled; raises ValidationError."""
    _keep(by, note)
    audit.record(
        by=by, action="write_note", subject=note, minor_id=note.minor_id, site_id=note.site_id
    )
    return note


@transaction.atomic
def correct_note(*, by: User, note: Note, corrects: Note) -> Note:
    """Keep a note in the place of another one, which stays readable; raises ValidationError."""
    note.minor, note.corrects = corrects.minor, corrects
    _keep(by, note)
    audit.record(
        by=by, action="correct_note", subject=note, minor_id=note.minor_id, site_id=note.site_id
    )
    return note


def _keep(by: User, note: Note) -> None:
    note.written_by = by
    note.full_clean()
    note.save()


@transaction.atomic
def write_emergency_line(*, by: User, minor: Minor, text: str) -> EmergencyLine:
    """Put a line in the place of the last one; an empty one ends it. Raises ValidationError."""
    text = " ".join(text.split())
    last = minor.emergency_lines.newest_first().first()
    if not text and not (last and last.text):
        raise ValidationError({"text": _("There is no line to remove: write one.")})
    line = EmergencyLine(minor=minor, text=text, written_by=by)
    line.full_clean()
    line.save()
    audit.record(by=by, action="write_emergency_line", subject=line, minor_id=minor.pk)
    return line
