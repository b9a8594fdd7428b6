"""The closed lists of the clinics."""

from clinics.choices.health_facts import Condition, FactAnswer, FactKind
from clinics.choices.motifs import AnyMotif, Motif, SexualHealthMotif

__all__ = ["AnyMotif", "Condition", "FactAnswer", "FactKind", "Motif", "SexualHealthMotif"]
