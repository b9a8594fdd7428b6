"""The two books of a case file, health and sexual health."""

from collections.abc import Callable
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

from cases import attendance
from cases.case_pages import case_context, minor_or_404, minor_to_edit, open_ticket
from cases.models import Minor
from cases.scope import check_own_scope, check_scope
from clinics import (
    actions,
    changes,
    forms,
    health_facts,
    health_page,
    permissions,
    readings,
    scabies,
    sessions,
    sexual_health_page,
    signed_protocols,
    vitals,
)
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
    """One of the two books: its rows, its title, the names of its pages, its forms and actions."""

    rows: Consultations
    title: str | Promise
    list_view: str
    new_view: str
    read_view: str
    correct_view: str
    add_view: str
    form: Callable[..., Any]
    addendum_form: Callable[..., Any]
    correct: Callable[..., AnyConsultation]
    add_to: Callable[..., object]


HEALTH = Book(
    Consultation,
    gettext_lazy("Health"),
    "clinics:health",
    "clinics:log_consultation",
    "clinics:consultation",
    "clinics:correct_consultation",
    "clinics:add_to_consultation",
    forms.LogConsultationForm,
    forms.AddToConsultationForm,
    actions.correct_consultation,
    actions.add_to_consultation,
)

SEXUAL_HEALTH = Book(
    SexualHealthConsultation,
    gettext_lazy("Sexual health"),
    "clinics:sexual_health",
    "clinics:log_sexual_health",
    "clinics:sexual_health_consultation",
    "clinics:correct_sexual_health",
    "clinics:add_to_sexual_health",
    forms.LogSexualHealthForm,
    forms.AddToSexualHealthForm,
    actions.correct_sexual_health,
    actions.add_to_sexual_health,
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
    site = site_or_404(request)
    context = case_context(request, minor, book.list_view) | {
        "book": book,
        "form": form,
        "earlier": _rows(request, minor, book)[:3],
        "session": sessions.session_of(request.user, site),
        "allergies": health_facts.known(minor, request.user)[FactKind.ALLERGY],
        "open_count": sessions.open_at(site).count(),
    }
    return render(request, "clinics/log_consultation.html", context, status=status_of(form))


def _saved(request: StaffRequest, reference: str, book: Book) -> HttpResponse:
    messages.success(request, _("Consultation signed. You may correct it for 24 hours."))
    return redirect(book.list_view, reference)


def _one(request: StaffRequest, minor: Minor, book: Book, found: AnyConsultation) -> HttpResponse:
    context = case_context(request, minor, book.list_view)
    context |= {
        "book": book,
        "consultation": found,
        "may_certify": attendance.arrival_on(minor, found.day) is not None,
        "corrections": changes.corrections_of(found),
        "addenda": found.addenda.select_related("written_by").order_by("pk"),
        "may_correct": permissions.can_correct(request.user, found),
        "may_add": permissions.can_add_to(request.user, found),
        "red_flags": readings.flags_of(found, minor),
        "confirmations": readings.confirmations(found),
        "is_validated": vitals.is_validated(),
        "protocol_notice": signed_protocols.notice_of_consultation(found),
        "scabies": None,
    }
    if isinstance(found, Consultation) and scabies.mark_of(found):
        context["scabies"] = scabies.offer(minor, request.user, request.site)
        context["may_log"] = permissions.can_keep_scabies(request.user)
    return render(request, "clinics/consultation.html", context)


def _found(request: StaffRequest, minor: Minor, book: Book, pk: int) -> AnyConsultation:
    """Return the consultation of this address, or the one that took its place."""
    while newer := book.rows.every.filter(corrects=pk, minor=minor).first():
        pk = newer.pk
    found: AnyConsultation = get_object_or_404(_rows(request, minor, book), pk=pk)
    return found


def _correct(request: StaffRequest, minor: Minor, book: Book, pk: int) -> HttpResponse:
    former = _found(request, minor, book, pk)
    permissions.check_correct(request.user, former)
    form = book.form(
        posted(request), minor=minor, site=former.site, user=request.user, corrects=former
    )
    if form.is_valid():
        made = book.correct(by=request.user, consultation=form.instance, corrects=former)
        messages.success(request, _("Consultation corrected. The former text stays readable."))
        return redirect(book.read_view, minor.reference, made.pk)
    context = case_context(request, minor, book.list_view)
    context |= {"book": book, "form": form, "consultation": former}
    return render(request, "clinics/correct_consultation.html", context, status=status_of(form))


def _add_to(request: StaffRequest, minor: Minor, book: Book, pk: int) -> HttpResponse:
    found = _found(request, minor, book, pk)
    permissions.check_add_to(request.user, found)
    form = book.addendum_form(posted(request), consultation=found)
    if form.is_valid():
        book.add_to(by=request.user, addendum=form.instance)
        messages.success(request, _("Added below the consultation."))
        return redirect(book.read_view, minor.reference, found.pk)
    context = case_context(request, minor, book.list_view)
    context |= {"book": book, "form": form, "consultation": found}
    return render(request, "clinics/add_to_consultation.html", context, status=status_of(form))


@require_safe
def health(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_see_health(request.user)
    minor = minor_or_404(request, reference)
    purpose = check_scope(request, minor, Compartment.HEALTH)
    audit.record(by=request.user, action="read_health", minor_id=minor.pk, purpose=purpose)
    may_log = permissions.can_log_consultation(request.user)
    known = health_facts.known(minor, request.user)
    context = _list_context(request, minor, HEALTH, may_log=may_log) | {
        "columns": health_page.columns(health_page.Ask(minor, request.user, known, request.site)),
        "allergies": known[FactKind.ALLERGY],
    }
    return render(request, "clinics/health_file.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def log_consultation(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_log_consultation(request.user)
    minor = minor_or_404(request, reference)
    check_own_scope(request, minor, Compartment.HEALTH)
    site = site_or_404(request)
    form = forms.LogConsultationForm(posted(request), minor=minor, site=site, user=request.user)
    if form.is_valid():
        actions.log_consultation(
            by=request.user,
            consultation=form.instance,
            referral=form.referral,
            given=form.given,
        )
        return _saved(request, reference, HEALTH)
    return _new(request, minor, HEALTH, form)


@require_safe
def consultation(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    permissions.check_see_health(request.user)
    minor = minor_or_404(request, reference)
    purpose = check_scope(request, minor, Compartment.HEALTH)
    found = _found(request, minor, HEALTH, pk)
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
    context = _list_context(request, minor, SEXUAL_HEALTH, may_log=may_log) | {
        "shown": sexual_health_page.page(minor, request.user)
    }
    return render(request, "clinics/sexual_health_file.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def log_sexual_health(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_log_sexual_health(request.user)
    minor = minor_or_404(request, reference)
    check_own_scope(request, minor, Compartment.SEXUAL_HEALTH)
    site = site_or_404(request)
    form = forms.LogSexualHealthForm(posted(request), minor=minor, site=site, user=request.user)
    if form.is_valid():
        actions.log_sexual_health(by=request.user, consultation=form.instance, given=form.given)
        return _saved(request, reference, SEXUAL_HEALTH)
    return _new(request, minor, SEXUAL_HEALTH, form)


@require_safe
def sexual_health_consultation(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    permissions.check_see_sexual_health(request.user)
    minor = minor_or_404(request, reference)
    purpose = check_scope(request, minor, Compartment.SEXUAL_HEALTH)
    found = _found(request, minor, SEXUAL_HEALTH, pk)
    audit.record(
        by=request.user,
        action="read_sexual_health_consultation",
        subject=found,
        minor_id=minor.pk,
        purpose=purpose,
    )
    return _one(request, minor, SEXUAL_HEALTH, found)


@require_http_methods(["GET", "HEAD", "POST"])
def correct_consultation(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """By its author, within the day: the former text stays readable below."""
    permissions.check_log_consultation(request.user)
    minor = minor_to_edit(request, reference)
    check_own_scope(request, minor, Compartment.HEALTH)
    return _correct(request, minor, HEALTH, pk)


@require_http_methods(["GET", "HEAD", "POST"])
def add_to_consultation(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    permissions.check_log_consultation(request.user)
    minor = minor_to_edit(request, reference)
    check_own_scope(request, minor, Compartment.HEALTH)
    return _add_to(request, minor, HEALTH, pk)


@require_http_methods(["GET", "HEAD", "POST"])
def correct_sexual_health(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    permissions.check_log_sexual_health(request.user)
    minor = minor_to_edit(request, reference)
    check_own_scope(request, minor, Compartment.SEXUAL_HEALTH)
    return _correct(request, minor, SEXUAL_HEALTH, pk)


@require_http_methods(["GET", "HEAD", "POST"])
def add_to_sexual_health(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    permissions.check_log_sexual_health(request.user)
    minor = minor_to_edit(request, reference)
    check_own_scope(request, minor, Compartment.SEXUAL_HEALTH)
    return _add_to(request, minor, SEXUAL_HEALTH, pk)
