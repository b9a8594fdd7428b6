"""What the figures of a week are worth: what was not asked, what came late, what is in doubt."""

import datetime
from collections.abc import Sequence

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import duplicates
from cases.choices import NO_ANSWER
from cases.models import Arrival, Minor, Night
from clinics.models import Consultation
from reports.figures import Figure, Section
from reports.periods import Week
from staff.models import Site


def share(part: int, whole: int) -> int | None:
    """Return the percentage; None of nothing."""
    return round(100 * part / whole) if whole else None


def quality(week: Week, sites: Sequence[Site], new: Sequence[int]) -> Section:
    """`new` are the persons who first came in the week."""
    arrivals = Arrival.objects.counted().filter(
        site__in=sites, day__gte=week.start, day__lte=week.end
    )
    slept = Night.objects.known().filter(minor=OuterRef("minor"), night_on=OuterRef("day"))
    count = arrivals.count()
    unasked = arrivals.filter(~Exists(slept)).count()
    nowhere = [code for code, _label in NO_ANSWER]
    without = Minor.objects.filter(pk__in=new, country__in=[*nowhere, ""]).count()
    return Section(
        _("What these figures are worth"),
        [
            Figure("W25", _("Arrivals without a night, in %"), share(unasked, count),
                   _("Arrivals of the week of whose evening nobody knows where she slept.")),
            Figure("W25", _("New people without a country, in %"), share(without, len(new)),
                   _("New people whose country is unknown or was not asked.")),
            Figure("W25", _("Likely duplicates to review"),
                   duplicates.likely(duplicates.TO_REVIEW).count(),
                   _("Pairs of files of the whole house, when this page was made."),
                   is_of_now=True),
            Figure("W25", _("Late entries"), late_entries(week, sites),
                   _("Arrivals copied and consultations written after the Sunday, sexual and "
                     "reproductive health apart.")),
        ],
    )  # fmt: skip


def late_entries(week: Week, sites: Sequence[Site]) -> int:
    """Count what happened in the week and was written down once it was over."""
    over = timezone.make_aware(datetime.datetime.combine(week.next.start, datetime.time()))
    arrivals = Arrival.objects.counted().filter(
        site__in=sites, day__gte=week.start, day__lte=week.end, copied_at__gte=over
    )
    written = Consultation.objects.filter(
        site__in=sites, day__gte=week.start, day__lte=week.end, signed_at__gte=over
    )
    return arrivals.count() + written.count()
