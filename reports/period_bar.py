"""Which period a page is about: read from its address, and left for another one."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from reports import forms, periods
from reports.periods import AnyPeriod, NoSuchPeriod, PeriodKind
from staff.http import StaffRequest

OLDEST_YEAR = 2000  # no centre of ours is older


def read(text: str) -> AnyPeriod:
    """Return the period of an address; raises NoSuchPeriod, for one to come or of long ago too."""
    period = periods.parse(text)
    if period.start.year < OLDEST_YEAR:
        raise NoSuchPeriod(_("The figures begin in %(year)d.") % {"year": OLDEST_YEAR})
    if period.start > timezone.localdate():
        raise NoSuchPeriod(_("%(period)s has not begun.") % {"period": period.title})
    return period


def no_such_period(request: StaffRequest, wrong: NoSuchPeriod) -> HttpResponse:
    context = {"why": str(wrong), "this_week": periods.week_of(timezone.localdate())}
    return render(request, "reports/no_such_period.html", context, status=404)


Address = Callable[[AnyPeriod], str]


@dataclass(frozen=True)
class Way:
    """A link of the bar."""

    label: str | Promise
    url: str
    is_current: bool = False


@dataclass(frozen=True)
class Bar:
    """The ways out of a period: the same days by another kind, before, after, any two days.

    A kind leads to its period of the last day shown, or of today where that day has not come.
    """

    kinds: list[Way]
    before: Way | None
    following: Way | None
    form: forms.SpanForm
    is_span: bool
    site: int | None  # the number of the site, and of the saved table, that the page is of
    layout: int | None


def of(
    period: AnyPeriod, address: Address, *, site: int | None = None, layout: int | None = None
) -> Bar:
    """`address` gives the address of the same page of another period."""
    today = timezone.localdate()
    last_day = min(period.end, today)
    before, following = period.previous, period.next
    if before is not None and before.start.year < OLDEST_YEAR:
        before = None
    if following is not None and following.start > today:
        following = None
    kinds = []
    for kind, of_a_day in periods.OF_A_DAY.items():
        one = period if kind == period.kind else of_a_day(last_day)
        if one.start.year < OLDEST_YEAR:
            continue
        kinds.append(Way(kind.label, address(one), kind == period.kind))
    return Bar(
        kinds=kinds,
        before=Way(periods.PREVIOUS[period.kind], address(before)) if before else None,
        following=Way(periods.NEXT[period.kind], address(following)) if following else None,
        form=forms.SpanForm(
            initial={"first_on": period.start, "last_on": last_day}, auto_id="id_bar_%s"
        ),
        is_span=period.kind == PeriodKind.SPAN,
        site=site,
        layout=layout,
    )
