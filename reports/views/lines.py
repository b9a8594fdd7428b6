"""What is behind a number."""

from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports import line_pages, line_rights, period_bar, permissions
from reports.periods import NoSuchPeriod
from reports.views.asked import asked_of
from staff import audit
from staff.http import StaffRequest


@require_safe
def lines(request: StaffRequest, period: str, code: str, name: str, part: str = "") -> HttpResponse:
    """What was counted, as it counts today: for whoever may read it, and recorded before."""
    if not line_rights.has_lines(code, name):
        raise Http404
    permissions.check_open_lines(request.user, code, name)
    try:
        asked = asked_of(request, period)
    except NoSuchPeriod as wrong:
        return period_bar.no_such_period(request, wrong)
    narrowed = replace(asked, codes=frozenset({code}))
    wanted = line_pages.asked(narrowed.live(), code, name, part)
    if wanted is None:
        raise Http404
    audit.record(by=request.user, action="read_lines", site_id=asked.site_id)
    frozen = narrowed.shown() if asked.last else None
    number = request.GET.get("page")
    context = {
        "asked": asked,
        "shown": line_pages.shown(wanted, request.user, number, frozen, (code, name, part)),
        "sites": ", ".join(site.name for site in asked.sites),
        "back": asked.url("reports:week"),
    }
    return render(request, "reports/lines.html", context)
