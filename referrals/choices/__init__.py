"""The closed lists of referrals and procedures."""

from referrals.choices.procedures import DayPrecision, ProcedureKind
from referrals.choices.referrals import (
    CLOSED,
    PURPOSE_OF,
    Agreement,
    ReferralKind,
    ReferralStatus,
)

__all__ = [
    "CLOSED",
    "PURPOSE_OF",
    "Agreement",
    "DayPrecision",
    "ProcedureKind",
    "ReferralKind",
    "ReferralStatus",
]
