"""The card that a young person may carry: a random code, and the file it belongs to.

The code is printed as a QR code and as letters, and kept nowhere: beside the file stands its keyed
number (staff.encryption.blind). A scanner types it like a keyboard, and often one of another
country: these sixteen letters are in the same place on QWERTY, AZERTY and QWERTZ, as digits are
not, and small or capital they say the same. Without a vowel they are no name.
"""

import io
import secrets
from typing import Any

import segno

from cases.models import CardStep
from cases.models.minors import MinorQuerySet
from staff import encryption, keys, pdf

ALPHABET = "BCDFGHJKLNPRSTVX"
LENGTH = 16  # letters of four bits: 64 bits, as long as the keyed number
KEY = "card"  # the house key of the codes


def new_token() -> str:
    return "".join(secrets.choice(ALPHABET) for _letter in range(LENGTH))


def typed(text: str) -> str | None:
    """Return the code that was scanned or typed, with or without spaces; None if it is none."""
    plain = "".join(text.upper().split())
    is_one = len(plain) == LENGTH and all(letter in ALPHABET for letter in plain)
    return plain if is_one else None


def fingerprint(token: str) -> int:
    return encryption.blind(keys.house_key(KEY), token)


def holders(text: str, minors: MinorQuerySet) -> list[int]:
    """Return the number of the minor whose card in use was scanned, if it is one of these."""
    token = typed(text)
    if token is None:
        return []
    cards = CardStep.objects.valid().filter(fingerprint=fingerprint(token), minor__in=minors)
    return list(cards.values_list("minor", flat=True))


def sheet(token: str) -> dict[str, Any]:
    """Return what `prints/card.typ` needs: the drawing of the code, and its letters by fours."""
    drawn = io.BytesIO()
    segno.make(token, error="q").save(drawn, kind="svg", border=0, omitsize=True)
    return {
        "code": drawn.getvalue().decode(),
        "letters": [token[start : start + 4] for start in range(0, LENGTH, 4)],
    }


def printed(token: str) -> bytes:
    """Return the page to print, as PDF."""
    return pdf.render("card", sheet(token), language="fr")
