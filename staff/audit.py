"""The one place that writes the audit trail. No names, no text: who, what, which file, when."""

from contextvars import ContextVar

from django.db.models import Model

from staff.models import AuditEntry, User

request_id: ContextVar[str] = ContextVar("request_id", default="")
device: ContextVar[str] = ContextVar("device", default="")


def record(
    *,
    by: User | None,
    action: str,
    subject: Model | None = None,
    minor_id: int | None = None,
    site_id: int | None = None,
) -> AuditEntry:
    """Write one entry in the running transaction.

    `action` is the verb ("register_arrival", "read_case"); `subject` any row, kept as its table
    and number.
    """
    return AuditEntry.objects.create(
        by=by,
        action=action,
        subject=f"{subject._meta.label_lower}:{subject.pk}" if subject is not None else "",
        minor_id=minor_id,
        site_id=site_id,
        request_id=request_id.get(),
    )
