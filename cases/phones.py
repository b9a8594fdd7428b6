"""Telephone numbers: how they are written, and how a sealed one is found again.

The number itself is sealed. Beside it stand keyed numbers (staff.encryption.blind) of what somebody
may type of it: the whole number, its beginning or its end, four digits at least. Without the key
they say nothing; with it, digits from the middle alone find nobody.
"""

import re

from phonenumbers import (
    NumberParseException,
    PhoneNumberFormat,
    format_number,
    is_possible_number,
    parse,
)

from staff import encryption, keys

SHORTEST = 4  # digits typed
KEY = "telephone"  # the house key of the search


def international(text: str) -> str:
    """Return "+33612345678" for "06 12 34 56 78"; raises ValueError when it is no number."""
    try:
        number = parse(text, "FR")
    except NumberParseException as error:
        raise ValueError("not a telephone number") from error
    if not is_possible_number(number):
        raise ValueError("too short or too long for a telephone number")
    return format_number(number, PhoneNumberFormat.E164)


def national(text: str) -> str:
    """Return the digits of a number or of a part of it, without country or leading zero."""
    try:
        number = parse(text, "FR")
    except NumberParseException:
        return re.sub(r"\D", "", text)
    return str(number.national_number)


def looks_like_one(text: str) -> bool:
    """Whether somebody types a telephone number: digits enough, and nothing but."""
    return len(national(text)) >= SHORTEST and not re.search(r"[^\d\s+().\-/]", text)


def parts(number: str) -> list[str]:
    """Return what an international number may be found by."""
    digits, local = number.removeprefix("+"), national(number)
    ends = range(SHORTEST, len(local) + 1)
    return sorted({digits, *(local[:n] for n in ends), *(local[-n:] for n in ends)})


def search_key(using: str = "default") -> bytes:
    return keys.house_key(KEY, using=using)


def index(key: bytes, number: str) -> list[int]:
    """Return the keyed numbers that stand beside a sealed number."""
    return [encryption.blind(key, part) for part in parts(number)]


def typed(key: bytes, text: str) -> int:
    """Return the keyed number of what somebody typed, to be looked for among `index`."""
    return encryption.blind(key, national(text))


def fingerprint(key: bytes, number: str) -> int:
    """Return what tells two numbers apart without opening them."""
    return encryption.blind(key, f"whole|{number}")
