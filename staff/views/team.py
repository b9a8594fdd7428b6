"""Pages about the team."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staff import actions, backups, forms, permissions
from staff.http import StaffRequest, attempt, posted, status_of, to_edit
from staff.models import Posting, User


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
            "backups": backups.state(),
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
    person = to_edit(request, User.objects.visible_to(request.user), pk=pk)
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
        "may_ask_reset": permissions.can_ask_reset(request.user, person),
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
    attempt(request, actions.end_posting, posting=posting, said=_("Role ended."))
    return redirect("staff:edit_account", pk=pk)
