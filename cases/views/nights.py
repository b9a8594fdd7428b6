"""Where those who came sleep tonight, and the list for whoever finds a place for them."""

import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases import actions, forms, nights, permissions, sheets
from cases.choices import NEEDS_ORIENTING, NightPlace
from cases.models import Arrival, Night, NightHandover, Partner
from staff import audit, pdf, undo
from staff.choices import Language
from staff.http import StaffRequest, attempt, back, site_or_404, whole_number
from staff.models import User

ONE_DAY = datetime.timedelta(days=1)


def page_of(day: datetime.date) -> str:
    """Return the address of an evening. Tonight's names no day."""
    query = "" if day == timezone.localdate() else f"?day={day}"
    return reverse("cases:tonight") + query


def tabs_of(user: User, current: str) -> list[dict[str, Any]]:
    """Return the pages of the evening that this person may open."""
    pages = [("cases:tonight", "moon", _("Tonight"), permissions.can_search(user))]
    pages += [
        ("cases:to_orient", "send", _("To be oriented"), permissions.can_hand_over_night(user)),
        ("cases:activities", "people", _("Activities"), permissions.can_search(user)),
    ]
    return [
        {"url": reverse(view), "icon": icon, "label": label, "is_current": view == current}
        for view, icon, label, may_see in pages
        if may_see
    ]


@require_safe
def tonight(request: StaffRequest) -> HttpResponse:
    """Those who came today, one line each; those of `?day=`, to enter late what was not."""
    site = site_or_404(request)
    today = timezone.localdate()
    form = forms.TallyDayForm(request.GET if "day" in request.GET else None, site=site)
    day = form.cleaned_data["day"] if form.is_valid() else today
    permissions.check_see_nights(request.user, day)
    evening = nights.evening_at(day, site, request.GET.get("page", ""))
    before = day - ONE_DAY
    context = _line_context(request.user, day) | {
        "form": form,
        "site": site,
        "day": day,
        "evening": evening,
        "counts": evening.counts,
        "tabs": tabs_of(request.user, "cases:tonight"),
        "previous": page_of(before) if permissions.can_see_nights(request.user, before) else "",
        "next": page_of(day + ONE_DAY) if day < today else "",
        "may_hand_over": permissions.can_hand_over_night(request.user),
    }
    return render(request, "cases/tonight.html", context)


def _line_context(user: User, day: datetime.date) -> dict[str, object]:
    return {
        "is_tonight": day == timezone.localdate(),
        "may_record": permissions.can_record_night(user, day),
        "may_see_case": permissions.can_see_case(user),
        "is_tapped": False,
    }


def arrival_of(request: StaffRequest, pk: int) -> Arrival:
    """Return the arrival after which one sleeps somewhere, of a day that this person may see."""
    arrival = get_object_or_404(nights.visible_arrivals(request.user), pk=pk)
    permissions.check_see_nights(request.user, arrival.day)
    return arrival


@require_safe
def night(request: StaffRequest, pk: int) -> HttpResponse:
    """The list to choose from: a small page; the line of the evening takes its inside."""
    permissions.check_search(request.user)
    arrival = arrival_of(request, pk)
    permissions.check_record_night(request.user, arrival.day)
    context = _line_context(request.user, arrival.day) | {
        "arrival": arrival,
        "line": nights.line_of(arrival),
        "places": NightPlace.choices,
        "to_orient": NEEDS_ORIENTING,
        "page_url": page_of(arrival.day),
        "next": reverse("cases:reception") if "from-reception" in request.GET else "",
    }
    template = "cases/includes/night_menu.html" if request.htmx else "cases/night.html"
    return render(request, template, context)


@require_safe
def night_line(request: StaffRequest, pk: int) -> HttpResponse:
    """One line, for htmx after a tap; its place on the page for everybody else."""
    permissions.check_search(request.user)
    arrival = arrival_of(request, pk)
    if not request.htmx:
        return redirect(f"{page_of(arrival.day)}#night-{arrival.pk}")
    context = _line_context(request.user, arrival.day) | {
        "line": nights.line_of(arrival),
        "counts": nights.counts_on(arrival.day, arrival.site),
        "is_tapped": True,
    }
    return render(request, "cases/includes/night_after_tap.html", context)


