"""What is measured at a consultation: what can be true, what is asked back, what is alarming.

Pure functions of numbers and of data (`clinics/data/`): no row, no person. Every limit says where
it comes from and who has validated it: none that is shipped has been, so pages say "to be
confirmed".
"""

from clinics.vitals.doubts import Doubt, Why, doubts, sentence
from clinics.vitals.flags import Flag, band_of, flags
from clinics.vitals.growth import Growth, growth
from clinics.vitals.limits import LIMITS, Limit, is_validated
from clinics.vitals.units import from_mmol, in_grams, is_mmol

__all__ = [
    "LIMITS",
    "Doubt",
    "Flag",
    "Growth",
    "Limit",
    "Why",
    "band_of",
    "doubts",
    "flags",
    "from_mmol",
    "growth",
    "in_grams",
    "is_mmol",
    "is_validated",
    "sentence",
]
