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
from clinics.choices.scabies import (
    COUNTED,
    OF_PLACE,
    PlaceKind,
    ScabiesMark,
    ScabiesStepKind,
)
from clinics.choices.screening import Asked, Frequency, ScreenResult
from clinics.choices.watch import SignalKind, SignalStepKind

__all__ = [
    "COUNTED",
    "EXPIRY_AHEAD",
    "INTERPRETED",
    "MOST_MOVED",
    "OF_PLACE",
    "TAKEN",
    "AnyMotif",
    "Asked",
    "CareAct",
    "CareInterpreting",
    "Condition",
    "Episode",
    "FactAnswer",
    "FactKind",
    "Frequency",
    "MedicineBasis",
    "MedicineGroup",
    "Motif",
    "PlaceKind",
    "ScabiesMark",
    "ScabiesStepKind",
    "ScreenResult",
    "SexualHealthMotif",
    "SignalKind",
    "SignalStepKind",
    "StockList",
    "StockMoveKind",
    "Teller",
]
