"""Who works here, where, and what they did."""

import datetime
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from staff.choices import Language, Role, SiteKind, Weekday

# What is empty to the eye: nothing, or spaces of any kind.
BLANK = r"^\s*$"


class Centre(models.Model):
    """The one mission this database belongs to, and whether its data are invented."""

    database_grants = "SELECT, INSERT, UPDATE"

    name = models.CharField(_("name"), max_length=100)
    is_demo = models.BooleanField(default=False)
    opened_at = models.DateTimeField(default=timezone.now)
    only_one = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(only_one=True),
                name="staff_centre_only_one",
                violation_error_message=_("A database holds one centre only."),
            ),
            models.CheckConstraint(
                condition=~Q(name__regex=BLANK),
                name="staff_centre_has_name",
                violation_error_message=_("The centre needs a name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SiteQuerySet(models.QuerySet["Site"]):
    def open_on(self, day: datetime.date) -> "SiteQuerySet":
        return self.filter(valid_on(day))

    def visible_to(self, user: "User") -> "SiteQuerySet":
        """The sites this person is posted to today; all of them for a mission-wide posting."""
        if user.is_mission_wide:
            return self.all()
        return self.filter(pk__in=user.site_ids)


def valid_on(day: datetime.date) -> Q:
    """Rows whose validity dates (first and last day, both included) cover `day`."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return begun & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


class Site(models.Model):
    """A place of work. Queues, tallies and clinic sessions belong to one."""

    database_grants = "SELECT, INSERT, UPDATE"

    name = models.CharField(_("name"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=SiteKind, default=SiteKind.DAY_CENTRE)
    valid_from = models.DateField(_("open since"), default=timezone.localdate)
    valid_to = models.DateField(_("closed since"), null=True, blank=True)

    objects = SiteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(name__regex=BLANK),
                name="staff_site_has_name",
                violation_error_message=_("The site needs a name."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="staff_site_closes_after_opening",
                violation_error_code="valid_to",
                violation_error_message=_("The last day comes before the first one."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def hours_today(self) -> list["OpeningHours"]:
        """The weekly hours that hold today, Monday first."""
        today = timezone.localdate()
        kept = [hours for hours in self.opening_hours.all() if hours.holds_on(today)]
        return sorted(kept, key=lambda hours: hours.weekday)


class OpeningHours(models.Model):
    """The hours of a site on one day of the week, for as long as they hold."""

    database_grants = "SELECT, INSERT, UPDATE, DELETE"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday)
    opens_at = models.TimeField(_("opens at"))
    closes_at = models.TimeField(_("closes at"))
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="staff_hours_close_after_opening",
                violation_error_message=_("Closing time comes before opening time."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="staff_hours_end_after_start",
                violation_error_code="valid_to",
                violation_error_message=_("The last day comes before the first one."),
            ),
            models.UniqueConstraint(
                fields=["site", "weekday"],
                condition=Q(valid_to__isnull=True),
                name="staff_hours_one_current",
                violation_error_message=_("This day already has its hours."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M}-{self.closes_at:%H:%M}"

    def holds_on(self, day: datetime.date) -> bool:
        """Whether these are the hours of that week; the day of the week is not looked at."""
        return self.valid_from <= day and (self.valid_to is None or self.valid_to >= day)


class OpeningException(models.Model):
    """A date on which a site does not keep its usual hours: closed, or open all the same."""

    database_grants = "SELECT, INSERT, UPDATE, DELETE"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="opening_exceptions")
    day = models.DateField(_("date"))
    is_open = models.BooleanField(_("open that day"), default=False)
    opens_at = models.TimeField(_("opens at"), null=True, blank=True)
    closes_at = models.TimeField(_("closes at"), null=True, blank=True)
    note = models.CharField(_("reason"), max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "day"],
                name="staff_exception_one_per_day",
                violation_error_code="day",
                violation_error_message=_("This date is already in the list."),
            ),
            models.CheckConstraint(
                condition=Q(is_open=False, opens_at__isnull=True, closes_at__isnull=True)
                | Q(
                    is_open=True,
                    opens_at__isnull=False,
                    closes_at__isnull=False,
                    closes_at__gt=F("opens_at"),
                ),
                name="staff_exception_hours_if_open",
                violation_error_message=_(
                    "Give the hours when the site is open, and none when it is closed."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}"


class UserManager(BaseUserManager["User"]):
    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Staff accounts carry no address; Django's base class asks for this all the same."""
        return email or ""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=(username or "").lower())


class UserQuerySet(models.QuerySet["User"]):
    def in_french_order(self) -> "UserQuerySet":
        return self.order_by("username")

    def visible_to(self, user: "User") -> "UserQuerySet":
        """Colleagues are everybody's to know; the pages that list them ask for a right."""
        return self.all() if user.is_authenticated else self.none()


class User(AbstractBaseUser):
    """A named account. What it may do comes from its postings of the day."""

    database_grants = "SELECT, INSERT, UPDATE"

    username = models.CharField(_("sign-in name"), max_length=40, unique=True)
    full_name = models.CharField(_("name"), max_length=100)
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.FRENCH
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    must_change_password = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]
    objects = UserManager.from_queryset(UserQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(username__regex=r"^[a-z0-9][a-z0-9._-]+$"),
                name="staff_user_plain_username",
                violation_error_code="username",
                violation_error_message=_(
                    "Use small letters, digits, dots and dashes, two characters at least."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(full_name__regex=BLANK),
                name="staff_user_has_name",
                violation_error_message=_("An account belongs to a named person."),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @cached_property
    def postings_today(self) -> list["Posting"]:
        """Today's postings; read once a request."""
        today = timezone.localdate()
        return list(self.postings.filter(valid_on(today)).select_related("site").order_by("pk"))

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(posting.role for posting in self.postings_today)

    @property
    def site_ids(self) -> frozenset[int]:
        return frozenset(p.site_id for p in self.postings_today if p.site_id is not None)

    @property
    def is_mission_wide(self) -> bool:
        return any(p.site_id is None for p in self.postings_today)


class Posting(models.Model):
    """A role that a person holds at a site (at all of them when empty), from one day to another."""

    database_grants = "SELECT, INSERT, UPDATE, DELETE"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="postings")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="postings"
    )
    valid_from = models.DateField(_("from"), default=timezone.localdate)
    valid_to = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="staff_posting_ends_after_start",
                violation_error_code="valid_to",
                violation_error_message=_("The last day comes before the first one."),
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.VOLUNTEER) | Q(valid_to__isnull=False),
                name="staff_posting_volunteer_ends",
                violation_error_code="valid_to",
                violation_error_message=_("A volunteer's account needs a last day."),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "site", "valid_from"],
                nulls_distinct=False,
                name="staff_posting_once",
                violation_error_code="role",
                violation_error_message=_("This person already holds this role there."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_role_display()


class AuditEntry(models.Model):
    """One thing that somebody did, without a name or a word of content in it.

    For investigators: no feature reads this table but its own pages.
    """

    database_grants = "SELECT, INSERT"

    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=60, blank=True)
    minor_id = models.BigIntegerField(null=True)
    site_id = models.BigIntegerField(null=True)
    request_id = models.CharField(max_length=32, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["minor_id", "-at"], name="staff_audit_of_minor"),
            models.Index(fields=["by", "-at"], name="staff_audit_of_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(action=""),
                name="staff_audit_says_what",
                violation_error_message=_("An audit entry says what was done."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"
