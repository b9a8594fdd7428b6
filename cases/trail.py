"""The numbers of files in the audit trail: which file, of which sites."""

from django.urls import reverse

from cases.models import Arrival, Minor
from staff.audit_files import Files, Numbers
from staff.models import User


def links(numbers: Numbers, reader: User) -> dict[int, tuple[str, str]]:
    """Return {number: (reference, address)} of the files that the reader may see: one query."""
    minors = Minor.objects.visible_to(reader).filter(pk__in=numbers)
    return {
        pk: (reference, reverse("cases:case", args=[reference]))
        for pk, reference in minors.values_list("pk", "reference")
    }


def sites(numbers: Numbers) -> dict[int, set[int]]:
    """Return {number: where the file was opened and where she came}: two queries."""
    opened = Minor.objects.filter(pk__in=numbers).values_list("pk", "registered_site_id")
    found = {pk: {site} for pk, site in opened}
    came = Arrival.objects.filter(minor__in=numbers).values_list("minor_id", "site_id")
    for pk, site in came.order_by("minor_id", "site_id").distinct():
        found.setdefault(pk, set()).add(site)
    return found


FILES = Files(links=links, sites=sites)
