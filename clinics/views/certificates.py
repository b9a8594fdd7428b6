"""Medical certificates: signed by a doctor, printed again as they were, handed over."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.case_pages import case_context, minor_or_404
from cases.models import Minor
from cases.scope import check_own_scope, check_scope
from clinics import actions, certificates, forms, permissions
from clinics.choices.assessments import CertificatePurpose
from clinics.models import MedicalCertificate
from staff import audit, pdf
from staff.choices import Compartment
from staff.http import StaffRequest, attempt, posted, site_or_404, status_of

TAB = "clinics:health"
PAGE = "clinics:medical_certificates"


@require_safe
def medical_certificates(request: StaffRequest, reference: str) -> HttpResponse:
    """Those signed already; for whoever is no doctor, what she may hand over instead."""
    permissions.check_see_certificates(request.user)
    minor = minor_or_404(request, reference)
    purpose = check_scope(request, minor, Compartment.HEALTH)
    audit.record(by=request.user, action="read_certificates", minor_id=minor.pk, purpose=purpose)
    context = case_context(request, minor, TAB) | {
        "rows": _rows(request, minor),
        "purposes": CertificatePurpose.choices,
        "came_on": certificates.came_on(minor),
        "may_issue": permissions.can_issue_certificate(request.user),
    }
    return render(request, "clinics/medical_certificates.html", context)


def _rows(request: StaffRequest, minor: Minor) -> list[MedicalCertificate]:
    rows = MedicalCertificate.objects.visible_to(request.user).filter(minor=minor)
    found = list(rows.select_related("issued_by", "handover__by").newest_first())
    for row in found:
        row.minor = minor
    return found


def _to_sign(request: StaffRequest, reference: str) -> Minor:
    permissions.check_issue_certificate(request.user)
    minor = minor_or_404(request, reference)
    check_own_scope(request, minor, Compartment.HEALTH)
    return minor


@require_http_methods(["GET", "HEAD", "POST"])
def issue_certificate(request: StaffRequest, reference: str, purpose: str) -> HttpResponse:
    """The text of this purpose, to be completed; it is kept as it is signed."""
    minor = _to_sign(request, reference)
    if purpose not in CertificatePurpose.values:
        raise Http404
    chosen = CertificatePurpose(purpose)
    form = forms.IssueCertificateForm(
        posted(request), minor=minor, site=site_or_404(request), purpose=chosen
    )
    if form.is_valid():
        try:
            actions.issue_certificate(by=request.user, certificate=form.instance)
        except ValidationError as error:
            form.add_error(None, error.messages[0])
        else:
            messages.success(request, _("Certificate kept: print it, sign it, hand it over."))
            return redirect(PAGE, reference)
    context = case_context(request, minor, TAB) | {
        "form": form,
        "purpose": chosen,
        "is_validated": certificates.is_validated(purpose),
    }
    return render(request, "clinics/issue_certificate.html", context, status=status_of(form))


def _certificate(request: StaffRequest, minor: Minor, pk: int) -> MedicalCertificate:
    rows = MedicalCertificate.objects.visible_to(request.user).filter(minor=minor)
    found: MedicalCertificate = get_object_or_404(rows, pk=pk)
    found.minor = minor
    return found


@require_safe
def medical_certificate_pdf(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """The same paper each time."""
    permissions.check_issue_certificate(request.user)
    minor = minor_or_404(request, reference)
    purpose = check_scope(request, minor, Compartment.HEALTH)
    found = _certificate(request, minor, pk)
    audit.record(
        by=request.user,
        action="print_certificate",
        subject=found,
        minor_id=minor.pk,
        purpose=purpose,
    )
    content = pdf.render("certificate", certificates.paper(found), language="fr")
    headers = {"Content-Disposition": 'inline; filename="certificate.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_POST
def hand_certificate(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    minor = _to_sign(request, reference)
    found = _certificate(request, minor, pk)
    said = _("Handed over: written down.")
    attempt(request, actions.hand_certificate, certificate=found, said=said)
    return redirect(PAGE, reference)
