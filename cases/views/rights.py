"""The right of access: what is asked, each part's answer, the file that is given."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import actions, forms, permissions, queries
from cases.case_pages import case_context, minor_or_404
from staff.http import StaffRequest, posted, status_of

AGE = "application/age"  # https://age-encryption.org/v1


@require_safe
def access(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_see_access(request.user)
    minor = minor_or_404(request, reference)
    context = case_context(request, minor, "cases:case") | {
        "latest": queries.latest_access(minor, request.user),
        "may_ask": permissions.can_ask_access(request.user),
    }
    return render(request, "cases/access.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_access(request: StaffRequest, reference: str) -> HttpResponse:
    """A request; its passphrase is in this answer only, for whoever wrote the request down."""
    permissions.check_ask_access(request.user)
    minor = minor_or_404(request, reference)
    form = forms.AskAccessForm(posted(request))
    context = case_context(request, minor, "cases:case") | {"form": form}
    if form.is_valid():
        try:
            asked = actions.ask_access(by=request.user, minor=minor, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return render(request, "cases/access_asked.html", context | {"asked": asked})
    return render(request, "cases/ask_access.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def answer_access_part(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    permissions.check_see_access(request.user)
    minor = minor_or_404(request, reference)
    part = get_object_or_404(queries.parts_of(minor), pk=pk)
    permissions.check_answer_access_part(request.user, part)
    form = forms.AnswerAccessPartForm(posted(request))
    if form.is_valid():
        try:
            actions.answer_access_part(by=request.user, part=part, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Answer recorded."))
            return redirect("cases:access", reference)
    context = case_context(request, minor, "cases:case") | {"form": form, "part": part}
    return render(request, "cases/answer_access_part.html", context, status=status_of(form))


@require_POST
def export_case(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """The encrypted file, made by a second person once every part has its answer."""
    permissions.check_ask_access(request.user)
    minor = minor_or_404(request, reference)
    asked = get_object_or_404(minor.access_requests, pk=pk)
    permissions.check_export_case(request.user, asked)
    try:
        content = actions.export_case(by=request.user, request=asked)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("cases:access", reference)
    headers = {"Content-Disposition": f'attachment; filename="{reference}.zip.age"'}
    return HttpResponse(content, content_type=AGE, headers=headers)
