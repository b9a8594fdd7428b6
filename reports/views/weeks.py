"""The week: on the page, validated, as a spreadsheet, as a CSV."""

from dataclasses import dataclass
from itertools import pairwise

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from reports import actions, comparisons, export_pages, exports, forms, freezing, permissions
from reports.figures import Need
from reports.models import FrozenWeek
from reports.periods import NoSuchWeek, Week, parse, week_of
from reports.weekly import WeekReport, week_report
from staff import backups
from staff import permissions as staff_permissions
from staff.http import StaffRequest, attempt, posted, status_of, whole_number
from staff.models import Site

OLDEST_YEAR = 2000  # no centre of ours is older
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def this_week(request: StaffRequest) -> HttpResponse:
    permissions.check_see_week(request.user)
    return redirect("reports:week", str(week_of(timezone.localdate())))


def sites_asked(request: StaffRequest) -> list[Site]:
    """Return the site of `?site=`, or all those this person may see."""
    sites = list(Site.objects.visible_to(request.user).order_by("pk"))
    wanted = whole_number(request.GET.get("site"))
    return [site for site in sites if site.pk == wanted] or sites


def read_week(text: str) -> Week:
    """Return the week of an address; raises NoSuchWeek, for one to come or of long ago too."""
    week = parse(text)
    if week.year < OLDEST_YEAR or week.start > timezone.localdate():
        raise NoSuchWeek(text)
    return week


@dataclass(frozen=True)
class Asked:
    """A week at some sites: what was validated of it, and what is counted today.

    `site` is None for all of them together; `is_whole`: whether that is the whole house, so that it
    can be validated as such.
    """

    week: Week
    sites: list[Site]
    site: Site | None
    is_whole: bool
    last: FrozenWeek | None
    known: frozenset[Need]

    @property
    def can_be_frozen(self) -> bool:
        return self.is_whole and self.week.end < timezone.localdate()

    def live(self) -> WeekReport:
        return week_report(self.week, self.sites, self.known)

    def shown(self) -> WeekReport:
        """The last version that was validated, or today's count where there is none."""
        if self.last is None:
            return self.live()
        return freezing.report_of(self.last, self.sites, self.known)

    def compared(self, report: WeekReport) -> WeekReport:
        """Beside the earlier weeks of the same sites: there are none of some of them only."""
        if not self.is_whole:
            return report
        return comparisons.with_comparisons(report, self.site, self.known)


def _asked(request: StaffRequest, text: str) -> Asked:
    """Raises NoSuchWeek."""
    week = read_week(text)
    sites = sites_asked(request)
    site = sites[0] if len(sites) == 1 and request.GET.get("site") else None
    is_whole = site is not None or freezing.is_whole_house(sites)
    last = (
        FrozenWeek.objects.visible_to(request.user)
        .of(week, site)
        .select_related("frozen_by")
        .first()
    )
    known = permissions.known_to(request.user)
    return Asked(week, sites, site, is_whole, last if is_whole else None, known)


def no_such_week(request: StaffRequest) -> HttpResponse:
    context = {"this_week": week_of(timezone.localdate())}
    return render(request, "reports/no_such_week.html", context, status=404)


@require_safe
def week(request: StaffRequest, week: str) -> HttpResponse:
    """As it was validated, if it was; `?live` counts anew."""
    permissions.check_see_week(request.user)
    try:
        asked = _asked(request, week)
    except NoSuchWeek:
        return no_such_week(request)
    live = asked.live()
    frozen = asked.last if "live" not in request.GET else None
    shown = asked.shown() if frozen else live
    context = {
        "report": asked.compared(shown),
        "asked": asked,
        "is_running": asked.week.end >= timezone.localdate(),
        "has_next": asked.week.next.start <= timezone.localdate(),
        "all_sites": Site.objects.visible_to(request.user).order_by("pk"),
        "received": freezing.reports_of(asked.week, asked.sites),
        "changed": len(freezing.changes(asked.shown(), live)) if asked.last else 0,
        "is_damaged": frozen is not None and not freezing.is_whole(frozen),
        "may_freeze": _may_freeze(request, asked),
        "lines_url": export_pages.url_from_week(request.user, asked.week, asked.site),
        "may_check_trail": staff_permissions.can_read_audit(request.user),
        "backups": backups.state() if staff_permissions.can_see_backups(request.user) else None,
    }
    return render(request, "reports/week.html", context)


@require_safe
def week_changes(request: StaffRequest, week: str) -> HttpResponse:
    """What a later version, or today's count, says otherwise, line by line."""
    permissions.check_see_week(request.user)
    try:
        asked = _asked(request, week)
    except NoSuchWeek:
        return no_such_week(request)
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
    """Return the address of a page of the same week and site."""
    url = reverse(view, args=[asked.week])
    return f"{url}?site={asked.site.pk}" if asked.site else url


@require_http_methods(["GET", "HEAD", "POST"])
def freeze_week(request: StaffRequest, week: str) -> HttpResponse:
    """What is validated is read once more, with what it is worth; then it stays."""
    permissions.check_freeze_week(request.user)
    try:
        asked = _asked(request, week)
    except NoSuchWeek:
        return no_such_week(request)
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


def _download(request: StaffRequest, week: str, kind: str) -> HttpResponse:
    permissions.check_export_week(request.user)
    try:
        asked = _asked(request, week)
    except NoSuchWeek:
        return no_such_week(request)
    report = asked.shown() if "live" not in request.GET else asked.live()
    report = asked.compared(report)
    actions.export_week(by=request.user)
    body, content_type = (
        (exports.as_xlsx(report), XLSX)
        if kind == "xlsx"
        else (exports.as_csv(report), "text/csv; charset=utf-8")
    )
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="escale-{asked.week}.{kind}"'
    return response


@require_safe
def week_xlsx(request: StaffRequest, week: str) -> HttpResponse:
    return _download(request, week, "xlsx")


@require_safe
def week_csv(request: StaffRequest, week: str) -> HttpResponse:
    return _download(request, week, "csv")
