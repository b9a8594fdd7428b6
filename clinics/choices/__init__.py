"""The closed lists of the clinics."""

from clinics.choices.care import (
    INTERPRETED,
    CareAct,
    CareInterpreting,
    Episode,
    MedicineBasis,
    Teller,
)
from clinics.choices.motifs import AnyMotif, Motif, SexualHealthMotif

__all__ = [
    "INTERPRETED",
    "AnyMotif",
    "CareAct",
    "CareInterpreting",
    "Episode",
    "MedicineBasis",
    "Motif",
    "SexualHealthMotif",
    "Teller",
]
