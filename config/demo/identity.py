"""Cards, birth dates kept for deadlines, and who asked for a young person. Shares: assumptions."""

import datetime
import random
from collections.abc import Iterator

from cases import cards
from cases.choices import CardStepKind, ClaimSource, EnquiryChannel
from cases.models import BirthClaim, CardStep, ClaimRetention, Enquiry, Minor
from config.demo.pen import Pen
from config.demo.story import Story
from staff import encryption, keys

CARRIES_A_CARD, WANTS_NONE = 0.25, 0.05  # of the young people
LOSES_IT = 0.15  # of the cards, a while later; half of them are made again
OF_A_PAPER = "Acte de naissance légalisé, à produire devant le juge."
AS_SAID = "Constante depuis le premier entretien ; l’évaluation n’engage pas le juge."
ASKED = [
    (EnquiryChannel.PHONE, "Un oncle, dit-il", "Mariam", "Veut savoir où elle dort.", False),
    (EnquiryChannel.DOOR, "Une avocate, sans carte", "Ibrahima", "A laissé son numéro.", False),
    (EnquiryChannel.DOOR, "Deux hommes", "", "Attendent en face, insistent.", True),
]


def write_identity(pen: Pen, story: Story, seed: int) -> None:
    rng = random.Random(f"{seed}/identity")
    pen.insert(CardStep, _cards(rng, pen, story))
    pen.insert(ClaimRetention, _retentions(rng, pen, story))
    pen.insert(Enquiry, _enquiries(pen, story))


def _later(rng: random.Random, minor: Minor, story: Story) -> datetime.datetime:
    """Some days after the file was opened, or this instant."""
    return min(minor.registered_at + datetime.timedelta(days=rng.randint(1, 20)), story.now)


def _cards(rng: random.Random, pen: Pen, story: Story) -> Iterator[CardStep]:
    """Nobody has the codes: a card of the demonstration is made anew to be tried."""
    key, by = keys.house_key(cards.KEY), pen.house.users["accueil"]

    def step(minor: Minor, kind: CardStepKind, at: datetime.datetime) -> CardStep:
        is_made = kind == CardStepKind.MADE
        code = encryption.blind(key, cards.new_token()) if is_made else None
        return CardStep(minor=minor, kind=kind, fingerprint=code, at=at, by=by)

    for minor in pen.minors.values():
        chance = rng.random()
        if chance < WANTS_NONE:
            yield step(minor, CardStepKind.DECLINED, minor.registered_at)
        elif chance < WANTS_NONE + CARRIES_A_CARD:
            yield step(minor, CardStepKind.MADE, minor.registered_at)
            if rng.random() < LOSES_IT:
                at = _later(rng, minor, story)
                yield step(minor, CardStepKind.LOST, at)
                if rng.random() < 0.5:
                    yield step(minor, CardStepKind.MADE, at)


def _retentions(rng: random.Random, pen: Pen, story: Story) -> Iterator[ClaimRetention]:
    """Where two dates stand side by side: that of a paper, else the one that was said."""
    found: dict[int, list[BirthClaim]] = {}
    for claim in BirthClaim.objects.order_by("pk"):
        found.setdefault(claim.minor_id, []).append(claim)
    for minor in pen.minors.values():
        said, *others = found[minor.pk]
        if not others:
            continue
        papers = [claim for claim in others if claim.source == ClaimSource.DOCUMENT]
        yield ClaimRetention(
            minor=minor,
            claim=papers[0] if papers else said,
            reason=OF_A_PAPER if papers else AS_SAID,
            retained_at=_later(rng, minor, story),
            retained_by=pen.house.users["juriste"],
        )


def _enquiries(pen: Pen, story: Story) -> Iterator[Enquiry]:
    for days, (channel, who, asked_for, said, is_threat) in enumerate(ASKED):
        yield Enquiry(
            site=pen.house.sites["pantin"],
            channel=channel,
            who=who,
            asked_for=asked_for,
            said=said,
            is_threat=is_threat,
            noted_at=story.now - datetime.timedelta(days=3 * days),
            noted_by=pen.house.users["accueil"],
        )
