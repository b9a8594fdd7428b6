"""Staff: the rail's entries, and the one place where signals are used (allauth's sign-ins)."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    name = "staff"

    def ready(self) -> None:
        from allauth.account import signals

        from staff import encryption, keys, navigation, permissions, sign_ins

        encryption.register_rotation("house keys", keys.rewrap_house_keys)
        signals.user_logged_in.connect(sign_ins.on_sign_in)
        signals.password_changed.connect(sign_ins.on_password_changed)
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
