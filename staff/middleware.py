"""Language of the person, request number, and the gate that closes every page by default."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions import middleware as sessions
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect
from pghistory.middleware import HistoryMiddleware as UserAndAddress

from staff import audit, edits, enrolled, kept_posts, once, presence, second_factor, undo
from staff.http import Elsewhere, StaffRequest
from staff.models import Centre, Site, User

GetResponse = Callable[[HttpRequest], HttpResponse]

# Pages for somebody who has not signed in. Everything else asks for an account.
PUBLIC_VIEWS = frozenset(
    {
        "account_login",
        "account_inactive",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "staff:locked",
        "staff:set_language",
        "cases:open_centre",
        # A phone that comes back says by itself what it was prepared for.
        "clinics:offline_worker",
        "clinics:receive_entries",
    }
)
# Pages that stay open to a person who still has to choose her own password.
BEFORE_PASSWORD = frozenset(
    {
        "account_change_password",
        "account_logout",
        "staff:lock",
        "staff:set_language",
        "staff:stay_awake",
    }
)
# Pages that stay open to a person who still has to enrol a second factor.
BEFORE_FACTOR = BEFORE_PASSWORD | {
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
}
# What waits to be sent leads nowhere else than to these.
BEFORE_RESUME = BEFORE_FACTOR | {"staff:resume", "staff:open_fully"}
# Pages about how one signs in: a PIN does not open them.
NOT_AFTER_PIN = frozenset(
    {
        "account_change_password",
        "account_reauthenticate",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "staff:remove_passkey",
        "staff:choose_pin",
    }
)


class SessionMiddleware(sessions.SessionMiddleware):
    """What a page asks by itself takes no cookie away.

    It may be under way while another window locks: its session is gone, and the browser has the
    cookie of the next one already.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        answer: HttpResponse = super().process_response(request, response)
        if presence.POLL_HEADER in request.headers and request.session.is_empty():
            answer.cookies.pop(settings.SESSION_COOKIE_NAME, None)
        return answer


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


class Ending(NamedTuple):
    """Why somebody is no longer signed in on this browser."""

    action: str
    sentence: str = ""
    # Idle, she takes her place again with her PIN; for anything else she signs in fully.
    may_come_back: bool = False


class GateMiddleware:
    """Default deny: a page opens only to a signed-in person with a posting today."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = audit.request_id.set(uuid.uuid4().hex)
        files = audit.files_read.set(set())
        written = audit.has_written.set(False)
        device = enrolled.trusted(request)
        device_token = audit.device.set(str(device.pk) if device else "")
        try:
            response = self.get_response(request)
        finally:
            audit.files_read.reset(files)
            audit.has_written.reset(written)
            audit.request_id.reset(token)
            audit.device.reset(device_token)
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
            return stranger(request)
        entry = presence.entry_of(request.session, user)
        if entry is None:  # a session that no sign-in of ours began: her shift starts now
            entry = presence.begin(request.session, user, factor=presence.NONE)
        choose_site(request, user)
        ending = ending_of(request, user, entry)
        if ending is not None:
            return end(request, user, ending)
        user.is_narrowed = presence.is_narrowed(request.session)
        if user.is_narrowed and name in NOT_AFTER_PIN:
            return redirect("staff:open_fully")
        if user.must_change_password and name not in BEFORE_PASSWORD:
            return redirect("account_change_password")
        if name not in BEFORE_FACTOR and second_factor.is_missing(request, user):
            return redirect("mfa_index")
        presence.note_activity(request)
        if name not in BEFORE_RESUME and is_asked_by_herself(request):
            return redirect("staff:resume") if kept_posts.is_waiting(request, user) else None
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return answer_to(request, exception)


class OnceMiddleware:
    """The innermost: a form of ours runs once, in the transaction that remembers it.

    It calls the view itself; Django then asks no `process_exception`, so it does.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: StaffRequest, view: Callable, args: list, kwargs: dict
    ) -> HttpResponse | None:
        token = once.token_of(request)
        if token is None:
            return None
        try:
            response = once.answer(request, token, partial(view, request, *args, **kwargs))
            kept_posts.drop(request, request.POST[once.FIELD])
            undo.spend(request)
            return response
        except Exception as exception:
            answer = answer_to(request, exception)
            if answer is None:
                raise
            return answer


