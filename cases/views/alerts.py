"""Protection alerts: raised from any page, protocol first; followed until one closes them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from cases import actions, forms, permissions, protocols
from cases import alerts as alert_queries
from cases.choices import AlertKind, AlertStepKind
from cases.models import Alert, Minor
from staff import audit
from staff.http import StaffRequest, posted, site_or_404, status_of

PAGE_SIZE = 20  # alerts
TITLES = {
    AlertStepKind.OWNER: gettext_lazy("Who takes it"),
    AlertStepKind.REACHED: gettext_lazy("Who was reached"),
    AlertStepKind.DONE: gettext_lazy("What was done"),
    AlertStepKind.NEXT: gettext_lazy("The next step"),
    AlertStepKind.LEVEL: gettext_lazy("How pressing it is"),
    AlertStepKind.CLOSED: gettext_lazy("Close the alert"),
    AlertStepKind.REOPENED: gettext_lazy("Open the alert again"),
}


@require_safe
def alerts(request: StaffRequest) -> HttpResponse:
    """Those that she raised or answers for; all of them for the coordination."""
    permissions.check_see_alerts(request.user)
    audit.record(by=request.user, action="read_alerts")
    rows = Alert.objects.visible_to(request.user).with_state()
    shows_closed = request.GET.get("show") == "closed"
    rows = rows.closed() if shows_closed else rows.live()
    rows = rows.select_related("minor", "site", "raised_by").prefetch_related("minor__names")
    page = Paginator(rows.pressing_first(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "tab_links": tab_links(shows_closed),
        "shows_closed": shows_closed,
        "reads_all": permissions.reads_all_alerts(request.user),
    }
    return render(request, "cases/alerts.html", context)


def tab_links(shows_closed: bool) -> list[dict[str, object]]:
    url = reverse("cases:alerts")
    return [
        {
            "url": url,
            "label": pgettext("alerts", "Open"),
            "icon": "warning",
            "is_current": not shows_closed,
        },
        {
            "url": f"{url}?show=closed",
            "label": pgettext("alerts", "Closed"),
            "icon": "check",
            "is_current": shows_closed,
        },
    ]


def endangered(request: StaffRequest) -> Minor | None:
    """Return whom the page is about that she comes from, if she may see that file."""
    reference = request.GET.get("for", "")
    if not reference or not permissions.can_search(request.user):
        return None
    return Minor.objects.visible_to(request.user).filter(reference=reference).first()


@require_safe
def choose_alert(request: StaffRequest) -> HttpResponse:
    """What is feared: one tap leads to what to do first."""
    permissions.check_raise_alert(request.user)
    context = {"kinds": AlertKind.choices, "minor": endangered(request)}
    return render(request, "cases/choose_alert.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def raise_alert(request: StaffRequest, kind: str) -> HttpResponse:
    """What to do first, then the few boxes, none of which must be filled."""
    permissions.check_raise_alert(request.user)
    if kind not in AlertKind.values:
        raise Http404
    site, minor = site_or_404(request), endangered(request)
    form = forms.RaiseAlertForm(
        posted(request), kind=AlertKind(kind), site=site, user=request.user, minor=minor
    )
    if form.is_valid():
        alert = actions.raise_alert(
            by=request.user,
            alert=form.instance,
            owner=form.cleaned_data["owner"],
            reached=form.cleaned_data["reached"],
        )
        messages.success(request, _("The alert is raised. Tell somebody by voice as well."))
        return redirect("cases:alert", alert.pk)
    context = {
        "form": form,
        "kind": AlertKind(kind),
        "minor": minor,
        "protocol": protocols.protocol_of(kind),
        "clocks": [],
    }
    return render(request, "cases/raise_alert.html", context, status=status_of(form))


def alert_or_404(request: StaffRequest, pk: int) -> Alert:
    rows = Alert.objects.visible_to(request.user).with_state()
    return get_object_or_404(rows.select_related("minor", "site", "raised_by", "about"), pk=pk)


@require_safe
def alert(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_see_alerts(request.user)
    found = alert_or_404(request, pk)
    audit.record(by=request.user, action="read_alert", subject=found, minor_id=found.minor_id)
    context = {
        "shown": alert_queries.shown(found),
        "may_record": permissions.can_record_alert_step(request.user, found),
        "may_open_case": permissions.can_see_case(request.user),
    }
    return render(request, "cases/alert.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record_alert_step(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """One thing that becomes of it: who takes it, who was reached, what is done, what is next."""
    permissions.check_see_alerts(request.user)
    found = alert_or_404(request, pk)
    permissions.check_record_alert_step(request.user, found)
    if kind not in AlertStepKind.values:
        raise Http404
    form = forms.AlertStepForm(posted(request), alert=found, kind=AlertStepKind(kind))
    if form.is_valid():
        try:
            actions.record_alert_step(by=request.user, step=form.instance)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Written down."))
            return redirect("cases:alert", pk)
    context = {
        "form": form,
        "alert": found,
        "title": TITLES[AlertStepKind(kind)],
    }
    return render(request, "cases/record_alert_step.html", context, status=status_of(form))
