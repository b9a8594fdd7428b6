"""The first page of an empty database."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases import actions, forms
from staff.backends import is_loopback
from staff.http import posted, status_of
from staff.models import Centre


@require_http_methods(["GET", "HEAD", "POST"])
def open_centre(request: HttpRequest) -> HttpResponse:
    """Only on a database without a centre, and only from the machine itself.

    On a server the first coordinator is made by `manage.py open_centre`: a page open to the
    network would let whoever comes first take the centre.
    """
    if Centre.objects.exists() or not is_loopback(request):
        raise Http404
    form = forms.OpenCentreForm(posted(request))
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.open_centre(
                by=None,
                name=data["name"],
                sites=form.sites(data),
                username=data["username"],
                full_name=data["full_name"],
                password=data["password"],
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("The centre is open. Sign in."))
            return redirect("account_login")
    return render(request, "cases/open_centre.html", {"form": form}, status=status_of(form))
