"""How the lines of a report hang together: which add up to which, which are worked out of which.

What a reader may subtract is said here and nowhere else; reports.audiences hides by it. A line that
is not named here is kept from outside as the strictest of its kind: a list is taken for an open
one, a decimal number for one worked out of something unknown.
"""

from dataclasses import dataclass
from typing import Literal

from cases.choices import NO_ANSWER, Service
from reports import waiting

Line = tuple[str, str]  # code, name

NO_COUNTRY = (*(code for code, _label in NO_ANSWER), "")

# The parts of each of these come to the number, one by one.
CUTS: dict[Line, list[Line]] = {
    ("W01", "arrivals"): [("W01", "by_day"), ("W01", "by_week"), ("W01", "by_month")],
    ("W02", "caseload"): [("W09", "place")],
    ("W03", "new"): [
        ("W07", "sex"), ("W07", "age"), ("W07", "country"), ("W07", "language"),
        ("W07", "interpreter"), ("W08", "sender"),
    ],
    ("W11", "consultations"): [("W11", "motifs")],
    ("W16", "persons"): [("W16", "headline")],
    ("W17", "decisions"): [("W17", "outcome")],
    ("W20", "raised"): [("W20", "kind")],
    ("W21", "sessions"): [("W21", "language")],
    ("W22", "sessions"): [("W22", "kind")],
    ("W23", "exits"): [("W23", "reasons")],
    ("W24", "consultations"): [("W24", "motifs"), ("W24", "zones")],
    ("W24", "orientations"): [("W24", "orientation_zones"), ("W24", "destinations")],
    ("REF", "made"): [("REF", "kind")],
}  # fmt: skip

# These lists show every line they may have, zeros too: that a line is there tells nothing. Of all
# the others it tells that somebody is: their small lines go into "others".
CLOSED_LISTS: frozenset[Line] = frozenset({
    ("W01", "by_day"), ("W01", "by_week"), ("W01", "by_month"),
    ("W07", "sex"), ("W07", "age"), ("W07", "interpreter"), ("W09", "place"),
    ("W14", "filed"), ("W14", "obtained"), ("W14", "refused"), ("W17", "outcome"),
    ("W20", "kind"), ("W22", "kind"),
    ("W23", "reasons"), ("REF", "kind"), ("REF", "follow_ups"), ("WAIT", "desk"),
})  # fmt: skip

# Days, sessions and the house's own zones: that all of them fall together is known to everybody.
NOT_OF_PERSONS: frozenset[Line] = frozenset({
    ("W01", "by_day"), ("W01", "by_week"), ("W01", "by_month"),
    ("W22", "kind"), ("W24", "zones"), ("W24", "orientation_zones"),
})  # fmt: skip


@dataclass(frozen=True)
class Split:
    """`whole` = `parts` and a rest that no page says: one of persons or acts, or a mere margin."""

    whole: Line
    parts: tuple[Line, ...]
    rest: Literal["none", "counts", "margin"]


SPLITS = [
    Split(("W02", "caseload"), (("W03", "new"), ("W04", "known")), "none"),
    Split(("W11", "persons"), (("W11", "new"), ("W11", "followed")), "none"),
    Split(("W05", "caseload_quarter"), (("W02", "caseload"),), "counts"),
    Split(("W05", "caseload_year"), (("W02", "caseload"),), "counts"),
    Split(("W05", "caseload_year"), (("W05", "caseload_quarter"),), "counts"),
    Split(("W11", "consultations"), (("W24", "consultations"),), "counts"),
    Split(("W14", "persons"), (("W14", "new"),), "counts"),
    Split(("W12", "persons"), (("W12", "new"),), "counts"),
    Split(("W19", "within_60"), (("W19", "within_30"),), "counts"),
    Split(("W19", "within_90"), (("W19", "within_60"),), "counts"),
    Split(("SCA", "events"), (("SCA", "clusters"),), "counts"),
    Split(("REF", "made"), (("REF", "without_news"),), "counts"),
    Split(("W24", "consultations"), (("W24", "without_identity"), ("W24", "sheet_only")), "counts"),
    Split(
        ("W24", "consultations"),
        (("W24", "sheet_only"), ("W24", "new_episodes"), ("W24", "follow_ups")),
        "margin",
    ),
    Split(("W01", "arrivals"), (("W03", "new"),), "margin"),
    Split(("W11", "consultations"), (("W11", "persons"),), "margin"),
    Split(("W12", "sessions"), (("W12", "persons"),), "margin"),
    Split(("W14", "interviews"), (("W14", "persons"),), "margin"),
    Split(("W22", "participations"), (("W22", "participants"),), "margin"),
    Split(("REF", "made"), (("REF", "persons"),), "margin"),
]

