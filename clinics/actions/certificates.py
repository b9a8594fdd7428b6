"""Signing a medical certificate, and that it was handed over."""

from django.db import transaction

from cases.models import Minor
from clinics import certificates
from clinics.models import CertificateHandover, MedicalCertificate
from staff import audit
from staff.models import User


@transaction.atomic
def issue_certificate(*, by: User, certificate: MedicalCertificate) -> MedicalCertificate:
    """Keep it as it is signed, with the name of the day; raises ValidationError."""
    certificate.name = certificate.minor.display_name or certificates.nameless()
    certificate.signature = by.full_name
    certificate.place = certificate.site.name
    certificate.issued_by = by
    certificate.full_clean()
    certificate.save()
    audit.record(
        by=by,
        action="issue_certificate",
        subject=certificate,
        minor_id=certificate.minor_id,
        site_id=certificate.site_id,
    )
    return certificate


@transaction.atomic
def hand_certificate(*, by: User, certificate: MedicalCertificate) -> CertificateHandover:
    """It was handed to the young person; raises ValidationError the second time."""
    Minor.objects.select_for_update(no_key=True).get(pk=certificate.minor_id)
    row = CertificateHandover(certificate=certificate, by=by)
    row.full_clean()
    row.save()
    audit.record(
        by=by, action="hand_certificate", subject=certificate, minor_id=certificate.minor_id
    )
    return row
