"""The tables that funders ask for: composed once, saved by name, opened for any period."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports import actions, formats, forms, layout_files, layouts, period_bar, periods, permissions
from reports.layouts import Table
from reports.models import Layout
from reports.periods import AnyPeriod, NoSuchPeriod, PeriodKind, week_of
from staff import edits
from staff.http import StaffRequest, attempt, posted, status_of, whole_number
from staff.models import Site


def _sites(request: StaffRequest) -> list[Site]:
    return list(Site.objects.visible_to(request.user).order_by("pk"))


def _layout(request: StaffRequest, number: int) -> Layout:
    """Return the last version of a table; raises Http404."""
    layout = Layout.objects.visible_to(request.user).of(number).select_related("by").first()
    if layout is None or layout.number != number:
        raise Http404
    return layout


def sites_of(layout: Layout, visible: list[Site]) -> list[Site]:
    """Return the sites of a table that this person may see; all she may see where it has none."""
    return [site for site in visible if not layout.sites or site.pk in layout.sites]


@require_safe
def saved_tables(request: StaffRequest) -> HttpResponse:
    permissions.check_see_all_figures(request.user)
    rows = Layout.objects.visible_to(request.user).current().select_related("by")
    sites = _sites(request)
    lines = [(layout, sites_of(layout, sites) if layout.sites else []) for layout in rows]
    context = {
        "lines": [line for line in lines if not line[0].is_archived],
        "archived": [line for line in lines if line[0].is_archived],
        "may_compose": permissions.can_compose_table(request.user),
    }
    return render(request, "reports/layouts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def compose_layout(request: StaffRequest) -> HttpResponse:
    permissions.check_compose_table(request.user)
    return _form_page(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def change_layout(request: StaffRequest, number: int) -> HttpResponse:
    permissions.check_compose_table(request.user)
    last = _layout(request, number)
    edits.hold(last)  # no row is changed: of two that come next, the second one is refused
    return _form_page(request, last)


def _form_page(request: StaffRequest, last: Layout | None) -> HttpResponse:
    form = forms.LayoutForm(
        posted(request),
        instance=last.next_version() if last else Layout(),
        offered=layouts.offered(week_of(timezone.localdate())),
        all_sites=_sites(request),
        last=last,
    )
    if form.is_valid():
        try:
            saved = actions.save_layout(by=request.user, layout=form.instance)
        except ValidationError as error:
            form.add_error(None, error.messages[0])
        else:
            messages.success(request, _("The table is saved."))
            return redirect("reports:open_layout", saved.number)
    context = {"form": form, "last": last}
    return render(request, "reports/compose_layout.html", context, status=status_of(form))


@require_safe
def open_layout(request: StaffRequest, number: int) -> HttpResponse:
    """Go to the last period of its kind that is over."""
    permissions.check_see_all_figures(request.user)
    layout = _layout(request, number)
    running = periods.OF_A_DAY[PeriodKind(layout.kind)](timezone.localdate())
    return redirect("reports:layout", number, str(running.previous))


def _table(request: StaffRequest, number: int, text: str) -> Table:
    """Raises Http404, NoSuchPeriod."""
    layout = _layout(request, number)
    period = period_bar.read(text)
    sites = sites_of(layout, _sites(request))
    if not sites:
        raise Http404
    return layouts.table_of(layout, period, sites, permissions.known_to(request.user))


@require_safe
def layout(request: StaffRequest, number: int, period: str) -> HttpResponse:
    permissions.check_see_all_figures(request.user)
    try:
        table = _table(request, number, period)
    except NoSuchPeriod as wrong:
        return period_bar.no_such_period(request, wrong)

    def address(other: AnyPeriod) -> str:
        return reverse("reports:layout", args=[number, other])

    context = {
        "table": table,
        "layout": table.layout,
        "bar": period_bar.of(table.period, address, layout=table.layout.number),
        "stays_inside": layout_files.STAYS_INSIDE,
        "is_running": table.period.end >= timezone.localdate(),
        "formats": [formats.FORMATS[ending] for ending in layout_files.WRITERS],
        "may_compose": permissions.can_compose_table(request.user),
    }
    return render(request, "reports/layout.html", context)


@require_safe
def layout_file(request: StaffRequest, number: int, period: str, ending: str) -> HttpResponse:
    permissions.check_export_week(request.user)
    write = layout_files.WRITERS.get(ending)
    if write is None:
        raise Http404
    try:
        table = _table(request, number, period)
    except NoSuchPeriod as wrong:
        return period_bar.no_such_period(request, wrong)
    actions.export_layout(by=request.user, layout=table.layout)
    response = HttpResponse(write(table), content_type=formats.FORMATS[ending].content_type)
    name = f"escale-table-{number}-{table.period}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
def archive_layout(request: StaffRequest, number: int) -> HttpResponse:
    permissions.check_compose_table(request.user)
    said = _("The table is put aside.")
    attempt(request, actions.archive_layout, said=said, layout=_layout(request, number))
    return redirect("reports:layouts")


@require_POST
def restore_layout(request: StaffRequest, number: int) -> HttpResponse:
    permissions.check_compose_table(request.user)
    said = _("The table is back in the list.")
    attempt(request, actions.restore_layout, said=said, layout=_layout(request, number))
    return redirect("reports:layouts")


@require_safe
def choose_days(request: StaffRequest) -> HttpResponse:
    """Go to the report, or the table, of two dates; or say what is wrong with them."""
    permissions.check_see_week(request.user)
    form = forms.SpanForm(request.GET if "first_on" in request.GET else None)
    number, site = (whole_number(request.GET.get(name)) for name in ("layout", "site"))
    if form.is_valid() and number:
        return redirect("reports:layout", number, str(form.span))
    if form.is_valid():
        url = reverse("reports:week", args=[form.span])
        return redirect(f"{url}?site={site}" if site else url)
    back = reverse("reports:open_layout", args=[number]) if number else reverse("reports:this_week")
    context = {"form": form, "site": site, "layout": number, "back_url": back}
    return render(request, "reports/choose_days.html", context, status=status_of(form))
