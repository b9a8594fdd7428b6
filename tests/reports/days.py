"""Days of an invented house, and the report of any period of them: everything adds up by day."""

import datetime
import random
from collections import Counter
from collections.abc import Sequence

from reports.arrivals import by_step
from reports.audiences import AUDIENCES, Audience, masked, masking_for
from reports.figures import Breakdown, Figure, Key, Part, Section, top
from reports.masking import Masking
from reports.nested import Sent
from reports.periods import Month, Period, Week
from reports.sendings import Content, content_of
from reports.weekly import Report

NOVEMBER = Month(2026, 11)
WEEKS = [Week(2026, number) for number in range(45, 49)]  # those that lie within November
ONE_DAY = datetime.timedelta(days=1)

LISTS = {
    ("W07", "sex"): ["female", "male", "other"],
    ("W07", "country"): ["ML", "GN", "CI", "AF", "ER", "SD"],
    ("W11", "motifs"): ["fever", "feet", "skin", "teeth"],
    ("REF", "kind"): ["care", "law", "school", "night"],
    ("REF", "follow_ups"): ["came", "missed", "refused"],
}
TOTAL_OF = {
    ("W07", "sex"): ("W03", "new"), ("W07", "country"): ("W03", "new"),
    ("W11", "motifs"): ("W11", "consultations"), ("REF", "kind"): ("REF", "made"),
}  # fmt: skip


class House:
    """What happened each day of some months; `busy`: how much of it."""

    def __init__(self, seed: int, busy: float) -> None:
        self.random = random.Random(seed)
        self.busy = busy
        self.of_day: dict[datetime.date, Counter[Key]] = {}

    def on(self, day: datetime.date) -> Counter[Key]:
        if day not in self.of_day:
            self.of_day[day] = self._invented(day)
        return self.of_day[day]

    def _some(self, most: float) -> int:
        return int(self.random.random() ** 2 * most * self.busy)

    def _invented(self, day: datetime.date) -> Counter[Key]:
        found: Counter[Key] = Counter()
        if day.isoweekday() == 7:
            return found
        totals = {("W03", "new"): self._some(9), ("W11", "consultations"): self._some(12),
                  ("REF", "made"): self._some(5)}  # fmt: skip
        found["W15", "petitions", ""] = self._some(3)
        found["W01", "arrivals", ""] = totals["W03", "new"] + self._some(20)
        for line, names in LISTS.items():
            whole = TOTAL_OF.get(line)
            count = totals[whole] if whole else self._some(4)
            for name in self.random.choices(names, [8, 5, 3, 2, 1, 1][: len(names)], k=count):
                found[*line, name] += 1
        for line, count in totals.items():
            found[*line, ""] = count
        # Of the consultations, some on the mobile clinic, motif by motif.
        for name in LISTS["W11", "motifs"]:
            out = self.random.randint(0, found["W11", "motifs", name])
            found["W24", "motifs", name] = out
            found["W24", "consultations", ""] += out
        return found

    def of(self, period: Period) -> Counter[Key]:
        found: Counter[Key] = Counter()
        day = period.start
        while day <= period.end:
            found += self.on(day)
            day += ONE_DAY
        return found

    def arrivals(self, period: Period) -> dict[datetime.date, int]:
        count = (period.end - period.start).days + 1
        every = [period.start + number * ONE_DAY for number in range(count)]
        return {day: self.on(day)["W01", "arrivals", ""] for day in every}

    def report(self, period: Period) -> Report:
        numbers = self.of(period)
        lines = [("W01", "arrivals"), ("W03", "new"), ("W11", "consultations"),
                 ("W15", "petitions"), ("W24", "consultations"), ("REF", "made")]  # fmt: skip
        figures = [Figure(*line, " ".join(line), numbers[*line, ""], "Counted.") for line in lines]
        cuts = [by_step(period, self.arrivals(period), None)]
        cuts += [self._cut(line, numbers) for line in [*LISTS, ("W24", "motifs")]]
        return Report(period, [], [Section("Part", figures, cuts)])

    def _cut(self, line: tuple[str, str], numbers: Counter[Key]) -> Breakdown:
        names = LISTS.get(line, LISTS["W11", "motifs"])
        parts = [Part(name, name, numbers[*line, name]) for name in names]
        if line[1] in ("country", "motifs"):
            parts = top([(name, name) for name in names for _ in range(numbers[*line, name])])
        return Breakdown(*line, " ".join(line), parts, "Counted.")


class Register:
    """What has left, in order; each file masked in the knowledge of those before it."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.contents: list[tuple[Report, Content, Audience]] = []

    def masking(self, report: Report, audience: Audience) -> Masking:
        return masking_for([report], audience, self.sent)

    def send(self, report: Report, audience: Audience) -> Report:
        told = masked(report, self.masking(report, audience), audience)
        content = content_of(report, told)
        period = report.period
        self.sent.append(
            Sent(
                len(self.sent) + 1, str(period), period.start, period.end, audience.k,
                {(c, n, p): value for c, n, p, value in content.told},
                {(c, n, p): value for c, n, p, value in content.withheld},
            )
        )  # fmt: skip
        self.contents.append((report, content, audience))
        return told


def audiences() -> Sequence[Audience]:
    return list(AUDIENCES.values())
