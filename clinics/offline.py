"""What a phone keeps without network: sealed there for a key that only the house can open.

The phone has the public half alone (P-256). For each entry it draws a pair of its own, agrees on a
secret with ours (ECDH), derives a key from it (HKDF-SHA256, RFC 5869) and closes the entry with
AES-GCM, bound to the number of the preparation and to its own: `point | nonce | ciphertext` (65
and 12 bytes first). What is kept is never read again on the phone. See ADR 0011.
"""

import datetime
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)
from django.utils import timezone

from clinics.models import OfflineSession
from staff import encryption, keys
from staff.encryption import SealError

HOUSE_KEY = "offline"
CURVE = ec.SECP256R1
POINT, NONCE = 65, 12  # bytes
# A session that ends late still writes; what was written may take a week-end to come back.
WRITES_AFTER_MIDNIGHT = datetime.timedelta(hours=4)
SENDS_AFTER_WRITING = datetime.timedelta(hours=72)
MOST_ENTRIES = 50  # a post
MOST_BYTES = 512 * 1024


@dataclass(frozen=True)
class Opened:
    """An entry as it was typed: which form, its fields as (name, value) pairs, when."""

    kind: str
    fields: list[tuple[str, str]]
    written_at: datetime.datetime


def window_of(day: datetime.date) -> tuple[datetime.datetime, datetime.datetime]:
    """Return until when a session of that day is written in, and until when it is sent."""
    midnight = timezone.make_aware(
        datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time())
    )
    writes_until = midnight + WRITES_AFTER_MIDNIGHT
    return writes_until, writes_until + SENDS_AFTER_WRITING


def new_pair(number: UUID) -> tuple[bytes, bytes]:
    """Return a private key as it is kept, and its public half as a phone reads it (a point)."""
    private = ec.generate_private_key(CURVE())
    plain = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    house = keys.house_key(HOUSE_KEY)
    return encryption.seal_with(house, plain, bound_to=_place(number)), point


def open_entry(offline: OfflineSession, token: str, sealed: bytes) -> Opened:
    """Return what a phone of this preparation sealed under this number; raises SealError."""
    plain = encryption.open_with(
        keys.house_key(HOUSE_KEY), bytes(offline.sealed_key), bound_to=_place(offline.number)
    )
    private = load_der_private_key(plain, password=None)
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        raise SealError("the key of a preparation is not the one that was made")
    bound_to = f"{offline.number}|{token}".encode()
    nonce, rest = sealed[POINT : POINT + NONCE], sealed[POINT + NONCE :]
    try:
        point = ec.EllipticCurvePublicKey.from_encoded_point(CURVE(), sealed[:POINT])
        key = key_of(private.exchange(ec.ECDH(), point), bound_to)
        return _read(json.loads(AESGCM(key).decrypt(nonce, rest, bound_to)))
    except (InvalidTag, ValueError, TypeError, KeyError, OverflowError, OSError) as error:
        raise SealError("an entry of a phone does not open") from error


def key_of(secret: bytes, bound_to: bytes) -> bytes:
    """Return the key of one entry, from what both sides have agreed on."""
    info = b"escale/offline|" + bound_to
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret)


def _read(said: dict[str, Any]) -> Opened:
    fields = [(_plain(name), _plain(value)) for name, value in said["fields"]]
    at = datetime.datetime.fromtimestamp(float(said["written_at"]) / 1000, tz=datetime.UTC)
    return Opened(str(said["kind"]), fields, at)


def _plain(text: object) -> str:
    """Return a text without what no database holds: a NUL, half a surrogate pair."""
    return str(text).replace("\x00", "").encode(errors="ignore").decode()


def _place(number: UUID) -> str:
    return f"clinics_offlinesession.sealed_key.{number}"
