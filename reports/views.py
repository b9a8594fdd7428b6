"""A week, month, quarter, year or any days: on the page, as files; a week validated."""

from dataclasses import dataclass
from itertools import pairwise

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from reports import (
    actions,
    comparisons,
    formats,
    forms,
    freezing,
    period_bar,
    periods,
    permissions,
)
from reports.figures import Need
from reports.models import FrozenWeek
from reports.periods import AnyPeriod, NoSuchPeriod, Week, week_of
from reports.weekly import Report, report_on
from staff import backups
from staff import permissions as staff_permissions
from staff.http import StaffRequest, attempt, posted, status_of, whole_number
from staff.models import Site


@require_safe
def this_week(request: StaffRequest) -> HttpResponse:
    permissions.check_see_week(request.user)
    return redirect("reports:week", str(week_of(timezone.localdate())))


def sites_asked(request: StaffRequest) -> list[Site]:
    """Return the site of `?site=`, or all those this person may see."""
    sites = list(Site.objects.visible_to(request.user).order_by("pk"))
    wanted = whole_number(request.GET.get("site"))
    return [site for site in sites if site.pk == wanted] or sites


@dataclass(frozen=True)
class Asked:
    """A period at some sites: what was validated of it, and what is counted today.

    `site` is None for all of them together; `is_whole`: whether that is the whole house, so that a
    week can be validated as such; nothing but a week is.
    """

    period: AnyPeriod
    sites: list[Site]
    site: Site | None
    is_whole: bool
    last: FrozenWeek | None
    known: frozenset[Need]

    @property
    def is_week(self) -> bool:
        return isinstance(self.period, Week)

    @property
    def week(self) -> Week:
        """The period, on the pages that know weeks only; raises NoSuchPeriod."""
        if isinstance(self.period, Week):
            return self.period
        raise NoSuchPeriod(_("Only a week is validated."))

    @property
    def can_be_frozen(self) -> bool:
        return self.is_week and self.is_whole and self.period.end < timezone.localdate()

    def live(self) -> Report:
        return report_on(self.period, self.sites, self.known)

    def shown(self) -> Report:
        """The last version that was validated, or today's count where there is none."""
        if self.last is None:
            return self.live()
        return freezing.report_of(self.last, self.sites, self.known)

    def compared(self, report: Report) -> Report:
        """Beside the earlier weeks of the same sites: there are none of some of them only."""
        if not self.is_whole:
            return report
        return comparisons.with_comparisons(report, self.site, self.known)


def _asked(request: StaffRequest, text: str) -> Asked:
    """Raises NoSuchPeriod."""
    period = period_bar.read(text)
    sites = sites_asked(request)
    site = sites[0] if len(sites) == 1 and request.GET.get("site") else None
    is_whole = site is not None or freezing.is_whole_house(sites)
    last = None
    if isinstance(period, Week) and is_whole:
        frozen = FrozenWeek.objects.visible_to(request.user).of(period, site)
        last = frozen.select_related("frozen_by").first()
    known = permissions.known_to(request.user)
    return Asked(period, sites, site, is_whole, last, known)


@require_safe
def week(request: StaffRequest, period: str) -> HttpResponse:
    """Any period; a week as it was validated, if it was; `?live` counts anew."""
    permissions.check_see_week(request.user)
    try:
        asked = _asked(request, period)
    except NoSuchPeriod as wrong:
        return period_bar.no_such_period(request, wrong)
    live = asked.live()
    frozen = asked.last if "live" not in request.GET else None
    shown = asked.shown() if frozen else live
    context = {
        "report": asked.compared(shown),
        "asked": asked,
        "is_running": asked.period.end >= timezone.localdate(),
        "bar": period_bar.of(asked.period, _address),
        **_of_weeks(asked),
        "all_sites": Site.objects.visible_to(request.user).order_by("pk"),
        "changed": len(freezing.changes(asked.shown(), live)) if asked.last else 0,
        "is_damaged": frozen is not None and not freezing.is_whole(frozen),
        "may_freeze": _may_freeze(request, asked),
        "may_check_trail": staff_permissions.can_read_audit(request.user),
        "formats": list(formats.FORMATS.values()),
        "backups": backups.state() if staff_permissions.can_see_backups(request.user) else None,
    }
    return render(request, "reports/week.html", context)


