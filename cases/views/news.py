"""Who was not seen for a while, and what was tried."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases import actions, forms, not_seen, permissions
from cases.case_pages import case_context, minor_or_404
from cases.choices import NOT_SEEN_DAYS
from cases.task_tabs import task_tabs
from staff import audit
from staff.http import StaffRequest, back, posted, status_of

USUAL = NOT_SEEN_DAYS[1]  # days


@require_safe
def not_seen_for(request: StaffRequest) -> HttpResponse:
    """Those whose last passage is `?days=` old, the most recent first."""
    permissions.check_see_not_seen(request.user)
    form = forms.NotSeenForm(request.GET)
    days = form.cleaned_data["days"] if form.is_valid() else USUAL
    audit.record(by=request.user, action="read_not_seen")
    context = {
        "days": days,
        "choices": NOT_SEEN_DAYS,
        "page_obj": not_seen.page_of(request.user, days, request.GET.get("page")),
        "tabs": task_tabs(request.user, "cases:not_seen_for"),
    }
    return render(request, "cases/not_seen.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record_news(request: StaffRequest, reference: str) -> HttpResponse:
    """Who looks after it, or what was tried."""
    permissions.check_record_news(request.user)
    minor = minor_or_404(request, reference)
    form = forms.RecordNewsForm(posted(request), minor=minor)
    if form.is_valid():
        actions.record_news(by=request.user, step=form.instance)
        messages.success(request, _("Recorded."))
        return redirect(back(request, "cases:not_seen_for"))
    context = case_context(request, minor, "cases:case") | {"form": form}
    return render(request, "cases/record_news.html", context, status=status_of(form))
