"""Protocols signed by the doctor, and what the midwife follows. All of it is invented."""

import datetime
import random
from collections.abc import Iterable
from typing import Any

from cases.choices import DeskKind, Precision, Sex
from cases.models import Minor
from clinics.choices import (
    ActAgreement,
    ActKind,
    ActRight,
    ContraceptionSource,
    ContraceptionStepKind,
    Dating,
    PregnancyOutcome,
    PregnancyStepKind,
    PregnancyTest,
    StopReason,
    ViolenceKind,
    Wish,
)
from clinics.models import (
    Contraception,
    ContraceptionStep,
    Pregnancy,
    PregnancyStep,
    SexualHealthAct,
    SignedProtocol,
    Violence,
    next_due,
)
from config.demo.days import DAY
from config.demo.pen import Pen, seal_number
from config.demo.story import Story

# name, version, what it covers, the text, signed how many days ago and for how many.
PROTOCOLS = [
    ("Vaccination", "2026", [ActKind.VACCINATION],
     "Rattrapage des 11 ans et plus selon le calendrier, après questions et accord.", 200, 400),
    ("Contraception d’urgence", "2", [ActKind.EMERGENCY_PILL, ActKind.TEST],
     "Test urinaire, puis lévonorgestrel 1,5 mg ou ulipristal selon le délai.", 90, 365),
    ("Gale", "2025", [ActKind.MEDICINE],
     "Ivermectine 200 µg/kg à J0 et J10, conseils sur le linge.", 120, 365),
    ("Fièvre, douleur", "1", [ActKind.MEDICINE], "Paracétamol selon le poids.", 500, 365),
]  # fmt: skip
# weeks since the last period, what she wishes, how it ended.
PREGNANCIES = [(13, Wish.STOP, ""), (23, Wish.CONTINUE, ""), (9, Wish.UNSURE, ""),
               (20, Wish.STOP, PregnancyOutcome.ABORTION)]  # fmt: skip
# method, given how many days ago, stopped or not.
METHODS = [
    ("injection", 88, False),
    ("pill_combined", 75, False),
    ("implant", 200, False),
    ("injection", 30, False),
    ("pill_combined", 150, True),
    ("condoms", 12, False),
]
ACTS = [
    (ActKind.TEST, ActAgreement.YES, "contraception", ActRight.PROTOCOL,
     "Contraception d’urgence (2)", "Test urinaire"),
    (ActKind.SAMPLES, ActAgreement.YES, "screening", ActRight.PRESCRIPTION, "Dr Renard", ""),
    (ActKind.EXAMINATION, ActAgreement.NO, "", "", "", "Préfère attendre"),
    (ActKind.EMERGENCY_PILL, ActAgreement.YES, "contraception", ActRight.PROTOCOL,
     "Contraception d’urgence (2)", ""),
]  # fmt: skip
# what, how many days ago, her words.
VIOLENCES = [(ViolenceKind.SEXUAL, 1, "« Il m’a forcée. »"), (ViolenceKind.MUTILATION, None, "")]
MIDWIFE, DOCTOR = "sagefemme", "medecin"


def write_midwifery(pen: Pen, story: Story, seed: int) -> None:
    rng = random.Random(f"{seed}/midwifery")
    pen.insert(SignedProtocol, _protocols(pen, story))
    girls = [
        minor
        for minor, _day in pen.received_by(DeskKind.NURSE, reversed(story.visits))
        if minor.sex == Sex.FEMALE
    ]
    pen.make_keys((girl, Pregnancy.compartment) for girl in girls)
    of = _Writer(pen, story, rng)
    of.pregnancies(girls[: len(PREGNANCIES)])
    of.contraceptions(girls[2 : 2 + len(METHODS)])
    acts = zip(girls, ACTS, strict=False)
    pen.insert(SexualHealthAct, [of.act(girl, told) for girl, told in acts])
    violences = zip(girls[3:], VIOLENCES, strict=False)
    pen.insert(Violence, [of.violence(girl, told) for girl, told in violences])


