"""What a report is made of: a number beside its definition, a number cut into parts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import TextChoices
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.translation import gettext as _

TOP = 10  # lines of a long list before "others"

Value = int | float | None
Label = str | Promise
Key = tuple[str, str, str]  # code, label, part: what makes two lines of two weeks the same one
# What a reader has to know of, to be told these figures: a compartment of the house.
Need = Literal["sexual_health", "psychology", "protection"]


@dataclass(frozen=True)
class Figure:
    """One number with what it means. None: it cannot be computed, which is not zero."""

    code: str
    label: str
    value: Value
    definition: str
    # Counted when the page is made, not as of the week: it is another one each day.
    is_of_now: bool = False
    # What the weeks before said, in words: of the page, and never kept (reports.comparisons).
    beside: str = ""

    @property
    def key(self) -> Key:
        return self.code, self.label, ""

    @property
    def value_text(self) -> str:
        """The number as one reads it; a dash for what cannot be computed."""
        return "–" if self.value is None else localize(self.value)


@dataclass(frozen=True)
class Breakdown:
    """One number cut into parts, in the order of the page."""

    code: str
    label: str
    rows: Sequence[tuple[str, int]]
    definition: str

    @property
    def total(self) -> int:
        return sum(count for _label, count in self.rows)


@dataclass(frozen=True)
class Section:
    title: str
    figures: Sequence[Figure] = ()
    breakdowns: Sequence[Breakdown] = ()
    needs: Need | None = None


@dataclass(frozen=True)
class Row:
    """One line of an export."""

    code: str
    label: str
    part: str
    value: Value
    definition: str

    @property
    def key(self) -> Key:
        return self.code, self.label, self.part


def labels_of(kinds: type[TextChoices]) -> dict[str, Label]:
    """Return {value: label} of a closed list, in its order."""
    return {kind.value: kind.label for kind in kinds}


def counted(values: Iterable[str], labels: Mapping[str, Label]) -> list[tuple[str, int]]:
    """Return (label, count) in the order of the labels, zeros included."""
    found = Counter(values)
    return [(str(label), found.get(value, 0)) for value, label in labels.items()]


def top(values: Iterable[str], *, last: Sequence[str] = ()) -> list[tuple[str, int]]:
    """Return the ten most frequent labels, then "others", then the labels of `last` if any."""
    found = Counter(values)
    tail = [(label, found.pop(label)) for label in last if label in found]
    ranked = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    others = sum(count for _label, count in ranked[TOP:])
    return ranked[:TOP] + ([(_("Others"), others)] if others else []) + tail
