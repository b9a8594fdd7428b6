"""What happens to accounts, sites and opening hours. Each verb: one transaction, one audit row."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from staff import audit, new_sites
from staff.choices import Role, SiteKind
from staff.models import Centre, OpeningException, OpeningHours, Posting, Site, User
from staff.passwords import first_password


def _full_clean(row: Centre | Site | User | Posting | OpeningHours | OpeningException) -> None:
    """Check a row against its constraints; raises ValidationError with their sentences."""
    row.full_clean(exclude=["password"])


@transaction.atomic
def open_centre(*, by: User | None, name: str, is_demo: bool = False) -> Centre:
    """Write the one row that makes this database a centre's.

    Raises ValidationError when it already belongs to one.
    """
    if Centre.objects.exists():
        raise ValidationError(_("This database already belongs to a centre."))
    centre = Centre(name=name, is_demo=is_demo)
    _full_clean(centre)
    centre.save()
    audit.record(by=by, action="open_centre", subject=centre)
    return centre


@transaction.atomic
def create_site(
    *,
    by: User | None,
    name: str,
    kind: str = SiteKind.DAY_CENTRE,
    valid_from: datetime.date | None = None,
    valid_to: datetime.date | None = None,
) -> Site:
    """Make a site, and whatever the higher apps give a new one (its desks)."""
    start = valid_from or timezone.localdate()
    site = Site(name=name, kind=kind, valid_from=start, valid_to=valid_to)
    _full_clean(site)
    site.save()
    new_sites.furnish(by=by, site=site)
    audit.record(by=by, action="create_site", subject=site, site_id=site.pk)
    return site


@transaction.atomic
def edit_site(*, by: User, site: Site) -> Site:
    """Save a site whose name, kind or dates a form has changed."""
    _full_clean(site)
    site.save()
    audit.record(by=by, action="edit_site", subject=site, site_id=site.pk)
    return site


@transaction.atomic
def set_opening_hours(
    *,
    by: User | None,
    site: Site,
    weekday: int,
    hours: tuple[datetime.time, datetime.time] | None,
    valid_from: datetime.date | None = None,
) -> OpeningHours | None:
    """From `valid_from` (today) on, the site keeps these hours on this day, or none.

    The former hours keep their past: they end the day before, so that an average per open day
    of last year stays what it was.
    """
    start = valid_from or timezone.localdate()
    current = site.opening_hours.filter(weekday=weekday, valid_to__isnull=True).first()
    if current and hours == (current.opens_at, current.closes_at):
        return current
    if current and current.valid_from >= start:
        current.delete()  # they have not held a day yet
        current = None
    if current:
        current.valid_to = start - datetime.timedelta(days=1)
        current.save()
    row = None
    if hours is not None:
        row = OpeningHours(
            site=site, weekday=weekday, opens_at=hours[0], closes_at=hours[1], valid_from=start
        )
        _full_clean(row)
        row.save()
    audit.record(by=by, action="set_opening_hours", subject=row or site, site_id=site.pk)
    return row


@transaction.atomic
def add_opening_exception(*, by: User | None, exception: OpeningException) -> OpeningException:
    _full_clean(exception)
    exception.save()
    audit.record(
        by=by, action="add_opening_exception", subject=exception, site_id=exception.site_id
    )
    return exception


@transaction.atomic
def remove_opening_exception(*, by: User, exception: OpeningException) -> None:
    audit.record(
        by=by, action="remove_opening_exception", subject=exception, site_id=exception.site_id
    )
    exception.delete()


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
    _full_clean(user)
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
    _full_clean(user)
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
    _full_clean(posting)
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
