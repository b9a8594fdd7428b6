"""What somebody was sending when her sign-in was over, and a form that had been open too long."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_http_methods

from staff import kept_posts, once
from staff.choices import RECEPTION_ROLES
from staff.encryption import SealError
from staff.http import StaffRequest


@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: StaffRequest) -> HttpResponse:
    """Send it now, under its own token; or throw it away."""
    if request.method == "POST" or not kept_posts.is_waiting(request, request.user):
        kept_posts.drop(request)
        return redirect("staff:home")
    if request.user.is_narrowed and not request.user.own_roles <= RECEPTION_ROLES:
        return redirect("staff:open_fully")  # what a PIN opens may not be enough
    try:
        post = kept_posts.read(request)
    except SealError:
        kept_posts.drop(request)
        return redirect("staff:home")
    if post["site_id"] in {site.pk for site in request.sites}:
        request.session["site_id"] = post["site_id"]
    context = {"post": post, "texts": once.texts_of(post["fields"])}
    return render(request, "staff/resume.html", context)


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page from before the last sign-in: its forms are kept like those of an ended one."""
    if kept_posts.keep(request):
        return redirect("staff:home")
    return render(request, "403_csrf.html", status=403)
