"""A phone as the server sees one: what it was handed, how it seals, what it sends."""

import json
import os
import uuid
from base64 import b64decode, b64encode
from collections.abc import Iterable
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from clinics import offline
from clinics.models import ClinicSession
from staff import actions, enrolled
from staff.models import Device, Site, User

FIELDS = {"motif": "skin", "sex": "male", "age_band": "13_14"}


def enrolled_client(by: User, site: Site, label: str = "Téléphone des maraudes") -> Client:
    """Return a browser that is enrolled, at which nobody is signed in; `.device` is its row."""
    client = Client()
    client.device, secret = actions.enrol_device(by=by, label=label, site=site)
    put_cookie(client, secret)
    return client


def put_cookie(client: Client, secret: str) -> None:
    answer = HttpResponse()
    enrolled.remember(answer, secret)
    client.cookies[enrolled.COOKIE] = answer.cookies[enrolled.COOKIE].value


def seal(number: str, point: bytes, token: str, said: Any) -> bytes:
    """Return what static/js/offline-seal.js makes of an entry."""
    pair = ec.generate_private_key(offline.CURVE())
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(offline.CURVE(), point)
    bound_to = f"{number}|{token}".encode()
    key = offline.key_of(pair.exchange(ec.ECDH(), theirs), bound_to)
    nonce = os.urandom(offline.NONCE)
    own = pair.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return own + nonce + AESGCM(key).encrypt(nonce, json.dumps(said).encode(), bound_to)


class Phone:
    """An enrolled phone prepared for a session by somebody, who then goes away."""

    def __init__(self, client: Client, by: User, session: ClinicSession) -> None:
        self.client = client
        client.force_login(by)
        answer = client.post(f"/sessions/{session.pk}/offline/prepare/")
        assert answer.status_code == 200, answer.content
        self.handed: dict[str, Any] = answer.json()
        del client.cookies["sessionid"]

    def entry(self, token: str = "", *, said: Any = None, **fields: str) -> dict[str, str]:
        """Return an entry as it is sent, of a consultation unless `said` is given."""
        token = token or str(uuid.uuid4())
        typed = list((FIELDS | fields).items())
        written_at = timezone.now().timestamp() * 1000
        said = said or {"kind": "consultation", "fields": typed, "written_at": written_at}
        point = b64decode(self.handed["point"])
        sealed = seal(self.handed["number"], point, token, said)
        return {"token": token, "sealed": b64encode(sealed).decode()}

    def post(self, body: Any, **headers: str) -> Any:
        headers = {"Escale-Offline": self.handed["secret"]} | headers
        return self.client.post(
            self.handed["url"], body, content_type="application/json", headers=headers
        )

    def send(self, entries: Iterable[dict[str, str]]) -> list[dict[str, Any]]:
        """Return what became of each."""
        answer = self.post({"entries": list(entries)})
        assert answer.status_code == 200, answer.content
        found: list[dict[str, Any]] = answer.json()["entries"]
        return found

    def device(self) -> Device:
        return Device.objects.get(label="Téléphone des maraudes")