def _address(period: AnyPeriod) -> str:
    return reverse("reports:week", args=[period])


def _of_weeks(asked: Asked) -> dict[str, object]:
    """Return the reports of a week that the sites sent; of a longer period, its validated weeks."""
    if asked.is_week:
        return {"received": freezing.reports_of(asked.week, asked.sites)}
    weeks = periods.weeks_of(asked.period)
    return {
        "week_count": len(weeks),
        "validated_count": freezing.validated_count(weeks, asked.site),
    }


@require_safe
def week_changes(request: StaffRequest, week: str) -> HttpResponse:
    """What a later version, or today's count, says otherwise, line by line."""
    permissions.check_see_week(request.user)
    try:
        asked = _asked(request, week)
    except NoSuchPeriod as wrong:
        return period_bar.no_such_period(request, wrong)
    if not asked.is_whole:
        raise Http404
    if asked.last is None:
        return redirect(asked_url(asked, "reports:week"))
    versions = (
        FrozenWeek.objects.visible_to(request.user)
        .of(asked.week, asked.site)
        .select_related("frozen_by")
    )
    reports = [asked.live()]
    reports += [freezing.report_of(one, asked.sites, asked.known) for one in versions]
    steps = [
        {"frozen": older.frozen, "next": newer.frozen, "lines": freezing.changes(older, newer)}
        for newer, older in pairwise(reports)
    ]
    context = {"asked": asked, "steps": steps, "may_freeze": _may_freeze(request, asked)}
    return render(request, "reports/week_changes.html", context)


def _may_freeze(request: StaffRequest, asked: Asked) -> bool:
    return permissions.can_freeze_week(request.user) and asked.can_be_frozen


def asked_url(asked: Asked, view: str) -> str:
    """Return the address of a page of the same period and site."""
    url = reverse(view, args=[asked.period])
    return f"{url}?site={asked.site.pk}" if asked.site else url


@require_http_methods(["GET", "HEAD", "POST"])
def freeze_week(request: StaffRequest, week: str) -> HttpResponse:
    """What is validated is read once more, with what it is worth; then it stays."""
    permissions.check_freeze_week(request.user)
    try:
        asked = _asked(request, week)
    except NoSuchPeriod as wrong:
        return period_bar.no_such_period(request, wrong)
    if not asked.is_whole:  # some of the sites only: neither one of them nor the whole house
        raise Http404
    form = forms.FreezeWeekForm(posted(request), last=asked.last)
    if form.is_valid():
        said = _("The week is validated: these figures stay.")
        attempt(
            request, actions.freeze_week, said=said,
            week=asked.week, sites=asked.sites, site=asked.site, why=form.why,
        )  # fmt: skip
        return redirect(asked_url(asked, "reports:week"))
    live = asked.live()
    context = {
        "asked": asked,
        "form": form,
        "received": freezing.reports_of(asked.week, asked.sites),
        "lines": freezing.changes(asked.shown(), live) if asked.last else [],
        "quality": [s for s in live.sections if any(f.code == "W25" for f in s.figures)],
        "back": asked_url(asked, "reports:week"),
    }
    return render(request, "reports/freeze_week.html", context, status=status_of(form))


@require_safe
def week_file(request: StaffRequest, period: str, ending: str) -> HttpResponse:
    """The period as a file of one of the formats; `?live` counts anew."""
    permissions.check_export_week(request.user)
    wanted = formats.FORMATS.get(ending)
    if wanted is None:
        raise Http404
    try:
        asked = _asked(request, period)
    except NoSuchPeriod as wrong:
        return period_bar.no_such_period(request, wrong)
    report = asked.compared(asked.live() if "live" in request.GET else asked.shown())
    actions.export_week(by=request.user)
    response = HttpResponse(wanted.write(report), content_type=wanted.content_type)
    response["Content-Disposition"] = f'attachment; filename="escale-{asked.period}.{ending}"'
    return response
