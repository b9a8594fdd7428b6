"""What the figures of a period are worth: what was not asked, what came late, what is in doubt."""

import datetime
from collections.abc import Sequence
from dataclasses import replace

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import duplicates
from cases.choices import NO_ANSWER
from cases.models import Arrival, Minor, Night
from clinics.models import AnonymousConsultation, Consultation, TallyReport
from reports import who_came
from reports.among import among
from reports.figures import Figure, Section, share
from reports.lines import Lines, persons
from reports.periods import Period
from staff.models import Site


def quality(period: Period, sites: Sequence[Site], new: Sequence[int]) -> Section:
    """`new` are the persons who first came in the period."""
    slept = Night.objects.known().filter(minor=OuterRef("minor"), night_on=OuterRef("day"))
    # One a person and a day, as arrivals are counted: at two sites she has one night.
    arrivals = who_came.passages(period, sites)
    unasked = arrivals.filter(~Exists(slept))
    counts = arrivals.order_by().aggregate(
        all=Count("pk"), unasked=Count("pk", filter=~Exists(slept))
    )
    nowhere = [code for code, _label in NO_ANSWER]
    without = Minor.objects.filter(among("pk", new), country__in=[*nowhere, ""])
    without_count = without.count()
    late = late_entries(period, sites)
    return Section(
        _("What these figures are worth"),
        [
            Figure("W25", "without_night", _("Arrivals without a night, in %"),
                   share(counts["unasked"], counts["all"]),
                   _("Arrivals of whose evening nobody knows where she slept."),
                   bases={"without": counts["unasked"]},
                   lines=Lines("arrival", arrivals, marked=unasked)),
            Figure("W25", "without_country", _("New people without a country, in %"),
                   share(without_count, len(new)),
                   _("New people whose country is unknown or was not asked."),
                   bases={"without": without_count},
                   lines=replace(persons(new), marked=without)),
            Figure("W25", "duplicates", _("Likely duplicates to review"),
                   duplicates.likely(duplicates.TO_REVIEW).count(),
                   _("Pairs of files of the whole house, when this page was made."),
                   is_of_now=True),
            Figure("W25", "late", _("Late entries"), late.total,
                   _("Arrivals copied, consultations and tally sheets written after the "
                     "period, sexual and reproductive health apart."),
                   lines=late),
        ],
    )  # fmt: skip


def late_entries(period: Period, sites: Sequence[Site]) -> Lines:
    """Return what happened in the period and came here once it was over."""
    over = timezone.make_aware(
        datetime.datetime.combine(period.end + datetime.timedelta(days=1), datetime.time())
    )
    of_the_period = Q(site__in=sites, day__gte=period.start, day__lte=period.end)
    arrivals = Arrival.objects.counted().filter(of_the_period, copied_at__gte=over)
    written = Consultation.objects.filter(of_the_period, signed_at__gte=over)
    nameless = AnonymousConsultation.objects.get_queryset().filter(
        of_the_period, signed_at__gte=over
    )
    sheets = TallyReport.objects.filter(
        session__site__in=sites,
        session__day__gte=period.start,
        session__day__lte=period.end,
        version=1,
        entered_at__gte=over,
    )
    more = [
        Lines("consultation", written),
        Lines("anonymous", nameless),
        Lines("sheet", sheets),
    ]
    return Lines("arrival", arrivals, more=more)
