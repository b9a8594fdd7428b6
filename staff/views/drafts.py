"""What a page asks about its own draft, while one types."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from staff import drafts, once
from staff.http import StaffRequest
from staff.templatetags.escale import ago, clock


@require_POST
def draft(request: StaffRequest) -> HttpResponse:
    """`do`: read, save or forget the draft of the page `path`; 204 when there is nothing to say."""
    path, wanted = request.POST.get("path", ""), request.POST.get("do", "")
    if not drafts.may_be_drafted(request.user, path, request.POST.get("key", "")):
        return HttpResponse(status=204)
    form = request.POST.get("form", "")
    if wanted == "forget":
        drafts.forget(request.user, path, request.POST.get("number", ""))
    elif wanted == "read" and (found := drafts.read(request.user, path, form)):
        return JsonResponse({"drafts": [_said(draft) for draft in found]})
    elif wanted == "save" and (fields := drafts.fields_of(request)) is not None:
        if once.was_recorded(request.user, form):
            return HttpResponse(status=204)  # it was on its way when the form was sent
        saved = drafts.keep(request.user, path, fields, form)
        if saved is None:
            return HttpResponse(status=413)
        others = drafts.others(request.user, path, form)
        return JsonResponse({"when": clock(saved.saved_at), "others": others})
    return HttpResponse(status=204)


def _said(draft: drafts.Kept) -> dict[str, Any]:
    return {"number": str(draft.number), "when": ago(draft.saved_at), "fields": draft.fields}
