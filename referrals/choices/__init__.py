"""The closed lists of referrals and procedures."""

from referrals.choices.papers import Legalisation
from referrals.choices.procedures import DayPrecision, ProcedureKind
from referrals.choices.referrals import (
    CLOSED,
    PART_OF_COMPARTMENT,
    PART_OF_FIELD,
    PURPOSE_OF,
    Agreement,
    ReferralKind,
    ReferralStatus,
    SheetField,
)

__all__ = [
    "CLOSED",
    "PART_OF_COMPARTMENT",
    "PART_OF_FIELD",
    "PURPOSE_OF",
    "Agreement",
    "DayPrecision",
    "Legalisation",
    "ProcedureKind",
    "ReferralKind",
    "ReferralStatus",
    "SheetField",
]
