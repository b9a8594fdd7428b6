"""The closed lists of the clinics."""

from clinics.choices.motifs import AnyMotif, Motif, SexualHealthMotif

__all__ = ["AnyMotif", "Motif", "SexualHealthMotif"]
