"""Adding a document to a file, and taking back one that was added by mistake."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import document_store
from cases.document_cleaning import Cleaned
from cases.models import Document
from staff import audit
from staff.models import User


@transaction.atomic
def add_document(*, by: User, document: Document, cleaned: Cleaned) -> Document:
    """Keep a document, unsaved until now, with the content that the cleaning made of its file."""
    document.added_by = by
    document.media_type = cleaned.media_type
    document.page_count = cleaned.page_count
    # The file first: a row never names a content that is not there.
    document_store.write(document, cleaned.content)
    document.full_clean()
    document.save()
    audit.record(by=by, action="add_document", subject=document, minor_id=document.minor_id)
    return document


def _locked(document: Document) -> Document:
    return type(document).objects.select_for_update().get(pk=document.pk)


@transaction.atomic
def withdraw_document(*, by: User, document: Document) -> Document:
    """Take a document out of every list. One already withdrawn stays so since then."""
    document = _locked(document)
    if document.withdrawn_at is None:
        document.withdrawn_at = timezone.now()
        document.withdrawn_by = by
        document.save(update_fields=["withdrawn_at", "withdrawn_by"])
    audit.record(by=by, action="withdraw_document", subject=document, minor_id=document.minor_id)
    return document


@transaction.atomic
def restore_document(*, by: User, document: Document) -> Document:
    """Undo a withdrawal of today; raises ValidationError for an older one."""
    document = _locked(document)
    if document.withdrawn_at is not None:
        if timezone.localdate(document.withdrawn_at) != timezone.localdate():
            raise ValidationError(_("This document was withdrawn on another day: add it again."))
        document.withdrawn_at = document.withdrawn_by = None
        document.save(update_fields=["withdrawn_at", "withdrawn_by"])
    audit.record(by=by, action="restore_document", subject=document, minor_id=document.minor_id)
    return document
