"""What a young person is in outside any procedure, and the exits."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.case_pages import case_context, minor_or_404
from referrals import actions, forms, permissions
from referrals.models import Situation
from staff.http import StaffRequest, attempt, posted, status_of

TAB = "referrals:procedures"


@require_http_methods(["GET", "HEAD", "POST"])
def record_situation(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_record_situation(request.user)
    minor = minor_or_404(request, reference)
    form = forms.RecordSituationForm(posted(request), minor=minor)
    if form.is_valid():
        actions.record_situation(by=request.user, situation=form.instance)
        messages.success(request, _("Recorded."))
        return redirect(TAB, reference)
    context = case_context(request, minor, TAB) | {"form": form}
    return render(request, "referrals/record_situation.html", context, status=status_of(form))


@require_POST
def take_back_situation(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    permissions.check_record_situation(request.user)
    minor = minor_or_404(request, reference)
    rows = Situation.objects.visible_to(request.user).filter(takes_back__isnull=True)
    slip = get_object_or_404(rows.select_related("minor"), pk=pk, minor=minor)
    attempt(request, actions.take_back_situation, situation=slip, said=_("Taken back."))
    return redirect(TAB, reference)
