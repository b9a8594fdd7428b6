"""What the social desk has asked for: addresses, medical aid, school. All assumptions."""

import datetime
import random

from cases.choices import DeskKind
from cases.models import Minor
from config.demo.accounts import AT_DESK
from config.demo.days import DAY
from config.demo.pen import Pen, seal_number
from config.demo.story import Story
from referrals.choices.entitlements import EntitlementKind, EntitlementStatus
from referrals.models import Entitlement, EntitlementStep

K, S = EntitlementKind, EntitlementStatus
# Of those whom the social desk has received: 55 % have the AME within 90 days, 60 % an address
# within 60 (field sheet, section 7).
HAVE = {K.DOMICILIATION: 0.8, K.AME: 0.75, K.SCHOOL: 0.5, K.TRANSPORT: 0.3, K.CIVIL_PAPERS: 0.2}
OBTAINED_AFTER = {K.DOMICILIATION: 30, K.AME: 50, K.TRANSPORT: 60, K.SCHOOL: 40}  # days
OBTAINED = 0.7
EARLIER = 290  # days: some have had it since before the demonstration, so that it ends soon
A_YEAR = 365


def write_entitlements(pen: Pen, story: Story, seed: int) -> None:
    rng = random.Random(f"{seed}/entitlements")
    received = pen.received_by(DeskKind.SOCIAL, story.visits)
    told = [one for minor, day in received for one in _of(rng, pen, story, minor, day)]
    pen.make_keys((row.minor, Entitlement.compartment) for row, _steps in told)
    pen.insert(Entitlement, [row for row, _steps in told])
    pen.insert(EntitlementStep, [step for _row, steps in told for step in steps])


def _of(
    rng: random.Random, pen: Pen, story: Story, minor: Minor, day: datetime.date
) -> list[tuple[Entitlement, list[EntitlementStep]]]:
    told = []
    for kind, share in HAVE.items():
        if rng.random() > share:
            continue
        row = Entitlement(
            minor=minor,
            site=pen.house.sites["pantin"],
            kind=kind,
            seal_number=seal_number(rng),
            opened_at=story.now,
            opened_by=pen.house.users[AT_DESK[DeskKind.SOCIAL]],
        )
        told.append((row, _steps(rng, story, row, day)))
    return told


def _steps(
    rng: random.Random, story: Story, row: Entitlement, day: datetime.date
) -> list[EntitlementStep]:
    filed = day - (EARLIER * DAY if rng.random() < 0.15 else 0 * DAY)
    steps = [_step(rng, story, row, S.FILED if rng.random() < 0.9 else S.TO_DO, filed)]
    after = OBTAINED_AFTER.get(K(row.kind))
    obtained = filed + (after or 0) * DAY
    if after and obtained <= story.calendar.today and rng.random() < OBTAINED:
        until = None if row.kind == K.SCHOOL else obtained + A_YEAR * DAY
        steps.append(_step(rng, story, row, S.OBTAINED, obtained, until))
    return steps


def _step(
    rng: random.Random,
    story: Story,
    row: Entitlement,
    status: EntitlementStatus,
    day: datetime.date,
    until: datetime.date | None = None,
) -> EntitlementStep:
    return EntitlementStep(
        entitlement=row,
        status=status,
        seal_number=seal_number(rng),
        happened_on=day,
        valid_until=until,
        recorded_at=story.now,
        recorded_by=row.opened_by,
    )
