"""Referrals: the rail's entry and what it brings to a file."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferralsConfig(AppConfig):
    name = "referrals"

    def ready(self) -> None:
        from cases import registry
        from referrals import brings, permissions
        from staff import navigation

        registry.register(brings.BRINGS)
        for kind in brings.NOTES:
            registry.register_notes(kind)
        navigation.register(
            navigation.Entry(
                30,
                "referrals:awaiting",
                "send",
                _("Referrals"),
                may_see=permissions.can_make_referral,
            )
        )
        navigation.register(
            navigation.Entry(
                29,
                "referrals:due_entitlements",
                "briefcase",
                _("Entitlements"),
                may_see=permissions.can_keep_entitlements,
            )
        )
        navigation.register(
            navigation.Entry(
                31,
                "referrals:hearings",
                "scales",
                _("Hearings"),
                may_see=permissions.can_edit_procedure,
            )
        )
        navigation.register(
            navigation.Entry(
                32,
                "referrals:due_deadlines",
                "scales",
                _("Deadlines"),
                may_see=permissions.can_keep_deadlines,
            )
        )
