"""What takes two people in this app: see staff.approvals."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cases import actions, permissions
from cases.choices import RetentionAction
from cases.erasure import KIND as ERASE_FILES
from cases.models import LegalHold, RetentionLine
from staff.approvals import Kind
from staff.models import Approval

ARCHIVE_FILES = "archive_files"
LIFT_HOLD = "lift_hold"
ACTIONS_OF = {
    ARCHIVE_FILES: [RetentionAction.ARCHIVE],
    ERASE_FILES: [RetentionAction.ERASE, RetentionAction.ERASE_PART],
}


def _files(approval: Approval) -> str:
    lines = RetentionLine.objects.filter(
        run=approval.subject_number, action__in=ACTIONS_OF[approval.kind]
    )
    count = lines.count()
    text = ngettext("%(count)d file, in the list of %(day)s", "%(count)d files, in the list of "
                    "%(day)s", count)  # fmt: skip
    line = lines.select_related("run").first()
    day = line.run.made_at if line else approval.asked_at
    return text % {"count": count, "day": f"{day:%d/%m/%Y}"}


def _hold(approval: Approval) -> str:
    hold = LegalHold.objects.filter(pk=approval.subject_number).select_related("minor").first()
    if hold is None:
        return gettext("A file that is no longer there")
    return gettext("File %(reference)s: %(reason)s") % {
        "reference": hold.minor.reference,
        "reason": hold.get_reason_display(),
    }


KINDS = (
    Kind(
        ARCHIVE_FILES,
        _("Put files in the archive"),
        may_ask=permissions.can_ask_retention,
        may_approve=permissions.can_approve_retention,
        describe=_files,
        execute=actions.archive_files,
    ),
    Kind(
        ERASE_FILES,
        _("Erase files for good"),
        may_ask=permissions.can_ask_retention,
        may_approve=permissions.can_approve_retention,
        describe=_files,
        execute=actions.erase_files,
    ),
    Kind(
        LIFT_HOLD,
        _("Stop keeping a file back"),
        may_ask=permissions.can_ask_lifting,
        may_approve=permissions.can_approve_lifting,
        describe=_hold,
        execute=actions.lift_hold,
    ),
)
