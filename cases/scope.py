"""Whose file it is, as the pages ask: hers, open to her exceptionally, or not hers."""

from django.core.exceptions import PermissionDenied

from cases import registry
from cases.models import Minor
from staff.http import StaffRequest
from staff.models import User
from staff.permissions import Compartment

PURPOSE = "break_glass"  # of each read during an exceptional access


class OutOfScope(PermissionDenied):
    """A compartment that her profession reads, in a file that is not hers."""

    def __init__(self, minor: Minor, compartment: Compartment, why: str) -> None:
        super().__init__()
        self.minor = minor
        self.compartment = compartment
        self.why = why


def check_scope(request: StaffRequest, minor: Minor, compartment: Compartment) -> str:
    """Return the purpose to record with the read ("" within her scope); raises OutOfScope."""
    why = registry.out_of_scope(minor, request.user, compartment)
    if not why:
        return ""
    if registry.exceptional_access(minor, request.user, compartment) is None:
        raise OutOfScope(minor, compartment, why)
    return PURPOSE


def purpose_of(minor: Minor, user: User, *compartments: Compartment) -> str:
    """Return the purpose of reading these compartments, which are open to her."""
    is_exceptional = any(
        registry.out_of_scope(minor, user, compartment)
        and registry.exceptional_access(minor, user, compartment) is not None
        for compartment in compartments
    )
    return PURPOSE if is_exceptional else ""


def check_own_scope(request: StaffRequest, minor: Minor, compartment: Compartment) -> None:
    """Raise unless the file is hers: an exceptional access reads, it does not write."""
    if check_scope(request, minor, compartment):
        raise PermissionDenied
