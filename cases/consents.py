"""What may be shared of a minor, with whom: the last word she said, effective at once.

Every sharing asks here, whichever room it is made in. The general answer of a kind of recipient
(the schools) never opens a partner of the directory, but its refusal closes it.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext

from cases import choices, permissions
from cases.choices import ConsentAnswer, OppositionKind, Part, RecipientKind
from cases.models import Consent, Minor, Opposition, Partner, Sharing
from cases.models.consents import OppositionQuerySet
from cases.names import fold
from staff.choices import Compartment
from staff.models import User
from staff.templatetags.escale import long_day

# Days shown of sharings that one may only know of.
KNOWN_DAYS = 20


@dataclass(frozen=True)
class Recipient:
    """A partner of the directory, or one of the closed list with, if it is said, who exactly."""

    partner: Partner | None = None
    kind: str = ""
    name: str = ""

    @property
    def wider(self) -> "Recipient | None":
        """The kind it belongs to, when that is somebody else than itself."""
        if self.partner is not None:
            kind = choices.KIND_OF_PARTNER.get(choices.PartnerKind(self.partner.kind))
            return Recipient(kind=kind) if kind else None
        return Recipient(kind=self.kind) if self.name else None

    def compartment_of(self, part: str) -> Compartment:
        """Return where a row about this part and recipient is kept."""
        own = choices.COMPARTMENT_OF_PART[Part(part)]
        if own != Compartment.IDENTITY:
            return own
        if self.kind == RecipientKind.HOSPITAL:
            return Compartment.HEALTH
        return self.partner.name_compartment if self.partner is not None else own

    def by_compartment(self, parts: Iterable[str]) -> dict[Compartment, list[str]]:
        found: dict[Compartment, list[str]] = {}
        for part in parts:
            found.setdefault(self.compartment_of(part), []).append(part)
        return found

    def is_of(self, consent: Consent) -> bool:
        if self.partner is not None:
            return consent.partner_id == self.partner.pk
        return (
            consent.partner_id is None
            and consent.recipient_kind == self.kind
            and fold(consent.recipient_name) == fold(self.name)
        )


@dataclass(frozen=True)
class Word:
    """One thing that the minor said: an answer, or that she takes it back."""

    on: datetime.date
    at: datetime.datetime
    consent: Consent
    is_withdrawal: bool = False

    @property
    def agrees(self) -> bool:
        return self.consent.answer == ConsentAnswer.AGREED and not self.is_withdrawal

    @property
    def refuses(self) -> bool:
        return self.is_withdrawal or self.consent.answer == ConsentAnswer.REFUSED

    def is_after(self, other: "Word") -> bool:
        return (self.on, self.at) > (other.on, other.at)


def words_of(consent: Consent) -> list[Word]:
    said = [Word(consent.given_on, consent.recorded_at, consent)]
    if consent.withdrawn is not None:
        at = consent.withdrawn.withdrawn_at
        said.append(Word(timezone.localdate(at), at, consent, is_withdrawal=True))
    return said


@dataclass(frozen=True)
class Refusal:
    """Why nothing may be given now: an opposition, a refusal or a withdrawal; and since when."""

    is_opposition: bool
    is_withdrawal: bool
    on: datetime.date

    @property
    def text(self) -> str:
        """What to say beside what is blocked; never why she refuses."""
        day = {"day": long_day(self.on)}
        if self.is_opposition:
            return gettext("The young person opposes it since %(day)s: hand nothing over.") % day
        if self.is_withdrawal:
            return gettext("The agreement was taken back on %(day)s: hand nothing over.") % day
        return gettext("The young person refused on %(day)s: hand nothing over.") % day


class Voice:
    """All that a minor has said about sharing, read once: a few queries, however much it is."""

    def __init__(self, minor: Minor) -> None:
        self.minor = minor

    @cached_property
    def consents(self) -> list[Consent]:
        rows = Consent.objects.filter(minor=self.minor).prefetch_related("minor__keys")
        rows = rows.select_related("partner", "withdrawal", "recorded_by")
        return list(rows.order_by("-given_on", "-pk"))

    @cached_property
    def oppositions(self) -> list[Opposition]:
        rows = self.minor.oppositions.filter(kind=OppositionKind.PARTNER, lifted_at=None)
        return list(rows)

    def opposition_to(self, recipient: Recipient) -> Opposition | None:
        partner = recipient.partner
        mine = (o for o in self.oppositions if partner and o.partner_id == partner.pk)
        return next(mine, None)

    def _last(self, recipient: Recipient | None, part: str, purpose: str) -> Word | None:
        if recipient is None:
            return None
        said = (
            word
            for consent in self.consents
            if consent.purpose == purpose and part in consent.parts and recipient.is_of(consent)
            for word in words_of(consent)
        )
        return max(said, key=lambda word: (word.on, word.at), default=None)

    def last_word(self, recipient: Recipient, part: str, purpose: str) -> Word | None:
        """Return what holds today of this part for this recipient and purpose, if anything."""
        own = self._last(recipient, part, purpose)
        wider = self._last(recipient.wider, part, purpose)
        if wider is None:
            return own
        if own is None:
            return None if wider.agrees and recipient.partner is not None else wider
        return wider if not wider.agrees and wider.is_after(own) else own

    def agreement(self, recipient: Recipient, part: str, purpose: str = "") -> Consent | None:
        """Return the agreement under which this part may be shared now, if there is one.

        Without a purpose, every purpose spoken of must agree.
        """
        if self.opposition_to(recipient) is not None:
            return None
        purposes = [purpose] if purpose else choices.Purpose.values
        words = [self.last_word(recipient, part, asked) for asked in purposes]
        said = [word for word in words if word is not None]
        if said and all(word.agrees for word in said):
            return said[0].consent
        return None

    def uncovered(self, recipient: Recipient, parts: Iterable[str], purpose: str) -> list[str]:
        """Return those of the parts that no agreement lets share."""
        return [part for part in parts if self.agreement(recipient, part, purpose) is None]

    def parts_in_force(self, consent: Consent) -> list[str]:
        """Return the parts of an agreement that it still allows."""
        recipient = recipient_of(consent)
        agreed = {part: self.agreement(recipient, part, consent.purpose) for part in consent.parts}
        return [part for part, found in agreed.items() if found and found.pk == consent.pk]

    def refusal(
        self, recipient: Recipient, purpose: str, compartments: Iterable[str]
    ) -> Refusal | None:
        """Return what forbids to give these compartments to the recipient, if anything does."""
        opposition = self.opposition_to(recipient)
        if opposition is not None:
            return Refusal(is_opposition=True, is_withdrawal=False, on=opposition.since)
        wanted = set(compartments)
        for part, compartment in choices.COMPARTMENT_OF_PART.items():
            word = self.last_word(recipient, part, purpose) if compartment in wanted else None
            if word is not None and word.refuses:
                return Refusal(is_opposition=False, is_withdrawal=word.is_withdrawal, on=word.on)
        return None


def voices(minors: Iterable[Minor]) -> list[Voice]:
    """Return the voice of each, all read at once: as many queries for thirty as for one."""
    found = [Voice(minor) for minor in minors]
    rows = Consent.objects.filter(minor__in=[voice.minor.pk for voice in found])
    rows = rows.select_related("partner", "withdrawal", "recorded_by")
    consents: dict[int, list[Consent]] = {}
    for consent in rows.prefetch_related("minor__keys").order_by("-given_on", "-pk"):
        consents.setdefault(consent.minor_id, []).append(consent)
    opposed: dict[int, list[Opposition]] = {}
    live = Opposition.objects.live().filter(kind=OppositionKind.PARTNER)
    for opposition in live.filter(minor__in=[voice.minor.pk for voice in found]):
        opposed.setdefault(opposition.minor_id, []).append(opposition)
    for voice in found:
        voice.consents = consents.get(voice.minor.pk, [])
        voice.oppositions = opposed.get(voice.minor.pk, [])
    return found


def said_uncovered(parts: Iterable[str]) -> str:
    labels = ", ".join(str(Part(part).label) for part in parts)
    return gettext(
        "The young person’s agreement does not cover: %(parts)s. Ask first, or say which law "
        "allows it."
    ) % {"parts": labels}


def recipient_of(consent: Consent) -> Recipient:
    return Recipient(consent.partner, consent.recipient_kind, consent.recipient_name)


def may_share(
    minor: Minor,
    *,
    part: str,
    partner: Partner | None = None,
    recipient_kind: str = "",
    recipient_name: str = "",
    purpose: str = "",
) -> bool:
    """Whether the minor's last word lets this part be shared with this recipient, now."""
    recipient = Recipient(partner, recipient_kind, recipient_name)
    return Voice(minor).agreement(recipient, part, purpose) is not None


