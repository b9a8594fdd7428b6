"""Who may open the lines behind each number, and whose numbers a desk is told (design, section 4).

Coordination and direction read every figure; the lines of a compartment open only to whoever reads
that compartment. A number that opens nothing says here why.
"""

from collections.abc import Callable
from dataclasses import dataclass

from cases import permissions as case_permissions
from cases.choices import Service
from cases.choices.intake import QUESTION
from reports import waiting
from reports.persons import SENT_BY
from staff.permissions import Compartment, Level, Person, can

Need = tuple[Compartment, Level]
C, KNOW, READ, WRITE = Compartment, Level.KNOW, Level.READ, Level.WRITE


@dataclass(frozen=True)
class Opens:
    """Lines open to whoever has all of these. `is_share`: they are those under the line too."""

    needs: tuple[Need, ...]
    is_share: bool = False

    def to(self, user: Person) -> bool:
        return all(can(user, compartment, level) for compartment, level in self.needs)

    @property
    def read(self) -> list[Compartment]:
        """The compartments whose files are opened one by one: each may be closed to her."""
        return [c for c, level in self.needs if level >= READ and c != C.IDENTITY]


@dataclass(frozen=True)
class Elsewhere:
    """The page that has always shown these rows."""

    view: str
    to: Callable[[Person], bool]


@dataclass(frozen=True)
class NoLines:
    """Nothing opens, for this reason."""

    why: str


Behind = Opens | Elsewhere | NoLines


def _opens(*needs: Need, is_share: bool = False) -> Opens:
    return Opens(((C.IDENTITY, READ), *needs), is_share)


HOUSE = _opens()
# That somebody was treated is known at the door; that it was in the part kept apart, to few.
CASELOAD_NEEDS: tuple[Need, ...] = ((C.HEALTH, KNOW), (C.SEXUAL_HEALTH, KNOW))
CASELOAD = _opens(*CASELOAD_NEEDS)
CARE = _opens((C.HEALTH, READ))
APART = _opens((C.SEXUAL_HEALTH, READ))
PSYCHOLOGY = _opens((C.PSYCHOLOGY, READ))
SOCIAL = _opens((C.SOCIAL, READ))
LEGAL = _opens((C.LEGAL, READ))
PROTECTION = _opens((C.PROTECTION, READ))

