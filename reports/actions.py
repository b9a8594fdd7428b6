"""What is done with a week: it leaves the house, it is validated; what its lines are called."""

from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from reports import freezing, mapping
from reports.figures import Need
from reports.mapping import Target, What
from reports.models import NOT_A_CODE, Dhis2Code, FrozenWeek
from reports.periods import Week
from reports.weekly import Report, report_on
from staff import audit
from staff.models import Site, User

EVERYTHING: frozenset[Need] = frozenset({"sexual_health", "psychology", "protection"})
NOT_OVER = gettext_lazy("This week is not over: it can be validated from Monday on.")
NOT_WHOLE = gettext_lazy("All sites together means every site of the house.")
CHANGED_MEANWHILE = gettext_lazy(
    "A colleague has just changed the DHIS2 mapping: look at it again."
)
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
