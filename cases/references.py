"""The public reference of a minor: five random characters and one that checks them.

It says nothing of the person, is read aloud without confusion (no I, L, O, 0 or 1), and one
wrong character, or two neighbours swapped, never give another valid reference.
"""

import secrets

ALPHABET = (
    "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31 characters: a prime number, so that the check holds
)
LENGTH = 6


def check_character(body: str) -> str:
    """Return the character that makes the weighted sum of `body` a multiple of 31."""
    total = sum(
        weight * ALPHABET.index(character) for weight, character in enumerate(body, start=2)
    )
    return ALPHABET[-total % len(ALPHABET)]


def new() -> str:
    body = "".join(secrets.choice(ALPHABET) for _i in range(LENGTH - 1))
    return body + check_character(body)


def clean(text: str) -> str | None:
    """Return the reference that was typed or read aloud ("k7f-2mq"), None if it is none."""
    plain = "".join(text.upper().split()).replace("-", "")
    if len(plain) != LENGTH or any(character not in ALPHABET for character in plain):
        return None
    return plain if check_character(plain[:-1]) == plain[-1] else None


class ReferenceConverter:
    """The reference in an address: `/cases/K7F2MQ/`. A malformed one is no page."""

    regex = f"[{ALPHABET}]{{{LENGTH}}}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
