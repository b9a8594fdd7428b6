"""The DHIS2 mapping as a CSV for a French Excel: made here, filled in there, read back by line.

A line says what it is (`Dhis2Kind`), its key, how one reads it, and its code; the wording is for
the eyes and is not read back. What the file does not name stays as it is.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from reports.catalogue import Line
from reports.choices import Dhis2Kind
from reports.exports import neutral
from reports.mapping import Mapping, Target, What, is_code
from reports.models import NOT_A_CODE
from staff.models import Site

Rows = Sequence[tuple[int, list[str]]]  # the number of the row as one sees it, its cells
KIND, FIGURE, NAME, PART, _LABEL, CODE, COMBO = range(7)


def header() -> list[str]:
    return [
        _("Kind"), _("Code"), _("Name"), _("Part"), _("Label"), _("Code in DHIS2"),
        _("Category option combination"),
    ]  # fmt: skip


def as_csv(lines: Iterable[Line], sites: Iterable[Site], known: Mapping) -> bytes:
    """Return every line, with its code or an empty cell: `;`, UTF-8 with BOM."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(header())
    for what, label in everything(lines, sites):
        target = known.code_of(what)
        site = str(what.site or "")
        cells = [what.kind, what.key[0], what.key[1] or site, what.key[2], label]
        writer.writerow([neutral(cell) for cell in (*cells, target.element, target.option_combo)])
    return buffer.getvalue().encode("utf-8-sig")


def everything(lines: Iterable[Line], sites: Iterable[Site]) -> Iterator[tuple[What, str]]:
    """Yield all that may have a code, and how one reads it."""
    yield What(Dhis2Kind.DATA_SET), str(Dhis2Kind.DATA_SET.label)
    yield What(Dhis2Kind.ATTRIBUTE_COMBO), str(Dhis2Kind.ATTRIBUTE_COMBO.label)
    yield What(Dhis2Kind.ORG_UNIT), _("The mission, all sites together")
    for site in sites:
        yield What(Dhis2Kind.ORG_UNIT, site=site.pk), site.name
    for line in lines:
        yield What(Dhis2Kind.FIGURE, line.key), str(line)


@dataclass
class Read:
    """What a file says: its codes, and what is wrong, as (row of the file, sentence)."""

    codes: dict[What, Target] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)


def is_header(cells: Sequence[str]) -> bool:
    """Whether this is the first line of our file, in any of our languages."""
    said = [cell.strip().casefold() for cell in cells[: COMBO + 1]]
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            if said == [text.casefold() for text in header()]:
                return True
    return False


def read(rows: Rows, lines: Iterable[Line], sites: Iterable[Site]) -> Read:
    """Read a file back; it never raises: what cannot be taken is said, row by row."""
    found = Read()
    if not rows or not is_header(rows[0][1]):
        said = _("The first line is not that of the mapping: download it, and fill that file in.")
        found.problems.append((rows[0][0] if rows else 1, said))
        return found
    possible = {what for what, _label in everything(lines, sites)}
    for number, cells in rows[1:]:
        texts = [cell.strip() for cell in [*cells, *[""] * (COMBO + 1)][: COMBO + 1]]
        what = _what(texts)
        target = Target(texts[CODE], texts[COMBO])
        wrong = _wrong(what, target, possible, found.codes, texts)
        if wrong:
            found.problems.append((number, wrong))
        elif what is not None:
            found.codes[what] = target
    return found


def _what(texts: Sequence[str]) -> What | None:
    kind = texts[KIND]
    if kind == Dhis2Kind.FIGURE:
        return What(kind, (texts[FIGURE], texts[NAME], texts[PART]))
    if kind == Dhis2Kind.ORG_UNIT:
        number = texts[NAME]
        if number and not (number.isascii() and number.isdigit() and len(number) < 19):
            return None
        return What(kind, site=int(number) if number else None)
    return What(kind) if kind in Dhis2Kind.values else None


def _wrong(
    what: What | None,
    target: Target,
    possible: set[What],
    before: dict[What, Target],
    texts: Sequence[str],
) -> str:
    """Return what is wrong with a row; "" when nothing is."""
    said = " ".join(filter(None, texts[: PART + 1]))
    if what is None or what not in possible:
        return _("No line of the report and no site is called “%(said)s”.") % {"said": said}
    if what in before:
        return _("“%(said)s” stands twice in this file.") % {"said": said}
    for text in (target.element, target.option_combo):
        if text and not is_code(text):
            return f"{NOT_A_CODE} ({text[:60]})"
    if target.option_combo and what.kind != Dhis2Kind.FIGURE:
        return _("Only a line of the report has a category option combination.")
    if target.option_combo and not target.element:
        return _("A combination goes with a data element.")
    return ""
