"""What is said of two files, joining them, taking them apart."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases import finder, merging
from cases.models import FileMerge, FinderRun, MergeCheck, Minor, PairVerdict
from staff import audit
from staff.models import User


@transaction.atomic
def judge_pair(*, by: User, one: Minor, other: Minor, verdict: str) -> PairVerdict:
    """Keep what somebody says of two files: choices.Verdict. Raises ValidationError.

    It stops nobody from opening a file, and joins nothing.
    """
    first, second = sorted((one, other), key=lambda minor: minor.pk)
    row = PairVerdict(first=first, second=second, verdict=verdict, by=by)
    row.full_clean()
    row.save()
    for minor in (first, second):
        audit.record(by=by, action="judge_pair", subject=row, minor_id=minor.pk)
    return row


@transaction.atomic
def join_files(*, by: User, kept: Minor, gone: Minor) -> FileMerge:
    """Join one file to another; the owner's function writes the entry of the one that goes.

    Raises ValidationError when one of them is not what it was on the preview any more.
    """
    try:
        merge = merging.merge(kept=kept, gone=gone, by=by)
    except merging.MergeError as error:
        raise ValidationError(
            _("These two files can no longer be joined: a colleague has changed something.")
        ) from error
    audit.record(by=by, action="join_files", subject=merge, minor_id=kept.pk)
    return merge


@transaction.atomic
def undo_join(*, by: User, merge: FileMerge) -> None:
    """Take two files apart again. Raises ValidationError when something stands in the way."""
    try:
        merging.undo(merge=merge, by=by)
    except merging.MergeError as error:
        raise ValidationError(
            _("These files can no longer be taken apart: look at the file again.")
        ) from error
    audit.record(by=by, action="undo_join", subject=merge, minor_id=merge.kept_id)


@transaction.atomic
def find_duplicates(*, by: User | None, is_sent_off: bool = True) -> FinderRun | None:
    """Begin a search of the whole base, in a process of its own unless the caller does it itself.

    None when one is at work already.
    """
    run = finder.begin(by=by)
    if run is not None:
        audit.record(by=by, action="find_duplicates", subject=run)
        if is_sent_off:
            finder.send_off(run)
    return run


@transaction.atomic
def tick_check(*, by: User, merge: FileMerge, kind: str) -> None:
    """Note that a desk has checked what two joined files say; the first one counts."""
    checks = [MergeCheck(merge=merge, desk_kind=kind, done_by=by)]
    MergeCheck.objects.bulk_create(checks, ignore_conflicts=True)
    audit.record(by=by, action="tick_check", subject=merge, minor_id=merge.kept_id)
