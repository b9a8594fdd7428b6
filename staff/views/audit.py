"""The audit trail as people read it: one's own reads, the digest of a week, the printed head."""

import datetime

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staff import actions, audit, audit_digest, audit_queries, forms, permissions
from staff.http import StaffRequest, attempt, posted, status_of

PAGE_SIZE = 50  # entries


def week_or_404(text: str) -> datetime.date:
    """Return the Monday of a week of an address; raises Http404, for one to come too."""
    try:
        monday = audit_digest.monday_of(text)
    except ValueError:
        raise Http404 from None
    if monday > timezone.localdate():
        raise Http404
    return monday


@require_safe
def own_reads(request: StaffRequest) -> HttpResponse:
    permissions.check_have_a_page(request.user)
    entries = audit_queries.own_reads(request.user)
    page = Paginator(entries, PAGE_SIZE).get_page(request.GET.get("page"))
    lines = audit_queries.lines(page, request.user)
    return render(request, "staff/audit_reads.html", {"page_obj": page, "lines": lines})


@require_safe
def digest_now(request: StaffRequest) -> HttpResponse:
    """The newest week that can be confirmed: the last one that is over."""
    permissions.check_read_audit(request.user)
    last = timezone.localdate() - audit_digest.WEEK
    return redirect("staff:digest", f"{last:%G-W%V}")


@require_safe
def digest(request: StaffRequest, week: str) -> HttpResponse:
    permissions.check_read_audit(request.user)
    monday = week_or_404(week)
    audit.record(by=request.user, action="read_digest")
    found = audit_digest.digest(monday)
    following = monday + audit_digest.WEEK
    context = {
        "digest": found,
        "week": week,
        "last_day": following - audit_digest.DAY,
        "previous": f"{monday - audit_digest.WEEK:%G-W%V}",
        "following": f"{following:%G-W%V}" if following <= timezone.localdate() else "",
        "has_read": any(review.reader_id == request.user.pk for review in found.reviews),
    }
    return render(request, "staff/audit_digest.html", context)


@require_POST
def confirm_digest(request: StaffRequest, week: str) -> HttpResponse:
    permissions.check_read_audit(request.user)
    said = _("Noted: you have read this week.")
    attempt(request, actions.confirm_digest, week=week_or_404(week), said=said)
    return redirect("staff:digest", week)


@require_http_methods(["GET", "HEAD", "POST"])
def check_head(request: StaffRequest) -> HttpResponse:
    """Whether the trail still is the one that a printed day sheet names."""
    permissions.check_read_audit(request.user)
    form = forms.CheckHeadForm(posted(request))
    context: dict[str, object] = {"form": form, "given": None, "broken": None}
    if form.is_valid():
        context["given"] = given = form.cleaned_data["head"]
        context["broken"] = actions.check_head(by=request.user, given=given)
    return render(request, "staff/audit_check.html", context, status=status_of(form))
