"""Clinics: what it brings to a file."""

from django.apps import AppConfig


class ClinicsConfig(AppConfig):
    name = "clinics"

    def ready(self) -> None:
        from cases import registry
        from clinics import brings
        from staff.choices import Compartment

        registry.register(brings.BRINGS)
        registry.register_notes(brings.PSYCHOLOGY_NOTES)
        registry.register_scope(brings.psychologists_scope)
        registry.register_own_files(Compartment.PSYCHOLOGY, brings.psychologists_files)