def refusal(minor: Minor, *, partner: Partner, purpose: str, compartment: str) -> Refusal | None:
    """Return what forbids to give the partner her name and what is of this compartment."""
    wanted = [Compartment.IDENTITY, compartment]
    return Voice(minor).refusal(Recipient(partner), purpose, wanted)


# --- oppositions ------------------------------------------------------------------------------


def live_oppositions(minor: Minor, user: User) -> OppositionQuerySet:
    """Return what she opposes now, the oldest first."""
    rows = Opposition.objects.visible_to(user).live().filter(minor=minor)
    return rows.select_related("colleague", "partner", "recorded_by").order_by("pk")


def opposed_to(user: User, minors: Iterable[int]) -> set[int]:
    """Return the numbers of those who do not want to be received by this person: one query."""
    rows = Opposition.objects.live().filter(colleague=user, minor__in=list(minors))
    return set(rows.values_list("minor_id", flat=True))


def is_opposed_to(user: User, minor: Minor) -> bool:
    """Whether this minor does not want this person to receive her."""
    return bool(opposed_to(user, [minor.pk]))


# Where "not with this person" closes the file to her, but for an exceptional access.
PERSONAL = frozenset({Compartment.HEALTH, Compartment.SEXUAL_HEALTH, Compartment.PSYCHOLOGY})


