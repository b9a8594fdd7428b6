"""What one signs in with: the PIN, the keys, and a second factor that was lost."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from staff import actions, forms, permissions, resets, second_factor
from staff.http import StaffRequest, attempt, posted, status_of
from staff.models import User


@require_http_methods(["GET", "HEAD", "POST"])
def choose_pin(request: StaffRequest) -> HttpResponse:
    form = forms.PinForm(posted(request), user=request.user)
    if form.is_valid():
        actions.choose_pin(by=request.user, pin=form.cleaned_data["pin"])
        messages.success(request, _("PIN saved."))
        return redirect("staff:account")
    return render(request, "staff/choose_pin.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(app="allauth.mfa")
def remove_passkey(request: StaffRequest, pk: int) -> HttpResponse:
    """One key less; the last second factor stays."""
    passkey = get_object_or_404(second_factor.passkeys_of(request.user), pk=pk)
    if request.method == "POST":
        attempt(request, actions.remove_passkey, passkey=passkey, said=_("Key removed."))
        return redirect("mfa_index")
    return render(request, "staff/remove_passkey.html", {"name": passkey.wrap().name})


@require_POST
def ask_reset_second_factor(request: StaffRequest, pk: int) -> HttpResponse:
    """Somebody has lost her telephone: a second person is asked to agree."""
    permissions.check_see_team(request.user)
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    permissions.check_ask_reset(request.user, person)
    actions.ask_approval(by=request.user, kind=resets.SECOND_FACTOR.name, subject=person)
    messages.success(
        request, _("Asked. A coordinator or the director other than you has to approve it.")
    )
    return redirect("staff:approvals")
