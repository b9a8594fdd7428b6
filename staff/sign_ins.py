"""Sign-ins and refusals enter the audit trail: the one exception to "no signals"."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from staff import audit, enrolled, places, presence
from staff.models import User


def on_sign_in(
    *, user: User, request: HttpRequest, response: HttpResponse | None = None, **kwargs: Any
) -> None:
    """She is at this browser for her shift; how she proved it is kept with her."""
    records = get_authentication_records(request, user)
    has_used_factor = any(record["method"] == "mfa" for record in records)
    device = None if has_used_factor else enrolled.vouches_for(request, user)
    factor = presence.OWN if has_used_factor else presence.DEVICE if device else presence.NONE
    presence.begin(request.session, user, factor=factor, device=device)
    audit.record(by=user, action="sign_in", subject=device)
    if device is not None:
        enrolled.note_seen(device)
    if response is not None:
        places.remember(request, response, user.username)
        if enrolled.is_revoked(request):
            messages.warning(request, enrolled.revoked_sentence())
            response.delete_cookie(enrolled.COOKIE)


def on_password_changed(*, user: User, request: HttpRequest, **kwargs: Any) -> None:
    """Every other session of hers has ended with the former password; this one goes on."""
    user.must_change_password = False
    user.save(update_fields=["must_change_password"])
    if presence.entry_of(request.session, user) is not None:
        presence.note(request.session, user, auth_hash=user.get_session_auth_hash())
    audit.record(by=user, action="change_password")


def on_factor_added(*, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    audit.record(by=user, action=f"add_{authenticator.type}")


def on_factor_removed(*, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    audit.record(by=user, action=f"remove_{authenticator.type}")


def on_codes_renewed(*, user: User, **kwargs: Any) -> None:
    audit.record(by=user, action="renew_recovery_codes")


def on_factor_used(*, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """A recovery code used is one less, and maybe somebody else's hand."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        audit.record(by=user, action="use_recovery_code")


def on_factor_refused(*, user: User, **kwargs: Any) -> None:
    audit.record(by=user, action="second_factor_refused")
