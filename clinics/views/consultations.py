"""The two books of a case file, health and sexual health."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from cases.case_pages import case_context, minor_or_404, open_ticket
from cases.models import Minor
from cases.scope import check_own_scope, check_scope
from clinics import actions, forms, health_facts, health_page, permissions, readings, vitals
from clinics.choices import FactKind
from clinics.models import (
    AnyConsultation,
    Consultation,
    Consultations,
    SexualHealthConsultation,
)
from staff import audit
from staff.choices import Compartment
from staff.http import StaffRequest, posted, site_or_404, status_of

PAGE_SIZE = 20  # consultations


@dataclass(frozen=True)
class Book:
    """One of the two books: its rows, its title and the names of its pages."""

    rows: Consultations
    title: str | Promise
    list_view: str
    new_view: str
    read_view: str


HEALTH = Book(
    Consultation,
    gettext_lazy("Health"),
    "clinics:health",
    "clinics:log_consultation",
    "clinics:consultation",
)

SEXUAL_HEALTH = Book(
    SexualHealthConsultation,
    gettext_lazy("Sexual health"),
    "clinics:sexual_health",
    "clinics:log_sexual_health",
    "clinics:sexual_health_consultation",
)


def _rows(request: StaffRequest, minor: Minor, book: Book) -> Any:
    """Return this person's view of a file's rows, newest first; they open with one query."""
    rows = book.rows.objects.visible_to(request.user).filter(minor=minor)
    return rows.select_related("site", "recorded_by").prefetch_related("minor__keys").newest_first()


def _list_context(
    request: StaffRequest, minor: Minor, book: Book, *, may_log: bool
) -> dict[str, object]:
    rows = _rows(request, minor, book)
    return case_context(request, minor, book.list_view) | {
        "book": book,
        "page_obj": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "may_log": may_log,
        "ticket": open_ticket(request, minor),
    }


def _new(request: StaffRequest, minor: Minor, book: Book, form: Any) -> HttpResponse:
    earlier = _rows(request, minor, book)[:3]
    context = case_context(request, minor, book.list_view)
    allergies = health_facts.known(minor, request.user)[FactKind.ALLERGY]
    context |= {"book": book, "form": form, "earlier": earlier, "allergies": allergies}
    return render(request, "clinics/log_consultation.html", context, status=status_of(form))


def _saved(request: StaffRequest, reference: str, book: Book) -> HttpResponse:
    messages.success(request, _("Consultation saved."))
    return redirect(book.list_view, reference)


def _one(request: StaffRequest, minor: Minor, book: Book, found: AnyConsultation) -> HttpResponse:
    context = case_context(request, minor, book.list_view)
    context |= {
        "book": book,
        "consultation": found,
        "red_flags": readings.flags_of(found, minor),
        "confirmations": readings.confirmations(found),
        "is_validated": vitals.is_validated(),
    }
    return render(request, "clinics/consultation.html", context)


@require_safe
def health(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_see_health(request.user)
    minor = minor_or_404(request, reference)
    purpose = check_scope(request, minor, Compartment.HEALTH)
    audit.record(by=request.user, action="read_health", minor_id=minor.pk, purpose=purpose)
    may_log = permissions.can_log_consultation(request.user)
    known = health_facts.known(minor, request.user)
    context = _list_context(request, minor, HEALTH, may_log=may_log) | {
        "columns": health_page.columns(minor, request.user, known),
        "allergies": known[FactKind.ALLERGY],
    }
    return render(request, "clinics/health_file.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def log_consultation(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_log_consultation(request.user)
    minor = minor_or_404(request, reference)
    check_own_scope(request, minor, Compartment.HEALTH)
    site = site_or_404(request)
    form = forms.LogConsultationForm(posted(request), minor=minor, site=site)
    if form.is_valid():
        actions.log_consultation(by=request.user, consultation=form.instance)
        return _saved(request, reference, HEALTH)
    return _new(request, minor, HEALTH, form)


@require_safe
def consultation(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    permissions.check_see_health(request.user)
    minor = minor_or_404(request, reference)
    purpose = check_scope(request, minor, Compartment.HEALTH)
    found = get_object_or_404(_rows(request, minor, HEALTH), pk=pk)
    audit.record(
        by=request.user,
        action="read_consultation",
        subject=found,
        minor_id=minor.pk,
        purpose=purpose,
    )
    return _one(request, minor, HEALTH, found)


@require_safe
def sexual_health(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_see_sexual_health(request.user)
    minor = minor_or_404(request, reference)
    purpose = check_scope(request, minor, Compartment.SEXUAL_HEALTH)
    audit.record(by=request.user, action="read_sexual_health", minor_id=minor.pk, purpose=purpose)
    may_log = permissions.can_log_sexual_health(request.user)
    context = _list_context(request, minor, SEXUAL_HEALTH, may_log=may_log)
    return render(request, "clinics/health.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def log_sexual_health(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_log_sexual_health(request.user)
    minor = minor_or_404(request, reference)
    check_own_scope(request, minor, Compartment.SEXUAL_HEALTH)
    site = site_or_404(request)
    form = forms.LogSexualHealthForm(posted(request), minor=minor, site=site)
    if form.is_valid():
        actions.log_sexual_health(by=request.user, consultation=form.instance)
        return _saved(request, reference, SEXUAL_HEALTH)
    return _new(request, minor, SEXUAL_HEALTH, form)


@require_safe
def sexual_health_consultation(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    permissions.check_see_sexual_health(request.user)
    minor = minor_or_404(request, reference)
    purpose = check_scope(request, minor, Compartment.SEXUAL_HEALTH)
    found = get_object_or_404(_rows(request, minor, SEXUAL_HEALTH), pk=pk)
    audit.record(
        by=request.user,
        action="read_sexual_health_consultation",
        subject=found,
        minor_id=minor.pk,
        purpose=purpose,
    )
    return _one(request, minor, SEXUAL_HEALTH, found)
