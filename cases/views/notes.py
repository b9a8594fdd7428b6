"""The notes of a file, whatever their compartment, and its emergency line."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases import actions, forms, note_sections, permissions, registry, scope
from cases.case_pages import (
    case_context,
    emergency_line,
    minor_or_404,
    minor_to_edit,
    open_ticket,
)
from cases.models import EmergencyLine, Minor, Note
from cases.registry import NoteKind
from staff import audit
from staff import permissions as staff_permissions
from staff.http import StaffRequest, posted, site_or_404, status_of

TAB = "cases:notes"
FORMER = 10  # emergency lines


def kind_or_404(request: StaffRequest, name: str) -> NoteKind:
    """Return the kind of notes of this address; one she may not even know of is no page."""
    kind = registry.note_kind(name, request.user)
    if kind is None:
        raise Http404
    return kind


@require_safe
def notes(request: StaffRequest, reference: str) -> HttpResponse:
    """Every kind of note that she reads, and that there are others where she may know it."""
    permissions.check_see_notes(request.user)
    minor = minor_or_404(request, reference)
    sections = note_sections.sections(minor, request.user)
    purpose = scope.PURPOSE if any(section.access for section in sections) else ""
    audit.record(by=request.user, action="read_notes", minor_id=minor.pk, purpose=purpose)
    context = case_context(request, minor, TAB) | {
        "sections": sections,
        "main": next((section.kind for section in sections if section.may_write), None),
        "ticket": open_ticket(request, minor),
    }
    return render(request, "cases/notes.html", context)


@require_safe
def notes_of_kind(request: StaffRequest, reference: str, kind: str) -> HttpResponse:
    permissions.check_see_notes(request.user)
    minor = minor_or_404(request, reference)
    found = kind_or_404(request, kind)
    staff_permissions.check(found.is_read_by(request.user))
    purpose = scope.check_scope(request, minor, found.compartment)
    audit.record(by=request.user, action="read_notes", minor_id=minor.pk, purpose=purpose)
    context = case_context(request, minor, TAB) | {
        "kind": found,
        "page_obj": note_sections.page_of(found, minor, request.user, request.GET.get("page")),
        "access": registry.exceptional_access(minor, request.user, found.compartment),
        "may_write": found.is_written_by(request.user) and not purpose,
    }
    return render(request, "cases/notes_of_kind.html", context)


def writable_kind(request: StaffRequest, minor: Minor, name: str) -> NoteKind:
    """Return the kind if she may write it in this file; raises Http404, PermissionDenied."""
    kind = kind_or_404(request, name)
    staff_permissions.check(kind.is_written_by(request.user))
    scope.check_own_scope(request, minor, kind.compartment)
    return kind


@require_http_methods(["GET", "HEAD", "POST"])
def write_note(request: StaffRequest, reference: str, kind: str) -> HttpResponse:
    permissions.check_see_notes(request.user)
    minor = minor_or_404(request, reference)
    found = writable_kind(request, minor, kind)
    site = site_or_404(request)
    form = forms.note_form(found.model)(posted(request), minor=minor, site=site)
    if form.is_valid():
        actions.write_note(by=request.user, note=form.instance)
        messages.success(request, _("Note saved."))
        return redirect(TAB, reference)
    context = case_context(request, minor, TAB) | {"form": form, "kind": found}
    return render(request, "cases/write_note.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def correct_note(request: StaffRequest, reference: str, kind: str, pk: int) -> HttpResponse:
    """A new note in the place of this one; what was written first stays readable below it."""
    permissions.check_see_notes(request.user)
    minor = minor_to_edit(request, reference)
    found = writable_kind(request, minor, kind)
    rows = found.model.objects.visible_to(request.user).select_related("written_by")
    named = cast(Note, get_object_or_404(rows, pk=pk, minor=minor))
    corrected = note_sections.last_correction(named, rows)
    form = forms.note_form(found.model)(
        posted(request),
        minor=minor,
        site=site_or_404(request),
        corrects=corrected,
    )
    if form.is_valid():
        actions.correct_note(by=request.user, note=form.instance, corrects=corrected)
        messages.success(request, _("Note corrected. The former one stays readable."))
        return redirect(TAB, reference)
    context = case_context(request, minor, TAB) | {"form": form, "kind": found, "note": corrected}
    return render(request, "cases/correct_note.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def write_emergency_line(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_write_emergency_line(request.user)
    minor = minor_to_edit(request, reference)
    line = emergency_line(request.user, minor)
    form = forms.EmergencyLineForm(posted(request), minor=minor, line=line)
    if form.is_valid():
        actions.write_emergency_line(by=request.user, minor=minor, **form.cleaned_data)
        messages.success(request, _("Emergency line saved."))
        return redirect("cases:case", reference)
    former = EmergencyLine.objects.visible_to(request.user).filter(minor=minor).newest_first()
    context = case_context(request, minor, "cases:case") | {
        "form": form,
        "former": note_sections.lines_of(minor, former[:FORMER]),
    }
    return render(request, "cases/write_emergency_line.html", context, status=status_of(form))
