"""The second factor: a code of an application, a passkey, a recovery code, or the enrolled PC.

Mandatory outside the demonstration. The secrets of the codes are sealed; a passkey is a public key
and needs no sealing.
"""

import base64
import io
from typing import Any

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staff import encryption, enrolled, keyring, presence
from staff.choices import Compartment
from staff.grants import OWNER_ALIAS
from staff.models import Centre, User

PLACE = "mfa_authenticator.data"
# What stands alone as a factor; recovery codes only stand in for one of these.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
SEALED = ("secret", "seed")


class StaffMFAAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy(
            "This code is not right. Codes change every thirty seconds: type the one you see now."
        ),
        "code_already_used": gettext_lazy(
            "This code has already been used. Wait for the next one, thirty seconds at most."
        ),
        "cannot_delete_authenticator": gettext_lazy(
            "This is your only second factor. Add another one first, then remove this one."
        ),
    }

    def encrypt(self, text: str) -> str:
        return encryption.seal_text(text, compartment=Compartment.TEAM, place=PLACE)

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.open_text(encrypted_text, compartment=Compartment.TEAM, place=PLACE)

    def build_totp_svg(self, url: str) -> str:
        drawn = io.BytesIO()
        segno.make(url, error="m").save(drawn, kind="svg", scale=5, border=3, light="#ffffff")
        return drawn.getvalue().decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Escale"}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return _("Passkey %(number)d") % {"number": passkeys_of(user).count() + 1}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return is_demonstration() or (
            factors_of(authenticator.user).exclude(pk=authenticator.pk).exists()
        )


class SecondFactorStage(AuthenticateStage):
    """Asked after the password, unless the enrolled PC vouches for her."""

    def _should_handle(self, request: HttpRequest) -> bool:
        if enrolled.vouches_for(request, self.login.user) is not None:
            return False
        return super()._should_handle(request)


def is_demonstration() -> bool:
    return Centre.objects.filter(is_demo=True).exists()


def factors_of(user: User) -> "QuerySet[Authenticator]":
    return Authenticator.objects.filter(user=user, type__in=FACTORS)


def passkeys_of(user: User) -> "QuerySet[Authenticator]":
    found = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    return found.order_by("pk")


def is_missing(request: HttpRequest, user: User) -> bool:
    """Whether this person still has to enrol a factor before anything else.

    Looked up until there is one; then the browser's session remembers which.
    """
    entry = presence.entry_of(request.session, user)
    if entry is None or entry["factor"] != presence.NONE:
        return entry is None
    if is_demonstration():
        presence.note(request.session, user, factor=presence.DEMONSTRATION)
    elif factors_of(user).exists():
        presence.note(request.session, user, factor=presence.OWN)
    else:
        return True
    return False


def reseal() -> int:
    """Seal the next secrets under the current key; return how many it did."""
    done = 0
    with transaction.atomic(using=OWNER_ALIAS):
        rows = Authenticator.objects.using(OWNER_ALIAS).select_for_update().order_by("pk")
        for row in rows.exclude(type=Authenticator.Type.WEBAUTHN):
            [name] = [name for name in SEALED if name in row.data]
            if encryption.generation_of(base64.b64decode(row.data[name])) == keyring.current():
                continue
            adapter = StaffMFAAdapter()
            row.data[name] = adapter.encrypt(adapter.decrypt(row.data[name]))
            row.save(using=OWNER_ALIAS, update_fields=["data"])
            done += 1
    return done
