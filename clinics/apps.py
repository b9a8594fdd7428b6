"""Clinics: what it brings to a file."""

from django.apps import AppConfig


class ClinicsConfig(AppConfig):
    name = "clinics"

    def ready(self) -> None:
        from cases import registry
        from clinics import brings

        registry.register(brings.BRINGS)
        registry.register_notes(brings.PSYCHOLOGY_NOTES)
        registry.register_scope(brings.psychologists_scope)
