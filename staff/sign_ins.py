"""Sign-ins and refusals enter the audit trail: the one exception to "no signals"."""

from typing import Any

from staff import audit
from staff.models import User


def on_sign_in(*, user: User, **kwargs: Any) -> None:
    audit.record(by=user, action="sign_in")


def on_password_changed(*, user: User, **kwargs: Any) -> None:
    user.must_change_password = False
    user.save(update_fields=["must_change_password"])
    audit.record(by=user, action="change_password")
