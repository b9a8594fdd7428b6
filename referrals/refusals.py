"""Whether the minor still lets a partner know what a referral says of her."""

from cases import consents
from referrals.choices import PURPOSE_OF, ReferralKind
from referrals.models import Referral


def refusal_of(referral: Referral) -> consents.Refusal | None:
    """Return the minor's last word against this referral, if she said one."""
    return consents.refusal(
        referral.minor,
        partner=referral.partner,
        purpose=PURPOSE_OF[ReferralKind(referral.kind)],
        compartment=referral.compartment,
    )