@require_POST
def record_night(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_search(request.user)
    arrival = arrival_of(request, pk)
    permissions.check_record_night(request.user, arrival.day)
    place = request.POST.get("place", "")
    if place not in NightPlace.values:
        raise Http404
    flag = True if request.POST.get("is_to_orient") else None
    return _written(
        request, arrival, actions.record_night, place=NightPlace(place), is_to_orient=flag
    )


@require_POST
def mark_to_orient(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_search(request.user)
    arrival = arrival_of(request, pk)
    permissions.check_record_night(request.user, arrival.day)
    flag = bool(request.POST.get("is_to_orient"))
    return _written(request, arrival, actions.mark_to_orient, is_to_orient=flag)


def _written(request: StaffRequest, arrival: Arrival, action: Any, **said: object) -> HttpResponse:
    try:
        row, is_new = action(by=request.user, arrival=arrival, **said)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        if is_new:
            url = reverse("cases:undo_night", args=[row.pk])
            undo.offer(request, url=url, text=_night_said(row))
    return redirect(back(request, "cases:night_line", arrival.pk))


def _night_said(row: Night) -> str:
    """Never where: the next page may be reception's, whose screen others see."""
    return _("Noted: to be oriented.") if row.is_to_orient else _("The night is noted.")


@require_POST
def undo_night(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_search(request.user)
    rows = Night.objects.visible_to(request.user).select_related("minor", "site")
    row = get_object_or_404(rows, pk=pk)
    permissions.check_record_night(request.user, row.night_on)
    attempt(request, actions.undo_night, night=row, said=_("Undone."))
    return redirect(page_of(row.night_on))


# --- the evening's partner --------------------------------------------------------------------


def _partner(request: StaffRequest, text: str) -> Partner | None:
    """Return the partner that is asked for; without one, that of the last list of this site."""
    today = timezone.localdate()
    if text:
        return get_object_or_404(nights.evening_partners(today), pk=whole_number(text))
    return nights.last_partner(site_or_404(request), today)


@require_safe
def to_orient(request: StaffRequest) -> HttpResponse:
    """What goes out to which partner, exactly; and apart, those whom nobody may name yet."""
    permissions.check_hand_over_night(request.user)
    site = site_or_404(request)
    today = timezone.localdate()
    partner = _partner(request, request.GET.get("partner", ""))
    lines = nights.to_orient(today, site, partner) if partner else []
    context = {
        "site": site,
        "day": today,
        "tabs": tabs_of(request.user, "cases:to_orient"),
        "partner": partner,
        "partners": nights.evening_partners(today),
        "going": [line for line in lines if line.goes_out],
        "apart": [line for line in lines if line.said is not nights.Said.AGREES],
        "total": nights.counts_on(today, site).to_orient,
        "handovers": nights.handovers_on(today, site),
        "may_ask": permissions.can_record_consent(request.user),
    }
    return render(request, "cases/to_orient.html", context)


@require_POST
def hand_over_night(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_hand_over_night(request.user)
    partner = get_object_or_404(nights.evening_partners(timezone.localdate()), pk=pk)
    try:
        handover = actions.hand_over_night(
            by=request.user,
            site=site_or_404(request),
            partner=partner,
            shown=request.POST.getlist("shown"),
        )
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(f"{reverse('cases:to_orient')}?partner={pk}")
    messages.success(request, _("Written in the register: the list may be printed."))
    return redirect("cases:night_handover", handover.pk)


def handover_of_tonight(request: StaffRequest, pk: int) -> NightHandover:
    """Return a list of this evening: tomorrow nobody needs it on paper any more."""
    rows = NightHandover.objects.visible_to(request.user).select_related("partner", "site")
    return get_object_or_404(rows, pk=pk, night_on=timezone.localdate())


@require_safe
def night_handover(request: StaffRequest, pk: int) -> HttpResponse:
    """A list that was handed over, as it went out; without who has changed her mind since."""
    permissions.check_hand_over_night(request.user)
    handover = handover_of_tonight(request, pk)
    named = nights.still_named(handover)
    context = {
        "handover": handover,
        "sheet": sheets.night_sheet(handover, named),
        "gone_count": handover.named.count() - len(named),
    }
    return render(request, "cases/night_handover.html", context)


@require_safe
def night_handover_pdf(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_hand_over_night(request.user)
    handover = handover_of_tonight(request, pk)
    named = nights.still_named(handover)
    for minor in named:
        audit.record(by=request.user, action="print_night", minor_id=minor.pk)
    made = pdf.render("night", sheets.night_sheet(handover, named), language=Language.FRENCH)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{handover.night_on}.pdf"'
    return response
