"""What a report is made of: a number beside its definition, a number cut into parts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from math import floor
from typing import Literal

from django.db.models import Field, TextChoices
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from reports.lines import Cut, Lines
from staff.encryption import SealedRow, SealError

TOP = 10  # lines of a long list before "others"
OTHERS = "others"

MASKED_WORD = gettext_lazy("masked")

Value = int | float | None
Label = str | Promise
Key = tuple[str, str, str]  # code, name, part: what makes two lines of two periods the same one
Named = tuple[str, str]  # what a part is called in the code, and on the page
# What a reader has to know of, to be told these figures: a compartment of the house.
Need = Literal["sexual_health", "psychology", "protection"]
EVERYTHING: frozenset[Need] = frozenset({"sexual_health", "psychology", "protection"})


@dataclass(frozen=True)
class Figure:
    """One number with what it means. None: it cannot be computed, which is not zero.

    `name` tells it from the others of its code, whatever the language and the wording.
    """

    code: str
    name: str
    label: str
    value: Value
    definition: str
    # Counted when the page is made, not as of the week: it is another one each day.
    is_of_now: bool = False
    # What the weeks before said, in words: of the page, and never kept (reports.comparisons).
    beside: str = ""
    # What it was worked out from, where that stands nowhere else: {"count": 12}.
    bases: Mapping[str, int] = field(default_factory=dict)
    # The definition without the numbers that it says, for whoever may not know them.
    plain: str = ""
    # Why it is not said to those who read this report (reports.audiences); its value is then None.
    masked: str = ""
    # What was counted; of today's count alone.
    lines: Lines | None = field(default=None, compare=False, repr=False)
    # Where the reader opens it: of the page too (reports.line_pages).
    lines_url: str = ""

    @property
    def key(self) -> Key:
        return self.code, self.name, ""

    @property
    def value_text(self) -> str:
        """The number as one reads it; a dash for what cannot be computed, a word where masked."""
        if self.masked:
            return str(MASKED_WORD)
        return "–" if self.value is None else localize(self.value)


@dataclass(frozen=True)
class Part:
    """One line of a number cut into parts. None: masked, for the reason that `masked` gives."""

    name: str
    label: str
    count: int | None
    masked: str = ""
    lines_url: str = ""

    @property
    def text(self) -> str:
        return str(MASKED_WORD) if self.count is None else localize(self.count)


@dataclass(frozen=True)
class Breakdown:
    """One number cut into parts, in the order of the page."""

    code: str
    name: str
    label: str
    parts: Sequence[Part]
    definition: str
    told_total: int | None = None  # of parts that are masked, if the total is not
    cut: Cut | None = field(default=None, compare=False, repr=False)

    @property
    def total(self) -> int | None:
        """Return the sum of the parts; None: parts are masked, and it with them."""
        counts = [part.count for part in self.parts if part.count is not None]
        return sum(counts) if len(counts) == len(self.parts) else self.told_total

    def lines_of(self, part: str) -> Lines | None:
        """Return what was counted in a part; "others" are those that no part of its own has."""
        if self.cut is None:
            return None
        names = {one.name for one in self.parts}
        if part == OTHERS:
            return self.cut(lambda name: name not in names)
        return self.cut(lambda name: name == part)


@dataclass(frozen=True)
class Section:
    title: str
    figures: Sequence[Figure] = ()
    breakdowns: Sequence[Breakdown] = ()
    needs: Need | None = None

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(
            [*(one.code for one in self.figures), *(cut.code for cut in self.breakdowns)]
        )


@dataclass(frozen=True)
class Row:
    """One line of an export."""

    key: Key
    label: str
    part: str
    value: Value
    definition: str
    masked: str = ""

    @property
    def code(self) -> str:
        return self.key[0]


def rounded(value: int | float | Fraction, digits: int = 0) -> int | float:
    """Return the number with so many decimals, a half upwards: as one does by hand, and Excel.

    Python's own `round` gives 12 for 12.5. A quotient comes as a Fraction: as a float it may lie
    beside the half that it is.
    """
    whole = floor(Fraction(value) * 10**digits + Fraction(1, 2))
    return whole / 10**digits if digits else whole


def share(part: int, whole: int) -> int | None:
    """Return the percentage; None of nothing."""
    return int(rounded(Fraction(100 * part, whole))) if whole else None


def labels_of(kinds: type[TextChoices]) -> dict[str, Label]:
    """Return {value: label} of a closed list, in its order."""
    return {kind.value: kind.label for kind in kinds}


def counted(values: Iterable[str], labels: Mapping[str, Label]) -> list[Part]:
    """Return one part a label, in their order, zeros included."""
    found = Counter(values)
    return [Part(value, str(label), found.get(value, 0)) for value, label in labels.items()]


def ranked(values: Iterable[Named]) -> list[Part]:
    """Return the parts, the most frequent first."""
    found = sorted(Counter(values).items(), key=lambda pair: (-pair[1], pair[0][1]))
    return [Part(name, label, count) for (name, label), count in found]


def top(values: Iterable[Named], *, last: Sequence[str] = ()) -> list[Part]:
    """Return the ten most frequent, then "others", then the parts named by `last` if any."""
    found = ranked(values)
    tail = [part for name in last for part in found if part.name == name]
    rest = [part for part in found if part.name not in last]
    others = sum(part.count or 0 for part in rest[TOP:])
    return rest[:TOP] + ([Part(OTHERS, _("Others"), others)] if others else []) + tail


def opened(row: SealedRow, field: str, language: str = "") -> Named:
    """Return the value of a sealed closed list, and how one reads it in a language.

    Without one, in that of the page: whoever opens many asks once which it is.
    """
    try:
        value = str(getattr(row, field))
    except SealError:
        return "unreadable", str(row.shown(field))
    return value, _label_of(type(row), field, value, language or get_language() or "")


@lru_cache(maxsize=4096)
def _label_of(model: type[SealedRow], field: str, value: str, language: str) -> str:
    """Return what a closed list calls a value. Django reads the whole list again for each row."""
    kept = model._meta.get_field(field)
    labels = dict(kept.flatchoices) if isinstance(kept, Field) else {}
    return str(labels.get(value, value))