def answer_to(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    """Record a refusal, ask about a conflict; None when Django answers the exception itself."""
    if isinstance(exception, Elsewhere):
        # The same method, with what was typed.
        return HttpResponseRedirect(exception.url, status=307)
    record_refusal(request, exception)
    return edits.answer(request, exception) if isinstance(exception, edits.Conflict) else None


def record_refusal(request: HttpRequest, exception: Exception) -> None:
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


def is_asked_by_herself(request: HttpRequest) -> bool:
    """Whether somebody asks for a page, and not a page for a part of itself."""
    is_fragment = bool(request.htmx) or presence.POLL_HEADER in request.headers  # type: ignore[attr-defined]
    return request.method == "GET" and not is_fragment


def away(request: HttpRequest, url: str) -> HttpResponse:
    """Lead the whole page there: what is not for a fragment has no place inside one."""
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(url)
    return redirect(url)


def kept_sentence() -> str:
    return _("What you were sending is kept: once you are back, it is recorded.")


def stranger(request: HttpRequest) -> HttpResponse:
    """Nobody is signed in: the lock page where people work, else the page to sign in."""
    if kept_posts.keep(request):
        messages.info(request, kept_sentence())
    if presence.is_locked(request) and presence.may_reopen(request):
        return away(request, reverse("staff:locked"))
    if not Centre.objects.exists():
        return redirect("cases:open_centre")
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(reverse(settings.LOGIN_URL))
    # A button's address is no page: after signing in she starts from her own.
    is_page = request.method in ("GET", "HEAD")
    return redirect_to_login(request.get_full_path() if is_page else "/")


def ending_of(request: HttpRequest, user: User, entry: presence.Entry) -> Ending | None:
    """Return why this person is no longer signed in here, None when she is."""
    device = enrolled.trusted(request)
    if not user.own_roles:
        return Ending(
            "sign_in_expired",
            _("Your account has no role today. Ask a coordinator to renew it."),
        )
    if presence.is_without_device(entry, device):
        return Ending("device_refused", enrolled.revoked_sentence())
    here: Site | None = request.site  # type: ignore[assignment]
    sites = [here, device.site if device else None]
    if any(presence.is_before_site_lock(entry, site) for site in sites):
        return Ending("site_locked", _("The whole site was locked. Sign in again, in full."))
    if presence.is_shift_over(entry):
        return Ending("shift_over", _("A new shift begins: sign in again, in full."))
    if presence.is_idle(request, user):
        return Ending("lock_idle", may_come_back=True)
    return None


def end(request: HttpRequest, user: User, ending: Ending) -> HttpResponse:
    audit.record(by=user, action=ending.action)
    if not ending.may_come_back:
        presence.forget(request.session, user)
    is_kept = kept_posts.keep(request)
    presence.lock(request)
    if is_kept:
        messages.info(request, kept_sentence())
    if ending.sentence:
        messages.error(request, ending.sentence)
    is_locked = presence.is_locked(request)
    return away(request, reverse("staff:locked" if is_locked else settings.LOGIN_URL))


def choose_site(request: HttpRequest, user: User) -> None:
    """Set `request.sites` (those of the person) and `request.site` (the one she works at now)."""
    sites = list(Site.objects.visible_to(user).order_by("pk"))
    wanted = request.session.get("site_id")
    request.sites = sites  # type: ignore[attr-defined]
    first = sites[0] if sites else None
    site = next((s for s in sites if s.pk == wanted), first)
    request.site = site  # type: ignore[assignment]
    presence.note_site(request.session, user, site)


class HistoryMiddleware(UserAndAddress):
    """Says to the field history who is at work and in which request of the audit trail.

    After the gate, which numbers the request. No address: it would name the file.
    """

    def get_context(self, request: HttpRequest) -> dict[str, object]:
        return {"user": request.user.pk, "request": audit.request_id.get()}
