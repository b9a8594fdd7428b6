"""Staff: the rail's entries, and the one place where signals are used (allauth's sign-ins)."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    name = "staff"

    def ready(self) -> None:
        from allauth.account import signals
        from allauth.mfa import signals as factor_signals

        from staff import (
            approvals,
            encryption,
            keys,
            navigation,
            permissions,
            resets,
            second_factor,
            sign_ins,
        )

        encryption.register_rotation("house keys", keys.rewrap_house_keys)
        signals.user_logged_in.connect(sign_ins.on_sign_in)
        signals.password_changed.connect(sign_ins.on_password_changed)
        factor_signals.authenticator_added.connect(sign_ins.on_factor_added)
        factor_signals.authenticator_removed.connect(sign_ins.on_factor_removed)
        factor_signals.authenticator_reset.connect(sign_ins.on_codes_renewed)
        factor_signals.authenticator_used.connect(sign_ins.on_factor_used)
        factor_signals.authentication_failed.connect(sign_ins.on_factor_refused)
        encryption.register_rotation("second factors", second_factor.reseal)
        approvals.register(resets.SECOND_FACTOR)
        navigation.register(
            navigation.Entry(
                80, "staff:team", "people", _("Team"), may_see=permissions.can_see_team
            )
        )
        navigation.register(
            navigation.Entry(
                85, "staff:sites", "pin", _("Sites"), may_see=permissions.can_edit_reference
            )
        )
        navigation.register(
            navigation.Entry(
                84, "staff:digest_now", "eye", _("Accesses"), may_see=permissions.can_read_audit
            )
        )
        navigation.register(
            navigation.Entry(
                70,
                "staff:approvals",
                "check-circle",
                _("To approve"),
                may_see=approvals.may_approve_something,
                badge=approvals.badge,
            )
        )
        navigation.register(
            navigation.Entry(
                86,
                "staff:devices",
                "shield",
                _("Enrolled PCs"),
                may_see=permissions.can_enrol_device,
            )
        )
        navigation.register(
            navigation.Entry(
                90, "staff:backups", "folder", _("Backups"), may_see=permissions.can_see_backups
            )
        )
