"""The day of a site: the morning's briefing, the log of the desks, the evening's closing."""

import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import actions, forms, permissions
from cases import briefing as morning
from cases import closing as evening
from cases.models.days import closing_of
from staff import audit, backups
from staff import permissions as staff_permissions
from staff.http import StaffRequest, posted, site_or_404, status_of
from staff.models import Site

ONE_DAY = datetime.timedelta(days=1)


def tab_links(request: StaffRequest, current: str) -> list[dict[str, object]]:
    """Return the pages of the day that this person may see."""
    pages = [
        ("cases:briefing", _("Morning"), "calendar", permissions.can_see_briefing),
        ("cases:handover", _("Handover"), "clipboard", permissions.can_see_handover),
        ("cases:paper", _("On paper"), "printer", permissions.can_print_paper),
    ]
    return [
        {"url": reverse(view), "label": label, "icon": icon, "is_current": view == current}
        for view, label, icon, may_see in pages
        if may_see(request.user)
    ]


def day_asked(request: StaffRequest, site: Site) -> datetime.date:
    """Return the day of `?day=`, today for one that is not there or has not come."""
    today = timezone.localdate()
    try:
        asked = parse_date(request.GET.get("day", ""))
    except ValueError:
        asked = None
    return asked if asked and site.valid_from <= asked <= today else today


@require_safe
def briefing(request: StaffRequest) -> HttpResponse:
    """What everybody should know this morning, as far as each may."""
    permissions.check_see_briefing(request.user)
    site = site_or_404(request)
    today = timezone.localdate()
    audit.record(by=request.user, action="read_briefing", site_id=site.pk)
    context = {
        "site": site,
        "day": today,
        "parts": morning.parts(site, today, request.user),
        "tab_links": tab_links(request, "cases:briefing"),
        "backups": backups.state() if staff_permissions.can_see_backups(request.user) else None,
        "may_print": permissions.can_print_paper(request.user),
    }
    return render(request, "cases/briefing.html", context)


@require_safe
def handover(request: StaffRequest) -> HttpResponse:
    """The log of a day, desk by desk; today, what is not finished and the closing."""
    permissions.check_see_handover(request.user)
    site = site_or_404(request)
    today = timezone.localdate()
    day = day_asked(request, site)
    url = reverse("cases:handover")
    context = {
        "site": site,
        "day": day,
        "is_today": day == today,
        "previous": f"{url}?day={day - ONE_DAY}" if day > site.valid_from else "",
        "next": f"{url}?day={day + ONE_DAY}" if day < today else "",
        "entries": morning.entries_of(site, day),
        "closing": closing_of(site, day),
        "checks": evening.checks(site, request.user) if day == today else [],
        "may_close": day == today and permissions.can_close_day(request.user),
        "tab_links": tab_links(request, "cases:handover"),
    }
    return render(request, "cases/handover.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def write_day_entry(request: StaffRequest) -> HttpResponse:
    permissions.check_write_day_entry(request.user)
    site = site_or_404(request)
    form = forms.WriteDayEntryForm(
        posted(request), initial={"day": day_asked(request, site)}, site=site, user=request.user
    )
    if form.is_valid():
        entry = actions.write_day_entry(by=request.user, entry=form.instance)
        messages.success(request, _("Handed over."))
        query = "" if entry.day == timezone.localdate() else f"?day={entry.day}"
        return redirect(reverse("cases:handover") + query)
    return render(request, "cases/write_day_entry.html", {"form": form}, status=status_of(form))


@require_POST
def close_day(request: StaffRequest, day: datetime.date) -> HttpResponse:
    """The evening's page was gone through to its end."""
    permissions.check_close_day(request.user)
    site = site_or_404(request)
    try:
        actions.close_day(by=request.user, site=site, day=day)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("The day is closed. Good evening."))
    return redirect("cases:handover")