# (code, name): what opens.
BEHIND: dict[tuple[str, str], Behind] = {
    ("W01", "arrivals"): HOUSE,
    **dict.fromkeys([("W01", f"by_{step}") for step in ("day", "week", "month")], HOUSE),
    ("W02", "caseload"): CASELOAD,
    ("W03", "new"): HOUSE,
    ("W04", "known"): CASELOAD,
    ("W05", "caseload_quarter"): CASELOAD,
    ("W05", "caseload_year"): CASELOAD,
    ("W06", "per_opening_day"): NoLines("an average of days: its arrivals open under W01"),
    **dict.fromkeys(
        [("W07", name) for name in ("sex", "age", "country", "language", "interpreter")], HOUSE
    ),
    ("W08", "sender"): _opens((QUESTION[SENT_BY].compartment, READ)),
    ("W09", "unknown_share"): _opens(*CASELOAD_NEEDS, is_share=True),
    ("W09", "place"): CASELOAD,
    **dict.fromkeys(
        [("W11", name) for name in ("consultations", "persons", "new", "followed", "motifs")], CARE
    ),
    **dict.fromkeys(
        [
            ("W12", name)
            for name in ("sessions", "persons", "new", "missed", "groups", "participations")
        ],
        PSYCHOLOGY,
    ),
    ("W13", "total"): APART,
    **dict.fromkeys(
        [
            ("W14", name)
            for name in (
                "interviews", "persons", "new", "accompanied", "filed", "obtained", "refused",
            )
        ],
        SOCIAL,
    ),
    **dict.fromkeys(
        [
            ("W15", name)
            for name in (
                "first_interviews", "petitions", "hearings", "appeals", "urgent_appeals",
                "provisional", "decisions",
            )
        ],
        LEGAL,
    ),
    ("W16", "persons"): LEGAL,
    ("W16", "headline"): LEGAL,
    ("W17", "rate"): _opens((C.LEGAL, READ), is_share=True),
    ("W17", "decisions"): LEGAL,
    ("W17", "outcome"): LEGAL,
    ("W17", "provisional_under_way"): LEGAL,
    **dict.fromkeys(
        [
            ("W18", name)
            for name in ("refusal_to_petition", "petition_to_hearing", "petition_to_decision")
        ],
        _opens((C.LEGAL, READ), is_share=True),
    ),
    **dict.fromkeys(
        [("W19", name) for name in ("turned", "within_30", "within_60", "within_90")], HOUSE
    ),
    **dict.fromkeys(
        [("W20", name) for name in ("raised", "concerns", "prosecutor", "open_long", "kind")],
        PROTECTION,
    ),
    **dict.fromkeys(
        [("W21", name) for name in ("sessions", "minutes", "absent", "language")], HOUSE
    ),
    **dict.fromkeys(
        [("W22", name) for name in ("sessions", "participations", "participants")], HOUSE
    ),
    ("W22", "kind"): NoLines(
        "a reserved kind is an activity like any other for who does not read its compartment: a "
        "list by kind would tell which one it was; the sessions open above"
    ),
    ("W23", "exits"): LEGAL,
    ("W23", "reasons"): LEGAL,
    ("W23", "not_seen"): HOUSE,
    **dict.fromkeys(
        [
            ("W24", name)
            for name in (
                "sessions", "consultations", "without_identity", "sheet_only", "new_episodes",
                "follow_ups", "orientations", "motifs", "zones", "orientation_zones",
                "destinations",
            )
        ],
        CARE,
    ),
    **dict.fromkeys(
        [("WAIT", f"{kind}_{what}") for kind in waiting.KINDS for what in ("median", "ninth")],
        NoLines("a wait is that of a ticket, which has no page; who came opens under W01"),
    ),
    ("WAIT", "desk"): NoLines("a ticket has no page; who came opens under W01"),
    ("W25", "without_night"): _opens(is_share=True),
    ("W25", "without_country"): _opens(is_share=True),
    ("W25", "duplicates"): Elsewhere(
        "cases:likely_pairs", case_permissions.can_review_duplicates
    ),
    ("W25", "late"): HOUSE,
    **dict.fromkeys(
        [("SCA", name) for name in ("events", "clusters", "cases", "contacts", "second_doses")],
        CARE,
    ),
    **dict.fromkeys(
        [("REF", name) for name in ("made", "persons", "without_news", "kind", "follow_ups")],
        SOCIAL,
    ),
    **dict.fromkeys(
        [
            ("W10", name)
            for name in Service.values
        ],
        HOUSE,
    ),
}  # fmt: skip

# What each desk answers for: its own figures, and no other (design, section 4, last rows).
OWN: dict[str, Need] = {
    "W10": (C.IDENTITY, WRITE),
    **dict.fromkeys(["W11", "SCA", "W24"], (C.HEALTH, READ)),
    "W13": (C.SEXUAL_HEALTH, READ),
    "W12": (C.PSYCHOLOGY, WRITE),
    "W14": (C.SOCIAL, WRITE),
    **dict.fromkeys(["W15", "W16", "W17", "W18", "W19", "W23"], (C.LEGAL, WRITE)),
}


def codes_of(user: Person) -> frozenset[str] | None:
    """Return the figures that this person is told: None for all of them."""
    if can(user, C.FIGURES, READ):
        return None
    if not can(user, C.FIGURES, KNOW):
        return frozenset()
    return frozenset(code for code, need in OWN.items() if can(user, *need))


def tells(user: Person, code: str) -> bool:
    codes = codes_of(user)
    return codes is None or code in codes


def has_lines(code: str, name: str) -> bool:
    return isinstance(BEHIND.get((code, name)), Opens)


def opens(user: Person, code: str, name: str) -> bool:
    """Whether this number opens something to this person."""
    behind = BEHIND.get((code, name))
    may = isinstance(behind, Opens | Elsewhere) and behind.to(user)
    return may and tells(user, code)
