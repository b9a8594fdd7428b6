"""One account a role, with one password that everybody may know: it opens invented data only."""

import datetime
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from cases.choices import DeskKind
from staff import actions
from staff.choices import Role
from staff.models import Site, User

PASSWORD = "demo-escale-2026"  # noqa: S105 - printed at every start, and refused from afar


@dataclass(frozen=True)
class Account:
    username: str
    full_name: str
    role: Role
    site: str | None  # None: the whole mission


ACCOUNTS = [
    Account("accueil", "Awa Moreau", Role.RECEPTION, "pantin"),
    Account("benevole", "Louis Bernier", Role.VOLUNTEER, "pantin"),
    Account("infirmiere", "Claire Vasseur", Role.NURSE, "pantin"),
    Account("sagefemme", "Inès Lambert", Role.MIDWIFE, "pantin"),
    Account("medecin", "Paul Renard", Role.DOCTOR, "pantin"),
    Account("psychologue", "Nadia Ferrand", Role.PSYCHOLOGIST, "pantin"),
    Account("sociale", "Julie Marchal", Role.SOCIAL, "pantin"),
    Account("juriste", "Hugo Delmas", Role.JURIST, "pantin"),
    Account("coordination", "Sarah Lenoir", Role.COORDINATOR, None),
    Account("direction", "Marc Aubry", Role.DIRECTOR, None),
    Account("admin", "Léa Fontaine", Role.ADMINISTRATOR, None),
    Account("infirmier.mobile", "Karim Joly", Role.NURSE, "la_chapelle"),
]

# Who receives at each desk of the day centre.
AT_DESK = {
    DeskKind.NURSE: "infirmiere",
    DeskKind.MIDWIFE: "sagefemme",
    DeskKind.PSYCHOLOGIST: "psychologue",
    DeskKind.SOCIAL: "sociale",
    DeskKind.LEGAL: "juriste",
}
MOBILE_NURSE = "infirmier.mobile"
VOLUNTEER_STAYS = datetime.timedelta(days=365)


def sign_ins() -> list[tuple[str, str, str]]:
    """Return (role, sign-in name, password), one line a role."""
    first = {account.role: account for account in reversed(ACCOUNTS)}
    return [(str(role.label), first[role].username, PASSWORD) for role in Role]


def create(sites: dict[str, Site], *, since: datetime.date) -> dict[str, User]:
    """Create the accounts, posted since that day; return them by sign-in name.

    The password is hashed once for all: each hash is made to cost a tenth of a second and more.
    """
    hashed = make_password(PASSWORD)
    return {account.username: _create(account, sites, since, hashed) for account in ACCOUNTS}


def _create(account: Account, sites: dict[str, Site], since: datetime.date, hashed: str) -> User:
    user = User(
        username=account.username, full_name=account.full_name, password=hashed, is_demo=True
    )
    user.full_clean(exclude=["password"])
    user.save()
    is_volunteer = account.role == Role.VOLUNTEER
    actions.add_posting(
        by=None,
        user=user,
        role=account.role,
        site=sites[account.site] if account.site else None,
        valid_from=since,
        valid_to=timezone.localdate() + VOLUNTEER_STAYS if is_volunteer else None,
    )
    return user
