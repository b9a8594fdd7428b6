"""Clinics: the rail's entry and what it brings to a file."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClinicsConfig(AppConfig):
    name = "clinics"

    def ready(self) -> None:
        from cases import registry
        from clinics import actions, brings, permissions
        from staff import enrolled, navigation
        from staff.choices import Compartment

        registry.register(brings.BRINGS)
        registry.register_notes(brings.PSYCHOLOGY_NOTES)
        registry.register_scope(brings.psychologists_scope)
        registry.register_own_files(Compartment.PSYCHOLOGY, brings.psychologists_files)
        enrolled.register_revocation(
            lambda by, device: actions.end_offline_of_device(by=by, device=device)
        )
        navigation.register(
            navigation.Entry(
                33, "clinics:stock", "inbox", _("Medicines"), may_see=permissions.can_see_stock
            )
        )
        navigation.register(
            navigation.Entry(
                27,
                "clinics:sessions",
                "calendar-week",
                _("Sessions"),
                may_see=permissions.can_keep_sessions,
            )
        )
        navigation.register(
            navigation.Entry(
                34,
                "clinics:protocols",
                "clipboard",
                _("Signed protocols"),
                may_see=permissions.can_see_protocols,
            )
        )