# Part by part, the first list is contained in the second.
CONTAINED: list[tuple[Line, Line]] = [
    (("W24", "motifs"), ("W11", "motifs")),
    (("W24", "orientation_zones"), ("W24", "zones")),
]

# Counted by the day on which it happened, or on which somebody came or was treated for the first
# time: the number of a period is the sum of those of its days. Different persons are not, nor what
# stands at the end of the last day (W16), nor running totals of twelve months (W17), medians, means
# and rates. W19 leaves out who came after her birthday: it comes to a few less at most.
ADDITIVE: frozenset[Line] = frozenset({
    ("W01", "arrivals"), ("W01", "by_day"), ("W01", "by_week"), ("W01", "by_month"),
    ("W03", "new"), ("W07", "sex"), ("W07", "age"), ("W07", "country"), ("W07", "language"),
    ("W07", "interpreter"), ("W08", "sender"),
    *(("W10", service.value) for service in Service),
    ("W11", "consultations"), ("W11", "motifs"), ("W11", "new"),
    ("W12", "sessions"), ("W13", "total"),
    ("W14", "interviews"), ("W14", "new"), ("W14", "accompanied"),
    ("W14", "filed"), ("W14", "obtained"), ("W14", "refused"),
    ("W15", "first_interviews"), ("W15", "petitions"), ("W15", "hearings"), ("W15", "appeals"),
    ("W15", "urgent_appeals"), ("W15", "provisional"), ("W15", "decisions"),
    ("W19", "turned"),
    ("W20", "raised"),
    ("W21", "sessions"), ("W21", "language"), ("W21", "absent"),
    ("W22", "sessions"), ("W22", "kind"), ("W22", "participations"),
    ("W23", "exits"), ("W23", "reasons"),
    ("W24", "sessions"), ("W24", "consultations"), ("W24", "motifs"), ("W24", "zones"),
    ("W24", "without_identity"), ("W24", "sheet_only"), ("W24", "new_episodes"),
    ("W24", "follow_ups"), ("W24", "orientations"), ("W24", "orientation_zones"),
    ("W24", "destinations"),
    ("SCA", "cases"), ("SCA", "contacts"), ("SCA", "second_doses"),
    ("REF", "made"), ("REF", "kind"), ("REF", "follow_ups"),
    ("WAIT", "desk"),
})  # fmt: skip

# The arrivals of these days, weeks and months: each part is a period of its own.
STRETCHES: frozenset[Line] = frozenset({("W01", "by_day"), ("W01", "by_week"), ("W01", "by_month")})


@dataclass(frozen=True)
class Rate:
    """A percentage: out of `whole`, of what `base` names (Figure.bases) or of what `parts` hold."""

    whole: Line
    base: str = ""
    of: Line | None = None
    parts: tuple[str, ...] = ()


RATES: dict[Line, Rate] = {
    ("W09", "unknown_share"): Rate(("W02", "caseload"), of=("W09", "place"), parts=("unknown",)),
    ("W17", "rate"): Rate(("W17", "decisions"), of=("W17", "outcome"), parts=("favourable",)),
    ("W25", "without_night"): Rate(("W01", "arrivals"), base="without"),
    ("W25", "without_country"): Rate(
        ("W03", "new"), base="without", of=("W07", "country"), parts=NO_COUNTRY
    ),
}

# A mean or a sum of what the line counts: whoever has it has nearly the line.
WORKED_OUT: dict[Line, Line] = {
    ("W06", "per_opening_day"): ("W01", "arrivals"),
    ("W21", "minutes"): ("W21", "sessions"),
}

# Of so many, says the base of that name: of fewer than k it is nearly somebody's own.
MEDIANS: dict[Line, str] = {
    ("W18", "refusal_to_petition"): "count",
    ("W18", "petition_to_hearing"): "count",
    ("W18", "petition_to_decision"): "count",
    **{
        ("WAIT", f"{kind}_{what}"): "count"
        for kind in waiting.KINDS
        for what in ("median", "ninth")
    },
}

# Their definition says a number of persons: outside, only the plain one is.
DEFINITIONS_THAT_COUNT: frozenset[Line] = frozenset({
    ("W17", "rate"), *MEDIANS, ("W19", "within_30"), ("W19", "within_60"), ("W19", "within_90"),
})  # fmt: skip
