"""A medical document that goes to the lawyer: asked, written in the register, taken once."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases import actions, document_store, forms, permissions, scope
from cases.case_pages import case_context
from cases.models import Document, LawyerCopy
from cases.views.documents import TAB, as_file, document_or_404, record, unreadable
from staff.http import StaffRequest, posted, status_of


def medical_or_404(request: StaffRequest, reference: str, number: uuid.UUID) -> Document:
    """Return a document that she may hand over; raises Http404, PermissionDenied, OutOfScope."""
    permissions.check_see_documents(request.user)
    found = document_or_404(request, reference, number)
    permissions.check_hand_to_lawyer(request.user, found)
    scope.check_own_scope(request, found.minor, found.compartment)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def hand_to_lawyer(request: StaffRequest, reference: str, number: uuid.UUID) -> HttpResponse:
    found = medical_or_404(request, reference, number)
    form = forms.HandToLawyerForm(posted(request), minor=found.minor, user=request.user)
    if form.is_valid():
        answered = form.answered()
        if form.is_refused:
            asked = {name: answered[name] for name in ("recipient", "purpose", "asked")}
            actions.answer_for_lawyer(by=request.user, document=found, **asked)
            messages.warning(request, _("The answer is kept: nothing is handed over."))
            return redirect("cases:document", reference, number)
        try:
            actions.hand_to_lawyer(by=request.user, document=found, **answered)
        except ValidationError as error:  # she opposes this lawyer, or a colleague withdrew it
            is_asked = "exception" in getattr(error, "error_dict", {})
            form.add_error("exception" if is_asked else None, error.messages)
        else:
            messages.success(request, _("Written in the register: the copy may be taken, once."))
            return redirect("cases:document", reference, number)
    context = case_context(request, found.minor, TAB) | {"form": form, "document": found}
    return render(request, "cases/hand_to_lawyer.html", context, status=status_of(form))


@require_POST
def take_lawyer_copy(
    request: StaffRequest, reference: str, number: uuid.UUID, pk: int
) -> HttpResponse:
    """The file, recorded before its first byte leaves, and never a second time."""
    found = medical_or_404(request, reference, number)
    rows = LawyerCopy.objects.visible_to(request.user)
    copy = get_object_or_404(rows, pk=pk, document=found)
    try:
        content = document_store.read(found)
    except document_store.StoreError as error:
        return unreadable(request, found, error)
    try:
        actions.take_lawyer_copy(by=request.user, copy=copy)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("cases:document", reference, number)
    record(request, "read_document_file", found)
    return as_file(reference, found, content)
