"""What the invented young people agreed to, opposed, and what was shared. Shares: assumptions."""

import datetime
import random
from collections.abc import Iterable

from cases.choices import (
    Channel,
    ConsentAnswer,
    Interpreting,
    OppositionKind,
    Part,
    RequisitionStepKind,
    SaidHow,
)
from cases.consents import Recipient
from cases.models import (
    Consent,
    ConsentWithdrawal,
    Opposition,
    Requisition,
    RequisitionStep,
    Sharing,
)
from config.demo.orientations import Orientation
from config.demo.pen import Pen, seal_number
from config.demo.story import Story
from referrals.choices import PURPOSE_OF, Agreement, ReferralStatus

ANSWERED = {
    Agreement.AGREES: ConsentAnswer.AGREED,
    Agreement.REFUSES: ConsentAnswer.REFUSED,
    Agreement.NOT_ASKED: ConsentAnswer.NOT_ASKED,
}
TAKES_BACK = 0.04  # of the agreements, a while later
OPPOSES = 0.06  # of the young people
CHANNELS = [Channel.PHONE, Channel.SECURE_MAIL, Channel.HANDED, Channel.ORAL]
CONTACT = [OppositionKind.NO_SMS, OppositionKind.NEUTRAL_SMS, OppositionKind.NO_CALL]


def write_consents(pen: Pen, story: Story, seed: int) -> None:
    """An answer with each referral, a line of the register once it is handed over."""
    rng = random.Random(f"{seed}/consents")
    told = story.orientations
    consents = pen.insert(Consent, [_consent(rng, pen, orientation) for orientation in told])
    pairs = list(zip(consents, told, strict=True))
    pen.insert(Sharing, [row for pair in pairs for row in _shared(rng, pen, *pair)])
    pen.insert(ConsentWithdrawal, [row for pair in pairs for row in _taken_back(rng, story, *pair)])
    pen.insert(Opposition, _oppositions(rng, pen, story))
    _write_requisition(rng, pen, story)


def _consent(rng: random.Random, pen: Pen, told: Orientation) -> Consent:
    minor, partner = pen.minor(told.visit.person), pen.house.partners[told.partner]
    answer = ANSWERED[told.agreement]
    helped = [Interpreting.PHONE, Interpreting.PRESENT, Interpreting.PEER]
    return Consent(
        seal_number=seal_number(rng),
        minor=minor,
        partner=partner,
        purpose=PURPOSE_OF[told.kind],
        parts=[Part.IDENTITY, Part.LANGUAGE],
        compartment=Recipient(partner).compartment_of(Part.IDENTITY),
        answer=answer,
        given_on=told.visit.day,
        said_how="" if answer == ConsentAnswer.NOT_ASKED else SaidHow.ORAL,
        language=minor.language,
        interpreting=rng.choice(helped) if minor.needs_interpreter else Interpreting.NONE,
        recorded_at=told.steps[0].at,
        recorded_by=pen.worker(told.visit, told.desk),
    )


def _shared(rng: random.Random, pen: Pen, consent: Consent, told: Orientation) -> Iterable[Sharing]:
    if consent.answer != ConsentAnswer.AGREED:
        return
    for step in told.steps:
        if step.status == ReferralStatus.HANDED_OVER:
            yield Sharing(
                seal_number=seal_number(rng),
                minor=consent.minor,
                partner=consent.partner,
                purpose=consent.purpose,
                parts=consent.parts,
                compartment=consent.compartment,
                why=told.reason,
                consent=consent,
                channel=rng.choice(CHANNELS),
                shared_on=step.day,
                recorded_at=step.at,
                shared_by=consent.recorded_by,
            )


def _taken_back(
    rng: random.Random, story: Story, consent: Consent, told: Orientation
) -> Iterable[ConsentWithdrawal]:
    if consent.answer == ConsentAnswer.AGREED and rng.random() < TAKES_BACK:
        at = told.steps[-1].at + datetime.timedelta(days=rng.randint(1, 9))
        if at < story.now:
            yield ConsentWithdrawal(
                consent=consent, withdrawn_at=at, withdrawn_by=consent.recorded_by
            )


def _oppositions(rng: random.Random, pen: Pen, story: Story) -> list[Opposition]:
    """Mostly how one may reach them; now and then a colleague or an interpreter."""
    rows = []
    nurse, social = pen.house.users["infirmiere"], pen.house.users["sociale"]
    for minor in pen.minors.values():
        if rng.random() >= OPPOSES:
            continue
        row = Opposition(
            seal_number=seal_number(rng),
            minor=minor,
            kind=rng.choice(CONTACT),
            since=minor.registered_at.astimezone(story.now.tzinfo).date(),
            recorded_at=minor.registered_at,
            recorded_by=social,
        )
        chance = rng.random()
        if chance < 0.15:
            row.kind, row.colleague = OppositionKind.COLLEAGUE, nurse
        elif chance < 0.4:
            row.kind, row.interpreter_sex = OppositionKind.INTERPRETER, "male"
        rows.append(row)
    return rows


def _write_requisition(rng: random.Random, pen: Pen, story: Story) -> None:
    """One, long closed, which named nobody known here."""
    director = pen.house.users["direction"]
    at = story.now - datetime.timedelta(days=20)
    (requisition,) = pen.insert(
        Requisition,
        [
            Requisition(
                seal_number=seal_number(rng),
                received_on=at.date(),
                authority="Parquet (démonstration)",
                asked="Copie du dossier d’une personne inconnue du centre.",
                recorded_at=at,
                recorded_by=director,
            )
        ],
    )
    pen.insert(
        RequisitionStep,
        [
            RequisitionStep(
                seal_number=seal_number(rng),
                requisition=requisition,
                kind=kind,
                happened_on=(at + datetime.timedelta(days=number)).date(),
                note=note,
                recorded_at=at + datetime.timedelta(days=number),
                recorded_by=director,
            )
            for number, (kind, note) in enumerate(
                [
                    (RequisitionStepKind.LAWYER_TOLD, ""),
                    (RequisitionStepKind.REFUSED, "Aucun dossier à ce nom."),
                    (RequisitionStepKind.CLOSED, ""),
                ]
            )
        ],
    )
