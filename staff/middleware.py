"""Language of the person, request number, and the gate that closes every page by default."""

import uuid
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect
from pghistory.middleware import HistoryMiddleware as UserAndAddress

from staff import audit
from staff.models import Centre, Site, User

GetResponse = Callable[[HttpRequest], HttpResponse]

# Pages for somebody who has not signed in. Everything else asks for an account.
PUBLIC_VIEWS = frozenset(
    {"account_login", "account_inactive", "staff:set_language", "cases:open_centre"}
)
# Pages that stay open to a person who still has to choose her own password.
BEFORE_PASSWORD = frozenset({"account_change_password", "account_logout", "staff:set_language"})


class LanguageMiddleware:
    """The person's language, else the one chosen on this browser, else French.

    The browser's own wish is not asked: a shared PC in English would speak English to everybody.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if isinstance(request.user, User):
            language = request.user.language
        if language not in dict(settings.LANGUAGES):
            language = settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class GateMiddleware:
    """Default deny: a page opens only to a signed-in person with a posting today."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = audit.request_id.set(uuid.uuid4().hex)
        files = audit.files_read.set(set())
        try:
            response = self.get_response(request)
        finally:
            audit.files_read.reset(files)
            audit.request_id.reset(token)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable, args: list, kwargs: dict
    ) -> HttpResponse | None:
        match = request.resolver_match
        name = match.view_name if match else ""
        if name in PUBLIC_VIEWS:
            return None
        user = request.user
        if not isinstance(user, User):
            if not Centre.objects.exists():
                return redirect("cases:open_centre")
            if request.htmx:  # type: ignore[attr-defined]
                # A sign-in page has no place inside a fragment: the whole page goes there.
                return HttpResponseClientRedirect(reverse(settings.LOGIN_URL))
            # A button's address is no page: after signing in she starts from her own.
            is_page = request.method in ("GET", "HEAD")
            return redirect_to_login(request.get_full_path() if is_page else "/")
        if not user.roles:
            logout(request)
            messages.error(request, _("Your account has no role today. "
                                      "Ask a coordinator to renew it."))  # fmt: skip
            return redirect("account_login")
        if user.must_change_password and name not in BEFORE_PASSWORD:
            return redirect("account_change_password")
        choose_site(request, user)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Record a refusal once the request's own transaction is rolled back.

        A page that exists and that her role does not open, or a thing that is not hers to know.
        """
        match, user = request.resolver_match, request.user
        if match is None or not isinstance(user, User):
            return
        names_a_thing = bool(match.kwargs) or request.method == "POST"
        is_hidden = isinstance(exception, Http404) and names_a_thing
        if isinstance(exception, PermissionDenied) or is_hidden:
            site = getattr(request, "site", None)
            audit.record_refusal(by=user, view=match.view_name, site_id=site.pk if site else None)


def choose_site(request: HttpRequest, user: User) -> None:
    """Set `request.sites` (those of the person) and `request.site` (the one she works at now)."""
    sites = list(Site.objects.visible_to(user).order_by("pk"))
    wanted = request.session.get("site_id")
    request.sites = sites  # type: ignore[attr-defined]
    first = sites[0] if sites else None
    request.site = next((s for s in sites if s.pk == wanted), first)  # type: ignore[assignment]


class HistoryMiddleware(UserAndAddress):
    """Says to the field history who is at work and in which request of the audit trail.

    After the gate, which numbers the request. No address: it would name the file.
    """

    def get_context(self, request: HttpRequest) -> dict[str, object]:
        return {"user": request.user.pk, "request": audit.request_id.get()}
