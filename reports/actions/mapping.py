"""What the lines of a report are called in DHIS2: written, and taken out."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy

from reports import mapping
from reports.mapping import Target, What
from reports.models import NOT_A_CODE, Dhis2Code
from staff import audit
from staff.models import User

CHANGED_MEANWHILE = gettext_lazy(
    "A colleague has just changed the DHIS2 mapping: look at it again."
)


@transaction.atomic
def map_figures(*, by: User, codes: Mapping[What, Target]) -> int:
    """Keep the codes that are not those that stand; an empty one takes out. Return how many.

    Raises ValidationError: for what is no code, or when somebody did the same at the same time.
    """
    texts = [text for target in codes.values() for text in (target.element, target.option_combo)]
    if not all(mapping.is_code(text) for text in texts if text):
        raise ValidationError(NOT_A_CODE)
    known = mapping.current()
    changed = {what: target for what, target in codes.items() if known.code_of(what) != target}
    if not changed:
        return 0
    last = {
        What(row.kind, row.key, row.site_id): row.version for row in Dhis2Code.objects.standing()
    }
    rows = [
        Dhis2Code(
            kind=what.kind,
            figure=what.key[0],
            name=what.key[1],
            part=what.key[2],
            site_id=what.site,
            code=target.element,
            option_combo=target.option_combo,
            version=last.get(what, 0) + 1,
            set_by=by,
        )
        for what, target in changed.items()
    ]
    try:
        with transaction.atomic():
            Dhis2Code.objects.bulk_create(rows)
    except IntegrityError as error:
        raise ValidationError(CHANGED_MEANWHILE) from error
    audit.record(by=by, action="map_figures")
    return len(rows)


def export_mapping(*, by: User) -> None:
    """Record that the mapping left; called before the first byte does."""
    audit.record(by=by, action="export_mapping")
