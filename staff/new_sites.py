"""What a new site is given at once. A higher app adds its part in `AppConfig.ready()`."""

from typing import Protocol

from staff.models import Site, User


class Furnish(Protocol):
    def __call__(self, *, by: User | None, site: Site) -> object: ...


_parts: list[Furnish] = []


def register(part: Furnish) -> None:
    if part not in _parts:
        _parts.append(part)


def furnish(*, by: User | None, site: Site) -> None:
    for part in _parts:
        part(by=by, site=site)
