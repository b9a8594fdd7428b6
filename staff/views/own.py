"""Pages about oneself and the house."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from staff import actions, navigation, permissions, samples
from staff import rights as table_of_rights
from staff.choices import Role
from staff.http import StaffRequest, back, whole_number
from staff.models import Site, User


@require_safe
def home(request: StaffRequest) -> HttpResponse:
    """Each person's own first page: the first entry of her rail."""
    return redirect(navigation.entries_for(request.user)[0].view)


@require_POST
def set_language(request: StaffRequest) -> HttpResponse:
    language = request.POST.get("language", "")
    response = redirect(back(request, "staff:home"))
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=60 * 60 * 24 * 365,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        if isinstance(request.user, User):
            actions.choose_language(by=request.user, language=language)
    return response


@require_POST
def choose_site(request: StaffRequest) -> HttpResponse:
    sites = Site.objects.visible_to(request.user)
    site = get_object_or_404(sites, pk=whole_number(request.POST.get("site")))
    request.session["site_id"] = site.pk
    return redirect("staff:home")


@require_safe
def account(request: StaffRequest) -> HttpResponse:
    permissions.check_have_a_page(request.user)
    return render(request, "staff/account.html", {"postings": request.user.postings_today})


@require_safe
def rights(request: StaffRequest) -> HttpResponse:
    """Who sees what, drawn from the very table that decides it."""
    permissions.check_have_a_page(request.user)
    context = {"rows": table_of_rights.rows(), "roles": list(Role), "mine": request.user.roles}
    return render(request, "staff/rights.html", context)


@require_safe
def styleguide(request: StaffRequest) -> HttpResponse:
    permissions.check_have_a_page(request.user)
    return render(request, "staff/styleguide.html", samples.context(request.user))
