"""A week validated, and what has changed since."""

from itertools import pairwise

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from reports import actions, forms, freezing, period_bar, permissions
from reports.models import FrozenWeek
from reports.periods import NoSuchPeriod
from reports.views.asked import may_freeze, week_of_the_house
from staff.http import StaffRequest, attempt, posted, status_of


@require_safe
def week_changes(request: StaffRequest, week: str) -> HttpResponse:
    """What a later version, or today's count, says otherwise, line by line."""
    permissions.check_see_all_figures(request.user)
    try:
        asked = week_of_the_house(request, week)
    except NoSuchPeriod as wrong:
        return period_bar.no_such_period(request, wrong)
    if asked.last is None:
        return redirect(asked.url("reports:week"))
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
    context = {"asked": asked, "steps": steps, "may_freeze": may_freeze(request, asked)}
    return render(request, "reports/week_changes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def freeze_week(request: StaffRequest, week: str) -> HttpResponse:
    """What is validated is read once more, with what it is worth; then it stays."""
    permissions.check_freeze_week(request.user)
    try:
        asked = week_of_the_house(request, week)
    except NoSuchPeriod as wrong:
        return period_bar.no_such_period(request, wrong)
    form = forms.FreezeWeekForm(posted(request), last=asked.last)
    if form.is_valid():
        said = _("The week is validated: these figures stay.")
        attempt(
            request, actions.freeze_week, said=said,
            week=asked.week, sites=asked.sites, site=asked.site, why=form.why,
        )  # fmt: skip
        return redirect(asked.url("reports:week"))
    live = asked.live()
    context = {
        "asked": asked,
        "form": form,
        "received": freezing.reports_of(asked.week, asked.sites),
        "lines": freezing.changes(asked.shown(), live) if asked.last else [],
        "quality": [s for s in live.sections if any(f.code == "W25" for f in s.figures)],
        "back": asked.url("reports:week"),
    }
    return render(request, "reports/freeze_week.html", context, status=status_of(form))
