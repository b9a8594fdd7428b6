"""The lock page: one PC, several people, each in her turn."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from staff import actions, audit, forms, permissions, presence
from staff.http import StaffRequest, posted, site_or_404, status_of
from staff.models import User


@require_POST
def lock(request: StaffRequest) -> HttpResponse:
    """By the button or by its key: the page is covered already, and here nobody is in any more."""
    audit.record(by=request.user, action="lock", site_id=getattr(request.site, "pk", None))
    presence.lock(request)
    return redirect("staff:locked")


@require_POST
def stay_awake(request: StaffRequest) -> HttpResponse:
    """Somebody types or reads without asking for a page: the gate has taken note."""
    return HttpResponse(status=204)


@require_http_methods(["GET", "HEAD", "POST"])
def locked(request: StaffRequest) -> HttpResponse:
    """A tile and a PIN, or the password. Nothing here says what was on the screen."""
    if request.user.is_authenticated:
        return redirect("staff:home")
    people = presence.may_reopen(request)
    if not people:
        return redirect("account_login")
    has_pin = any(hasattr(person, "pin") for person in people)
    is_pin = has_pin and "password" not in {*request.GET, *request.POST}
    form = forms.ReopenForm(posted(request), people=people, request=request, is_pin=is_pin)
    if form.is_valid():
        person = form.cleaned_data["person"]
        if may_come_back(request, form, person):
            presence.reopen(request, person, is_narrowed=is_pin)
            return redirect("staff:home")
        if not presence.entry_of(request.session, person):
            messages.error(request, _("Three wrong PINs: sign in again, in full."))
            return redirect("staff:locked")
    context = {"form": form, "is_pin": is_pin, "has_pin": has_pin}
    return render(request, "staff/locked.html", context, status=status_of(form))


def may_come_back(request: StaffRequest, form: forms.ReopenForm, person: User) -> bool:
    """Whether the PIN is right; a wrong one is said beside its box, the third one ends it."""
    if "password" in form.cleaned_data:
        audit.record(by=person, action="reopen_with_password")
        return True
    left = actions.try_pin(by=person, session=request.session, pin=form.cleaned_data["pin"])
    if left:
        tries = ngettext("%(left)d try is left.", "%(left)d tries are left.", left)
        wrong = _("This PIN is not right.")
        form.add_error("pin", f"{wrong} {tries % {'left': left}}")
    return left is None


@require_http_methods(["GET", "HEAD", "POST"])
def open_fully(request: StaffRequest) -> HttpResponse:
    """After a PIN: the password opens the rest of her rights."""
    if not request.user.is_narrowed:
        return redirect("staff:home")
    form = forms.PasswordAgainForm(posted(request), user=request.user)
    if form.is_valid():
        presence.open_fully(request.session)
        audit.record(by=request.user, action="open_fully")
        return redirect("staff:home")
    return render(request, "staff/open_fully.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def lock_site(request: StaffRequest) -> HttpResponse:
    """Every PC of the site at once, this one too."""
    permissions.check_lock_site(request.user)
    site = site_or_404(request)
    if request.method == "POST":
        actions.lock_site(by=request.user, site=site)
        return redirect("staff:home")
    return render(request, "staff/lock_site.html", {"site": site})
