"""What is due, what is held back, the archive."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import actions, forms, permissions, queries, two_people, typed
from cases import search as name_search
from cases.case_pages import case_context, minor_or_404
from staff import actions as staff_actions
from staff import audit
from staff.http import StaffRequest, posted, status_of


@require_safe
def retention(request: StaffRequest) -> HttpResponse:
    """The rules, the last list of what is due, the holds, what was erased."""
    permissions.check_see_retention(request.user)
    audit.record(by=request.user, action="read_retention")
    context = queries.retention_page(request.user, request.GET.get("page", ""))
    return render(request, "cases/retention.html", context)


@require_POST
def preview_retention(request: StaffRequest) -> HttpResponse:
    permissions.check_ask_retention(request.user)
    actions.preview_retention(by=request.user)
    messages.success(request, _("The list of today is made."))
    return redirect("cases:retention")


@require_POST
def ask_archive_files(request: StaffRequest, pk: int) -> HttpResponse:
    return _asked(request, two_people.ARCHIVE_FILES, pk)


@require_POST
def ask_erase_files(request: StaffRequest, pk: int) -> HttpResponse:
    return _asked(request, two_people.ERASE_FILES, pk)


def _asked(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """Ask a second person to approve the list as it stands."""
    permissions.check_ask_retention(request.user)
    run = get_object_or_404(queries.runs(), pk=pk)
    staff_actions.ask_approval(by=request.user, kind=kind, subject=run)
    messages.success(request, _("Asked: a second person has three days to approve."))
    return redirect("cases:retention")


@require_http_methods(["GET", "HEAD", "POST"])
def archive(request: StaffRequest) -> HttpResponse:
    """The search of the archive. What is searched is posted: a name never stands in an address."""
    permissions.check_search_archive(request.user)
    query = request.POST.get("q", "").strip()
    found = name_search.candidates(query, in_archive=True)
    if query:
        audit.record(by=request.user, action="search_archive")
    context = {
        "q": query,
        "found": found,
        "asks_for_year": name_search.asks_for_year(found),
        **typed.carried_by_links(request.user, query),
    }
    return render(request, "cases/archive.html", context)


@require_POST
def reopen_file(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_reopen_file(request.user)
    minor = minor_or_404(request, reference)
    actions.reopen_file(by=request.user, minor=minor)
    messages.success(request, _("The file is in use again: the search finds it."))
    return redirect("cases:case", reference)


@require_http_methods(["GET", "HEAD", "POST"])
def place_hold(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_place_hold(request.user)
    minor = minor_or_404(request, reference)
    form = forms.PlaceHoldForm(posted(request), minor=minor)
    if form.is_valid():
        actions.place_hold(by=request.user, hold=form.instance)
        messages.success(request, _("The file is held: it will not be erased."))
        return redirect("cases:case", reference)
    context = case_context(request, minor, "cases:case") | {"form": form}
    return render(request, "cases/place_hold.html", context, status=status_of(form))


@require_POST
def ask_lifting(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """Ask a second person to end a hold."""
    permissions.check_ask_lifting(request.user)
    minor = minor_or_404(request, reference)
    hold = get_object_or_404(minor.legal_holds, pk=pk, lifted_at__isnull=True)
    staff_actions.ask_approval(by=request.user, kind=two_people.LIFT_HOLD, subject=hold)
    messages.success(request, _("Asked: a second person has three days to approve."))
    return redirect("cases:case", reference)
