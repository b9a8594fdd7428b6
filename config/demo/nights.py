"""Where the invented young people sleep, and the lists of the evening.

Shares of the field sheet, section 7: six in ten sleep rough when they first come.
"""

import datetime
import random
from collections.abc import Iterable

from cases.choices import (
    Channel,
    ConsentAnswer,
    Interpreting,
    NightPlace,
    Part,
    PartnerKind,
    Purpose,
    SaidHow,
)
from cases.models import Consent, Minor, NamedForNight, Night, NightHandover, Partner, Sharing
from config.demo.days import DAY
from config.demo.pen import Pen, seal_number
from config.demo.story import Story
from config.demo.visits import Visit

# Shares of the first visit, then of three months later; unknown is what the data lack.
FIRST = {
    NightPlace.STREET: 38, NightPlace.CAMP: 22, NightPlace.ACQUAINTANCE: 12,
    NightPlace.HOST_FAMILY: 8, NightPlace.ASE_HOTEL: 8, NightPlace.ADULT_SHELTER: 4,
    NightPlace.SQUAT: 4, NightPlace.UNKNOWN: 4,
}  # fmt: skip
LATER = {
    NightPlace.STREET: 20, NightPlace.CAMP: 10, NightPlace.HOST_FAMILY: 34,
    NightPlace.DEDICATED: 24, NightPlace.ADULT_SHELTER: 6, NightPlace.UNKNOWN: 6,
}  # fmt: skip
LATER_AFTER = 90  # days
# Assumptions.
ASKED, ASKED_TODAY = 0.92, 0.55
STAYS = 0.8  # chance that she sleeps where she slept the last time
TO_ORIENT = 0.35  # of those outside
OUTSIDE = {NightPlace.STREET, NightPlace.CAMP, NightPlace.SQUAT}
AGREES, REFUSES = 0.6, 0.12
ASKED_AT = 0.8  # share of the day that has gone by then
LISTED_DAYS = 5  # past days of which the list was handed over


def write_nights(pen: Pen, story: Story, seed: int) -> None:
    rng = random.Random(f"{seed}/nights")
    nights = pen.insert(Night, _nights(rng, pen, story))
    partner = next(p for p in pen.house.partners.values() if p.kind == PartnerKind.SHELTER)
    outside = [night for night in nights if night.is_to_orient]
    consents = pen.insert(Consent, _answers(rng, story, outside, partner))
    _hand_over(rng, pen, story, outside, consents)


def _nights(rng: random.Random, pen: Pen, story: Story) -> Iterable[Night]:
    """At the day centre only: where the mobile team goes, nobody is asked to stay."""
    slept: dict[str, NightPlace] = {}
    first: dict[str, datetime.date] = {}
    for visit in story.visits:
        reference = visit.person.reference
        since = first.setdefault(reference, visit.day)
        is_today = visit.day == story.calendar.today
        if visit.site != "pantin" or rng.random() > (ASKED_TODAY if is_today else ASKED):
            continue
        shares = LATER if (visit.day - since).days >= LATER_AFTER else FIRST
        if reference not in slept or rng.random() > STAYS:
            slept[reference] = rng.choices(list(shares), list(shares.values()))[0]
        yield _night(rng, pen, story, visit, slept[reference])


def _night(rng: random.Random, pen: Pen, story: Story, visit: Visit, place: NightPlace) -> Night:
    clock = visit.clock
    asked_at = max(visit.arrived, min(clock.elapsed, clock.length * ASKED_AT))
    return Night(
        minor=pen.minor(visit.person),
        site=pen.house.sites[visit.site],
        night_on=visit.day,
        place=place,
        is_to_orient=place in OUTSIDE and rng.random() < TO_ORIENT,
        recorded_at=min(clock.at(asked_at), story.now),
        recorded_by=pen.door[visit],
    )


def _answers(
    rng: random.Random, story: Story, outside: list[Night], partner: Partner
) -> Iterable[Consent]:
    """The first time that she is to be oriented lately; some are never asked."""
    asked: set[int] = set()
    for night in outside:
        chance = rng.random()
        is_lately = night.night_on > story.calendar.today - LISTED_DAYS * DAY
        if not is_lately or night.minor_id in asked or chance > AGREES + REFUSES:
            continue
        asked.add(night.minor_id)
        yield Consent(
            seal_number=seal_number(rng),
            minor=night.minor,
            partner=partner,
            purpose=Purpose.SHELTER,
            parts=[Part.IDENTITY],
            compartment=Night.compartment,
            answer=ConsentAnswer.AGREED if chance < AGREES else ConsentAnswer.REFUSED,
            given_on=night.night_on,
            said_how=SaidHow.ORAL,
            language=night.minor.language,
            interpreting=Interpreting.NONE,
            recorded_at=night.recorded_at,
            recorded_by=night.recorded_by,
        )


def _hand_over(
    rng: random.Random,
    pen: Pen,
    story: Story,
    outside: list[Night],
    consents: Iterable[Consent],
) -> None:
    """The lists of the past evenings; today's is still to be handed over."""
    agreed: dict[Minor, Consent] = {
        row.minor: row for row in consents if row.answer == ConsentAnswer.AGREED
    }
    evenings: dict[datetime.date, list[Night]] = {}
    for night in outside:
        consent = agreed.get(night.minor)
        if consent and consent.given_on <= night.night_on < story.calendar.today:
            evenings.setdefault(night.night_on, []).append(night)
    by = pen.house.users["sociale"]
    handovers = pen.insert(
        NightHandover,
        [
            NightHandover(
                site=nights[0].site,
                night_on=day,
                partner=agreed[nights[0].minor].partner,
                handed_at=max(night.recorded_at for night in nights),
                handed_by=by,
            )
            for day, nights in sorted(evenings.items())
        ],
    )
    named = [(handover, night) for handover in handovers for night in evenings[handover.night_on]]
    sharings = pen.insert(
        Sharing, [_sharing(rng, handover, agreed[night.minor]) for handover, night in named]
    )
    pen.insert(
        NamedForNight,
        [
            NamedForNight(handover=handover, sharing=sharing)
            for (handover, _night), sharing in zip(named, sharings, strict=True)
        ],
    )


def _sharing(rng: random.Random, handover: NightHandover, consent: Consent) -> Sharing:
    return Sharing(
        seal_number=seal_number(rng),
        minor=consent.minor,
        partner=consent.partner,
        purpose=consent.purpose,
        parts=consent.parts,
        compartment=consent.compartment,
        consent=consent,
        channel=Channel.ORAL,
        shared_on=handover.night_on,
        until=handover.night_on,
        recorded_at=handover.handed_at,
        shared_by=handover.handed_by,
    )