def _protocols(pen: Pen, story: Story) -> Iterable[SignedProtocol]:
    for name, version, acts, text, ago, days in PROTOCOLS:
        first = story.calendar.today - ago * DAY
        yield SignedProtocol(
            name=name,
            version=version,
            acts=acts,
            text=text,
            valid_from=first,
            valid_until=first + days * DAY,
            signed_at=story.now - ago * DAY,
            signed_by=pen.house.users[DOCTOR],
        )


class _Writer:
    """Writes the rows of these files, each in the hand of the midwife."""

    def __init__(self, pen: Pen, story: Story, rng: random.Random) -> None:
        self.pen, self.rng, self.now = pen, rng, story.now
        self.today, self.midwife = story.calendar.today, pen.house.users[MIDWIFE]

    def _row(self, minor: Minor) -> dict[str, Any]:
        return {
            "minor": minor,
            "site": self.pen.house.sites["pantin"],
            "seal_number": seal_number(self.rng),
            "recorded_at": self.now,
            "recorded_by": self.midwife,
        }

    def _step(self) -> dict[str, Any]:
        return {"seal_number": seal_number(self.rng), "at": self.now, "by": self.midwife}

    def pregnancies(self, girls: list[Minor]) -> None:
        told = list(zip(girls, PREGNANCIES, strict=False))
        rows = self.pen.insert(
            Pregnancy,
            [
                Pregnancy(
                    test=PregnancyTest.POSITIVE,
                    tested_on=self.today - (weeks - 5) * 7 * DAY,
                    **self._row(girl),
                )
                for girl, (weeks, _wish, _end) in told
            ],
        )
        steps = [
            step for row, (_girl, said) in zip(rows, told, strict=True)
            for step in self._steps(row, *said)
        ]  # fmt: skip
        self.pen.insert(PregnancyStep, steps)

    def _steps(self, row: Pregnancy, weeks: int, wish: str, end: str) -> Iterable[PregnancyStep]:
        begun = self.today - weeks * 7 * DAY
        yield PregnancyStep(
            pregnancy=row,
            kind=PregnancyStepKind.DATED,
            dating=Dating.PERIOD,
            happened_on=begun,
            precision=Precision.DAY,
            **self._step(),
        )
        yield PregnancyStep(pregnancy=row, kind=PregnancyStepKind.WISH, wish=wish, **self._step())
        if end:
            yield PregnancyStep(
                pregnancy=row,
                kind=PregnancyStepKind.ENDED,
                outcome=end,
                happened_on=self.today - 30 * DAY,
                **self._step(),
            )

    def contraceptions(self, girls: list[Minor]) -> None:
        told = list(zip(girls, METHODS, strict=False))
        rows = self.pen.insert(Contraception, [self._method(girl, *said) for girl, said in told])
        self.pen.insert(
            ContraceptionStep,
            [
                ContraceptionStep(
                    contraception=row,
                    kind=ContraceptionStepKind.STOPPED,
                    reason=StopReason.SIDE_EFFECT,
                    day=self.today - 20 * DAY,
                    **self._step(),
                )
                for row, (_girl, (_method, _ago, is_over)) in zip(rows, told, strict=True)
                if is_over
            ],
        )

    def _method(self, girl: Minor, method: str, ago: int, is_over: bool) -> Contraception:
        since: datetime.date = self.today - ago * DAY
        return Contraception(
            method=method,
            source=ContraceptionSource.HERE,
            since_on=since,
            next_on=next_due(method, since),
            **self._row(girl),
        )

    def act(self, girl: Minor, told: tuple[str, str, str, str, str, str]) -> SexualHealthAct:
        names = ("kind", "agreement", "basis", "right", "authority", "note")
        said: dict[str, Any] = dict(zip(names, told, strict=True))
        return SexualHealthAct(day=self.today - 2 * DAY, **said, **self._row(girl))

    def violence(self, girl: Minor, told: tuple[str, int | None, str]) -> Violence:
        kind, ago, facts = told
        return Violence(
            kind=kind,
            happened_on=None if ago is None else self.today - ago * DAY,
            precision=Precision.UNKNOWN if ago is None else Precision.DAY,
            facts=facts,
            is_asked_by_trained=kind == ViolenceKind.MUTILATION,
            **self._row(girl),
        )
