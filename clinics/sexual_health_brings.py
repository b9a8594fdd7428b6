"""What sexual health brings to a file beside its consultations: its rows."""

from django.utils.translation import gettext_lazy as _

from cases.choices import DeskKind
from cases.registry import Held, Merge
from clinics.models import (
    Contraception,
    ContraceptionStep,
    Pregnancy,
    PregnancyStep,
    SexualHealthAct,
    Violence,
)

# What a midwife looks at after a merge: once, though both tables bring it.
FOLLOWED = ((DeskKind.MIDWIFE, _("a pregnancy or a contraception followed in both files")),)
ROWS = (SexualHealthAct, Pregnancy, Contraception, Violence)
HELD = (
    Held(
        SexualHealthAct,
        "minor",
        _("Acts of sexual health, agreed to or refused"),
        Merge.MOVE,
        contact="recorded_at",
    ),
    Held(
        Pregnancy,
        "minor",
        _("Pregnancies"),
        Merge.MOVE,
        contact="recorded_at",
        to_check=FOLLOWED,
    ),
    Held(PregnancyStep, "pregnancy__minor", _("What was said of them"), Merge.FOLLOW),
    Held(
        Contraception,
        "minor",
        _("Contraception"),
        Merge.MOVE,
        contact="recorded_at",
        to_check=FOLLOWED,
    ),
    Held(
        ContraceptionStep,
        "contraception__minor",
        _("Contraception given again or stopped"),
        Merge.FOLLOW,
    ),
    Held(Violence, "minor", _("Violence told to the care team"), Merge.MOVE, contact="recorded_at"),
)
