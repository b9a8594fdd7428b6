"""What a file's number in the audit trail stands for: cases says it in `AppConfig.ready()`."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from staff.models import User

Numbers = Collection[int]


@dataclass(frozen=True)
class Files:
    """Each function is given numbers of files and asks the database the same number of times.

    `links` returns {number: (reference, address)} of those that the reader may see, `sites`
    {number: the sites it belongs to}.
    """

    links: Callable[[Numbers, User], dict[int, tuple[str, str]]]
    sites: Callable[[Numbers], dict[int, set[int]]]


_files: list[Files] = []


def register(files: Files) -> None:
    _files[:] = [files]


def links(numbers: Numbers, reader: User) -> dict[int, tuple[str, str]]:
    return _files[0].links(numbers, reader)


def sites(numbers: Numbers) -> dict[int, set[int]]:
    return _files[0].sites(numbers)
