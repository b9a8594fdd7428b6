"""A week of invented numbers in which everything adds up, on the lines of a real report."""

import random
from collections.abc import Sequence
from dataclasses import replace

from reports import freezing
from reports.figures import Breakdown, Figure, Part
from reports.models import FrozenWeek
from reports.periods import Week
from reports.weekly import Report
from staff.models import Site, User

# Lists that show only what there is: in a report without anybody they are empty.
SHOWN_IF_ANY = {
    ("W07", "country"), ("W07", "language"), ("W11", "motifs"), ("W24", "motifs"),
    ("W24", "zones"), ("W24", "orientation_zones"), ("W24", "destinations"),
    ("W15", "decisions"), ("W16", "headline"), ("W21", "language"), ("W08", "sender"),
}  # fmt: skip


class Invented:
    """The numbers of one week, `size` persons or so."""

    def __init__(self, seed: int, size: int) -> None:
        self.random = random.Random(seed)
        self.size = size
        self.numbers = self._numbers()
        self.outing = self._motifs("W24")
        self.centre = self._motifs("W11")

    def up_to(self, most: int) -> int:
        return self.random.randint(0, most)

    def spread(self, total: int, names: Sequence[str]) -> dict[str, int]:
        weights = [self.random.random() ** 3 + 0.001 for _name in names]
        found = dict.fromkeys(names, 0)
        for name in self.random.choices(list(names), weights, k=total):
            found[name] += 1
        return found

    def _numbers(self) -> dict[tuple[str, str], int]:
        size, up_to = self.size, self.up_to
        new, known = up_to(size // 3), up_to(size)
        outing = up_to(size)
        soon = [up_to(size // 6) for _ in range(3)]
        found = {
            ("W01", "arrivals"): new + up_to(3 * size),
            ("W02", "caseload"): new + known, ("W03", "new"): new, ("W04", "known"): known,
            ("W11", "consultations"): outing + up_to(size),
            ("W24", "consultations"): outing, ("W24", "orientations"): outing // 3,
            ("W24", "without_identity"): outing // 2, ("W24", "sheet_only"): outing // 5,
            ("W24", "new_episodes"): outing // 2, ("W24", "follow_ups"): outing // 4,
            ("W19", "within_30"): soon[0], ("W19", "within_60"): sum(soon[:2]),
            ("W19", "within_90"): sum(soon),
            ("W17", "decisions"): size // 2, ("W16", "persons"): size,
        }  # fmt: skip
        found["W05", "caseload_quarter"] = new + known + up_to(size)
        found["W05", "caseload_year"] = found["W05", "caseload_quarter"] + up_to(size)
        found["W11", "persons"] = found["W11", "consultations"] // 2
        found["W11", "new"] = found["W11", "persons"] // 3
        found["W11", "followed"] = found["W11", "persons"] - found["W11", "new"]
        return found

    def _motifs(self, code: str) -> dict[str, int]:
        names = [f"motif {number}" for number in range(9)]
        outing = self.numbers["W24", "consultations"]
        if code == "W24":
            return self.spread(outing, names)
        rest = self.spread(self.numbers["W11", "consultations"] - outing, names)
        return {name: rest[name] + self.outing[name] for name in names}

    def of(self, line: tuple[str, str]) -> int:
        if line not in self.numbers:
            self.numbers[line] = self.up_to(self.size)
        return self.numbers[line]

    def filled(self, report: Report, totals: dict[tuple[str, str], tuple[str, str]]) -> Report:
        """Return this report with these numbers; `totals`: {list: the number it comes to}."""
        sections = [
            replace(
                section,
                breakdowns=[self._cut(cut, totals) for cut in section.breakdowns],
            )
            for section in report.sections
        ]
        cuts = {(cut.code, cut.name): cut for one in sections for cut in one.breakdowns}
        return replace(
            report, sections=[
                replace(one, figures=[self._figure(figure, cuts) for figure in one.figures])
                for one in sections
            ],
        )  # fmt: skip

    def _cut(self, cut: Breakdown, totals: dict[tuple[str, str], tuple[str, str]]) -> Breakdown:
        line = cut.code, cut.name
        if cut.name == "motifs":
            counts = self.outing if cut.code == "W24" else self.centre
        else:
            names = [part.name for part in cut.parts]
            if line in SHOWN_IF_ANY:
                names = [f"{cut.name} {number}" for number in range(8)]
            counts = self.spread(self.of(totals.get(line, line)), names)
        labels = {part.name: part.label for part in cut.parts}
        parts = [Part(name, labels.get(name, name), count) for name, count in counts.items()]
        if line in SHOWN_IF_ANY:
            parts = sorted((p for p in parts if p.count), key=lambda p: (-(p.count or 0), p.label))
        return replace(cut, parts=parts)

    def _figure(self, figure: Figure, cuts: dict[tuple[str, str], Breakdown]) -> Figure:
        line = figure.code, figure.name
        if line == ("W06", "per_opening_day"):
            return replace(figure, value=round(self.of(("W01", "arrivals")) / 5, 1))
        if line == ("W09", "unknown_share"):
            cut = cuts["W09", "place"]
            unknown = next(part.count or 0 for part in cut.parts if part.name == "unknown")
            return replace(figure, value=round(100 * unknown / cut.total) if cut.total else None)
        if line == ("W17", "rate"):
            total = self.of(("W17", "decisions"))
            over = self.up_to(total)
            return replace(figure, value=round(100 * over / total), bases={"favourable": over})
        if figure.code == "W18":
            return replace(figure, value=self.up_to(90), bases={"count": self.up_to(12)})
        if figure.code == "W25" and figure.name != "late":
            return replace(figure, value=None)
        return replace(figure, value=self.of(line))


def freeze(report: Report, week: Week, *, by: User, site: Site | None = None) -> FrozenWeek:
    """Keep this report as if it had been validated."""
    body = freezing.body_of(lambda: report)
    last = FrozenWeek.objects.of(week, site).first()
    frozen = FrozenWeek(
        year=week.year, number=week.number, site=site, version=last.version + 1 if last else 1,
        body=body, digest=freezing.digest_of(body), why="x" if last else "", frozen_by=by,
    )  # fmt: skip
    frozen.full_clean()
    frozen.save()
    return frozen
