"""The papers that the legal desk knows of, and where their originals are. All assumptions."""

import datetime
import random
from collections.abc import Iterable
from dataclasses import dataclass, field

from cases.choices import NOT_ASKED, DocumentKind, OriginalPlace
from cases.models import Minor
from config.demo.days import DAY
from config.demo.pen import Pen, seal_number
from config.demo.story import Story
from referrals.choices import Legalisation, ProcedureKind
from referrals.models import LegalPaper, PaperMove, PaperTie, Procedure

K, P = DocumentKind, OriginalPlace
# Which papers a procedure is shown, and how often one is there.
OF_PROCEDURE = {
    ProcedureKind.EVALUATION: {K.REFUSAL: 0.7, K.EVALUATION: 0.3, K.IDENTITY: 0.3},
    ProcedureKind.CHILDREN_JUDGE: {K.REFUSAL: 0.8, K.CIVIL_STATUS: 0.7, K.PROOF: 0.5,
                                   K.SUMMONS: 0.4},
    ProcedureKind.APPEAL: {K.DECISION: 0.9, K.CIVIL_STATUS: 0.6},
    ProcedureKind.CIVIL_STATUS: {K.CIVIL_STATUS: 0.5},
}  # fmt: skip
# Made abroad: a country issued them, and they may be legalised.
FOREIGN = {K.CIVIL_STATUS: ["Tribunal de première instance", "Mairie", "Centre d’état civil"],
           K.IDENTITY: ["Consulat", "Police nationale"]}  # fmt: skip
FRENCH = {K.REFUSAL: "Conseil départemental", K.EVALUATION: "Conseil départemental",
          K.SUMMONS: "Tribunal judiciaire", K.DECISION: "Tribunal judiciaire"}  # fmt: skip
TITLES = {K.CIVIL_STATUS: ["Extrait du registre de l’état civil", "Jugement supplétif", ""],
          K.IDENTITY: ["Carte consulaire", "Passeport", ""]}  # fmt: skip
FIRST_PLACES = {P.MINOR: 8, P.CENTRE: 5, P.UNKNOWN: 1}
LATER_PLACES = {P.LAWYER: 8, P.CENTRE: 4, P.ADMINISTRATION: 2, P.LOST: 1}
LAWYER = "Me Delphine Roux"


@dataclass
class Told:
    """Every row so far."""

    papers: list[LegalPaper] = field(default_factory=list)
    moves: list[PaperMove] = field(default_factory=list)
    ties: list[PaperTie] = field(default_factory=list)
    # A paper is the same one whichever procedure it serves.
    known: dict[tuple[int, str], LegalPaper] = field(default_factory=dict)


def write_papers(pen: Pen, story: Story, seed: int, procedures: Iterable[Procedure]) -> None:
    rng = random.Random(f"{seed}/papers")
    told = Told()
    for procedure in procedures:
        for kind, share in OF_PROCEDURE.get(ProcedureKind(procedure.kind), {}).items():
            if rng.random() < share:
                paper = told.known.get((procedure.minor.pk, kind))
                if paper is None:
                    paper = _paper(rng, story, procedure, kind)
                    told.known[procedure.minor.pk, kind] = paper
                    told.papers.append(paper)
                    told.moves += _moves(rng, story, paper)
                by = procedure.opened_by
                tie = PaperTie(paper=paper, procedure=procedure, is_tied=True, at=story.now, by=by)
                told.ties.append(tie)
    pen.make_keys((paper.minor, LegalPaper.compartment) for paper in told.papers)
    pen.insert(LegalPaper, told.papers)
    pen.insert(PaperMove, told.moves)
    pen.insert(PaperTie, told.ties)


def _paper(
    rng: random.Random, story: Story, procedure: Procedure, kind: DocumentKind
) -> LegalPaper:
    minor: Minor = procedure.minor
    is_foreign = kind in FOREIGN
    legalised = [Legalisation.NO, Legalisation.YES, Legalisation.NOT_ASKED]
    return LegalPaper(
        minor=minor,
        kind=kind,
        seal_number=seal_number(rng),
        title=rng.choice(TITLES.get(kind, [""])),
        country=minor.country if is_foreign else "FR" if kind in FRENCH else NOT_ASKED,
        authority=rng.choice(FOREIGN[kind]) if is_foreign else FRENCH.get(kind, ""),
        number=f"{rng.randrange(9999):04}/{rng.randrange(15, 25)}" if is_foreign else "",
        said_on=story.calendar.today - rng.randrange(200, 700) * DAY if is_foreign else None,
        legalisation=rng.choice(legalised) if is_foreign else Legalisation.NOT_ASKED,
        recorded_at=story.now,
        recorded_by=procedure.opened_by,
    )


def _moves(rng: random.Random, story: Story, paper: LegalPaper) -> list[PaperMove]:
    day = story.calendar.today - rng.randrange(10, 60) * DAY
    places = rng.choices(list(FIRST_PLACES), list(FIRST_PLACES.values()))
    if rng.random() < 0.5:
        later = {place: n for place, n in LATER_PLACES.items() if place != places[0]}
        places += rng.choices(list(later), list(later.values()))
    return [
        _move(rng, story, paper, place, day + number * 7 * DAY)
        for number, place in enumerate(places)
    ]


def _move(
    rng: random.Random, story: Story, paper: LegalPaper, place: str, day: datetime.date
) -> PaperMove:
    return PaperMove(
        paper=paper,
        place=place,
        seal_number=seal_number(rng),
        moved_on=day,
        holder=LAWYER if place == P.LAWYER else "",
        recorded_at=story.now,
        recorded_by=paper.recorded_by,
    )
