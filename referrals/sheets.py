"""The sheet and the letter that a partner is handed: facts that were ticked, and no other."""

from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.choices import Channel, Part
from cases.consents import Recipient, Voice
from cases.permissions import parts_for
from referrals.choices import (
    PART_OF_COMPARTMENT,
    PART_OF_FIELD,
    PURPOSE_OF,
    ReferralKind,
    SheetField,
)
from referrals.models import Referral, ReferralSheet
from staff.choices import Compartment, Language
from staff.models import User


def part_of(referral: Referral, field: str) -> Part:
    own = PART_OF_COMPARTMENT[Compartment(referral.compartment)]
    return PART_OF_FIELD.get(SheetField(field), own)


def parts_of(referral: Referral, fields: list[str]) -> list[str]:
    """Return the parts of the file that these fields tell of, each once."""
    return list(dict.fromkeys(part_of(referral, field) for field in fields))


def offered(referral: Referral, user: User) -> list[SheetField]:
    """Return what this person may tick: nobody hands over what she may not read."""
    hers = parts_for(user)
    return [field for field in SheetField if part_of(referral, field) in hers]


def agreed(referral: Referral, fields: list[str]) -> list[str]:
    """Return those of the fields that the young person's last word lets the partner know."""
    purpose = PURPOSE_OF[ReferralKind(referral.kind)]
    recipient = Recipient(referral.partner)
    lacking = Voice(referral.minor).uncovered(recipient, parts_of(referral, fields), purpose)
    return [field for field in fields if part_of(referral, field) not in lacking]


def why_not(referral: Referral, fields: list[str]) -> str:
    """Say what no recorded agreement covers, and what to do; "" when the sheet may go out."""
    covered = agreed(referral, fields)
    lacking = [field for field in fields if field not in covered]
    if not lacking:
        return ""
    return _(
        "No recorded agreement lets this partner know: %(fields)s. Ask the young person and write "
        "the answer down under “Agreements”, or untick it."
    ) % {"fields": _labels(lacking)}


def _labels(fields: list[str]) -> str:
    return ", ".join(str(SheetField(field).label) for field in fields)


def _facts(sheet: ReferralSheet) -> list[dict[str, str]]:
    """Return what was ticked, as it is known today; without what she has taken back since."""
    referral, minor = sheet.referral, sheet.referral.minor
    says = {
        SheetField.NAME: lambda: minor.display_name or _("(no name)"),
        SheetField.BIRTH: lambda: minor.claim.said_text if minor.claim else "",
        SheetField.LANGUAGE: lambda: minor.language_text,
        SheetField.INTERPRETER: lambda: str(minor.get_interpreter_display()),
        SheetField.PHONE: lambda: ", ".join(
            str(phone.shown("number")) for phone in minor.phones.all() if phone.may_call
        ),
        SheetField.REASON: lambda: str(referral.shown("reason")),
        SheetField.ASKED: lambda: str(sheet.shown("asked")),
    }
    still = agreed(referral, sheet.told)
    found = [(field, says[field]()) for field in SheetField if field in still]
    return [{"label": str(field.label), "value": value} for field, value in found if value]


def _addressee(sheet: ReferralSheet) -> str:
    """Return the partner's name, or its neutral label on a paper that she carries herself."""
    partner = sheet.referral.partner
    return partner.label_for_others if sheet.channel == Channel.HANDED else partner.name


def filled(sheet: ReferralSheet) -> dict[str, Any]:
    """Return what `prints/referral.typ` shows, in French: partners read it."""
    with translation.override(Language.FRENCH):
        return {
            "title": _("Referral"),
            "lead": _("For %(partner)s, %(day)s.")
            % {"partner": _addressee(sheet), "day": _written_on(sheet)},
            "facts": _facts(sheet),
            "closing": _(
                "Handed over with the young person’s agreement, for this purpose only. To be "
                "shown to nobody else."
            ),
            "footer": sheet.referral.minor.reference,
        }


def letter(sheet: ReferralSheet) -> dict[str, Any]:
    """Return what `prints/letter.typ` shows: the same facts, in a letter that is signed."""
    partner = sheet.referral.partner
    with translation.override(Language.FRENCH):
        address = " ".join(filter(None, [partner.place, partner.town]))
        return filled(sheet) | {
            "to": [line for line in (_addressee(sheet), address) if line],
            "day": _written_on(sheet),
            "subject": _("Subject: referral %(reference)s")
            % {"reference": sheet.referral.minor.reference},
            "opening": _("Dear Sir or Madam,"),
            "body": _("We refer to you a young person whom we follow:"),
            "greeting": _("Thank you for telling us what you can do. Yours faithfully,"),
            "signature": sheet.made_by.full_name,
        }


def _written_on(sheet: ReferralSheet) -> str:
    return date_format(timezone.localdate(sheet.made_at), "DATE_FORMAT")
