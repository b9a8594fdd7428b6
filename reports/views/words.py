"""The week in words: as its figures say it, as the coordination completes it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from reports import actions, forms, freezing, narrative, period_bar, permissions
from reports.freezing import Received
from reports.models import WeekNote
from reports.periods import NoSuchPeriod
from reports.views.asked import Asked, week_of_the_house
from reports.weekly import Report, Words
from staff.http import StaffRequest, posted, status_of


@require_http_methods(["GET", "HEAD", "POST"])
def write_week(request: StaffRequest, week: str) -> HttpResponse:
    """The week in words: as it was written, or as its figures say it (`?anew`)."""
    permissions.check_write_week(request.user)
    try:
        asked = week_of_the_house(request, week)
    except NoSuchPeriod as wrong:
        return period_bar.no_such_period(request, wrong)
    last = _note_of(request, asked)
    form = forms.WriteWeekForm(
        posted(request), initial=_words(asked, last, request),
        week=asked.week, site=asked.site, last=last,
    )  # fmt: skip
    if form.is_valid() and _write(request, asked, form):
        return redirect(asked.url("reports:week"))
    context = {"asked": asked, "form": form, "last": last, "back": asked.url("reports:week")}
    return render(request, "reports/write_week.html", context, status=status_of(form))


def in_words(
    request: StaffRequest, asked: Asked, report: Report, received: list[Received]
) -> dict[str, object]:
    """What the panel of words shows: somebody's, or else those of the figures."""
    return {
        "note": _note_of(request, asked) if asked.is_week and asked.is_whole else None,
        "said": narrative.paragraph(report),
        "points": narrative.points(report, received),
        "may_write": asked.is_week and asked.is_whole and permissions.can_write_week(request.user),
    }


def said_of(request: StaffRequest, asked: Asked, report: Report) -> Words:
    """Return the words that a file has: somebody's, or else those of the figures."""
    note = _note_of(request, asked) if asked.is_week and asked.is_whole else None
    if note is not None:
        return Words(str(note.shown("text")), note.lines)
    received = freezing.reports_of(asked.week, asked.sites) if asked.is_week else []
    return Words(narrative.paragraph(report), narrative.points(report, received))


def _note_of(request: StaffRequest, asked: Asked) -> WeekNote | None:
    rows = WeekNote.objects.visible_to(request.user).of(asked.week, asked.site)
    return rows.select_related("written_by").first()


def _words(asked: Asked, last: WeekNote | None, request: StaffRequest) -> dict[str, str]:
    if last is not None and "anew" not in request.GET:
        return {"text": last.shown("text"), "points": last.shown("points")}
    report = asked.compared(asked.shown())
    received = freezing.reports_of(asked.week, asked.sites)
    points = narrative.points(report, received)
    return {"text": narrative.paragraph(report), "points": "\n".join(points)}


def _write(request: StaffRequest, asked: Asked, form: forms.WriteWeekForm) -> bool:
    try:
        actions.write_week(by=request.user, note=form.instance)
    except ValidationError as error:  # the colleague was a moment earlier: nothing typed is lost
        form.add_error(None, error)
        return False
    messages.success(request, _("The week is written."))
    return True
