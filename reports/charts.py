"""Charts of the week: a breakdown drawn as SVG, the same on the page, in the PDF and in print.

Drawn for a phone: 320 units wide, every number written out, no axis to read from. The text of a
label is escaped here, for the library writes it as it is. Fills differ by pattern, not by colour.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import quote

import svg
from django.utils.formats import localize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from reports import chart_labels, sentences
from reports.figures import OTHERS, Breakdown, Part, Section
from reports.sentences import Which

ACCENT, INK, PALE = "#0b5d5e", "#1d2a2f", "#dcebea"
FONT = "Atkinson Hyperlegible Next, Noto Sans, Segoe UI, Roboto, system-ui, sans-serif"
TEXT, SMALL = 14, 12
LETTERS = {"font-family": FONT, "font-size": str(TEXT)}
WIDTH = 320  # the room that a phone leaves
LONGEST = 42  # characters of a label; the table below has all of it
SAFE = " /:;,.=()-'!*+?@"

Drawing = tuple[int, list[svg.Element]]  # its height, and what it is made of


@dataclass(frozen=True)
class Chart:
    """A picture and the sentence that says what it shows; without a picture, why there is none."""

    sentence: str
    svg: str = ""
    height: int = 0
    width: int = WIDTH

    @property
    def address(self) -> SafeString:
        """The picture as an address: the policy of the page allows it, and nothing else is asked.

        Safe within double quotes: whatever could end them is percent-encoded.
        """
        plain = self.svg.replace('"', "'")
        return mark_safe("data:image/svg+xml," + quote(plain, safe=SAFE))  # noqa: S308


def chart_of(section: Section, cut: Breakdown) -> Chart | None:
    """Return the chart of a breakdown; None for one that is a table and no more."""
    draw = DRAWN.get((cut.code, cut.name))
    if draw is None:
        return None
    said = sentences.sentence_of(section, cut)
    if not sentences.is_drawable(cut):
        return Chart(said)
    height, elements = draw(section, cut)
    return Chart(said, _picture(height, elements), height) if elements else Chart(said)


def _picture(height: int, elements: list[svg.Element]) -> str:
    """Return the elements as a picture, with the patterns that they use and no other."""
    drawn = svg.G(fill=INK, extra=LETTERS, elements=elements)
    used = [one for one in _patterns() if f"url(#{one.id})" in str(drawn)]
    picture = svg.SVG(
        width=WIDTH,
        height=height,
        viewBox=svg.ViewBoxSpec(0, 0, WIDTH, height),
        elements=[svg.Defs(elements=[*used]), drawn] if used else [drawn],
    )
    return str(picture)


# --- pieces ----------------------------------------------------------------------------------

SOLID, HATCHED, DOTTED, LINED, EMPTY = (
    ACCENT,
    "url(#hatched)",
    "url(#dotted)",
    "url(#lined)",
    "#fff",
)
FILLS = [SOLID, HATCHED, DOTTED, LINED]


def _patterns() -> list[svg.Pattern]:
    ground = svg.Rect(width=6, height=6, fill=PALE)
    slanted = [svg.M(-1, 1), svg.L(1, -1), svg.M(0, 6), svg.L(6, 0), svg.M(5, 7), svg.L(7, 5)]
    drawn: dict[str, svg.Element] = {
        "hatched": svg.Path(d=slanted, stroke=ACCENT, stroke_width=1.2),
        "dotted": svg.Circle(cx=3, cy=3, r=1.3, fill=ACCENT),
        "lined": svg.Path(d=[svg.M(0, 3), svg.L(6, 3)], stroke=ACCENT, stroke_width=1.2),
    }
    return [
        svg.Pattern(
            id=name, width=6, height=6, patternUnits="userSpaceOnUse", elements=[ground, piece]
        )
        for name, piece in drawn.items()
    ]


def _text(x: float, y: float, words: str, **looks: Any) -> svg.Element:
    """`words` as they are typed: what would be markup is made text here."""
    return svg.Text(x=_round(x), y=_round(y), text=escape(words, quote=False), **looks)


def _box(x: float, y: float, width: float, height: float, fill: str) -> svg.Element:
    return svg.Rect(x=_round(x), y=_round(y), width=_round(width), height=_round(height),
                    rx=2, fill=fill, stroke=ACCENT if fill != SOLID else None,
                    stroke_width=1 if fill != SOLID else None)  # fmt: skip


def _round(number: float) -> float:
    """To a tenth, and whole numbers as such: each digit is sent to a telephone."""
    rounded = round(number, 1)
    return int(rounded) if rounded == int(rounded) else rounded


def _fill(part: Part) -> str:
    return HATCHED if part.name in sentences.UNSAID or part.name == OTHERS else SOLID


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"


def number_of(part: Part) -> str:
    """Return the count as one reads it, or that it is masked."""
    return _("masked") if part.count is None else localize(part.count)


def _largest(parts: Iterable[Part]) -> int:
    return max((part.count or 0 for part in parts), default=0) or 1


# --- kinds of chart --------------------------------------------------------------------------

ROW, BAR = 43, 13  # a label, its bar under it
ROOM_FOR_NUMBER = 60


def bars(section: Section, cut: Breakdown) -> Drawing:
    """A line a part, its label above it; a part of nothing is in the table only."""
    parts = [part for part in cut.parts if part.count != 0]
    most = _largest(parts)
    drawn: list[svg.Element] = []
    for index, part in enumerate(parts):
        top = index * ROW
        length = (part.count or 0) / most * (WIDTH - ROOM_FOR_NUMBER)
        drawn.append(_text(0, top + TEXT, _short(part.label)))
        if part.count:
            drawn.append(_box(0.5, top + 20, max(length, 2), BAR, _fill(part)))
        beside = length + 8 if part.count else 0
        drawn.append(_text(beside, top + 31, number_of(part), font_weight="bold"))
    return len(parts) * ROW, drawn


HEAD, PLOT = 20, 110
MONTHS_APART = (1, 2, 3, 4, 6, 12)  # the same months each year
LINE = 15  # from one line of names to the next


def columns(section: Section, cut: Breakdown) -> Drawing:
    """A column a part, in the order of the days or of the ages, zeros included."""
    parts = cut.parts
    most = _largest(parts)
    step = WIDTH / len(parts)
    middles = [(index + 0.5) * step for index in range(len(parts))]
    wide = min(step * 0.66, 34)
    ground = HEAD + PLOT
    drawn: list[svg.Element] = []
    numbers = _numbers(parts, middles)
    for index, (part, middle) in enumerate(zip(parts, middles, strict=True)):
        high = (part.count or 0) / most * PLOT
        if part.count:
            drawn.append(_box(middle - wide / 2, ground - high, wide, high, _fill(part)))
        if index in numbers:
            above = chart_labels.middle_of(middle, _number_width(part), WIDTH)
            drawn.append(_text(above, ground - high - 6, _number(part), font_weight="bold"))
    is_dated = cut.name.startswith("by_")
    names = (_dates if is_dated else _categories)(cut, middles, ground + 16)
    drawn.append(svg.G(elements=names, extra={"font-size": str(SMALL)}))
    drawn.append(svg.Line(x1=0, x2=WIDTH, y1=ground, y2=ground, stroke=INK))
    return ground + 38, [svg.G(elements=drawn, extra={"text-anchor": "middle"})]


def _number(part: Part) -> str:
    return "–" if part.count is None else localize(part.count)


def _number_width(part: Part) -> float:
    return chart_labels.width_of(_number(part), TEXT, is_bold=True)


def _numbers(parts: Sequence[Part], middles: Sequence[float]) -> set[int]:
    """Return which columns have their number written: all, or the largest and the two ends.

    An end keeps its number where no higher column stands behind it.
    """
    widths = [_number_width(part) for part in parts]
    if chart_labels.fit_together(middles, widths, WIDTH):
        return set(range(len(parts)))
    counts = [part.count or 0 for part in parts]
    largest = max(range(len(parts)), key=counts.__getitem__)
    shown, reach = {largest}, WIDTH / len(parts)
    for end in (0, len(parts) - 1):
        behind = max(
            count for count, middle in zip(counts, middles, strict=True)
            if abs(middle - middles[end]) < widths[end] + reach / 2
        )  # fmt: skip
        wanted = sorted({*shown, end})
        if behind <= counts[end] and chart_labels.fit_together(
            [middles[index] for index in wanted], [widths[index] for index in wanted], WIDTH
        ):
            shown.add(end)
    return shown


def _dates(cut: Breakdown, middles: Sequence[float], top: float) -> list[svg.Element]:
    """Return what stands under days, weeks or months: each one's name, or every second one's."""
    labels = chart_labels.dated(cut)
    widths = [max(_name_width(line) for line in lines) for lines in labels]
    strides = MONTHS_APART if cut.name == "by_month" else range(1, len(labels))
    stride = chart_labels.stride_of(middles, widths, WIDTH, strides)
    shown = chart_labels.years_once(labels[::stride])
    return [
        _text(chart_labels.middle_of(middle, wide, WIDTH), top + LINE * line, words)
        for middle, wide, lines in zip(middles[::stride], widths[::stride], shown, strict=True)
        for line, words in enumerate(lines)
    ]


def _categories(cut: Breakdown, middles: Sequence[float], top: float) -> list[svg.Element]:
    """Return what stands under columns that are no days: each one's name, on two lines if need be.

    Where there is no room on two either, each is cut to the width of its column.
    """
    labels = [part.label for part in cut.parts]
    widths = [_name_width(label) for label in labels]
    lines = chart_labels.lines_of(middles, widths, WIDTH)
    if lines is None:
        room = WIDTH / len(labels) - chart_labels.APART
        labels = [chart_labels.cut_to(label, SMALL, room) for label in labels]
        widths, lines = [_name_width(label) for label in labels], [0] * len(labels)
    return [
        _text(chart_labels.middle_of(middle, wide, WIDTH), top + LINE * line, label)
        for middle, wide, label, line in zip(middles, widths, labels, lines, strict=True)
    ]


def _name_width(words: str) -> float:
    return chart_labels.width_of(words, SMALL)


def proportion(section: Section, cut: Breakdown) -> Drawing:
    """One bar shared between the parts, and under it what each piece is.

    Where a part is masked nobody may see what share the others have: they are bars of their own.
    """
    if any(part.count is None for part in cut.parts):
        return bars(section, cut)
    parts = [part for part in cut.parts if part.count != 0]
    total = sum(part.count or 0 for part in parts)
    room = WIDTH - 1 - 3 * (sum(1 for part in parts if part.count) - 1)
    plain = iter(FILLS)
    left, top = 0.5, 42
    drawn: list[svg.Element] = []
    for part in parts:
        fill = EMPTY if part.name in sentences.UNSAID else next(plain, EMPTY)
        if part.count:
            width = part.count / total * room
            drawn.append(_box(left, 1, width, 26, fill))
            left += width + 3
        drawn.append(_box(0.5, top, 16, 14, fill))
        drawn.append(_text(26, top + 12, number_of(part), font_weight="bold"))
        drawn.append(_text(26 + 9 * len(number_of(part)) + 8, top + 12, _short(part.label)))
        top += 24
    return top, drawn


def ranges(section: Section, cut: Breakdown) -> Drawing:
    """A desk a line: full as far as half of the people waited, hatched as far as nine in ten."""
    waits = sentences.waits_of(section, cut)
    longest = max((one.ninth or 0 for one in waits), default=0) or 1
    drawn: list[svg.Element] = []
    for index, one in enumerate(waits):
        top = index * (ROW + 22)
        half, most = one.median or 0, one.ninth or 0
        room = WIDTH - 1
        said = _("half: %(median)s min · 9 in 10: %(ninth)s min") % {
            "median": localize(half), "ninth": localize(most),
        }  # fmt: skip
        drawn.append(_text(0, top + TEXT, one.desk.label, font_weight="bold"))
        drawn.append(_text(0, top + 49, said))
        drawn.append(_box(0.5, top + 21, max(most / longest * room, 2), BAR, HATCHED))
        drawn.append(_box(0.5, top + 21, max(half / longest * room, 2), BAR, SOLID))
    return len(waits) * (ROW + 22), drawn


DRAWN: dict[Which, Callable[[Section, Breakdown], Drawing]] = {
    **dict.fromkeys([("W01", f"by_{step}") for step in ("day", "week", "month")], columns),
    ("WAIT", "desk"): ranges,
    ("W07", "sex"): proportion,
    ("W07", "age"): columns,
    ("W11", "motifs"): bars,
    ("W24", "motifs"): bars,
    ("W09", "place"): bars,
    ("W17", "outcome"): proportion,
}
