"""How long people waited for a desk: from being sent there to being called for the first time."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
)
from django.utils.translation import gettext as _

from cases.choices import DeskKind, TicketStatus
from cases.models import Arrival, TicketStep
from reports.figures import Breakdown, Figure, Part, Section, labels_of, rounded
from reports.periods import Period
from staff.models import Site

CODE = "WAIT"
NINE_IN_TEN = 0.9
MICROSECOND = datetime.timedelta(microseconds=1)
# Who waits for the midwife or the psychologist is told in their own parts of the week, or nowhere.
KINDS = (DeskKind.NURSE, DeskKind.SOCIAL, DeskKind.LEGAL)


class Percentile(Aggregate):
    """The smallest value that this share of the rows does not pass: one that somebody lived."""

    function = "PERCENTILE_DISC"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class Waited:
    """`median`, and `ninth` that nine in ten did not pass: whole minutes; None where nobody is."""

    count: int
    median: int | None
    ninth: int | None


NOBODY = Waited(0, None, None)


def first_calls(period: Period, sites: Sequence[Site]) -> QuerySet[TicketStep]:
    """Return the first call of each ticket of the period; those of undone arrivals apart.

    Who left, was cancelled or still waits was not called: her wait has no end, and counts nowhere.
    """
    called = TicketStep.objects.filter(status=TicketStatus.IN_PROGRESS)
    earlier = called.filter(ticket=OuterRef("ticket"), pk__lt=OuterRef("pk"))
    return called.filter(
        ~Exists(earlier),
        ticket__day__gte=period.start,
        ticket__day__lte=period.end,
        ticket__desk__site__in=sites,
        ticket__arrival__in=Arrival.objects.counted(),
    )


def waited(period: Period, sites: Sequence[Site]) -> dict[str, Waited]:
    """Return {kind of desk: how long was waited for it}, in one query."""
    lasted = ExpressionWrapper(F("at") - F("ticket__sent_at"), output_field=DurationField())
    rows = (
        first_calls(period, sites)
        .order_by()
        .values("ticket__desk__kind")
        .annotate(
            count=Count("pk"),
            median=Percentile(lasted, share=0.5),
            ninth=Percentile(lasted, share=NINE_IN_TEN),
        )
    )
    return {
        row["ticket__desk__kind"]: Waited(
            row["count"], _minutes(row["median"]), _minutes(row["ninth"])
        )
        for row in rows
    }


def _minutes(lasted: datetime.timedelta) -> int:
    """A clock set back between two entries is no wait: it is none, never less."""
    return max(int(rounded(Fraction(lasted // MICROSECOND, 60_000_000))), 0)


def waiting(period: Period, sites: Sequence[Site]) -> Section:
    found = waited(period, sites)
    kinds = {kind: str(label) for kind, label in labels_of(DeskKind).items() if kind in KINDS}
    figures = []
    for kind, label in kinds.items():
        desk = found.get(kind, NOBODY)
        figures += [
            Figure(CODE, f"{kind}_median", _("%(desk)s: median wait, min") % {"desk": label},
                   desk.median,
                   _("Half of those who were called waited no longer, from being sent to this desk "
                     "to the first call. n = %(count)d.") % {"count": desk.count},
                   bases={"count": desk.count},
                   plain=_("Half of those who were called waited no longer, from being sent to "
                           "this desk to the first call.")),
            Figure(CODE, f"{kind}_ninth", _("%(desk)s: 90th percentile, min") % {"desk": label},
                   desk.ninth,
                   _("Nine in ten of them waited no longer."),
                   bases={"count": desk.count}, plain=_("Nine in ten of them waited no longer.")),
        ]  # fmt: skip
    return Section(
        _("Waiting times"),
        figures,
        [
            Breakdown(CODE, "desk", _("Called, by desk"),
                      [Part(kind, label, found.get(kind, NOBODY).count)
                       for kind, label in kinds.items()],
                      _("Young people sent to a desk and called there; who left before is not "
                        "among them. The desks of midwife and psychologist are left out.")),
        ],
    )  # fmt: skip
