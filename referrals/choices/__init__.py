"""The closed lists of referrals and procedures."""

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
    "ProcedureKind",
    "ReferralKind",
    "ReferralStatus",
    "SheetField",
]
