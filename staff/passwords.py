"""First passwords, read aloud once and changed at the first sign-in; the PIN of a shared PC."""

import datetime
import itertools
import secrets
from contextlib import suppress

from django.contrib.auth.hashers import check_password, make_password
from django.utils.crypto import salted_hmac

# Letters and digits that nobody confuses when they are read aloud.
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


def first_password() -> str:
    """Return four groups of four characters, about 79 bits."""
    return "-".join("".join(secrets.choice(_READABLE) for _i in range(4)) for _j in range(4))


PIN_DIGITS = 6
_BIRTH_DATES = ("%d%m%y", "%m%d%y", "%y%m%d", "%m%Y", "%Y%m")


def is_easy_pin(pin: str) -> bool:
    """Whether a colleague would try it: repeated, in a row, or the date of a birth."""
    steps = {(int(b) - int(a)) % 10 for a, b in itertools.pairwise(pin)}
    is_repeated = any(pin == pin[:size] * (PIN_DIGITS // size) for size in (1, 2, 3))
    return is_repeated or steps in ({1}, {9}) or any(_is_date(pin, form) for form in _BIRTH_DATES)


def _is_date(text: str, form: str) -> bool:
    with suppress(ValueError):
        day = datetime.datetime.strptime(text, form)  # noqa: DTZ007 - only whether it is one
        return 1930 <= day.year <= 2029 or "%y" in form
    return False


def _peppered(user_pk: int, pin: str) -> str:
    """A million PINs are soon tried on a stolen table: not without the secret key."""
    return salted_hmac("staff.pin", f"{user_pk}:{pin}", algorithm="sha256").hexdigest()


def pin_hash(user_pk: int, pin: str) -> str:
    return make_password(_peppered(user_pk, pin))


def pin_matches(user_pk: int, pin: str, hashed: str) -> bool:
    return check_password(_peppered(user_pk, pin), hashed)
