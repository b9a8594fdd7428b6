"""What a report is made of: a number beside its definition, a number cut into parts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from django.db.models import TextChoices
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from staff.encryption import SealedRow, SealError

TOP = 10  # lines of a long list before "others"

Value = int | float | None
Label = str | Promise
Key = tuple[str, str, str]  # code, name, part: what makes two lines of two periods the same one
Named = tuple[str, str]  # what a part is called in the code, and on the page
# What a reader has to know of, to be told these figures: a compartment of the house.
Need = Literal["sexual_health", "psychology", "protection"]


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

    @property
    def key(self) -> Key:
        return self.code, self.name, ""

    @property
    def value_text(self) -> str:
        """The number as one reads it; a dash for what cannot be computed."""
        return "–" if self.value is None else localize(self.value)


@dataclass(frozen=True)
class Part:
    """One line of a number cut into parts."""

    name: str
    label: str
    count: int


@dataclass(frozen=True)
class Breakdown:
    """One number cut into parts, in the order of the page."""

    code: str
    name: str
    label: str
    parts: Sequence[Part]
    definition: str

    @property
    def total(self) -> int:
        return sum(part.count for part in self.parts)


@dataclass(frozen=True)
class Section:
    title: str
    figures: Sequence[Figure] = ()
    breakdowns: Sequence[Breakdown] = ()
    needs: Need | None = None


@dataclass(frozen=True)
class Row:
    """One line of an export."""

    key: Key
    label: str
    part: str
    value: Value
    definition: str

    @property
    def code(self) -> str:
        return self.key[0]


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
    others = sum(part.count for part in rest[TOP:])
    return rest[:TOP] + ([Part("others", _("Others"), others)] if others else []) + tail


def opened(row: SealedRow, field: str) -> Named:
    """Return the value of a sealed closed list, and how one reads it."""
    try:
        value = str(getattr(row, field))
    except SealError:
        return "unreadable", str(row.shown(field))
    return value, _label_of(type(row), field, value, get_language() or "")


@lru_cache(maxsize=4096)
def _label_of(model: type[SealedRow], field: str, value: str, language: str) -> str:
    """Return what a closed list calls a value. Django reads the whole list again for each row."""
    labels = dict(model._meta.get_field(field).flatchoices)  # type: ignore[union-attr]
    return str(labels.get(value, value))
