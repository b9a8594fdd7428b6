"""First passwords, read aloud once and changed at the first sign-in."""

import secrets

# Letters and digits that nobody confuses when they are read aloud.
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


def first_password() -> str:
    """Return four groups of four characters, about 79 bits."""
    return "-".join("".join(secrets.choice(_READABLE) for _i in range(4)) for _j in range(4))
