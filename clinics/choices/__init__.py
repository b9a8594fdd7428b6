"""The closed lists of the clinics."""

from clinics.choices.medicines import (
    EXPIRY_AHEAD,
    MOST_MOVED,
    TAKEN,
    MedicineGroup,
    StockList,
    StockMoveKind,
)
from clinics.choices.motifs import AnyMotif, Motif, SexualHealthMotif

__all__ = [
    "EXPIRY_AHEAD",
    "MOST_MOVED",
    "TAKEN",
    "AnyMotif",
    "MedicineGroup",
    "Motif",
    "SexualHealthMotif",
    "StockList",
    "StockMoveKind",
]
