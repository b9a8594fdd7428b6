"""What is done with a week: it leaves the house, whole or line by line, it is validated."""

from collections.abc import Callable, Sequence
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from reports import export_store, freezing
from reports.choices import ExportStatus
from reports.figures import Need
from reports.line_exports import Wanted
from reports.models import KEPT, ExportJob, ExportStep, FrozenWeek
from reports.periods import Week
from reports.weekly import WeekReport, week_report
from staff import approvals, audit, background, passwords
from staff.models import Approval, Site, User

EVERYTHING: frozenset[Need] = frozenset({"sexual_health", "psychology", "protection"})
NOT_OVER = gettext_lazy("This week is not over: it can be validated from Monday on.")
NOT_WHOLE = gettext_lazy("All sites together means every site of the house.")
UNCHANGED = gettext_lazy("Nothing has changed since this week was validated.")


def export_week(*, by: User) -> None:
    """Record an export; called before the first byte leaves."""
    audit.record(by=by, action="export_week")


@transaction.atomic
def freeze_week(
    *, by: User, week: Week, sites: Sequence[Site], site: Site | None, why: str = ""
) -> FrozenWeek:
    """Keep the figures of a week as they stand now: of one site, or of all together (None).

    With all together goes each of them that has not been validated yet. `why` is asked from the
    second version on. Raises ValidationError.
    """
    if week.end >= timezone.localdate():
        raise ValidationError(NOT_OVER)
    if site is None and not freezing.is_whole_house(sites):
        raise ValidationError(NOT_WHOLE)
    if site is None:
        for one in sites:
            if not FrozenWeek.objects.of(week, one).exists():
                _keep(by, week, [one], one, "")
    frozen = _keep(by, week, sites, site, why)
    audit.record(by=by, action="freeze_week", site_id=site.pk if site else None)
    return frozen


def _keep(by: User, week: Week, sites: Sequence[Site], site: Site | None, why: str) -> FrozenWeek:
    last = FrozenWeek.objects.of(week, site).first()

    def count() -> WeekReport:
        return week_report(week, sites, EVERYTHING)

    if last is not None:
        before = freezing.report_of(last, sites, EVERYTHING)
        if not freezing.changes(before, count()):
            raise ValidationError(UNCHANGED)
    body = freezing.body_of(count)
    frozen = FrozenWeek(
        year=week.year,
        number=week.number,
        site=site,
        version=last.version + 1 if last else 1,
        body=body,
        digest=freezing.digest_of(body),
        why=why.strip() if last else "",
        frozen_by=by,
    )
    frozen.full_clean()
    frozen.save()
    return frozen


# --- exports line by line -------------------------------------------------------------------------

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
        columns=[column.name for column in wanted.chosen()],
        has_names=wanted.with_names,
        total=wanted.count(),
        asked_by=wanted.user,
        **more,
    )
    job.full_clean(exclude=["columns"])  # none: all of them
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
def ask_named_export(*, by: User, wanted: Wanted, reason: str, recipient: str = "") -> ExportJob:
    """Write down what a second person has to agree to: a list with names, and what it is for.

    Without a public key it will open with the job's passphrase. Raises ValidationError.
    """
    if why_not := wanted.why_not(wanted.count()):
        raise ValidationError(why_not)
    passphrase = "" if recipient else passwords.first_password()
    job = _new_job(wanted, reason=reason, recipient=recipient, passphrase=passphrase)
    ExportStep.objects.create(job=job, status=ExportStatus.WAITING, by=by)
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
    action = "export_names" if job.has_names else "export_lines"
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
