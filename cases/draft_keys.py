"""Under which key a page of a file keeps what is being typed in it: that of what it shows."""

from django.urls import Resolver404, resolve

from cases import registry
from cases.models import Minor, file_key
from staff.choices import Compartment
from staff.encryption import SealError


def key_of_page(path: str, make: bool) -> bytes | None:
    """Return the key of the file in the compartment of this page; None for any other page."""
    try:
        reference = resolve(path).kwargs.get("reference", "")
    except Resolver404:
        return None
    minor = Minor.objects.filter(reference=reference).first() if reference else None
    if minor is None:
        return None
    try:
        return file_key(minor, compartment_of_page(path, reference), make=make)
    except SealError:
        return None


def compartment_of_page(path: str, reference: str) -> Compartment:
    """Return the compartment of the tab or of the notes under which the page stands."""
    under = [
        (address, compartment)
        for address, compartment in registry.compartments_of_pages(reference)
        if path.startswith(address)
    ]
    longest = max(under, key=lambda page: len(page[0]), default=None)
    return longest[1] if longest else Compartment.IDENTITY
