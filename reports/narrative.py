"""The period in words: sentences made from its figures, and what deserves a second look.

Only from the parts that every reader of the report may know: what was written from them is read by
all of them. A figure that cannot be computed, or that is masked, is passed over.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.choices import NightPlace
from reports.figures import OTHERS, Breakdown, Key, Part, Value, rounded
from reports.freezing import Received
from reports.weekly import Report

POINTS = 5  # lines for the coordination
OUTSIDE = (NightPlace.STREET, NightPlace.CAMP, NightPlace.SQUAT)
# A number is out of the ordinary at twice its mean, or half of it; below five nothing is.
TIMES, FEW = 2, 5


@dataclass(frozen=True)
class Numbers:
    """The figures of a report, found by their code and name."""

    report: Report
    cuts: Sequence[Breakdown]
    values: dict[Key, Value]
    labels: dict[Key, str]

    @classmethod
    def of(cls, report: Report) -> "Numbers":
        open_to_all = [section for section in report.sections if section.needs is None]
        figures = [figure for section in open_to_all for figure in section.figures]
        return cls(
            report,
            [cut for section in open_to_all for cut in section.breakdowns],
            {figure.key: figure.value for figure in figures},
            {figure.key: str(figure.label) for figure in figures},
        )

    def count(self, code: str, name: str) -> int | None:
        value = self.values.get((code, name, ""))
        return None if value is None else int(value)

    def parts(self, code: str, name: str) -> Sequence[Part]:
        found = (cut.parts for cut in self.cuts if (cut.code, cut.name) == (code, name))
        return next(found, [])

    def mean(self, key: Key) -> float | None:
        beside = self.report.beside.get(key)
        return beside.mean if beside else None


def paragraph(report: Report) -> str:
    """Return the report in a few sentences; one without any figure gives none."""
    numbers = Numbers.of(report)
    return " ".join(said for make in SENTENCES if (said := make(numbers)))


def _arrivals(numbers: Numbers) -> str:
    count = numbers.count("W01", "arrivals")
    if count is None:
        return ""
    said = ngettext("%(count)d arrival", "%(count)d arrivals", count) % {"count": count}
    mean = numbers.mean(("W01", "arrivals", ""))
    return f"{said}{_beside_the_mean(count, mean)}."


def _beside_the_mean(count: int, mean: float | None) -> str:
    if mean is None:
        return ""
    more = int(rounded(abs(Fraction(count) - Fraction(str(mean)))))
    more = more if count > mean else -more
    values = {"more": abs(more), "mean": localize(mean)}
    if more > 0:
        return _(", %(more)d more than the mean of the weeks before (%(mean)s)") % values
    if more < 0:
        return _(", %(more)d fewer than the mean of the weeks before (%(mean)s)") % values
    return _(", as many as the mean of the weeks before (%(mean)s)") % values


def _persons(numbers: Numbers) -> str:
    count, new = numbers.count("W02", "caseload"), numbers.count("W03", "new")
    if not count:
        return ""
    said = ngettext("%(count)d person seen", "%(count)d persons seen", count) % {"count": count}
    if new is None:
        return f"{said}."
    return said + ngettext(", %(count)d of them new.", ", %(count)d of them new.", new) % {
        "count": new
    }


def _nights(numbers: Numbers) -> str:
    parts = numbers.parts("W09", "place")
    counts = {part.name: part.count for part in parts if part.count is not None}
    if len(counts) < len(parts):
        return ""
    known = sum(count for name, count in counts.items() if name != "unknown")
    outside = sum(count for name, count in counts.items() if name in OUTSIDE)
    if not known:
        return ""
    said = ngettext(
        "%(outside)d sleeps outside, in a camp or a squat, of the %(known)d whose night is known.",
        "%(outside)d sleep outside, in a camp or a squat, of the %(known)d whose night is known.",
        outside,
    )
    return said % {"outside": outside, "known": known}


def _care(numbers: Numbers) -> str:
    count = numbers.count("W11", "consultations")
    if not count:
        return ""
    said = ngettext("%(count)d consultation", "%(count)d consultations", count)
    said %= {"count": count}
    first = next(iter(numbers.parts("W11", "motifs")), None)
    if first is None or first.count is None or first.name == OTHERS:
        return f"{said}."
    return said + _(", most often for: %(motif)s (%(count)d).") % {
        "motif": first.label,
        "count": first.count,
    }


def _legal(numbers: Numbers) -> str:
    petitions, hearings = numbers.count("W15", "petitions"), numbers.count("W15", "hearings")
    parts = []
    if petitions:
        said = ngettext("%(count)d petition filed", "%(count)d petitions filed", petitions)
        parts.append(said % {"count": petitions})
    if hearings:
        said = ngettext("%(count)d hearing", "%(count)d hearings", hearings)
        parts.append(said % {"count": hearings})
    return f"{', '.join(parts)}." if parts else ""


def _majorities(numbers: Numbers) -> str:
    count = numbers.count("W19", "turned")
    if not count:
        return ""
    said = ngettext("%(count)d person turned 18.", "%(count)d persons turned 18.", count)
    return said % {"count": count}


SENTENCES: tuple[Callable[[Numbers], str], ...] = (
    _arrivals,
    _persons,
    _nights,
    _care,
    _legal,
    _majorities,
)


def points(report: Report, received: Sequence[Received] = ()) -> list[str]:
    """Return at most five lines for the coordination, what cannot wait first."""
    numbers = Numbers.of(report)
    lines = [*_missing(received), *_what_waits(numbers), *_out_of_the_ordinary(numbers)]
    return lines[:POINTS]


def _missing(received: Sequence[Received]) -> Iterator[str]:
    names = [one.site.name for one in received if one.state == "missing"]
    if names:
        yield _("Report missing: %(sites)s.") % {"sites": ", ".join(names)}


def _what_waits(numbers: Numbers) -> Iterator[str]:
    counts = [
        (numbers.count("W19", "within_30"), lambda n: ngettext(
            "%(count)d person turns 18 within 30 days.",
            "%(count)d persons turn 18 within 30 days.", n)),
        (numbers.count("W21", "absent"), lambda n: ngettext(
            "%(count)d appointment without the interpreter it needed.",
            "%(count)d appointments without the interpreter they needed.", n)),
        (numbers.count("REF", "without_news"), lambda n: ngettext(
            "%(count)d referral without news.", "%(count)d referrals without news.", n)),
        (numbers.count("W23", "not_seen"), lambda n: ngettext(
            "%(count)d person not seen for three months.",
            "%(count)d persons not seen for three months.", n)),
        (numbers.count("W25", "late"), lambda n: ngettext(
            "%(count)d late entry.", "%(count)d late entries.", n)),
    ]  # fmt: skip
    for count, said in counts:
        if count:
            yield said(count) % {"count": count}


def _out_of_the_ordinary(numbers: Numbers) -> Iterator[str]:
    """Yield the figures that are twice their mean or half of it, the widest apart first."""
    found = []
    for key, value in numbers.values.items():
        mean = numbers.mean(key)
        if value is None or not mean or max(value, mean) < FEW:
            continue
        ratio = max(value / mean, mean / value if value else float("inf"))
        if ratio >= TIMES:
            found.append((ratio, key, value, mean))
    for _ratio, key, value, mean in sorted(found, key=lambda one: -one[0]):
        yield _("%(label)s: %(value)s, mean of the weeks before %(mean)s.") % {
            "label": numbers.labels[key],
            "value": localize(value),
            "mean": localize(mean),
        }
