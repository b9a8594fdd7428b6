"""What happens to accounts and postings."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from staff import audit
from staff.choices import Role
from staff.models import Posting, Site, User
from staff.passwords import first_password


@transaction.atomic
def create_account(
    *,
    by: User | None,
    username: str,
    full_name: str,
    role: str,
    site: Site | None,
    valid_to: datetime.date | None = None,
    password: str | None = None,
    is_demo: bool = False,
) -> tuple[User, str]:
    """Make a named account with its first posting.

    Returns the account and its first password, which the person changes at her first sign-in
    unless it was given here. Raises ValidationError.
    """
    chosen = password or first_password()
    user = User(
        username=username.lower(),
        full_name=full_name,
        must_change_password=password is None,
        is_demo=is_demo,
    )
    user.set_password(chosen)
    user.full_clean(exclude=["password"])
    user.save()
    add_posting(by=by, user=user, role=role, site=site, valid_to=valid_to)
    audit.record(by=by, action="create_account", subject=user)
    return user, chosen


@transaction.atomic
def edit_account(*, by: User, user: User) -> User:
    """Save an account whose name or right to sign in a form has changed.

    Raises ValidationError on closing the last coordinator's account: nobody could reopen it.
    """
    if not user.is_active:
        _refuse_losing_last_coordinator(leaving=user)
    user.full_clean(exclude=["password"])
    user.save()
    audit.record(by=by, action="edit_account", subject=user)
    return user


@transaction.atomic
def reset_password(*, by: User, user: User) -> str:
    """Give the account a new first password, shown once; returns it."""
    chosen = first_password()
    user.set_password(chosen)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    audit.record(by=by, action="reset_password", subject=user)
    return chosen


@transaction.atomic
def add_posting(
    *,
    by: User | None,
    user: User,
    role: str,
    site: Site | None,
    valid_from: datetime.date | None = None,
    valid_to: datetime.date | None = None,
) -> Posting:
    posting = Posting(
        user=user,
        role=role,
        site=site,
        valid_from=valid_from or timezone.localdate(),
        valid_to=valid_to,
    )
    posting.full_clean()
    posting.save()
    audit.record(by=by, action="add_posting", subject=posting, site_id=site.pk if site else None)
    return posting


@transaction.atomic
def end_posting(*, by: User, posting: Posting) -> None:
    """The posting's last day was yesterday; one that began today has never been."""
    if posting.role == Role.COORDINATOR:
        _refuse_losing_last_coordinator(leaving=posting.user)
    audit.record(by=by, action="end_posting", subject=posting, site_id=posting.site_id)
    today = timezone.localdate()
    if posting.valid_from >= today:
        posting.delete()  # it has not held a day yet
        return
    posting.valid_to = today - datetime.timedelta(days=1)
    posting.save()


def _refuse_losing_last_coordinator(*, leaving: User) -> None:
    """Raise ValidationError if `leaving` is the only person who can manage the team."""
    today = timezone.localdate()
    others = Posting.objects.filter(
        role=Role.COORDINATOR, valid_from__lte=today, user__is_active=True
    ).exclude(user=leaving)
    if not others.exclude(valid_to__lt=today).exists():
        raise ValidationError(
            _("This is the last coordinator's account. Give the role to somebody else first.")
        )


@transaction.atomic
def choose_language(*, by: User, language: str) -> User:
    by.language = language
    by.save(update_fields=["language"])
    audit.record(by=by, action="choose_language")
    return by
