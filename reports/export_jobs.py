"""Exports that take more than a few seconds: made by a process of its own, one after the other.

It holds a lock of PostgreSQL as long as it lives (staff.background): however it ends, even with
the machine, the page sees that nobody makes this file any more, and it may be asked for again.
"""

import hashlib
import logging
from collections.abc import Iterable

import pyrage
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports import actions, export_store, line_exports, permissions
from reports.choices import ExportStatus, ListKind
from reports.line_exports import Wanted
from reports.models import ExportJob
from staff import background
from staff.approvals import Kind
from staff.models import Approval

logger = logging.getLogger(__name__)

WORK = "exports"  # of staff.background: one at a time in the house
SQL = "UPDATE reports_exportjob SET done_count = %s WHERE id = %s"
WITH_NAMES = "named_export"


def _one(job_number: int) -> str:
    return f"export {job_number}"


def has_stopped(job: ExportJob) -> bool:
    """Whether nobody makes it any more: the machine or the process ended before it."""
    return job.pk in stopped_among([job])


def stopped_among(jobs: Iterable[ExportJob]) -> set[int]:
    """Return the numbers of those that nobody makes any more: one query at most."""
    late = timezone.now() - background.STARTING
    begun = [job.pk for job in jobs if job.status == ExportStatus.BEGUN and job.status_at < late]
    made = background.running(map(_one, begun)) if begun else set()
    return {number for number in begun if _one(number) not in made}


def make(number: int) -> None:
    """Make the file of an export that waits for it; once only, whoever starts it twice."""
    with background.turn(_one(number)), background.turn(WORK):
        jobs = ExportJob.objects.with_status().select_related("asked_by", "site")
        job = jobs.get(pk=number)
        if job.status != ExportStatus.BEGUN:
            return
        with translation.override(job.asked_by.language):
            try:
                _make(job)
            except Exception as error:
                if not isinstance(error, ValidationError):
                    logger.exception("an export could not be made")
                actions.fail_export(by=job.asked_by, job=job)


def _make(job: ExportJob) -> None:
    """Raises ValidationError for what this person may not have any more."""
    wanted = line_exports.of_job(job)
    if not may_still(wanted, job):
        raise ValidationError(actions.exports.NO_LONGER)
    job.file_key = export_store.new_key()
    job.save(update_fields=["file_key"])
    writer, digest = export_store.Writer(job), b""
    try:
        with background.progress(SQL, job.pk) as progress:
            if job.has_names:
                plain = line_exports.as_bytes(wanted)
                digest = hashlib.sha256(plain).digest()
                writer.write(encrypted(plain, job))
            else:
                line_exports.write(wanted, writer, progress)
        size = writer.finish()
    finally:
        writer.give_up()
    actions.finish_export(by=job.asked_by, job=job, size=size, digest=digest)


def may_still(wanted: Wanted, job: ExportJob) -> bool:
    """Whether her roles of today give her this list and each column she chose."""
    if not permissions.can_export(wanted.user, wanted.kind):
        return False
    return bool(job.columns) and set(wanted.chosen()) == set(job.columns)


def encrypted(plain: bytes, job: ExportJob) -> bytes:
    """Return the file as it leaves: for the holder of the key, else of the passphrase."""
    if job.recipient:
        return pyrage.encrypt(plain, [pyrage.x25519.Recipient.from_str(job.recipient)])
    return pyrage.passphrase.encrypt(plain, job.passphrase)


# --- what takes two people -----------------------------------------------------------------------


def describe(approval: Approval) -> str:
    """Say what the list holds and what it is for, without the name of anybody."""
    jobs = ExportJob.objects.select_related("site")
    job = jobs.filter(pk=approval.subject_number).first()
    if job is None:
        return _("An export that is no longer there")
    return _("%(list)s, %(first)s to %(last)s, %(site)s, %(count)d lines: %(reason)s") % {
        "list": ListKind(job.kind).label,
        "first": f"{job.first_day:%d/%m/%Y}",
        "last": f"{job.last_day:%d/%m/%Y}",
        "site": job.site.name if job.site else _("all sites"),
        "count": job.total,
        "reason": job.shown("reason"),
    }


NAMED = Kind(
    WITH_NAMES,
    gettext_lazy("Export a list with names"),
    may_ask=permissions.can_ask_names,
    may_approve=permissions.can_approve_names,
    describe=describe,
    execute=actions.begin_named_export,
)


# --- the night ------------------------------------------------------------------------------------


def forget_at_night() -> None:
    actions.forget_exports(by=None)
    kept = ExportJob.objects.standing()
    export_store.sweep({str(number) for number in kept.values_list("seal_number", flat=True)})
