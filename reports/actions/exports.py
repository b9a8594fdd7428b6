"""What leaves the house line by line: asked for, approved, made, fetched, erased."""

from collections.abc import Callable
from functools import partial

from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from reports import export_store
from reports.choices import ExportStatus, ListKind
from reports.line_exports import Wanted
from reports.models import KEPT, ExportJob, ExportStep
from staff import approvals, audit, background, passwords
from staff.models import Approval, User

COMMAND = "make_export"
NO_LONGER = gettext_lazy("This export has gone on since. Here is how it stands now.")


def export_lines(*, by: User, wanted: Wanted) -> None:
    """Record an export that is made while the page waits; called before the first byte leaves."""
    action = "export_statistics" if wanted.is_statistics else "export_lines"
    audit.record(by=by, action=action, site_id=wanted.site.pk if wanted.site else None)


def _new_job(wanted: Wanted, **more: object) -> ExportJob:
    job = ExportJob(
        kind=wanted.kind,
        file_format=wanted.file_format,
        first_day=wanted.first_day,
        last_day=wanted.last_day,
        site=wanted.site,
        columns=wanted.chosen(),
        has_names=wanted.with_names,
        total=wanted.count(),
        asked_by=wanted.user,
        **more,
    )
    job.full_clean()
    job.save()
    return job


@transaction.atomic
def ask_export(*, by: User, wanted: Wanted) -> ExportJob:
    """Have a file without names made apart from the page. Raises ValidationError."""
    forget_exports(by=None)
    job = _new_job(wanted)
    audit.record(by=by, action="ask_export", subject=job)
    _begin(by, job)
    return job


def _begin(by: User, job: ExportJob) -> None:
    ExportStep.objects.create(job=job, status=ExportStatus.BEGUN, by=by)
    background.start(COMMAND, str(job.pk))


@transaction.atomic
def ask_named_export(
    *,
    by: User,
    wanted: Wanted,
    reason: str,
    recipient: str = "",
    factor: ReauthenticateForm | ReauthenticateWebAuthnForm | None = None,
) -> ExportJob:
    """Write down what a second person has to agree to: a list with names, and what it is for.

    Without a public key it will open with the job's passphrase. `factor`: the proof that was given
    once more, which serves once. Raises ValidationError.
    """
    if why_not := wanted.why_not(wanted.count()):
        raise ValidationError(why_not)
    passphrase = "" if recipient else passwords.first_password()
    job = _new_job(wanted, reason=reason, recipient=recipient, passphrase=passphrase)
    ExportStep.objects.create(job=job, status=ExportStatus.WAITING, by=by)
    if factor is not None:
        factor.save()
    audit.record(by=by, action="ask_export", subject=job)
    return job


@transaction.atomic
def begin_named_export(*, by: User, approval: Approval) -> ExportJob:
    """Have the list made, as two people decided. Raises ValidationError."""
    job = _locked(approval.subject_number)
    if job.status != ExportStatus.WAITING:
        raise ValidationError(NO_LONGER)
    audit.record(by=by, action="begin_named_export", subject=job)
    _begin(by, job)
    return job


@transaction.atomic
def begin_again(*, by: User, job: ExportJob, has_stopped: Callable[[ExportJob], bool]) -> ExportJob:
    """Have an export made that failed, or whose process ended before it. Raises ValidationError."""
    job = _locked(job.pk)
    if job.status != ExportStatus.FAILED and not has_stopped(job):
        raise ValidationError(NO_LONGER)
    audit.record(by=by, action="ask_export", subject=job)
    _begin(by, job)
    return job


def _locked(number: int) -> ExportJob:
    """Return it with its status; nobody else changes it meanwhile. Raises ValidationError."""
    if not ExportJob.objects.select_for_update().filter(pk=number).exists():
        raise ValidationError(NO_LONGER)
    return ExportJob.objects.with_status().get(pk=number)


@transaction.atomic
def finish_export(*, by: User, job: ExportJob, size: int, digest: bytes = b"") -> None:
    """Say that the file is there. `digest`, of one with names: the SHA-256 of what it says."""
    job.size, job.done_count, job.passphrase = size, job.total, ""  # nothing needs it any more
    job.save(update_fields=["size", "done_count", "passphrase"])
    ExportStep.objects.create(job=job, status=ExportStatus.DONE)
    audit.record(by=by, action="make_export", subject=job, change=digest)


@transaction.atomic
def fail_export(*, by: User, job: ExportJob) -> None:
    ExportStep.objects.create(job=job, status=ExportStatus.FAILED)
    audit.record(by=by, action="fail_export", subject=job)


def fetch_export(*, by: User, job: ExportJob) -> None:
    """Record that a file leaves; called before its first byte does."""
    action = "export_lines"
    if job.has_names:
        action = "export_names"
    elif job.kind == ListKind.STATISTICS:
        action = "export_statistics"
    audit.record(by=by, action=action, subject=job, site_id=job.site_id)


@transaction.atomic
def forget_exports(*, by: User | None) -> int:
    """Erase the files whose day has passed, their keys and passphrases; return how many.

    What nobody approved in its time goes with them.
    """
    old = ExportJob.objects.standing().since_before(timezone.now() - KEPT)
    jobs = list(old.select_for_update(of=("self",)))
    jobs = [job for job in jobs if job.status != ExportStatus.WAITING or not _may_be_approved(job)]
    for job in jobs:
        job.file_key = job.passphrase = ""
        job.save(update_fields=["file_key", "passphrase"])
        ExportStep.objects.create(job=job, status=ExportStatus.ERASED)
        transaction.on_commit(partial(export_store.erase, job))
    if jobs:
        audit.record(by=by, action="forget_exports")
    return len(jobs)


def _may_be_approved(job: ExportJob) -> bool:
    return timezone.now() - job.status_at < approvals.LASTS
