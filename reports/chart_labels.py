"""What is written under and above the columns of a chart, and which of it there is room for."""

from collections.abc import Iterable, Sequence

from babel.dates import format_date
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reports import periods
from reports.figures import Breakdown
from reports.periods import Month, NoSuchPeriod, Week

# Nobody knows which letters will draw it: a reader's program takes its own when ours are not there.
# Each is counted as wide as in the widest of them, in parts of the size of the letters.
NARROW, WIDE = frozenset(" .,:;!'’|()/-ijlIft"), frozenset("mwMW@%–—…")
NARROW_WIDTH, USUAL_WIDTH, CAPITAL_WIDTH, WIDE_WIDTH = 0.45, 0.65, 0.8, 1.05
BOLDER = 1.08
APART = 2  # units between two labels


def width_of(words: str, size: float, *, is_bold: bool = False) -> float:
    """Return at most how wide the words are, in the unit of `size`."""
    return sum(map(_letter_width, words)) * size * (BOLDER if is_bold else 1)


def _letter_width(letter: str) -> float:
    if letter in NARROW:
        return NARROW_WIDTH
    if letter in WIDE:
        return WIDE_WIDTH
    return CAPITAL_WIDTH if letter.isupper() or letter in "≤≥+=" else USUAL_WIDTH


def middle_of(middle: float, wide: float, room: float) -> float:
    """Return where a label stands that belongs at `middle`: moved in from the edges of `room`."""
    return min(max(middle, wide / 2), room - wide / 2)


def fit_together(middles: Sequence[float], widths: Sequence[float], room: float) -> bool:
    """Whether labels beside each other neither touch nor leave the picture."""
    right = -float(APART)
    for middle, wide in zip(middles, widths, strict=True):
        left = middle_of(middle, wide, room) - wide / 2
        if left < right + APART or wide > room:
            return False
        right = left + wide
    return True


def stride_of(
    middles: Sequence[float], widths: Sequence[float], room: float, strides: Iterable[int]
) -> int:
    """Return how many columns share a label, of these `strides`: 1 where each has its own."""
    for stride in strides:
        if fit_together(middles[::stride], widths[::stride], room):
            return stride
    return len(middles)


def lines_of(middles: Sequence[float], widths: Sequence[float], room: float) -> list[int] | None:
    """Return on which of two lines each label stands, the first if it can; None: not all do."""
    rights, found = [-float(APART)] * 2, []
    for middle, wide in zip(middles, widths, strict=True):
        left = middle_of(middle, wide, room) - wide / 2
        line = next((line for line in (0, 1) if left >= rights[line] + APART), None)
        if line is None or wide > room:
            return None
        rights[line] = left + wide
        found.append(line)
    return found


def cut_to(words: str, size: float, room: float) -> str:
    """Return the words, or as many of their letters as there is room for."""
    if width_of(words, size) <= room:
        return words
    kept = words
    while kept and width_of(f"{kept}…", size) > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def dated(cut: Breakdown) -> list[list[str]]:
    """Return the two lines under each column of days: "Tue." and "17/11", or "W47" and "2026"."""
    return [_period(part.name) or _day(part.label) for part in cut.parts]


def years_once(labels: Sequence[list[str]]) -> list[list[str]]:
    """Return the labels that are shown, a year said where it begins and not again."""
    shown, said = [], ""
    for lines in labels:
        second = lines[1] if len(lines) > 1 else ""
        shown.append(lines[:1] if second.isdigit() and second == said else lines)
        said = second
    return shown


def _period(name: str) -> list[str]:
    """Return the lines of a week or a month; nothing for what is none."""
    try:
        period = periods.parse(name)
    except NoSuchPeriod:
        return []
    if isinstance(period, Week):
        return [_("W%(number)d") % {"number": period.number}, str(period.year)]
    if isinstance(period, Month):
        month = format_date(period.start, "LLL", locale=get_language() or "fr")
        return [capfirst(month), str(period.year)]
    return []


def _day(label: str) -> list[str]:
    """Return "Tuesday 17/11" as two lines, its day cut to three letters."""
    first, _space, second = label.partition(" ")
    return [first if len(first) <= 4 else f"{first[:3]}.", second]
