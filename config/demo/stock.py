"""What the cupboard of the centre and a bag of the mobile clinic hold. All assumptions."""

import random
from collections.abc import Iterator

from cases.choices import DeskKind
from clinics.choices import StockMoveKind
from clinics.medicines import medicines
from clinics.models import Lot, StockMove
from config.demo.accounts import AT_DESK
from config.demo.days import DAY
from config.demo.pen import Pen
from config.demo.story import Story

BAG = "Sac mobile 1"
IN_BAG = 0.3  # of the medicines
HAD = 0.75  # of the list: what the centre keeps
RUN_OUT = 0.08


def write_stock(pen: Pen, story: Story, seed: int) -> None:
    held = list(_held(random.Random(f"{seed}/stock"), pen, story))
    pen.insert(Lot, [lot for lot, _moves in held])
    by = pen.house.users[AT_DESK[DeskKind.NURSE]]
    pen.insert(
        StockMove,
        [
            StockMove(lot=lot, kind=kind, amount=amount, at=story.now, by=by)
            for lot, moves in held
            for kind, amount in moves.items()
            if amount
        ],
    )


def _held(
    rng: random.Random, pen: Pen, story: Story
) -> Iterator[tuple[Lot, dict[StockMoveKind, int]]]:
    for code in medicines():
        if rng.random() > HAD:
            continue
        for bag in ["", *([BAG] if rng.random() < IN_BAG else [])]:
            lot = Lot(
                site=pen.house.sites["pantin"],
                bag=bag,
                medicine=code,
                number=f"{rng.choice('ABCDEFGHK')}{rng.randrange(1000, 9999)}",
                expires_on=story.calendar.today + rng.randrange(-10, 700) * DAY,
            )
            received = rng.choice([10, 20, 30, 60, 100])
            given = received if rng.random() < RUN_OUT else rng.randrange(received)
            yield lot, {StockMoveKind.RECEIVED: received, StockMoveKind.GIVEN: -given}
