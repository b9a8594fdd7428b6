"""Pages of the referrals and of the procedures."""
