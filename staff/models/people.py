"""Who works here, as what, where and until when."""

from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from staff import history
from staff.choices import RECEPTION_ROLES, Language, Role
from staff.models.dates import BLANK, valid_on
from staff.models.places import Site


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

    def working_as(self, role: str) -> "UserQuerySet":
        """Open accounts that hold this role today, wherever."""
        postings = Posting.objects.filter(valid_on(timezone.localdate()), role=role)
        return self.filter(is_active=True, pk__in=postings.values("user")).order_by("full_name")


# Not the password, whose former hashes help nobody but a thief, nor each sign-in.
@history.track(exclude=["password", "last_login"])
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
    # One more, and every session of this person has ended.
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    # Set by the gate for one request: reopened with a PIN, she has reception's rights at most.
    is_narrowed = False

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
    def own_roles(self) -> frozenset[str]:
        return frozenset(posting.role for posting in self.postings_today)

    @property
    def roles(self) -> frozenset[str]:
        """The roles of today; after a PIN those of the reception desk only."""
        return self.own_roles & RECEPTION_ROLES if self.is_narrowed else self.own_roles

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sessions end with the password they were opened with, and with their epoch."""
        return salted_hmac(
            "staff.User.session",
            f"{self.password}:{self.session_epoch}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()

    @property
    def site_ids(self) -> frozenset[int]:
        return frozenset(p.site_id for p in self.postings_today if p.site_id is not None)

    @property
    def is_mission_wide(self) -> bool:
        return any(p.site_id is None for p in self.postings_today)


@history.track()
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
