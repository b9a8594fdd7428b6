"""Exceptional access, its list for the coordination, and what a refusal says."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import actions, forms, permissions, registry
from cases.case_pages import case_context, emergency_line, minor_or_404
from cases.models import ExceptionalAccess, Minor
from cases.scope import OutOfScope
from staff import audit, once
from staff.choices import Compartment, Role
from staff.http import StaffRequest, posted, status_of
from staff.models import User

PAGE_SIZE = 20  # accesses


@require_http_methods(["GET", "HEAD", "POST"])
def break_glass(request: StaffRequest, reference: str, compartment: str) -> HttpResponse:
    """Open for an hour, for a reason, what her profession reads and her scope does not hold."""
    if compartment not in Compartment.values:
        raise Http404
    opened = Compartment(compartment)
    permissions.check_break_glass(request.user, opened)
    minor = minor_or_404(request, reference)
    view, *rest = registry.view_of(opened, request.user)
    why = registry.out_of_scope(minor, request.user, opened)
    if not why or registry.exceptional_access(minor, request.user, opened):
        return redirect(view, reference, *rest)
    form = forms.BreakGlassForm(posted(request))
    if form.is_valid():
        actions.break_glass(
            by=request.user, minor=minor, compartment=opened, reason=form.cleaned_data["reason"]
        )
        messages.success(request, _("Open to you for one hour. The coordination has been told."))
        return redirect(view, reference, *rest)
    audit.record(by=request.user, action="read_case", minor_id=minor.pk)  # the heading, no more
    context = case_context(request, minor, view) | {"form": form, "opened": opened, "why": why}
    return render(request, "cases/break_glass.html", context, status=status_of(form))


@require_safe
def exceptional_accesses(request: StaffRequest) -> HttpResponse:
    """Who opened what and why: first what nobody of the coordination has seen yet."""
    permissions.check_see_exceptional_accesses(request.user)
    rows = (
        ExceptionalAccess.objects.visible_to(request.user)
        .select_related("minor", "opened_by", "reviewed_by")
        .prefetch_related("minor__keys")
        .unread_first()
    )
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    audit.record(by=request.user, action="read_exceptional_accesses")
    return render(request, "cases/exceptional_accesses.html", {"page_obj": page})


@require_POST
def review_exceptional_access(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_see_exceptional_accesses(request.user)
    rows = ExceptionalAccess.objects.visible_to(request.user).unread()
    access = rows.filter(pk=pk).first()
    if access is None:
        messages.warning(request, _("A colleague has seen it already."))
    else:
        permissions.check_review_exceptional_access(request.user, access)
        actions.review_exceptional_access(by=request.user, access=access)
        messages.success(request, _("Seen, with your name."))
    return redirect("cases:exceptional_accesses")


def file_of(request: HttpRequest, user: User) -> Minor | None:
    """Return the file that this address names, if it is one that she sees."""
    match = request.resolver_match
    reference = match.kwargs.get("reference") if match else None
    if reference is None:
        return None
    return Minor.objects.visible_to(user).filter(reference=reference).first()


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page of every refusal: who can help, and nothing of what is behind it.

    Somebody who sees the file finds its emergency line here too; an exceptional access is
    offered within her own profession only.
    """
    user = getattr(request, "user", None)
    context: dict[str, object] = {"coordinators": [], "minor": None, "emergency": None}
    texts = _typed(request, user) if isinstance(user, User) else []
    if isinstance(user, User) and user.is_active and user.roles:
        minor = file_of(request, user)
        line = emergency_line(user, minor) if minor else None
        if line is not None:
            audit.record(by=user, action="read_emergency_line", minor_id=line.minor_id)
        colleagues = User.objects.visible_to(user).working_as(Role.COORDINATOR)
        context = {"coordinators": colleagues, "minor": minor, "emergency": line}
    if isinstance(exception, OutOfScope):
        offer = {"opened": exception.compartment, "why": exception.why}
        return render(request, "cases/out_of_scope.html", context | offer, status=403)
    return render(request, "403.html", context | {"texts": texts}, status=403)


def _typed(request: HttpRequest, user: User) -> list[str]:
    """Return what she typed in a page that was open to her, and that she may no longer send."""
    if request.method != "POST" or not once.is_drawn_for(request.POST.get(once.FIELD, ""), user):
        return []
    fields = ((name, value) for name, values in request.POST.lists() for value in values)
    return once.texts_of(fields)
