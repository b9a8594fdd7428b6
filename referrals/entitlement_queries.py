"""Entitlements as the pages show them."""

import datetime

from django.core.paginator import Page, Paginator
from django.utils import timezone

from cases.models import Minor
from referrals.choices import ProcedureKind
from referrals.choices.entitlements import EntitlementList, EntitlementStatus
from referrals.entitlements import SOON, Entitlement, EntitlementStep
from referrals.procedures import Procedure
from staff.models import User

PAGE_SIZE = 30  # entitlements


def of_minor(minor: Minor, user: User) -> list[Entitlement]:
    rows = Entitlement.objects.visible_to(user).filter(minor=minor).with_state()
    return list(rows.select_related("minor").prefetch_related("minor__keys").order_by("pk"))


def page_of(user: User, which: EntitlementList, number: str | None) -> Page:
    """Return a page of a list of the social desk: what ends, or has waited longest, first."""
    rows = Entitlement.objects.visible_to(user).filter(minor__archived_at__isnull=True)
    rows = rows.filter(minor__in=Minor.objects.visible_to(user))
    if which == EntitlementList.EXPIRING:
        until = timezone.localdate() + datetime.timedelta(days=SOON)
        ending = EntitlementStep.objects.filter(valid_until__lte=until).values("entitlement")
        rows = rows.filter(pk__in=ending).with_state()
        rows = rows.filter(status=EntitlementStatus.OBTAINED, valid_until__lte=until)  # type: ignore[misc] # annotated
        rows = rows.order_by("valid_until", "pk")  # type: ignore[misc] # annotated
    else:
        rows = rows.with_state().filter(status=which.value)  # type: ignore[misc] # annotated
        rows = rows.order_by("since", "pk")  # type: ignore[misc] # annotated
    rows = rows.select_related("minor").prefetch_related("minor__names", "minor__claims")
    return Paginator(rows, PAGE_SIZE).get_page(number)


def seeks_asylum(minor: Minor) -> bool:
    """Whether she asks for asylum, or has it: her consulate is never to hear of her.

    Field sheet, section 3: asylum seekers must not contact their consulate.
    """
    rows = Procedure.objects.filter(minor=minor, kind=ProcedureKind.ASYLUM).with_state()
    return any(not row.stage.is_given_up for row in rows)
