"""What takes place today, who takes part, who is out with whom."""

import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import actions, forms, permissions, queries
from cases import activities as held
from cases.models import Activity, Minor
from cases.views.nights import tabs_of
from staff import undo
from staff.http import StaffRequest, attempt, posted, site_or_404, status_of
from staff.models import User

ONE_DAY = datetime.timedelta(days=1)


def page_of(day: datetime.date) -> str:
    """Return the address of a day. Today's names no day."""
    query = "" if day == timezone.localdate() else f"?day={day}"
    return reverse("cases:activities") + query


@require_safe
def activities(request: StaffRequest) -> HttpResponse:
    """The activities of today, or of `?day=`."""
    site = site_or_404(request)
    today = timezone.localdate()
    form = forms.TallyDayForm(request.GET if "day" in request.GET else None, site=site)
    day = form.cleaned_data["day"] if form.is_valid() else today
    permissions.check_see_activities(request.user, day)
    before = day - ONE_DAY
    context = {
        "form": form,
        "site": site,
        "day": day,
        "lines": held.activities_on(day, site, request.user),
        "tabs": tabs_of(request.user, "cases:activities"),
        "previous": page_of(before) if permissions.can_see_activities(request.user, before) else "",
        "next": page_of(day + ONE_DAY) if day < today else "",
        "is_today": day == today,
        "may_hold": permissions.can_hold_activity(request.user, day),
        "may_see_case": permissions.can_see_case(request.user),
    }
    return render(request, "cases/activities.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def hold_activity(request: StaffRequest, day: datetime.date) -> HttpResponse:
    site = site_or_404(request)
    permissions.check_hold_activity(request.user, day)
    if not site.valid_from <= day <= timezone.localdate():
        raise Http404
    form = forms.HoldActivityForm(posted(request), site=site, day=day, user=request.user)
    if form.is_valid():
        made = actions.hold_activity(by=request.user, activity=form.instance, leaders=form.leaders)
        return redirect("cases:activity", made.pk)
    context = {"form": form, "site": site, "day": day, "back_url": page_of(day)}
    context["is_late"] = day < timezone.localdate()
    return render(request, "cases/hold_activity.html", context, status=status_of(form))


def activity_of(request: StaffRequest, pk: int, *, cancelled_too: bool = False) -> Activity:
    """Return an activity of a site and day that this person may see."""
    permissions.check_search(request.user)
    rows = Activity.objects.visible_to(request.user).select_related("site")
    found = get_object_or_404(rows if cancelled_too else rows.held(), pk=pk)
    permissions.check_see_activities(request.user, found.day)
    return found


def _list_context(request: StaffRequest, activity: Activity) -> dict[str, object]:
    user: User = request.user
    [line] = held.lines([activity], user)
    return {
        "activity": activity,
        "line": line,
        "participants": held.participants(activity),
        "page": held.present_page(activity, request.GET.get("page", "")),
        "may_hold": permissions.can_hold_activity(user, activity.day),
        "may_see_case": permissions.can_see_case(user),
        "is_past": activity.day < timezone.localdate(),
    }


@require_safe
def activity(request: StaffRequest, pk: int) -> HttpResponse:
    """Who takes part: a tap for each of those who came. With htmx, the two lists alone."""
    found = activity_of(request, pk)
    context = _list_context(request, found) | {"page_url": page_of(found.day)}
    part = "cases/includes/activity_after_tap.html"
    return render(request, part if request.htmx else "cases/activity.html", context)


@require_POST
def tick_participant(request: StaffRequest, pk: int) -> HttpResponse:
    """On the list or off it: somebody who came, or anybody else by her reference."""
    found = activity_of(request, pk)
    permissions.check_hold_activity(request.user, found.day)
    minor = queries.file_of(request.POST.get("reference", ""))
    if minor is None or not Minor.objects.visible_to(request.user).filter(pk=minor.pk).exists():
        messages.error(request, _("No file has this reference. Check the six characters."))
        return redirect("cases:activity", pk)
    is_there = request.POST.get("is_there") == "on"
    said = _("On the list.") if is_there else _("Off the list.")
    attempt(
        request,
        actions.tick_participant,
        activity=found,
        minor=minor,
        is_there=is_there,
        said=f"{minor.reference}. {said}",
    )
    return redirect("cases:activity", pk)


@require_POST
def note_return(request: StaffRequest, pk: int) -> HttpResponse:
    found = activity_of(request, pk)
    permissions.check_hold_activity(request.user, found.day)
    attempt(request, actions.note_return, activity=found, said=_("Everybody is back: noted."))
    return redirect(page_of(found.day))


@require_POST
def cancel_activity(request: StaffRequest, pk: int) -> HttpResponse:
    found = activity_of(request, pk)
    permissions.check_hold_activity(request.user, found.day)
    actions.cancel_activity(by=request.user, activity=found)
    url = reverse("cases:restore_activity", args=[pk])
    undo.offer(request, url=url, text=_("Called off."))
    return redirect(page_of(found.day))


@require_POST
def restore_activity(request: StaffRequest, pk: int) -> HttpResponse:
    found = activity_of(request, pk, cancelled_too=True)
    permissions.check_hold_activity(request.user, found.day)
    attempt(request, actions.restore_activity, activity=found, said=_("Undone."))
    return redirect("cases:activity", pk)
