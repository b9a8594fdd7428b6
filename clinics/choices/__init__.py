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
from clinics.choices.midwifery import (
    ALERT_OF,
    DAY_PRECISIONS,
    SAID_OF_PREGNANCY,
    ActAgreement,
    ActKind,
    ActRight,
    ContraceptionSource,
    ContraceptionStepKind,
    Dating,
    PregnancyOutcome,
    PregnancyStepKind,
    PregnancyTest,
    StopReason,
    ViolenceKind,
    Wish,
)
from clinics.choices.motifs import (
    AnyMotif,
    Motif,
    SexualHealthMotif,
)
from clinics.choices.offline import (
    OfflineEnd,
)
from clinics.choices.scabies import (
    COUNTED,
    OF_PLACE,
    PlaceKind,
    ScabiesMark,
    ScabiesStepKind,
)
from clinics.choices.screening import (
    Asked,
    Frequency,
    ScreenResult,
)
from clinics.choices.watch import (
    SignalKind,
    SignalStepKind,
)

__all__ = [
    "ALERT_OF",
    "COUNTED",
    "DAY_PRECISIONS",
    "EXPIRY_AHEAD",
    "INTERPRETED",
    "MOST_MOVED",
    "OF_PLACE",
    "SAID_OF_PREGNANCY",
    "TAKEN",
    "ActAgreement",
    "ActKind",
    "ActRight",
    "AnyMotif",
    "Asked",
    "CareAct",
    "CareInterpreting",
    "Condition",
    "ContraceptionSource",
    "ContraceptionStepKind",
    "Dating",
    "Episode",
    "FactAnswer",
    "FactKind",
    "Frequency",
    "MedicineBasis",
    "MedicineGroup",
    "Motif",
    "OfflineEnd",
    "PlaceKind",
    "PregnancyOutcome",
    "PregnancyStepKind",
    "PregnancyTest",
    "ScabiesMark",
    "ScabiesStepKind",
    "ScreenResult",
    "SexualHealthMotif",
    "SignalKind",
    "SignalStepKind",
    "StockList",
    "StockMoveKind",
    "StopReason",
    "Teller",
    "ViolenceKind",
    "Wish",
]
