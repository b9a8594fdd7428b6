"""Entitlements as the pages show them."""

import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils import timezone

from cases.models import Minor
from referrals import entitlement_rules
from referrals.choices import ProcedureKind
from referrals.choices.entitlements import EntitlementList, EntitlementStatus
from referrals.entitlements import Entitlement, EntitlementQuerySet, EntitlementStep
from referrals.procedures import Procedure
from staff.models import User

PAGE_SIZE = 30  # entitlements


def of_minor(minor: Minor, user: User) -> list[Entitlement]:
    rows = Entitlement.objects.visible_to(user).filter(minor=minor).with_state()
    return list(rows.select_related("minor").prefetch_related("minor__keys").order_by("pk"))


def page_of(user: User, which: EntitlementList, number: str | None) -> Page:
    """Return a page of a list of the social desk: what ends, or has waited longest, first."""
    return Paginator(_listed(user, which), PAGE_SIZE).get_page(number)


def to_renew(user: User, count: int) -> list[Entitlement]:
    """Return the first ones to renew, what ends next first."""
    return list(_listed(user, EntitlementList.EXPIRING)[:count])


def _listed(user: User, which: EntitlementList) -> EntitlementQuerySet:
    rows = Entitlement.objects.visible_to(user).filter(minor__archived_at__isnull=True)
    rows = rows.filter(minor__in=Minor.objects.visible_to(user))
    if which == EntitlementList.EXPIRING:
        rows = _ending(rows).order_by("valid_until", "pk")  # type: ignore[misc] # annotated
    else:
        rows = rows.with_state().filter(status=which.value)  # type: ignore[misc] # annotated
        rows = rows.order_by("since", "pk")  # type: ignore[misc] # annotated
    return rows.select_related("minor").prefetch_related("minor__names", "minor__claims")


def _ending(rows: EntitlementQuerySet) -> EntitlementQuerySet:
    """Narrow to what is to be asked for again by now, by the rule of its kind."""
    today = timezone.localdate()
    until = {
        kind: today + datetime.timedelta(days=rule.renew_days)
        for kind, rule in entitlement_rules.rules().items()
    }
    steps = EntitlementStep.objects.filter(valid_until__lte=max(until.values()))
    is_time = Q()
    for kind, last in until.items():
        is_time |= Q(kind=kind, valid_until__lte=last)
    held = rows.filter(pk__in=steps.values("entitlement")).with_state()
    return held.filter(is_time, status=EntitlementStatus.OBTAINED)  # type: ignore[misc] # annotated


def seeks_asylum(minor: Minor) -> bool:
    """Whether she asks for asylum, or has it: her consulate is never to hear of her.

    Field sheet, section 3: asylum seekers must not contact their consulate.
    """
    rows = Procedure.objects.filter(minor=minor, kind=ProcedureKind.ASYLUM).with_state()
    return any(not row.stage.is_given_up for row in rows)
