"""Maskings that were worked out: kept in this process, and for the others where it takes long.

Of a year whose weeks have all left it takes half a minute or more. Then a process apart from the
page does it (reports.masking_work), and the page finds it here when it comes back.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.core.cache import cache as for_all

from reports import masking, nested, relations, suppression
from reports.masking import Masking

KEPT = 200  # held in the memory of a process: names of lines and no number
LASTS = 30 * 24 * 3600  # seconds, for all processes
LONG = 20  # files sent before, of days that bear on these: to take more into account takes long

_found: OrderedDict[str, Masking] = OrderedDict()


class TakesLong(Exception):
    """It has not been worked out yet, and a page should not wait for it."""


def masking_of(
    parts: tuple[object, ...], count: int, work_out: Callable[[], Masking], *, waits: bool
) -> Masking:
    """Return the masking that hangs on `parts`, worked out if nobody has yet.

    `count`: how many files have to be taken into account. Raises TakesLong unless one `waits`.
    """
    key = _key(parts)
    kept = _found.get(key)
    if kept is None and count > LONG:
        kept = for_all.get(key)
        if kept is None and not waits:
            raise TakesLong
    if kept is None:
        kept = work_out()
        if count > LONG:
            for_all.set(key, kept, LASTS)
    _found[key] = kept
    while len(_found) > KEPT:
        _found.popitem(last=False)
    return kept


def _key(parts: tuple[object, ...]) -> str:
    return "masking:" + hashlib.sha256(f"{_rules()}{parts!r}".encode()).hexdigest()


@cache
def _rules() -> str:
    """Return a digest of the rules: what was worked out under others is worked out again."""
    modules = (masking, nested, relations, suppression)
    sources = (Path(str(module.__file__)).read_bytes() for module in modules)
    return hashlib.sha256(b"".join(sources)).hexdigest()
