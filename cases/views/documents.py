"""The papers of a file: listed, added, opened, downloaded, withdrawn."""

import logging
import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import (
    actions,
    document_field,
    document_queries,
    document_store,
    forms,
    lawyer_copies,
    permissions,
    registry,
    scope,
)
from cases.case_pages import case_context, minor_or_404
from cases.models import Document
from cases.models.documents import ENDINGS
from staff import audit, undo
from staff import permissions as staff_permissions
from staff.choices import Compartment
from staff.http import StaffRequest, attempt, posted, status_of

logger = logging.getLogger(__name__)

TAB = "cases:documents"
# A file is never a page of ours: it is saved, and whatever is in it may do nothing.
FILE_POLICY = "sandbox; default-src 'none'"


def document_or_404(
    request: StaffRequest, reference: str, number: uuid.UUID, *, withdrawn_too: bool = False
) -> Document:
    """Return a document that this person may read; raises Http404, whatever the reason."""
    minor = minor_or_404(request, reference)
    found = document_queries.document(minor, request.user, number, withdrawn_too=withdrawn_too)
    if found is None:
        raise Http404
    return found


def record(request: StaffRequest, action: str, found: Document) -> None:
    """Record that this document is read, and whether that is by an exceptional access."""
    audit.record(
        by=request.user,
        action=action,
        subject=found,
        minor_id=found.minor_id,
        purpose=scope.purpose_of(found.minor, request.user, found.compartment),
    )


@require_safe
def documents(request: StaffRequest, reference: str) -> HttpResponse:
    """What this person may read, by compartment; of what she may only know, how many."""
    permissions.check_see_documents(request.user)
    minor = minor_or_404(request, reference)
    only, page = request.GET.get("in", ""), request.GET.get("page", "")
    originals = registry.originals(minor, request.user)
    shelves = document_queries.shelves(minor, request.user, originals, only=only, page=page)
    shown = (shelf.compartment for shelf in shelves)
    purpose = scope.purpose_of(minor, request.user, *shown)
    audit.record(by=request.user, action="read_documents", minor_id=minor.pk, purpose=purpose)
    context = case_context(request, minor, TAB) | {
        "shelves": shelves,
        "originals": originals,
        "only": only if only in permissions.readable_compartments(request.user) else "",
        "counted": document_queries.counted(minor, request.user),
        "may_add": bool(document_queries.writable_compartments(minor, request.user)),
    }
    return render(request, "cases/documents.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_document(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_add_document(request.user)
    minor = minor_or_404(request, reference)
    staff_permissions.check(bool(document_queries.writable_compartments(minor, request.user)))
    form = forms.AddDocumentForm(
        posted(request),
        request.FILES if request.method == "POST" else None,
        minor=minor,
        user=request.user,
        is_too_large=document_field.is_too_large(request),
    )
    if form.is_valid():
        cleaned = form.cleaned_data["file"]
        actions.add_document(by=request.user, document=form.document(), cleaned=cleaned)
        messages.success(request, _("Document added."))
        return redirect(TAB, reference)
    context = case_context(request, minor, TAB) | {"form": form}
    return render(request, "cases/add_document.html", context, status=status_of(form))


@require_safe
def document(request: StaffRequest, reference: str, number: uuid.UUID) -> HttpResponse:
    permissions.check_see_documents(request.user)
    found = document_or_404(request, reference, number)
    record(request, "read_document", found)
    originals = registry.originals(found.minor, request.user)
    context = case_context(request, found.minor, TAB) | {
        "document": found,
        "paper": originals.of_scans.get(found.number),
        "add_url": originals.add_url if found.compartment == Compartment.LEGAL else "",
        "may_withdraw": permissions.can_withdraw_document(request.user, found),
        "may_hand": permissions.can_hand_to_lawyer(request.user, found),
        "copies": lawyer_copies.copies_of(found, request.user),
    }
    return render(request, "cases/document.html", context)


@require_safe
def document_file(request: StaffRequest, reference: str, number: uuid.UUID) -> HttpResponse:
    """The content, recorded before its first byte leaves: the request is one transaction."""
    permissions.check_see_documents(request.user)
    found = document_or_404(request, reference, number)
    record(request, "read_document_file", found)
    try:
        content = document_store.read(found)
    except document_store.StoreError as error:
        return unreadable(request, found, error)
    return as_file(reference, found, content)


def as_file(reference: str, found: Document, content: bytes) -> HttpResponse:
    name = f"document-{reference}-{found.number.hex[:6]}.{ENDINGS[found.media_type]}"
    return HttpResponse(
        content,
        content_type=found.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": FILE_POLICY,
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, no-store",
        },
    )


def unreadable(
    request: StaffRequest, found: Document, error: document_store.StoreError
) -> HttpResponse:
    """A page that says what to do; the log says which file, by its number in the database."""
    action = "find_document_unreadable"
    audit.record(by=request.user, action=action, subject=found, minor_id=found.minor_id)
    logger.error("%s:%s cannot be read: %s", found._meta.label_lower, found.pk, error)
    context = case_context(request, found.minor, TAB) | {
        "document": found,
        "is_erased": isinstance(error, document_store.ErasedContent),
    }
    return render(request, "cases/document_unreadable.html", context, status=410)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_document(request: StaffRequest, reference: str, number: uuid.UUID) -> HttpResponse:
    """Asked once; the list then offers to undo."""
    permissions.check_see_documents(request.user)
    found = document_or_404(request, reference, number, withdrawn_too=request.method == "POST")
    permissions.check_withdraw_document(request.user, found)
    scope.check_own_scope(request, found.minor, found.compartment)
    if request.method == "POST":
        actions.withdraw_document(by=request.user, document=found)
        url = reverse("cases:restore_document", args=[reference, number])
        undo.offer(request, url=url, text=_("Document withdrawn."))
        return redirect(TAB, reference)
    context = case_context(request, found.minor, TAB) | {"document": found}
    return render(request, "cases/withdraw_document.html", context)


@require_POST
def restore_document(request: StaffRequest, reference: str, number: uuid.UUID) -> HttpResponse:
    permissions.check_see_documents(request.user)
    found = document_or_404(request, reference, number, withdrawn_too=True)
    permissions.check_restore_document(request.user, found)
    scope.check_own_scope(request, found.minor, found.compartment)
    said = _("Document back in the file.")
    attempt(request, actions.restore_document, document=found, said=said)
    return redirect(TAB, reference)
