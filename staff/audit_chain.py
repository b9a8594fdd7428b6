"""The chain of the audit trail, checked: each hash covers an entry and the hash before it.

Nothing here asks the database. The migration chain_the_trail writes the same words in SQL.
"""

import datetime
import hashlib
import re
from dataclasses import dataclass

from staff.models import AuditEntry
from staff.models.audit import NO_HASH

SHORTEST = 16  # hexadecimal digits of a hash that are enough to name it: 64 bits
PRINTED = 20

_HEAD = re.compile(rf"(\d{{1,18}}):([0-9a-f]{{{SHORTEST},64}})")


class BrokenChainError(Exception):
    """The trail has been changed. `position` is the first place where it shows."""

    def __init__(self, position: int, sentence: str) -> None:
        super().__init__(sentence)
        self.position = position


@dataclass(frozen=True)
class Head:
    """A position and the first digits of its hash, as printed or as kept."""

    position: int
    digits: str

    def __str__(self) -> str:
        return f"{self.position}:{self.digits}"

    @property
    def printed(self) -> str:
        """Short enough to be typed again: "1234:a1b2 c3d4 e5f6 0718 293a"."""
        groups = re.findall("....", self.digits[:PRINTED])
        return f"{self.position}:{' '.join(groups)}"

    def names(self, hash: bytes) -> bool:
        return hash.hex().startswith(self.digits)


@dataclass(frozen=True)
class Link:
    """One place of the chain as the database holds it; no entry when its row is gone."""

    position: int
    hash: bytes
    entry: AuditEntry | None


def parse(text: str) -> Head:
    """Read a head as it is printed or shown; raises ValueError."""
    match = _HEAD.fullmatch(re.sub(r"[\s\-]", "", text).lower())
    if match is None:
        raise ValueError("A head reads POSITION:HASH, for example 1234:a1b2 c3d4 e5f6 0718 293a.")
    return Head(int(match[1]), match[2])


def content(position: int, entry: AuditEntry) -> bytes:
    """Return the words that are hashed, each with its length; `-` where there is none."""
    at = entry.at.astimezone(datetime.UTC)
    words: list[str | int | None] = [
        "1",
        position,
        entry.pk,
        f"{at:%Y-%m-%dT%H:%M:%S.%f}Z",
        entry.by_id,
        entry.action,
        entry.subject,
        entry.minor_id,
        entry.site_id,
        entry.request_id,
        entry.device,
        entry.purpose,
        bytes(entry.change).hex(),
    ]
    encoded = [None if word is None else str(word).encode() for word in words]
    return b",".join(b"-" if word is None else b"%d:%s" % (len(word), word) for word in encoded)


def digest(before: bytes, position: int, entry: AuditEntry) -> bytes:
    return hashlib.sha256(before + content(position, entry)).digest()


@dataclass
class Walk:
    """Goes along the chain, one place after the other, from just after `position`."""

    position: int = 0
    hash: bytes = NO_HASH

    def step(self, link: Link) -> None:
        """Go on to the next place. Raises BrokenChainError."""
        expected = self.position + 1
        if link.position != expected:
            raise BrokenChainError(expected, f"Position {expected} is missing.")
        if link.entry is None:
            raise BrokenChainError(expected, f"The entry at position {expected} was removed.")
        found = digest(self.hash, expected, link.entry)
        if link.hash != found:
            raise BrokenChainError(
                expected, f"The entry at position {expected} is not the one that was recorded."
            )
        self.position, self.hash = expected, found

    def ends_at(self, head: Head) -> None:
        """Raise BrokenChainError unless the chain reaches the database's own head."""
        if self.position < head.position:
            raise BrokenChainError(
                self.position + 1,
                f"The trail stops at position {self.position}; its head names {head.position}.",
            )
        if self.position == head.position and not head.names(self.hash):
            raise BrokenChainError(
                head.position, f"The head does not name the entry at position {head.position}."
            )
