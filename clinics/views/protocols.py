"""The signed protocols: those in force, those that lapsed; a doctor signs, replaces, ends."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clinics import actions, forms, permissions, signed_protocols
from clinics.models import ENDED_ALREADY, SignedProtocol
from staff.http import StaffRequest, posted, status_of

LIST = "clinics:protocols"


@require_safe
def protocols(request: StaffRequest) -> HttpResponse:
    permissions.check_see_protocols(request.user)
    today = timezone.localdate()
    rows = signed_protocols.signed()
    context = {
        "in_force": [row for row in rows if row.holds_on(today)],
        "to_come": [row for row in rows if today < row.valid_from <= row.last_day],
        "lapsed": [row for row in rows if row.last_day < max(today, row.valid_from)],
        "may_sign": permissions.can_sign_protocol(request.user),
    }
    return render(request, "clinics/protocols.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_protocol(request: StaffRequest) -> HttpResponse:
    permissions.check_sign_protocol(request.user)
    return _sign(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def replace_protocol(request: StaffRequest, pk: int) -> HttpResponse:
    """A new version, in the place of the former from its first day on."""
    permissions.check_sign_protocol(request.user)
    former = _one(request, pk)
    if not former.goes_on:
        messages.info(request, ENDED_ALREADY)
        return redirect(LIST)
    return _sign(request, former)


def _one(request: StaffRequest, pk: int) -> SignedProtocol:
    rows = SignedProtocol.objects.visible_to(request.user).with_ends()
    return get_object_or_404(rows, pk=pk)


def _sign(request: StaffRequest, former: SignedProtocol | None) -> HttpResponse:
    form = forms.SignProtocolForm(posted(request), replaces=former)
    if form.is_valid():
        try:
            actions.sign_protocol(by=request.user, protocol=form.instance)
            messages.success(request, _("The protocol is signed, in your name."))
        except ValidationError as error:  # a colleague, in the same instant
            messages.info(request, error.messages[0])
        return redirect(LIST)
    context = {"form": form, "former": former}
    return render(request, "clinics/sign_protocol.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def end_protocol(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_sign_protocol(request.user)
    found = _one(request, pk)
    if not found.goes_on:
        messages.info(request, ENDED_ALREADY)
        return redirect(LIST)
    form = forms.EndProtocolForm(posted(request), protocol=found)
    if form.is_valid():
        try:
            actions.end_protocol(by=request.user, end=form.instance)
            messages.success(request, _("It holds no more from that day on."))
        except ValidationError as error:  # a colleague, in the same instant
            messages.info(request, error.messages[0])
        return redirect(LIST)
    context = {"form": form, "protocol": found}
    return render(request, "clinics/end_protocol.html", context, status=status_of(form))
