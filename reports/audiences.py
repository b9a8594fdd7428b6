"""Who reads a report: the house, its partners, everybody. What the two latter are not told.

Inside, everything. Outside, no number of 1 to k - 1 and none that gives one back (docs/adr/0014).
`masking_for` decides, `masked` writes the report that is sent, `hidden_lines` says what was hidden.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports import relations
from reports.choices import OutsideAudience
from reports.figures import OTHERS, Breakdown, Figure, Part, Value
from reports.masking import Masking, key_of, masking_of, without_parts
from reports.nested import TOTAL, Sent
from reports.relations import Line
from reports.weekly import Report


@dataclass(frozen=True)
class Audience:
    """`k`: the smallest number that it is told. `inner` is told more, and may talk to this one."""

    code: str
    label: str | Promise
    receives: str | Promise
    k: int
    inner: "Audience | None" = None


_PARTNERS, _PUBLIC = OutsideAudience.PARTNERS, OutsideAudience.PUBLIC
PARTNERS = Audience(_PARTNERS.value, _PARTNERS.label, _("What partners receive"), 5)
PUBLIC = Audience(_PUBLIC.value, _PUBLIC.label, _("What the public receives"), 11, PARTNERS)
INSIDE = "inside"
AUDIENCES = {one.code: one for one in (PARTNERS, PUBLIC)}

# Inside, what is hidden is said with its reason.
REASONS: dict[str, str | Promise] = {
    "small": _("Too few"),
    "uniform": _("All of them on one line, or none"),
    "guard": _("Would give back another number"),
    "sent": _("Would give back a number of what was sent before"),
    "derived": _("Worked out from a masked number"),
    "folded": _("Put into “Others”"),
    "earlier": _("Masked in what was sent before, or for partners"),
    "apart": _("Of this part, only the total leaves"),
}
# Outside, which of two numbers is the small one is not said: it would help to work it out.
TOLD = _("Too few, or would give back too few")
TOLD_OF_A_RATE = REASONS["derived"]


def masking_for(
    versions: Sequence[Report], audience: Audience, sent: Sequence[Sent] = ()
) -> Masking:
    """Return what is hidden of the last of these versions of the same period, the oldest first.

    What was hidden once stays so, and nothing is told to some that is hidden from those who know
    more: two files laid side by side tell no more than the fuller one. `sent` are taken into
    account as far as these readers have had them: partners read what the public does.
    """
    found: list[Masking] = []
    for number, report in enumerate(versions, start=1):
        known = sent if number == len(versions) else ()
        earlier = found[-1:]
        if audience.inner:
            earlier = [*earlier, masking_for(versions[:number], audience.inner, known)]
        had = [one for one in known if one.k >= audience.k]
        found.append(masking_of(report, audience.k, earlier, had))
    return found[-1]


# --- the report that is sent ---------------------------------------------------------------------


def masked(report: Report, masking: Masking, audience: Audience) -> Report:
    """Return the same report as this audience has it."""
    sections = []
    for section in report.sections:
        told = without_parts(section)
        figures = [_figure(figure, masking) for figure in told.figures]
        cuts = [_cut(cut, masking) for cut in told.breakdowns]
        sections.append(replace(told, figures=figures, breakdowns=cuts))
    return replace(report, sections=sections, audience=audience.code)


def _told(why: str) -> str:
    return str(TOLD_OF_A_RATE if why == "derived" else TOLD)


def _figure(figure: Figure, masking: Masking) -> Figure:
    line = figure.code, figure.name
    said = figure.plain if line in relations.DEFINITIONS_THAT_COUNT else figure.definition
    told = replace(figure, definition=said, bases={}, plain="", beside="")
    why = masking.why.get(figure.key)
    return replace(told, value=None, masked=_told(why)) if why else told


def _cut(cut: Breakdown, masking: Masking) -> Breakdown:
    line = cut.code, cut.name
    folded = masking.folded.get(line, frozenset())
    parts = [_part(part, line, masking) for part in cut.parts if part.name not in folded]
    if line in masking.folded:
        # Where a masked line stood among the others would say between which two it lies.
        parts.sort(key=lambda part: (bool(part.masked), part.label if part.masked else ""))
        pool = sum(part.count or 0 for part in cut.parts if part.name in folded)
        if pool or key_of(line, OTHERS) in masking.why:
            parts.append(_part(Part(OTHERS, str(_("Others")), pool), line, masking))
    total = None if key_of(line, TOTAL) in masking.why else cut.total
    return replace(cut, parts=parts, told_total=total)


def _part(part: Part, line: Line, masking: Masking) -> Part:
    why = masking.why.get(key_of(line, part.name))
    return replace(part, count=None, masked=_told(why)) if why else part


# --- what is hidden, for whoever sends it --------------------------------------------------------


@dataclass(frozen=True)
class HiddenLine:
    """A line of the house's report that this audience does not read, with its value inside."""

    code: str
    label: str
    part: str
    value: Value
    why: str

    @property
    def reason(self) -> str:
        return str(REASONS[self.why])


def hidden_lines(report: Report, masking: Masking) -> list[HiddenLine]:
    """Return what is hidden of a whole report, in the order of the page."""
    found = []
    for section in report.sections:
        kept = {row.key for row in replace(report, sections=[without_parts(section)]).rows()}
        for row in replace(report, sections=[section]).rows():
            why = masking.why.get(row.key, "")
            if row.key[2] in masking.folded.get(row.key[:2], ()):
                why = "folded" if row.value else ""
            if row.key not in kept:
                why = "apart"
            if why:
                found.append(HiddenLine(row.code, row.label, row.part, row.value, why))
    return found


def is_mostly_hidden(report: Report, hidden: Sequence[HiddenLine]) -> bool:
    """Whether more than half of the lines that say something are hidden, those put apart aside."""
    gone = sum(1 for line in hidden if line.value and line.why != "apart")
    sections = [without_parts(section) for section in report.sections]
    lines = sum(1 for row in replace(report, sections=sections).rows() if row.value)
    return 2 * gone > lines
