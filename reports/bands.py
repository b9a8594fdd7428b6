"""Age bands as a funder wants them: "<13, 13-14, 15-17, 18+"; ordered, without hole or overlap."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from django.utils.translation import gettext as _

MOST = 10  # bands of one table
OLDEST = 120  # years
UNKNOWN = "unknown"

_LESS = re.compile(r"(?:<|0\s*-)\s*(\d{1,3})", re.ASCII)
_BETWEEN = re.compile(r"(\d{1,3})(?:\s*-\s*(\d{1,3}))?", re.ASCII)
_MORE = re.compile(r"(\d{1,3})\s*\+", re.ASCII)


class WrongBands(ValueError):
    """These are no bands; the message is a sentence for whoever typed them."""


def read(text: str) -> list[int]:
    """Return where each band but the first begins, in years: [13, 15, 18] of the ones above.

    The first holds everybody younger (`<13`, or `0-12`), the last everybody older (`18+`), so that
    no age falls between two bands or outside them. Raises WrongBands.
    """
    plain = re.sub("[\u2010-\u2015\u2212]", "-", text)
    written = [part.strip() for part in re.split("[,;]", plain) if part.strip()]
    if len(written) < 2:
        raise WrongBands(_("Write two bands at least, with a comma between them."))
    if len(written) > MOST:
        raise WrongBands(_("These bands are too many: %(count)d at most.") % {"count": MOST})
    starts = [_end_of_first(written[0])]
    for part in written[1:-1]:
        starts.append(_next(part, starts[-1]))
    last = _MORE.fullmatch(written[-1])
    if last is None:
        raise WrongBands(_("The last band has no end: write it like 18+."))
    _follows(written[-1], int(last[1]), starts[-1])
    if any(start > OLDEST for start in starts):
        raise WrongBands(_("Ages go up to %(years)d years.") % {"years": OLDEST})
    return starts


def _end_of_first(part: str) -> int:
    """Return the age that is no longer in the first band."""
    match = _LESS.fullmatch(part)
    if match is None:
        raise WrongBands(_("The first band has no beginning: write it like <13."))
    end = int(match[1]) if part.startswith("<") else int(match[1]) + 1
    if end < 1:
        raise WrongBands(_("The band %(band)s is empty.") % {"band": part})
    return end


def _next(part: str, expected: int) -> int:
    """Return the age that is no longer in this band, which begins where the one before ends."""
    match = _BETWEEN.fullmatch(part)
    if match is None:
        raise WrongBands(
            _("%(band)s is no band: write 13-14, or 13 for one year.") % {"band": part}
        )
    first, last = int(match[1]), int(match[2] or match[1])
    _follows(part, first, expected)
    if last < first:
        raise WrongBands(_("The band %(band)s ends before it begins.") % {"band": part})
    return last + 1


def _follows(part: str, first: int, expected: int) -> None:
    if first < expected:
        said = _("%(band)s begins in the band before: it must begin at %(age)d.")
    elif first > expected:
        said = _("Nobody is between the bands before and %(band)s: it must begin at %(age)d.")
    else:
        return
    raise WrongBands(said % {"band": part, "age": expected})


def names(starts: Sequence[int]) -> list[str]:
    """Return ["<13", "13-14", "15-17", "18+"]."""
    between = [
        str(start) if end == start + 1 else f"{start}-{end - 1}" for start, end in pairwise(starts)
    ]
    return [f"<{starts[0]}", *between, f"{starts[-1]}+"]


def written(starts: Sequence[int]) -> str:
    """Return the bands as one types them."""
    return ", ".join(names(starts))


def band_of(age: int | None, starts: Sequence[int]) -> str:
    """Return the name of the band of an age in completed years, or UNKNOWN."""
    return UNKNOWN if age is None else names(starts)[bisect_right(starts, age)]
