"""The stages of each procedure, what usually follows what, and the one line that sums them up.

Pure: no database, no clock. The stages L10 to L91 and the situations L00 to X6 are those of the
field sheet, section 2.2; the others are written in the same way. A minor may arrive at any stage:
what the table does not list is asked back, never refused (`follows`).
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from referrals.choices import ProcedureKind as Kind


@dataclass(frozen=True)
class Stage:
    """Where a procedure stands. `rank`: how far along the whole pathway, for the headline."""

    code: str
    kind: Kind
    label: str | Promise
    rank: int
    following: tuple[str, ...] = ()
    is_hearing: bool = False
    # Asks somebody to rule; and rules. The second never comes before the first.
    files: bool = False
    decides: bool = False
    # Nothing more is awaited; it may be opened again.
    ends: bool = False
    is_given_up: bool = False


def _stage(
    code: str, kind: Kind, label: str | Promise, rank: int, following: str = "", **is_: bool
) -> Stage:
    return Stage(code, kind, label, rank, tuple(following.split()), **is_)


_USUAL = (
    _stage("L10", Kind.EVALUATION, _("Presented, waits for an appointment"), 10, "L20 L21 L31"),
    _stage("L20", Kind.EVALUATION, _("Emergency shelter"), 20, "L21"),
    _stage("L21", Kind.EVALUATION, _("Evaluation under way"), 21, "L20 L22 L23 L30 L32"),
    _stage("L22", Kind.EVALUATION, _("Papers and registers checked"), 22, "L21 L30 L32"),
    _stage("L23", Kind.EVALUATION, _("Bone-age examination ordered"), 23, "L21 L30 L32"),
    _stage(
        "L30", Kind.EVALUATION, _("Recognised by the département"), 30, decides=True, ends=True
    ),
    _stage("L31", Kind.EVALUATION, _("Turned away without a written decision"), 31, "L10",
           ends=True),
    _stage("L32", Kind.EVALUATION, _("Refused by the département"), 32, decides=True, ends=True),
    _stage("L40", Kind.CHILDREN_JUDGE, _("Legal consultation, lawyer named"), 40, "L41 L43"),
    _stage("L41", Kind.CHILDREN_JUDGE, _("Petition sent to the judge"), 41,
           "L44 L45 L50 L60 L61", files=True),
    _stage("L43", Kind.CHILDREN_JUDGE, _("Request to the prosecutor"), 43, "L41 L45 L50 L46"),
    _stage("L46", Kind.CHILDREN_JUDGE, _("Closed by the prosecutor"), 46, "L41", ends=True),
    _stage("L44", Kind.CHILDREN_JUDGE, _("Investigations ordered"), 44, "L45 L50 L60 L61"),
    _stage("L45", Kind.CHILDREN_JUDGE, _("Hearing"), 45, "L44 L45 L50 L60 L61", is_hearing=True),
    _stage("L50", Kind.CHILDREN_JUDGE, _("Provisional placement (OPP)"), 50, "L45 L60 L61 L62"),
    _stage("L60", Kind.CHILDREN_JUDGE, _("Placed by the judge"), 60, "L45 L62 L63 L85 L69",
           decides=True),
    _stage("L61", Kind.CHILDREN_JUDGE, _("Non-lieu: no protection ordered"), 61, "L41",
           decides=True, ends=True),
    _stage("L62", Kind.CHILDREN_JUDGE, _("Placement lifted"), 62, "L41", ends=True),
    _stage("L63", Kind.CHILDREN_JUDGE, _("Guardianship"), 63, "L62 L85 L69"),
    _stage("L85", Kind.CHILDREN_JUDGE, _("In the care of the département"), 85, "L45 L62 L69"),
    _stage("L69", Kind.CHILDREN_JUDGE, _("Measure come to its end"), 69, "L41", ends=True),
    _stage("L70", Kind.APPEAL, _("Appeal lodged"), 70, "A45 A60 A61", files=True),
    _stage("A45", Kind.APPEAL, _("Hearing of the appeal"), 70, "A45 A60 A61", is_hearing=True),
    _stage("A60", Kind.APPEAL, _("Appeal ruling: placed"), 71, decides=True, ends=True),
    _stage("A61", Kind.APPEAL, _("Appeal ruling: not placed"), 71, decides=True, ends=True),
    _stage("L72", Kind.CASSATION, _("Cassation lodged"), 72, "C60 C61", files=True),
    _stage("C60", Kind.CASSATION, _("Ruling quashed"), 73, decides=True, ends=True),
    _stage("C61", Kind.CASSATION, _("Cassation rejected"), 73, decides=True, ends=True),
    _stage("L42", Kind.URGENT_APPEAL, _("Référé-liberté filed"), 42, "R45 R60 R61", files=True),
    _stage("R45", Kind.URGENT_APPEAL, _("Hearing of the référé"), 42, "R45 R60 R61",
           is_hearing=True),
    _stage("R60", Kind.URGENT_APPEAL, _("Shelter ordered"), 43, "R70", decides=True, ends=True),
    _stage("R61", Kind.URGENT_APPEAL, _("Référé rejected"), 43, "R70", decides=True, ends=True),
    _stage("R70", Kind.URGENT_APPEAL, _("Before the Conseil d’État"), 43, "R80 R81"),
    _stage("R80", Kind.URGENT_APPEAL, _("Conseil d’État: shelter ordered"), 44, ends=True),
    _stage("R81", Kind.URGENT_APPEAL, _("Conseil d’État: rejected"), 44, ends=True),
    _stage("S10", Kind.ASYLUM, _("Asylum request registered"), 80, "S20"),
    _stage("S20", Kind.ASYLUM, _("File sent to the OFPRA"), 81, "S45 S60 S61", files=True),
    _stage("S45", Kind.ASYLUM, _("Interview at the OFPRA"), 82, "S45 S60 S61", is_hearing=True),
    _stage("S60", Kind.ASYLUM, _("Protection granted"), 86, decides=True, ends=True),
    _stage("S61", Kind.ASYLUM, _("Refused by the OFPRA"), 83, "S70", decides=True),
    _stage("S70", Kind.ASYLUM, _("Appeal to the CNDA"), 84, "S75 S80 S81"),
    _stage("S75", Kind.ASYLUM, _("Hearing at the CNDA"), 84, "S75 S80 S81", is_hearing=True),
    _stage("S80", Kind.ASYLUM, _("Protection granted by the CNDA"), 86, ends=True),
    _stage("S81", Kind.ASYLUM, _("Refused by the CNDA"), 85, ends=True),
    _stage("E10", Kind.CIVIL_STATUS, _("Papers asked for"), 2, "E20 E30 E61", files=True),
    _stage("E20", Kind.CIVIL_STATUS, _("Papers received"), 3, "E30"),
    _stage("E30", Kind.CIVIL_STATUS, _("Papers legalised"), 4, ends=True),
    _stage("E61", Kind.CIVIL_STATUS, _("Papers refused"), 3, "E10", decides=True, ends=True),
    _stage("T10", Kind.RESIDENCE_PERMIT, _("Application in preparation"), 87, "T20"),
    _stage("T20", Kind.RESIDENCE_PERMIT, _("Application filed"), 88, "T30 T60 T61", files=True),
    _stage("T30", Kind.RESIDENCE_PERMIT, _("More papers asked for"), 88, "T20 T60 T61"),
    _stage("T60", Kind.RESIDENCE_PERMIT, _("Permit granted"), 90, decides=True, ends=True),
    _stage("T61", Kind.RESIDENCE_PERMIT, _("Permit refused"), 89, decides=True, ends=True),
    _stage("Y10", Kind.YOUNG_ADULT, _("Contract asked for"), 88, "Y60 Y61", files=True),
    _stage("Y60", Kind.YOUNG_ADULT, _("Contract granted"), 91, "Y69", decides=True),
    _stage("Y61", Kind.YOUNG_ADULT, _("Contract refused"), 89, "Y10", decides=True, ends=True),
    _stage("Y69", Kind.YOUNG_ADULT, _("Contract come to its end"), 91, ends=True),
    _stage("O10", Kind.OQTF, _("Order to leave notified"), 95, "O20"),
    _stage("O20", Kind.OQTF, _("Appeal against the order"), 96, "O45 O60 O61", files=True),
    _stage("O45", Kind.OQTF, _("Hearing about the order"), 96, "O45 O60 O61", is_hearing=True),
    _stage("O60", Kind.OQTF, _("Order annulled"), 97, decides=True, ends=True),
    _stage("O61", Kind.OQTF, _("Order upheld"), 97, decides=True, ends=True),
    _stage("P10", Kind.COMPLAINT, _("Complaint lodged"), 5, "P45 P60 P61", files=True),
    _stage("P45", Kind.COMPLAINT, _("Criminal hearing"), 6, "P45 P60 P61", is_hearing=True),
    _stage("P60", Kind.COMPLAINT, _("Judged"), 7, decides=True, ends=True),
    _stage("P61", Kind.COMPLAINT, _("Complaint closed by the prosecutor"), 7, decides=True,
           ends=True),
    _stage("J10", Kind.LEGAL_AID, _("Legal aid asked for"), 1, "J30 J60 J61", files=True),
    _stage("J30", Kind.LEGAL_AID, _("More papers asked for, legal aid"), 1, "J60 J61"),
    _stage("J60", Kind.LEGAL_AID, _("Legal aid granted"), 1, decides=True, ends=True),
    _stage("J61", Kind.LEGAL_AID, _("Legal aid refused"), 1, "J10", decides=True, ends=True),
    _stage("I10", Kind.INTERNATIONAL, _("Application sent"), 74, "I60 I61", files=True),
    _stage("I60", Kind.INTERNATIONAL, _("Interim measures ordered"), 75, "I69", decides=True),
    _stage("I61", Kind.INTERNATIONAL, _("Interim measures refused"), 75, "I69", decides=True),
    _stage("I69", Kind.INTERNATIONAL, _("International application closed"), 75, ends=True),
    _stage("D10", Kind.RIGHTS_DEFENDER, _("Defender of Rights asked"), 5, "D60", files=True),
    _stage("D60", Kind.RIGHTS_DEFENDER, _("Defender of Rights has answered"), 6, decides=True,
           ends=True),
    _stage("K10", Kind.SCHOOL_APPEAL, _("Appeal for a school place"), 5, "K45 K60 K61",
           files=True),
    _stage("K45", Kind.SCHOOL_APPEAL, _("Hearing about the school place"), 5, "K45 K60 K61",
           is_hearing=True),
    _stage("K60", Kind.SCHOOL_APPEAL, _("School place obtained"), 6, decides=True, ends=True),
    _stage("K61", Kind.SCHOOL_APPEAL, _("School place refused"), 6, decides=True, ends=True),
)  # fmt: skip
# Whatever it is, it may be given up, or lose its object.
_GIVEN_UP = tuple(
    Stage(f"W{number:02}", kind, _("Given up, or without object"), 0, ends=True, is_given_up=True)
    for number, kind in enumerate(Kind, start=1)
)
# The deadlines that a stage usually sets going (field sheet, section 2.3).
SETS_GOING: dict[str, tuple[str, ...]] = {
    "L20": ("D02-5J",),
    "L32": ("D03-ENTRETIEN", "D03-REQUETE"),
    "L41": ("D04",),
    "L45": ("D05-AUDIENCE",),
    "L50": ("D06", "D09"),
    "L60": ("D08", "D09"),
    "L61": ("D09",),
    "L62": ("D09",),
    "L70": ("D10",),
    "A60": ("D11",),
    "A61": ("D11",),
    "L42": ("D12-JUGE",),
    "R60": ("D12-APPEL",),
    "R61": ("D12-APPEL",),
    "S10": ("D13",),
    "S61": ("D14-RECOURS", "D14-AJ"),
    "T30": ("D18",),
    "O10": ("D19-48H", "D19-7J", "D19-1M", "D19-30J", "D19-15J"),
    "E10": ("D23",),
    "K61": ("D26",),
}
STAGES = {stage.code: stage for stage in (*_USUAL, *_GIVEN_UP)}


@dataclass(frozen=True)
class Outside:
    """What she is in outside any procedure. After an exit she may come back, to anything."""

    code: str
    label: str | Promise
    is_exit: bool = False
    kind: None = None  # of no procedure


# What somebody records; "has died" last, where no hand falls on it.
SITUATIONS = {
    one.code: one
    for one in (
        Outside("L05", _("In transit: wants to go on elsewhere")),
        Outside("L80", _("Treated as an adult")),
        Outside("X1", _("Recognised and placed, followed elsewhere"), is_exit=True),
        Outside("X2", _("Handed over to a partner"), is_exit=True),
        Outside("X3", _("Left for another town or country"), is_exit=True),
        Outside("X5", _("Does not want our help"), is_exit=True),
        Outside("X6", _("Has died"), is_exit=True),
    )
}
EXITS = [one.code for one in SITUATIONS.values() if one.is_exit]
DEATH = "X6"
# What is computed and recorded by nobody.
NOT_PRESENTED = Outside("L00", _("Not presented yet"))
NOT_SEEN = Outside("X4", _("Not seen for three months"), is_exit=True)
NOT_SEEN_AFTER = 90  # days without a passage or any contact
# As far along, a procedure is beside the pathway: a complaint, legal aid, civil papers.
BESIDE = 10


def stages_of(kind: str) -> list[Stage]:
    """Return the stages of a kind of procedure, in the order of the table."""
    return [stage for stage in STAGES.values() if stage.kind == kind]


def follows(before: str, after: str) -> bool:
    """Whether the table lists the second stage after the first."""
    given_up = STAGES[after].is_given_up and not STAGES[before].ends
    return given_up or after in STAGES[before].following


@dataclass(frozen=True)
class Standing:
    """A procedure as it stands: its stage, and since which day."""

    stage: Stage
    since: datetime.date


@dataclass(frozen=True)
class Situated:
    """A situation as it was recorded: since which day, at the latest."""

    state: Outside
    since: datetime.date
    at_latest: datetime.date


@dataclass(frozen=True)
class Headline:
    """The one line. `since` is None for who was never presented.

    `before` is what stood last when she has not been seen since.
    """

    state: Stage | Outside
    since: datetime.date | None = None
    before: Stage | Outside | None = None


def is_beside(kind: str) -> bool:
    """Whether no stage of this procedure says how far along the pathway she is."""
    return all(stage.rank < BESIDE for stage in stages_of(kind))


def is_over(situation: Situated, came_on: datetime.date | None) -> bool:
    """Whether she has come back: a passage after the last day on which the exit may have been."""
    has_come = came_on is not None and came_on > situation.at_latest
    return situation.state.is_exit and has_come


def not_seen_since(contact_on: datetime.date | None, today: datetime.date) -> datetime.date | None:
    """Return the last contact, if it was too long ago. Never a judgement: she may be well."""
    if contact_on is None or (today - contact_on).days < NOT_SEEN_AFTER:
        return None
    return contact_on


def headline(
    procedures: Iterable[Standing],
    situation: Situated | None = None,
    not_seen: datetime.date | None = None,
) -> Headline:
    """Return the exit that stands; else the most advanced open procedure; else what came last.

    `situation` is the last one recorded that is not over, `not_seen` the last contact if it was
    too long ago: said of who has nothing open, so that a hearing to come is never hidden by it.
    Always something: who has had nothing along the pathway is a newcomer. Coming of age changes
    nothing here: it closes no procedure and hides none.
    """
    every = list(procedures)
    still_open = [one for one in every if not one.stage.ends]
    if situation is not None and situation.state.is_exit:
        return Headline(situation.state, situation.since)
    if still_open:
        found = max(still_open, key=lambda one: (one.stage.rank, one.since))
        return Headline(found.stage, found.since)
    last = _last(every, situation)
    if not_seen is not None:
        return Headline(NOT_SEEN, not_seen, before=last.state)
    return last


def _last(ended: list[Standing], situation: Situated | None) -> Headline:
    """Return what she came to last, of what ended along the pathway and the situation."""
    along = [one for one in ended if not is_beside(one.stage.kind)]
    last = max(along, key=lambda one: (one.since, one.stage.rank), default=None)
    if situation is not None and (last is None or situation.at_latest >= last.since):
        return Headline(situation.state, situation.since)
    return Headline(last.stage, last.since) if last is not None else Headline(NOT_PRESENTED)
