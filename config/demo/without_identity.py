"""People whom the mobile clinic received without a file, on its last day, and its tally sheet.

All assumptions but the share of scabies, one in ten (field sheet, mobile clinic).
"""

import datetime
import random
import uuid
from collections import Counter

from cases.choices import Sex
from clinics.choices import CareAct, CareInterpreting, Episode, Motif
from clinics.choices.anonymous import NOT_TOLD, TALLY_COLUMNS, AgeBand, Destination
from clinics.models import (
    AnonymousConsultation,
    Cells,
    ClinicSession,
    Consultation,
    TallyReport,
)
from config.demo.accounts import MOBILE_NURSE
from config.demo.distributions import MOBILE_MOTIFS, pick
from config.demo.pen import Pen, seal_number
from config.demo.story import Story

HOW_MANY = 25
EACH = datetime.timedelta(minutes=4)
AGES = {AgeBand.FROM_13: 5, AgeBand.FROM_15: 45, AgeBand.FROM_18: 35, AgeBand.FROM_25: 10,
        AgeBand.UNKNOWN: 5}  # fmt: skip
SEXES = {Sex.MALE: 85, Sex.FEMALE: 12, Sex.NOT_ASKED: 3}
LANGUAGES = {"ps": 30, "prs": 15, "ar": 20, "fr": 20, "ti": 10, "en": 5}
COUNTRIES = {"": 60, "AF": 20, "SD": 10, "ER": 10}
DESTINATIONS = {"": 70, Destination.PASS: 12, Destination.DENTIST: 8, Destination.CENTRE: 7,
                Destination.EMERGENCY: 3}  # fmt: skip
INTERPRETING = {"": 40, CareInterpreting.PHONE: 30, CareInterpreting.PEER: 20,
                CareInterpreting.ABSENT: 10}  # fmt: skip
ACTS = [CareAct.ADVICE, CareAct.DRESSING, CareAct.HYGIENE, CareAct.TREATMENT]
SLIP = 0.3  # are given a slip
# What the sheet has more than the entries: strokes for which nobody found the time.
STROKES_MORE = {Motif.SKIN: 2, Motif.WOUND: 1}


def write_without_identity(pen: Pen, story: Story, seed: int) -> None:
    rng = random.Random(f"{seed}/without identity")
    held = ClinicSession.objects.filter(site=pen.house.sites["la_chapelle"]).still_open()
    session = held.order_by("day").last()
    if session is None:
        return
    rows = [_row(rng, pen, story, session, number) for number in range(HOW_MANY)]
    pen.insert(AnonymousConsultation, rows)
    cells = _cells(rows, session)
    pen.insert(
        TallyReport,
        [
            TallyReport(
                session=session,
                version=1,
                cells=cells,
                total=sum(sum(row.values()) for row in cells.values()),
                entered_at=story.now,
                entered_by=pen.house.users[MOBILE_NURSE],
            )
        ],
    )


def _row(
    rng: random.Random, pen: Pen, story: Story, session: ClinicSession, number: int
) -> AnonymousConsultation:
    written_at = min(session.opened_at + EACH * number, story.now)
    motif = pick(rng, {m: w for m, w in MOBILE_MOTIFS.items() if isinstance(m, Motif)})
    return AnonymousConsultation(
        seal_number=seal_number(rng),
        token=uuid.UUID(int=rng.getrandbits(128), version=4),
        session=session,
        site=session.site,
        day=session.day,
        motif=motif,
        acts=[rng.choice(ACTS).value],
        destination=pick(rng, DESTINATIONS),
        sex=pick(rng, SEXES),
        age_band=pick(rng, AGES),
        language=pick(rng, LANGUAGES),
        nationality=pick(rng, COUNTRIES),
        tick_code=f"{rng.choice('ABCDEFGHK')}{rng.randrange(10, 99)}"
        if rng.random() < SLIP
        else "",
        interpreting=pick(rng, INTERPRETING),
        episode=Episode.NEW,
        signed_at=written_at,
        written_at=written_at,
        recorded_at=written_at,
        recorded_by=pen.house.users[MOBILE_NURSE],
    )


def _slip(rng: random.Random) -> str:
    return f"{rng.choice('ABCDEFGHK')}{rng.randrange(10, 99)}"


def _cells(rows: list[AnonymousConsultation], session: ClinicSession) -> Cells:
    """Return a sheet that has each of them, those of the day with a file, and a few more."""
    column_of = {pair: column for column, pair in TALLY_COLUMNS.items()}
    strokes = Counter(
        (row.motif, column_of.get((AgeBand(row.age_band), Sex(row.sex)), NOT_TOLD)) for row in rows
    )
    usual = column_of[AgeBand.FROM_15, Sex.MALE]
    for filed in Consultation.objects.filter(session=session).prefetch_related("minor__keys"):
        strokes[filed.motif, usual] += 1
    for motif, count in STROKES_MORE.items():
        strokes[motif.value, usual] += count
    cells: Cells = {}
    for (motif_code, column), count in sorted(strokes.items()):
        cells.setdefault(motif_code, {})[column] = count
    return cells
