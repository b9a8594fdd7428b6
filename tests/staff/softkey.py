"""A passkey made of software: it is registered, and answers as a real one does."""

import hashlib
import json
import os
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from staff.models import User

PRESENT, VERIFIED = 1, 4
HOST = "testserver"  # that of the test client


class SoftKey:
    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.number = os.urandom(32)

    def add_to(self, user: User) -> Authenticator:
        public = ES256.from_cryptography_key(self.key.public_key())
        held = AttestedCredentialData.create(Aaguid.NONE, self.number, public)
        data = AuthenticatorData.create(
            self._host(), AuthenticatorData.FLAG.AT | PRESENT | VERIFIED, 0, held
        )
        credential = self._answer(
            clientDataJSON=self._asked("webauthn.create", "AA"),
            attestationObject=bytes(AttestationObject.create("none", data, {})),
        )
        return Authenticator.objects.create(
            user=user,
            type=Authenticator.Type.WEBAUTHN,
            data={"name": "Clé", "credential": credential},
        )

    def answer(self, options: dict[str, Any]) -> str:
        """Return what the browser posts for these options of a page."""
        asked = self._asked("webauthn.get", options["publicKey"]["challenge"])
        data = bytes(AuthenticatorData.create(self._host(), PRESENT | VERIFIED, 1))
        signed = data + hashlib.sha256(asked).digest()
        return json.dumps(
            self._answer(
                clientDataJSON=asked,
                authenticatorData=data,
                signature=self.key.sign(signed, ec.ECDSA(hashes.SHA256())),
            )
        )

    def _host(self) -> bytes:
        return hashlib.sha256(HOST.encode()).digest()

    def _asked(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": f"https://{HOST}"}
        return json.dumps(said).encode()

    def _answer(self, **response: bytes) -> dict[str, Any]:
        return {
            "id": websafe_encode(self.number),
            "rawId": websafe_encode(self.number),
            "type": "public-key",
            "response": {name: websafe_encode(part) for name, part in response.items()},
            "clientExtensionResults": {},
        }
