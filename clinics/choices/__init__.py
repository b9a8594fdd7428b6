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

__all__ = [
    "ALERT_OF",
    "DAY_PRECISIONS",
    "EXPIRY_AHEAD",
    "INTERPRETED",
    "MOST_MOVED",
    "TAKEN",
    "ActAgreement",
    "ActKind",
    "ActRight",
    "AnyMotif",
    "CareAct",
    "CareInterpreting",
    "Condition",
    "ContraceptionSource",
    "ContraceptionStepKind",
    "Dating",
    "Episode",
    "FactAnswer",
    "FactKind",
    "MedicineBasis",
    "MedicineGroup",
    "Motif",
    "OfflineEnd",
    "PregnancyOutcome",
    "PregnancyStepKind",
    "PregnancyTest",
    "SexualHealthMotif",
    "StockList",
    "StockMoveKind",
    "StopReason",
    "Teller",
    "ViolenceKind",
    "Wish",
]