def opposed_scope(minor: Minor, user: User, compartment: Compartment) -> str:
    """Say why a file of care is not this person's: she was asked not to receive its owner."""
    if compartment not in PERSONAL or not is_opposed_to(user, minor):
        return ""
    return gettext("This young person asked to be received by somebody else.")


def opposed_files(user: User, compartment: Compartment) -> QuerySet[Minor] | None:
    """Return the files of care that the scope above closes to this person, for a list."""
    if compartment not in PERSONAL:
        return None
    rows = Opposition.objects.live().filter(kind=OppositionKind.COLLEAGUE, colleague=user)
    return Minor.objects.filter(pk__in=rows.values("minor"))


def holds(minor: Minor) -> bool:
    """Whether anything was said or shared: the file is no slip of the keyboard."""
    return (
        Minor.objects.filter(pk=minor.pk)
        .filter(
            Q(consents__isnull=False)
            | Q(oppositions__isnull=False)
            | Q(sharings__isnull=False)
            | Q(requisition_holds__isnull=False)
        )
        .exists()
    )


@dataclass(frozen=True)
class Flag:
    """An opposition as it is shown: an icon and words, never the reason."""

    kind: str
    text: str
    icon: str
    is_contact: bool = False


def flag_of(opposition: Opposition, user: User) -> Flag:
    kind = OppositionKind(opposition.kind)
    if kind == OppositionKind.COLLEAGUE and opposition.colleague is not None:
        if opposition.colleague_id == user.pk:
            return Flag("danger", gettext("Not with you"), "stop")
        text = gettext("Not with %(name)s") % {"name": opposition.colleague.full_name}
        return Flag("waiting", text, "person")
    if kind == OppositionKind.PARTNER and opposition.partner is not None:
        text = gettext("Nothing to %(name)s") % {"name": opposition.partner.name_for(user)}
        return Flag("waiting", text, "shield")
    if kind == OppositionKind.INTERPRETER:
        said = {"who": opposition.interpreters_text}
        return Flag("waiting", gettext("No interpreter: %(who)s") % said, "translate")
    icon = "phone" if kind == OppositionKind.NO_CALL else "chat"
    return Flag("waiting", str(kind.label), icon, is_contact=True)


def flags(minor: Minor, user: User) -> list[Flag]:
    """Return what the heading of a file shows to this person: one query."""
    shown = live_oppositions(minor, user)
    if not permissions.can_see_consents(user):
        shown = shown.exclude(kind=OppositionKind.PARTNER)
    return [flag_of(row, user) for row in shown]


# --- the page of a file -----------------------------------------------------------------------


@dataclass(frozen=True)
class OppositionLine:
    opposition: Opposition
    flag: Flag
    reason: str


def opposition_lines(minor: Minor, user: User) -> list[OppositionLine]:
    return [
        OppositionLine(
            opposition=row,
            flag=flag_of(row, user),
            reason=row.reason if permissions.can_read_reason(user, row) else "",
        )
        for row in live_oppositions(minor, user).prefetch_related("minor__keys")
    ]


@dataclass(frozen=True)
class ConsentLine:
    """An answer, and what of it still holds."""

    consent: Consent
    parts_in_force: list[str]

    @property
    def is_agreement(self) -> bool:
        return self.consent.answer == ConsentAnswer.AGREED

    @property
    def is_in_force(self) -> bool:
        return bool(self.parts_in_force)

    @property
    def is_partly_replaced(self) -> bool:
        return self.is_in_force and len(self.parts_in_force) < len(self.consent.parts)

    @property
    def in_force_text(self) -> str:
        return ", ".join(str(Part(part).label) for part in self.parts_in_force)

    @property
    def may_be_withdrawn(self) -> bool:
        return self.is_agreement and self.consent.withdrawn is None


def consent_lines(minor: Minor, user: User) -> list[ConsentLine]:
    """Return the answers that this person may read, the newest first."""
    voice = Voice(minor)
    mine = set(Consent.objects.visible_to(user).filter(minor=minor).values_list("pk", flat=True))
    return [
        ConsentLine(consent, voice.parts_in_force(consent))
        for consent in voice.consents
        if consent.pk in mine
    ]


def days_shared_elsewhere(minor: Minor, user: User) -> list[datetime.date]:
    """Return the last days of sharings of which this person may know that they took place."""
    days = Sharing.objects.known_to(user).filter(minor=minor).values_list("shared_on", flat=True)
    return list(days.distinct().order_by("-shared_on")[:KNOWN_DAYS])
