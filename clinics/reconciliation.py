"""The tally sheet of a session beside what was entered one by one.

What counts is whichever says more: each consultation once, and none lost that stands on paper only.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import MinorKey
from clinics.choices import Motif
from clinics.choices.anonymous import SEXES, TALLY_COLUMNS
from clinics.models import (
    AnonymousConsultation,
    ClinicSession,
    Consultation,
    SexualHealthConsultation,
    TallyReport,
)
from staff.encryption import SealError


@dataclass(frozen=True)
class Entered:
    """What was entered one by one in a session. `apart`: sexual health, which has no motif here.

    `filed` and `nameless` are {number: motif} of the consultations with a file and without.
    """

    filed: dict[int, str]
    nameless: dict[int, str]
    apart: int = 0

    @property
    def by_motif(self) -> Counter[str]:
        return Counter([*self.filed.values(), *self.nameless.values()])

    @property
    def total(self) -> int:
        return self.by_motif.total() + self.apart


@dataclass(frozen=True)
class Line:
    """One motif: how many on the sheet, how many entered."""

    motif: Motif
    on_sheet: int
    entered: int

    @property
    def agrees(self) -> bool:
        return self.on_sheet == self.entered

    @property
    def text(self) -> str:
        if self.agrees:
            return _("The same")
        count = abs(self.on_sheet - self.entered)
        if self.on_sheet > self.entered:
            said = ngettext("%(count)s on the sheet only", "%(count)s on the sheet only", count)
        else:
            said = ngettext(
                "%(count)s more entered than on the sheet",
                "%(count)s more entered than on the sheet",
                count,
            )
        return said % {"count": count}


@dataclass(frozen=True)
class Reconciliation:
    """A sheet beside its session."""

    tally: TallyReport
    entered: Entered

    @property
    def lines(self) -> list[Line]:
        """Each motif that one of the two counts, in the order of the sheet."""
        sheet, entered = self.tally.by_motif, self.entered.by_motif
        return [
            Line(motif, sheet[motif.value], entered[motif.value])
            for motif in Motif
            if sheet[motif.value] or entered[motif.value]
        ]

    @property
    def gap(self) -> int:
        """How many more the sheet has; negative when more were entered."""
        return self.tally.total - self.entered.total

    @property
    def agrees(self) -> bool:
        return not self.gap and all(line.agrees for line in self.lines)

    @property
    def verdict(self) -> str:
        """What the two say together, in one sentence."""
        if self.agrees:
            return _("The sheet and the entries agree.")
        if not self.entered.total:
            return _("Nothing was entered one by one: the sheet counts.")
        if not self.gap:
            return _("The totals agree, the motifs do not: the entries count.")
        count = abs(self.gap)
        if self.gap > 0:
            said = ngettext(
                "%(count)s consultation stands on the sheet only.",
                "%(count)s consultations stand on the sheet only.",
                count,
            )
        else:
            said = ngettext(
                "%(count)s more consultation was entered than the sheet has.",
                "%(count)s more consultations were entered than the sheet has.",
                count,
            )
        return said % {"count": count}

    @property
    def to_do(self) -> str:
        """What somebody who wants the two to agree does next; "" when there is nothing to do."""
        if self.agrees or not self.entered.total:
            return ""
        if self.gap > 0:
            return _(
                "Enter what is missing if you remember it. If not, leave it: it counts with the "
                "sheet. Entries that still wait on a telephone will come by themselves."
            )
        if self.gap < 0:
            return _(
                "Count the strokes of the sheet again and correct it, or open the entry that was "
                "made twice and say that it was a mistake."
            )
        return _("Look at the motifs that differ. Correct the sheet if it was read wrongly.")


def reconciliation(session: ClinicSession) -> Reconciliation | None:
    """Return the sheet of a session beside its entries; None as long as there is no sheet."""
    tally = TallyReport.objects.current().filter(session=session).first()
    if tally is None:
        return None
    return Reconciliation(tally, entered_in([session.pk])[session.pk])


def entered_in(sessions: Collection[int]) -> dict[int, Entered]:
    """Return what was entered in each of these sessions, in a constant number of queries."""
    with_file: dict[int, dict[int, str]] = {pk: {} for pk in sessions}
    without: dict[int, dict[int, str]] = {pk: {} for pk in sessions}
    keys = MinorKey.objects.filter(compartment=Consultation.compartment)
    filed = Consultation.objects.filter(session__in=sessions)
    filed = filed.only("motif", "seal_number", "minor", "session").prefetch_related(
        "minor", Prefetch("minor__keys", queryset=keys)
    )
    for row in filed:
        if row.session_id is not None:
            with_file[row.session_id][row.pk] = _motif(row)
    for nameless in AnonymousConsultation.objects.filter(session__in=sessions):
        without[nameless.session_id][nameless.pk] = _motif(nameless)
    apart = Counter(
        SexualHealthConsultation.objects.filter(session__in=sessions).values_list(
            "session", flat=True
        )
    )
    return {pk: Entered(with_file[pk], without[pk], apart[pk]) for pk in with_file}


def _motif(row: Consultation | AnonymousConsultation) -> str:
    try:
        return row.motif
    except SealError:
        return Motif.OTHER


def not_entered(tally: TallyReport, entered: Entered) -> Counter[str]:
    """Return what stands on the sheet only, {motif: count}; under "" what no motif can be said of.

    Its sum is how many more the sheet has. A motif is said where no motif has more entries than
    the sheet: else the same consultation may stand under two.
    """
    gap = tally.total - entered.total
    if gap <= 0:
        return Counter()
    missing = Counter(tally.by_motif)
    missing.subtract(entered.by_motif)
    if entered.apart or any(count < 0 for count in missing.values()):
        return Counter({"": gap})
    return +missing


@dataclass(frozen=True)
class Change:
    """One box of the sheet that a version changed."""

    label: str
    before: int
    after: int


def changes(before: TallyReport, after: TallyReport) -> Iterator[Change]:
    """Yield the boxes that differ between two versions, in the order of the sheet."""
    for motif in Motif:
        for column in TALLY_COLUMNS:
            counts = [one.count_of(motif.value, column) for one in (before, after)]
            if counts[0] != counts[1]:
                yield Change(f"{motif.label}, {column_label(column)}", *counts)


@dataclass(frozen=True)
class Version:
    tally: TallyReport
    changes: list[Change]


def versions(session: ClinicSession) -> list[Version]:
    """Return the versions of a sheet, newest first, each with what it changed."""
    rows = TallyReport.objects.filter(session=session).select_related("entered_by")
    found, before = [], None
    for tally in rows.order_by("version"):
        found.append(Version(tally, [] if before is None else list(changes(before, tally))))
        before = tally
    return found[::-1]


def column_label(column: str) -> str:
    """Return what a column of the sheet is called in one line."""
    band, sex = TALLY_COLUMNS[column]
    return _("sex not said") if sex not in SEXES else f"{SEXES[sex]} {band.label}"
