"""What the invented centre looks like in numbers: two presets, data only.

Each line says where it comes from. S: a published figure, with its report. A: an assumption of
this project, calibrated on the figures around it. Weights need not add up to 100.
"""

import datetime
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from cases.choices import DeskKind, Precision, Sex
from clinics.choices import AnyMotif, Motif, SexualHealthMotif

T = TypeVar("T")
Weights = Mapping[T, float]


def pick(rng: random.Random, weights: Mapping[T, float]) -> T:
    """Draw one key, each as often as its weight says."""
    return rng.choices(list(weights), weights=list(weights.values()))[0]


def _hours(days: str, opens: int, closes: int) -> dict[int, tuple[datetime.time, datetime.time]]:
    return {int(day): (datetime.time(opens), datetime.time(closes)) for day in days}


@dataclass(frozen=True)
class Preset:
    """One era of the day centre."""

    hours: Mapping[int, tuple[datetime.time, datetime.time]]  # ISO weekday: opens, closes
    new_per_month: float
    active: int  # different persons over three months
    visits_mean: float  # a day
    visits_sd: float
    visits_per_youth: float
    one_visit_only: float  # share of the persons
    sex: Weights[Sex]
    ages: Weights[int]
    countries: Weights[str]
    interpreter_scale: float
    sleeping: Weights[str]
    legal: Weights[str]
    desks: Weights[DeskKind]  # chance of each at a visit, in per cent
    motifs: Weights[AnyMotif]


VISITS_MAX = 55  # S: seats of the services area, 50 a day planned (RFI, December 2017), and a few
FRIDAY = 0.85  # A: Fridays are quieter
SEASON = {month: 1.2 if 5 <= month <= 10 else 0.8 for month in range(1, 13)}  # A: arrivals peak
# A: the mobile clinic of La Chapelle, one afternoon a week; its real hours are not published.
MOBILE_HOURS = {3: (datetime.time(14), datetime.time(17))}
MOBILE_MEAN, MOBILE_SD = 8, 2.5  # A: about 1,000 consultations in 2018 (MSF activity report 2018)

DUPLICATES = 0.06  # A: persons who have a second file
NO_COUNTRY = {"unknown": 2.5, "declined": 1.0, "not_asked": 0.5}  # A: 4 per cent in all
NO_PHONE = 0.12  # A

# A, on the clusters of 1 January in Afghan and Bangladeshi papers. A third of those who know the
# year only say an age instead.
PRECISIONS: Weights[Precision] = {
    Precision.DAY: 45, Precision.MONTH: 10, Precision.YEAR: 27, Precision.AGE: 13,
    Precision.UNKNOWN: 5,
}  # fmt: skip
PRECISIONS_YEAR_ONLY: Weights[Precision] = {
    Precision.DAY: 10, Precision.MONTH: 3, Precision.YEAR: 60, Precision.AGE: 20,
    Precision.UNKNOWN: 7,
}  # fmt: skip
YEAR_ONLY_COUNTRIES = {"AF", "BD"}

