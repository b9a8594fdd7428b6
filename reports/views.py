"""The week: on the page, as a spreadsheet, as a CSV."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports import actions, exports, permissions
from reports.periods import NoSuchWeek, Week, parse, week_of
from reports.weekly import WeekReport, week_report
from staff import backups
from staff import permissions as staff_permissions
from staff.http import StaffRequest, whole_number
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


def _report(request: StaffRequest, week: Week, sites: list[Site]) -> WeekReport:
    """Return the figures that this person may know."""
    return week_report(
        week,
        sites,
        with_sexual_health=permissions.can_know_of_sexual_health(request.user),
        with_psychology=permissions.can_know_of_sessions(request.user),
        with_protection=permissions.can_know_of_alerts(request.user),
    )


def no_such_week(request: StaffRequest) -> HttpResponse:
    context = {"this_week": week_of(timezone.localdate())}
    return render(request, "reports/no_such_week.html", context, status=404)


@require_safe
def week(request: StaffRequest, week: str) -> HttpResponse:
    permissions.check_see_week(request.user)
    try:
        asked = read_week(week)
    except NoSuchWeek:
        return no_such_week(request)
    sites = sites_asked(request)
    context = {
        "report": _report(request, asked, sites),
        "is_running": asked.end >= timezone.localdate(),
        "has_next": asked.next.start <= timezone.localdate(),
        "all_sites": Site.objects.visible_to(request.user).order_by("pk"),
        "may_check_trail": staff_permissions.can_read_audit(request.user),
        "backups": backups.state() if staff_permissions.can_see_backups(request.user) else None,
        "one_site": sites[0] if len(sites) == 1 else None,
    }
    return render(request, "reports/week.html", context)


def _download(request: StaffRequest, week: str, kind: str) -> HttpResponse:
    permissions.check_export_week(request.user)
    try:
        asked = read_week(week)
    except NoSuchWeek:
        return no_such_week(request)
    report = _report(request, asked, sites_asked(request))
    actions.export_week(by=request.user)
    body, content_type = (
        (exports.as_xlsx(report), XLSX)
        if kind == "xlsx"
        else (exports.as_csv(report), "text/csv; charset=utf-8")
    )
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="escale-{asked}.{kind}"'
    return response


@require_safe
def week_xlsx(request: StaffRequest, week: str) -> HttpResponse:
    return _download(request, week, "xlsx")


@require_safe
def week_csv(request: StaffRequest, week: str) -> HttpResponse:
    return _download(request, week, "csv")
