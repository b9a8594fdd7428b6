"""Pages about oneself, the team, the sites and their hours."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staff import actions, forms, navigation, permissions, samples
from staff.choices import Role
from staff.http import StaffRequest, back, posted, status_of, whole_number
from staff.models import OpeningException, Posting, Site, User


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
    rows = [
        (
            compartment.label,
            [permissions.TABLE[role].get(compartment, permissions.Level.NOTHING) for role in Role],
        )
        for compartment in permissions.Compartment
    ]
    return render(
        request,
        "staff/rights.html",
        {"rows": rows, "roles": list(Role), "mine": request.user.roles},
    )


@require_safe
def styleguide(request: StaffRequest) -> HttpResponse:
    permissions.check_have_a_page(request.user)
    return render(request, "staff/styleguide.html", samples.context(request.user))


@require_safe
def team(request: StaffRequest) -> HttpResponse:
    permissions.check_see_team(request.user)
    people = (
        User.objects.visible_to(request.user)
        .prefetch_related("postings__site")
        .order_by("-is_active", "full_name")
    )
    page = Paginator(people, 30).get_page(request.GET.get("page"))
    return render(
        request,
        "staff/team.html",
        {
            "page_obj": page,
            "today": timezone.localdate(),
            "may_manage": permissions.can_manage_team(request.user),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def create_account(request: StaffRequest) -> HttpResponse:
    permissions.check_manage_team(request.user)
    form = forms.CreateAccountForm(posted(request), giver=request.user)
    if form.is_valid():
        data = form.cleaned_data
        user, password = actions.create_account(
            by=request.user,
            username=data["username"],
            full_name=data["full_name"],
            role=data["role"],
            site=data["site"],
            valid_to=data["valid_to"],
        )
        return render(request, "staff/first_password.html", {"person": user, "password": password})
    return render(request, "staff/create_account.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_account(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_manage_team(request.user)
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    form = forms.EditAccountForm(posted(request), instance=person)
    if form.is_valid():
        try:
            actions.edit_account(by=request.user, user=form.instance)
        except ValidationError as error:
            form.add_error("is_active", error)
        else:
            messages.success(request, _("Account saved."))
            return redirect("staff:edit_account", pk=pk)
    context = {
        "form": form,
        "person": person,
        "postings": person.postings.select_related("site").order_by("-valid_from", "pk"),
        "today": timezone.localdate(),
        "may_give_role": permissions.can_give_role(request.user, person),
    }
    return render(request, "staff/edit_account.html", context, status=status_of(form))


@require_POST
def reset_password(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_manage_team(request.user)
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    password = actions.reset_password(by=request.user, user=person)
    return render(request, "staff/first_password.html", {"person": person, "password": password})


@require_http_methods(["GET", "HEAD", "POST"])
def add_posting(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_manage_team(request.user)
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    permissions.check_give_role(request.user, person)
    form = forms.PostingForm(posted(request), user=person, giver=request.user)
    if form.is_valid():
        actions.add_posting(by=request.user, user=person, **form.cleaned_data)
        messages.success(request, _("Role added."))
        return redirect("staff:edit_account", pk=pk)
    context = {"form": form, "person": person}
    return render(request, "staff/add_posting.html", context, status=status_of(form))


@require_POST
def end_posting(request: StaffRequest, pk: int, posting_pk: int) -> HttpResponse:
    permissions.check_manage_team(request.user)
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    posting: Posting = get_object_or_404(person.postings, pk=posting_pk)
    try:
        actions.end_posting(by=request.user, posting=posting)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("Role ended."))
    return redirect("staff:edit_account", pk=pk)


@require_safe
def sites(request: StaffRequest) -> HttpResponse:
    permissions.check_edit_reference(request.user)
    rows = Site.objects.visible_to(request.user).order_by("pk").prefetch_related("opening_hours")
    return render(request, "staff/sites.html", {"sites": rows, "today": timezone.localdate()})


@require_http_methods(["GET", "HEAD", "POST"])
def create_site(request: StaffRequest) -> HttpResponse:
    permissions.check_edit_reference(request.user)
    form = forms.SiteForm(posted(request))
    if form.is_valid():
        site = actions.create_site(by=request.user, **form.cleaned_data)
        return redirect("staff:edit_opening_hours", pk=site.pk)
    return render(request, "staff/create_site.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_site(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_edit_reference(request.user)
    site = get_object_or_404(Site.objects.visible_to(request.user), pk=pk)
    form = forms.SiteForm(posted(request), instance=site)
    if form.is_valid():
        actions.edit_site(by=request.user, site=form.instance)
        messages.success(request, _("Site saved."))
        return redirect("staff:sites")
    context = {"form": form, "site": site}
    return render(request, "staff/edit_site.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_opening_hours(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_edit_reference(request.user)
    site = get_object_or_404(Site.objects.visible_to(request.user), pk=pk)
    form = forms.OpeningHoursForm(posted(request), site=site)
    if form.is_valid():
        for weekday, hours in form.hours().items():
            actions.set_opening_hours(by=request.user, site=site, weekday=weekday, hours=hours)
        messages.success(request, _("Opening hours saved."))
        return redirect("staff:edit_opening_hours", pk=pk)
    exceptions = site.opening_exceptions.filter(day__gte=timezone.localdate()).order_by("day")
    context = {"form": form, "site": site, "exceptions": exceptions}
    return render(request, "staff/edit_opening_hours.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def add_opening_exception(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_edit_reference(request.user)
    site = get_object_or_404(Site.objects.visible_to(request.user), pk=pk)
    form = forms.OpeningExceptionForm(posted(request), site=site)
    if form.is_valid():
        actions.add_opening_exception(by=request.user, exception=form.instance)
        return redirect("staff:edit_opening_hours", pk=pk)
    context = {"form": form, "site": site}
    return render(request, "staff/add_opening_exception.html", context, status=status_of(form))


@require_POST
def remove_opening_exception(request: StaffRequest, pk: int, exception_pk: int) -> HttpResponse:
    permissions.check_edit_reference(request.user)
    site = get_object_or_404(Site.objects.visible_to(request.user), pk=pk)
    exception: OpeningException = get_object_or_404(site.opening_exceptions, pk=exception_pk)
    actions.remove_opening_exception(by=request.user, exception=exception)
    messages.success(request, _("Date removed."))
    return redirect("staff:edit_opening_hours", pk=pk)