# A: per cent who speak each language; several may be spoken.
LANGUAGES: Mapping[str, Weights[str]] = {
    "GN": {"fr": 75, "ff": 55, "man": 25, "sus": 25}, "ML": {"bm": 70, "fr": 60, "snk": 25},
    "CI": {"fr": 90, "dyu": 40}, "AF": {"prs": 50, "ps": 55, "fr": 5, "en": 15},
    "GM": {"en": 70, "man": 60, "ff": 25}, "SN": {"fr": 65, "wo": 80, "ff": 20},
    "CM": {"fr": 90, "en": 15, "other": 20}, "CD": {"ln": 85, "fr": 90}, "CG": {"ln": 60, "fr": 95},
    "BD": {"bn": 98, "en": 15}, "SD": {"ar": 95, "en": 10, "fvr": 10, "zag": 10},
    "GW": {"pt": 60, "ff": 40}, "MR": {"ff": 40, "snk": 30, "ar": 40, "fr": 50},
    "PK": {"ur": 90, "ps": 30, "en": 20}, "DZ": {"ar": 95, "fr": 60}, "MA": {"ar": 95, "fr": 45},
    "TN": {"ar": 95, "fr": 60}, "TD": {"ar": 80, "fr": 50}, "SL": {"en": 80, "kri": 90},
    "BF": {"fr": 80, "mos": 60, "dyu": 40}, "EG": {"ar": 98, "en": 15}, "ER": {"ti": 98, "en": 10},
    "SO": {"so": 98, "en": 10}, "AO": {"pt": 90, "ln": 50, "fr": 40},
    "NG": {"en": 90, "yo": 30, "ig": 30}, "TG": {"fr": 85, "ee": 60}, "GH": {"en": 85, "other": 30},
    "ET": {"am": 80, "om": 40},
}  # fmt: skip
# Languages in which the team works without an interpreter, the usual one first (A).
TEAM_LANGUAGES = ["fr", "en", "pt", "ar"]
# A, on 30 per cent overall: Afghans 90, Malians 35, Guineans 20, Ivorians 5.
INTERPRETER = {
    "GN": 20, "ML": 35, "CI": 5, "AF": 90, "GM": 45, "SN": 30, "CM": 3, "CD": 10, "CG": 10,
    "BD": 90, "SD": 85, "GW": 70, "MR": 40, "PK": 80, "DZ": 40, "MA": 50, "TN": 40, "TD": 50,
    "SL": 50, "BF": 15, "EG": 80, "ER": 95, "SO": 90, "AO": 60, "NG": 40, "TG": 10, "GH": 40,
    "ET": 90,
}  # fmt: skip
INTERPRETER_NOT_ASKED = 0.03  # A
OTHER_COUNTRIES = {"TG": 3, "GH": 2, "ET": 1}  # A: what "others" stands for

# S: sleeping at the first visit, 60 per cent in the street (MSF, Pantin, 2024); the rest A.
_SLEEPING_2018 = {"street": 60, "compatriot": 12, "host": 8, "shelter": 8, "adult_shelter": 4,
                  "squat": 4, "unknown": 4}  # fmt: skip
_SLEEPING_2025 = {"street": 60, "hotel": 15, "compatriot": 12, "shelter": 6, "other": 7}
ROUGH = {"street", "squat"}
# A: where they stand at the first visit.
_LEGAL_2018 = {"not_evaluated": 20, "evaluation": 8, "turned_away": 7, "refused": 60, "appeal": 5}
_LEGAL_2025 = {"not_evaluated": 10, "refused": 78, "appeal": 12}
REFUSED = {"turned_away", "refused"}
NOT_EATEN = 0.17  # S: COMEDE, minors who had not eaten in 24 hours

