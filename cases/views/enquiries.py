"""Somebody asks whether a young person is here: what to say, what to note, who must know."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases import actions, forms, permissions, queries
from cases.models import Enquiry
from staff import audit
from staff.http import StaffRequest, posted, site_or_404, status_of

PAGE_SIZE = 20  # enquiries


@require_http_methods(["GET", "HEAD", "POST"])
def is_she_here(request: StaffRequest) -> HttpResponse:
    """The words to say and, for those who may, the note. It searches and shows no young person."""
    permissions.check_see_is_she_here(request.user)
    if request.method == "POST":
        permissions.check_record_enquiry(request.user)
        site_or_404(request)
    form = None
    if request.site and permissions.can_record_enquiry(request.user):
        form = forms.RecordEnquiryForm(posted(request), site=request.site)
    if form and form.is_valid():
        actions.record_enquiry(by=request.user, enquiry=form.instance)
        messages.success(request, _("Noted. Now tell the coordination, by voice."))
        return redirect("cases:is_she_here")
    context = {"form": form, "coordinators": queries.coordinators_today()}
    status = status_of(form) if form else 200
    return render(request, "cases/is_she_here.html", context, status=status)


@require_safe
def enquiries(request: StaffRequest) -> HttpResponse:
    """Those that this person noted; all of them for the coordination."""
    permissions.check_see_enquiries(request.user)
    audit.record(by=request.user, action="read_enquiries")
    rows = Enquiry.objects.visible_to(request.user).with_key()
    page = Paginator(
        rows.select_related("site", "noted_by").order_by("-noted_at", "-pk"), PAGE_SIZE
    )
    context = {"page_obj": page.get_page(request.GET.get("page"))}
    return render(request, "cases/enquiries.html", context)
