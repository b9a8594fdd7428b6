"""The closed lists of the clinics."""

from clinics.choices.care import (
    INTERPRETED,
    CareAct,
    CareInterpreting,
    Episode,
    MedicineBasis,
    Teller,
)
from clinics.choices.health_facts import (
    Condition,
    FactAnswer,
    FactKind,
)
from clinics.choices.medicines import (
    EXPIRY_AHEAD,
    MOST_MOVED,
    TAKEN,
    MedicineGroup,
    StockList,
    StockMoveKind,
)
from clinics.choices.motifs import (
    AnyMotif,
    Motif,
    SexualHealthMotif,
)
from clinics.choices.offline import OfflineEnd

__all__ = [
    "EXPIRY_AHEAD",
    "INTERPRETED",
    "MOST_MOVED",
    "TAKEN",
    "AnyMotif",
    "CareAct",
    "CareInterpreting",
    "Condition",
    "Episode",
    "FactAnswer",
    "FactKind",
    "MedicineBasis",
    "MedicineGroup",
    "Motif",
    "OfflineEnd",
    "SexualHealthMotif",
    "StockList",
    "StockMoveKind",
    "Teller",
]