PRESETS = {
    "2018": Preset(
        hours=_hours("1245", 9, 17),  # S: opening of December 2017 (RFI, MSF)
        new_per_month=65,  # S: 787 young people in 2018 (MSF activity report 2018)
        active=250,  # A
        visits_mean=40, visits_sd=8,  # S: 30 to 50 a day (CNews, February 2018); spread A
        visits_per_youth=10, one_visit_only=0.25,  # A
        sex={Sex.MALE: 95, Sex.FEMALE: 5},  # S: CNews 2018, BEH 2020 no 27
        ages={13: 1, 14: 4, 15: 17, 16: 42, 17: 36},  # A, on a mean of 16.2 (BEH 2020 no 27)
        countries={  # A, on MSF's report of July 2019 and the Ministry of Justice's of 2019
            "GN": 31, "ML": 24, "CI": 15, "AF": 6, "GM": 4, "SN": 4, "CM": 2.5, "CD": 2, "BD": 2,
            "SD": 1.5, "GW": 1, "MR": 1, "PK": 1, "DZ": 0.8, "MA": 0.8, "TN": 0.5, "TD": 0.6,
            "SL": 0.5, "BF": 0.5, "EG": 0.3, "ER": 0.3, "SO": 0.2, "others": 0.5,
        },
        interpreter_scale=1.0,  # A: 30 per cent overall
        sleeping=_SLEEPING_2018, legal=_LEGAL_2018,
        desks={DeskKind.NURSE: 26, DeskKind.SOCIAL: 24, DeskKind.LEGAL: 22,
               DeskKind.PSYCHOLOGIST: 8, DeskKind.MIDWIFE: 10},  # A
        motifs={  # A, in the order of BEH 2020 no 27
            Motif.TRAUMA: 17, Motif.SKIN: 10, Motif.SCABIES: 6, Motif.DIGESTIVE: 12,
            Motif.HEADACHE: 6, Motif.SLEEP: 6, Motif.TEETH: 9, Motif.RESPIRATORY: 9,
            Motif.FIRST_CHECK: 9, Motif.VACCINATION: 5, Motif.EYES: 4,
            SexualHealthMotif.UROGENITAL: 3,
            Motif.WOUND: 2, Motif.CHRONIC: 1, Motif.VIOLENCE: 1,
        },
    ),
    "2025": Preset(
        hours=_hours("12345", 9, 18),  # S: InfoMigrants 2025
        new_per_month=15,  # S: InfoMigrants 2025
        active=115,  # S: 100 to 130 girls (InfoMigrants 2025)
        visits_mean=40, visits_sd=6,  # S: about 40 girls a day (94.citoyens, June 2025); spread A
        visits_per_youth=22, one_visit_only=0.08,  # A
        sex={Sex.FEMALE: 100},  # S: girls only since July 2024 (MSF)
        ages={14: 5, 15: 18, 16: 42, 17: 35},  # A
        countries={  # A, on voices quoted by MSF and La Déferlante
            "CD": 22, "CI": 22, "GN": 22, "CM": 9, "ML": 6, "SN": 3, "CG": 3, "GM": 2, "AO": 2,
            "SL": 2, "NG": 2, "SO": 1.5, "ER": 1, "AF": 1, "MA": 0.5, "others": 1,
        },
        interpreter_scale=0.7,  # A: 12 per cent overall
        sleeping=_SLEEPING_2025, legal=_LEGAL_2025,
        desks={DeskKind.NURSE: 22, DeskKind.SOCIAL: 24, DeskKind.LEGAL: 18,
               DeskKind.PSYCHOLOGIST: 16, DeskKind.MIDWIFE: 12},  # A
        motifs={  # A, on what MSF and La Déferlante tell of the girls' health
            Motif.FIRST_CHECK: 15, Motif.SLEEP: 9, Motif.DISTRESS: 9, Motif.SKIN: 8,
            Motif.SCABIES: 2, Motif.DIGESTIVE: 8, Motif.TEETH: 6, Motif.RESPIRATORY: 6,
            Motif.VACCINATION: 4, Motif.OTHER: 3,
            SexualHealthMotif.CONTRACEPTION: 12, SexualHealthMotif.UROGENITAL: 8,
            SexualHealthMotif.PREGNANCY: 6, SexualHealthMotif.SEXUAL_VIOLENCE: 4,
            SexualHealthMotif.MUTILATION: 1,
        },
    ),
}  # fmt: skip

# S: scabies in a tenth of the mobile clinic's consultations (134 of 1,300, L'Express, July 2017);
# the others A.
MOBILE_MOTIFS: Weights[AnyMotif] = {
    Motif.SCABIES: 10, Motif.SKIN: 15, Motif.RESPIRATORY: 20, Motif.TRAUMA: 17, Motif.WOUND: 12,
    Motif.DIGESTIVE: 10, Motif.HEADACHE: 6, Motif.TEETH: 6, Motif.OTHER: 4,
}  # fmt: skip
