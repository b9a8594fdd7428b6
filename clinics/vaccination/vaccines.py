"""The valences, and the brands of vaccines: a table of ours (`clinics/data/vaccines.csv`).

Which valences a brand holds is to be confirmed by a doctor or a pharmacist, brand by brand.
`nuva_code` waits for a nomenclature; nothing needs it yet.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

ROWS = Path(__file__).parent.parent / "data" / "vaccines.csv"


class Valence(StrEnum):
    """What a vaccine protects against: the fourteen that are followed."""

    DIPHTHERIA = "diphtheria"
    TETANUS = "tetanus"
    POLIO = "polio"
    PERTUSSIS = "pertussis"
    HEPATITIS_B = "hepatitis_b"
    MEASLES = "measles"
    MUMPS = "mumps"
    RUBELLA = "rubella"
    VARICELLA = "varicella"
    HPV = "hpv"
    MEN_ACWY = "men_acwy"
    MEN_B = "men_b"
    TUBERCULOSIS = "tuberculosis"
    INFLUENZA = "influenza"


class Live(StrEnum):
    """Whether it is a live vaccine: two viral ones stay 28 days apart."""

    NO = "no"
    VIRAL = "viral"
    BACTERIAL = "bacterial"


# Where the brand is unknown: what is usually live.
USUALLY_LIVE = {
    Valence.MEASLES: Live.VIRAL,
    Valence.MUMPS: Live.VIRAL,
    Valence.RUBELLA: Live.VIRAL,
    Valence.VARICELLA: Live.VIRAL,
    Valence.TUBERCULOSIS: Live.BACTERIAL,
}


@dataclass(frozen=True)
class Vaccine:
    """A brand."""

    code: str
    name: str
    valences: frozenset[Valence]
    live: Live
    nuva_code: str
    is_confirmed: bool
    note: str


@cache
def vaccines() -> dict[str, Vaccine]:
    """Return the brands by code, in the order of the file."""
    with ROWS.open(encoding="utf-8", newline="") as lines:
        return {
            row["code"]: Vaccine(
                row["code"],
                row["name"],
                frozenset(map(Valence, row["valences"].split())),
                Live(row["live"]),
                row["nuva_code"],
                row["is_confirmed"] == "yes",
                row["note"],
            )
            for row in csv.DictReader(lines)
        }


def live_of(brand: str, valences: Iterable[str]) -> Live:
    """Return whether a dose was live; without a brand, as is usual for its valences."""
    known = vaccines().get(brand)
    if known is not None:
        return known.live
    kinds = {USUALLY_LIVE.get(Valence(valence), Live.NO) for valence in valences}
    return next((kind for kind in (Live.VIRAL, Live.BACTERIAL) if kind in kinds), Live.NO)


def brands_with(valences: Iterable[str]) -> list[Vaccine]:
    """Return the brands that hold all of these valences, the nearest first."""
    wanted = set(valences)
    found = [vaccine for vaccine in vaccines().values() if wanted <= vaccine.valences]
    return sorted(found, key=lambda vaccine: len(vaccine.valences - wanted))
