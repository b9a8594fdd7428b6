"""Work without network: a phone prepared before leaving, its page, what it sends."""

import json
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from clinics import actions, offline_intake, offline_page, permissions, sessions
from clinics.models import ClinicSession, OfflineSession
from staff import enrolled
from staff.http import StaffRequest, attempt, whole_number


def _session(request: StaffRequest, pk: int) -> ClinicSession:
    permissions.check_keep_sessions(request.user)
    rows = ClinicSession.objects.visible_to(request.user).select_related("site")
    return get_object_or_404(rows, pk=pk)


@require_safe
def offline_session(request: StaffRequest, pk: int) -> HttpResponse:
    """The phones of a session, and this one, to be prepared."""
    found = _session(request, pk)
    context = {
        "session": found,
        "phones": offline_page.phones_of(found),
        "device": enrolled.vouches_for(request, request.user),
        "may_write": permissions.can_prepare_offline(request.user),
        "may_prepare": offline_page.may_be_prepared(found),
        "shell": json.dumps(offline_page.shell_of(found)),
    }
    return render(request, "clinics/offline_session.html", context)


@require_POST
def prepare_offline(request: StaffRequest, pk: int) -> HttpResponse:
    """Hand this phone what it needs, once: its script asks, and no page shows it."""
    permissions.check_prepare_offline(request.user)
    found = _session(request, pk)
    device = enrolled.vouches_for(request, request.user)
    if device is None:
        return JsonResponse({"why": str(offline_page.NOT_ENROLLED)}, status=409)
    try:
        made = actions.prepare_offline(by=request.user, session=found, device=device)
    except ValidationError as error:
        return JsonResponse({"why": error.messages[0]}, status=409)
    return JsonResponse(offline_page.handed(made, found))


@require_POST
def end_offline(request: StaffRequest, pk: int, number: UUID) -> HttpResponse:
    """The work is finished, or the phone is lost: its key goes."""
    found = _session(request, pk)
    rows = OfflineSession.objects.visible_to(request.user).filter(session=found)
    phone = get_object_or_404(rows, number=number)
    is_lost = request.POST.get("why") == "lost"
    said = _("Ended: what is still on the phone can be read by nobody.")
    attempt(request, actions.end_offline, said=said, offline=phone, is_lost=is_lost)
    return redirect("clinics:offline_session", pk)


@require_safe
def offline(request: StaffRequest) -> HttpResponse:
    """The page that a phone keeps. It holds what may be chosen, and nothing that was."""
    permissions.check_prepare_offline(request.user)
    rows = ClinicSession.objects.visible_to(request.user)
    found = rows.filter(pk=whole_number(request.GET.get("session"))).first()
    if found is None and request.site is not None:
        found = sessions.session_of(request.user, request.site)
    context = {"forms": offline_page.forms_for(found, request.user) if found else []}
    return render(request, "clinics/offline.html", context)


@require_safe
def offline_worker(request: HttpRequest) -> HttpResponse:
    """The worker's script, at the address whose pages it answers for."""
    names = ["store", "seal", "send", "worker"]
    paths = json.dumps([static(f"js/offline-{name}.js") for name in names])
    return HttpResponse(f"importScripts(...{paths});\n", content_type="text/javascript")


@csrf_exempt
@require_POST
def receive_entries(request: HttpRequest, number: UUID) -> HttpResponse:
    """What a phone sends. Its secret is no cookie: no other page can make a browser send it."""
    prepared = offline_intake.sender(request, number)
    if prepared is None:
        return JsonResponse({"state": "unknown"}, status=403)
    if not prepared.is_open:
        return JsonResponse({"state": "ended"}, status=410)
    try:
        entries = offline_intake.read(request)
    except offline_intake.TooMuchError:
        return JsonResponse({"state": "too much"}, status=413)
    except offline_intake.NotEntriesError:
        return JsonResponse({"state": "not entries"}, status=400)
    answers = [offline_intake.take_in(prepared, entry) for entry in entries]
    return JsonResponse({"state": "open", "entries": answers})
