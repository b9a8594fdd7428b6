"""A week, month, quarter, year or any days: on the page, and as files."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinics import permissions as clinic_permissions
from reports import (
    actions,
    audiences,
    dhis2,
    export_pages,
    formats,
    freezing,
    line_pages,
    period_bar,
    periods,
    permissions,
)
from reports.formats import Format
from reports.outside import Outside
from reports.periods import AnyPeriod, NoSuchPeriod, week_of
from reports.views import outside, words
from reports.views.asked import Asked, asked_of, may_freeze
from reports.weekly import Report
from staff import backups
from staff import permissions as staff_permissions
from staff.http import StaffRequest
from staff.models import Site

# What a desk, which is told its own figures alone, has nothing of.
NOT_FOR_A_DESK: dict[str, object] = {
    "may_freeze": False, "audiences": [], "may_check_trail": False, "backups": None,
}  # fmt: skip


@require_safe
def this_week(request: StaffRequest) -> HttpResponse:
    permissions.check_see_week(request.user)
    return redirect("reports:week", str(week_of(timezone.localdate())))


@require_safe
@outside.may_take_long
def week(request: StaffRequest, period: str) -> HttpResponse:
    """Any period; a week as it was validated, if it was; `?live` counts anew."""
    permissions.check_see_week(request.user)
    try:
        asked = asked_of(request, period)
    except NoSuchPeriod as wrong:
        return period_bar.no_such_period(request, wrong)
    if audience := outside.audience_asked(request):
        return outside.outside_week(request, asked, audience)
    live = asked.live()
    frozen = asked.last if "live" not in request.GET else None
    report = asked.compared(asked.shown() if frozen else live)
    sees_all = permissions.can_see_all_figures(request.user)
    context = {
        "report": line_pages.with_links(report, request.user, asked.site),
        "asked": asked,
        "sees_all": sees_all,
        "changed": len(freezing.changes(asked.shown(), live)) if asked.last else 0,
        "is_damaged": frozen is not None and not freezing.is_whole(frozen),
        **_ways_on(request, asked),
        **(_for_all_figures(request, asked, report) if sees_all else NOT_FOR_A_DESK),
    }
    return render(request, "reports/week.html", context)


def _ways_on(request: StaffRequest, asked: Asked) -> dict[str, object]:
    """Return where a reader goes from here; of a longer period, how many weeks are validated."""
    weeks = [] if asked.is_week else periods.weeks_of(asked.period)
    return {
        "is_running": asked.period.end >= timezone.localdate(),
        "bar": period_bar.of(asked.period, _address, site=asked.site_id),
        "all_sites": Site.objects.visible_to(request.user).order_by("pk"),
        "week_count": len(weeks),
        "validated_count": freezing.validated_count(weeks, asked.site) if weeks else 0,
        "lines_url": export_pages.url_from_week(request.user, asked.period, asked.site),
        "may_see_signals": clinic_permissions.can_see_signals(request.user),
    }


def _for_all_figures(request: StaffRequest, asked: Asked, report: Report) -> dict[str, object]:
    """Return what only those have who are told every figure: words, files, audiences."""
    received = freezing.reports_of(asked.week, asked.sites) if asked.is_week else []
    return {
        **words.in_words(request, asked, report, received),
        "received": received,
        "may_freeze": may_freeze(request, asked),
        "formats": list(formats.FORMATS.values()),
        "dhis2": dhis2.sending(report),
        "may_map": permissions.can_map_figures(request.user),
        "audiences": list(audiences.AUDIENCES.values()) if outside.may_send(request) else [],
        "may_check_trail": staff_permissions.can_read_audit(request.user),
        "backups": backups.state() if staff_permissions.can_see_backups(request.user) else None,
    }


def _address(period: AnyPeriod) -> str:
    return reverse("reports:week", args=[period])


@require_safe
@outside.may_take_long
def week_file(request: StaffRequest, period: str, ending: str) -> HttpResponse:
    """The period as a file of one of the formats; `?live` counts anew."""
    permissions.check_export_week(request.user)
    wanted = formats.FORMATS.get(ending)
    if wanted is None:
        raise Http404
    try:
        asked = asked_of(request, period)
    except NoSuchPeriod as wrong:
        return period_bar.no_such_period(request, wrong)
    if audience := outside.audience_asked(request):
        sent = outside.told_outside(request, asked, audience)
        if sent is None or sent.refusal:
            return outside.not_sent(request, asked, sent)
        return _written(request, asked, wanted, sent.told, sent)
    return _written(request, asked, wanted, _inside(request, asked, wanted))


def _inside(request: StaffRequest, asked: Asked, wanted: Format) -> Report:
    is_live = "live" in request.GET
    report = asked.compared(asked.live() if is_live else asked.shown())
    if wanted.has_words:
        report = replace(report, words=words.said_of(request, asked, report))
    if wanted.tells_sites_apart and asked.site is None:
        report = replace(report, by_site=asked.by_site(request, is_live=is_live))
    return report


def _written(
    request: StaffRequest,
    asked: Asked,
    wanted: Format,
    report: Report,
    sent: Outside | None = None,
) -> HttpResponse:
    """Return the file; that it leaves is written down first, and for whom."""
    try:
        content = wanted.write(report)
        if sent is None:
            actions.export_week(by=request.user)
        else:
            actions.send_figures(by=request.user, sent=sent)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(asked.url("reports:week"))
    name = f"{asked.period}-{sent.audience.code}" if sent else str(asked.period)
    response = HttpResponse(content, content_type=wanted.content_type)
    response["Content-Disposition"] = f'attachment; filename="escale-{name}.{wanted.ending}"'
    return response
