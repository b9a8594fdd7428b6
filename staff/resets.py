"""A lost second factor: one person asks, another one approves, and it is taken off the account."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staff import actions, permissions
from staff.approvals import Kind
from staff.models import Approval, User


def describe(approval: Approval) -> str:
    person = User.objects.filter(pk=approval.subject_number).first()
    return person.full_name if person else _("Account")


SECOND_FACTOR = Kind(
    name="reset_second_factor",
    label=gettext_lazy("Remove a lost second factor"),
    may_ask=permissions.can_see_team,
    may_approve=permissions.can_decide_on_team,
    describe=describe,
    execute=actions.reset_second_factor,
)
