"""The rules of the deadlines: data with a source (`referrals/data/deadline_rules.csv`).

No rule that is shipped has been validated: only a jurist does that, by a row of her own. A rule
that changes gets a new version beside the former one, which keeps what was computed with it.
"""

import csv
import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

ROWS = Path(__file__).parent.parent / "data" / "deadline_rules.csv"


class BadRule(ValueError):
    """A row that is no rule; the message says which and why."""


class Event(StrEnum):
    """What sets the clock going."""

    NOTIFIED = "notified"
    KNOWN = "known"
    SENT = "sent"
    RECEIVED = "received"
    REGISTERED = "registered"
    HEARING = "hearing"
    BIRTH = "birth"


class Direction(StrEnum):
    AFTER = "after"
    BEFORE = "before"


class Unit(StrEnum):
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    YEARS = "years"


class Mode(StrEnum):
    """How it is counted.

    `civil`: the day of the event does not count, months end on the same date or the last day of
    the month (CPC art. 641). `franc`: one day more, the last day of the count does not count
    either. `calendar`: to the date, as civil, where no code of procedure says so. `hours`: to the
    minute, through nights and weekends.
    """

    CIVIL = "civil"
    FRANC = "franc"
    CALENDAR = "calendar"
    HOURS = "hours"


class Roll(StrEnum):
    """What becomes of a deadline that ends on a closed day (CPC art. 642)."""

    NONE = "none"
    NEXT = "next"


class Severity(StrEnum):
    INFO = "info"
    ORANGE = "orange"
    RED = "red"
    BLACK = "black"

    @property
    def status(self) -> str:
        """The kind of mark that shows it."""
        kinds = {"info": "neutral", "orange": "waiting", "red": "urgent", "black": "danger"}
        return kinds[self.value]


class Nature(StrEnum):
    """`legal`: a text says so. `target`: we gave it to ourselves. `none`: a date to remember."""

    LEGAL = "legal"
    TARGET = "target"
    NONE = "none"


class StopKind(StrEnum):
    """What may stop the clock."""

    LEGAL_AID = "legal_aid"
    COURT = "court"


class Effect(StrEnum):
    """`suspends`: the remainder runs on. `interrupts`: it runs anew, from zero."""

    SUSPENDS = "suspends"
    INTERRUPTS = "interrupts"


@dataclass(frozen=True)
class Offset:
    """When to warn: so many hours, days or months (negative: before) from the start or the end."""

    from_due: bool
    amount: int
    unit: Unit


@dataclass(frozen=True)
class Rule:
    """One rule in one version. `amount` 0: the day itself; `age`: counted from that birthday."""

    code: str
    version: int
    fr: str
    en: str
    procedure: str
    trigger: Event
    age: int | None
    direction: Direction
    amount: int
    unit: Unit
    mode: Mode
    roll: Roll
    stops: Mapping[StopKind, Effect]
    warnings: tuple[Offset, ...]
    severity: Severity
    nature: Nature
    basis: str
    source: str
    note_fr: str
    note_en: str
    valid_from: datetime.date | None
    valid_to: datetime.date | None
    validated_by: str
    validated_on: str

    def holds_on(self, day: datetime.date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    @property
    def may_be_stopped(self) -> bool:
        return bool(self.stops)


def read(row: Mapping[str, str]) -> Rule:
    """Make a rule of a row of text; raises BadRule."""
    try:
        rule = Rule(
            code=row["code"],
            version=int(row["version"]),
            fr=row["fr"],
            en=row["en"],
            procedure=row["procedure"],
            trigger=Event(row["trigger"]),
            age=int(row["age"]) if row["age"] else None,
            direction=Direction(row["direction"]),
            amount=int(row["amount"]),
            unit=Unit(row["unit"]),
            mode=Mode(row["mode"]),
            roll=Roll(row["roll"]),
            stops=_stops(row["stops"]),
            warnings=tuple(_offset(word) for word in row["warnings"].split()),
            severity=Severity(row["severity"]),
            nature=Nature(row["nature"]),
            basis=row["basis"],
            source=row["source"],
            note_fr=row["note_fr"],
            note_en=row["note_en"],
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            validated_by=row["validated_by"],
            validated_on=row["validated_on"],
        )
    except (KeyError, ValueError) as error:
        raise BadRule(f"{row.get('code')}: {error}") from error
    _check(rule)
    return rule


def read_all(rows: Iterable[Mapping[str, str]]) -> dict[tuple[str, int], Rule]:
    """Read rows by code and version; raises BadRule, also for two versions that hold at once."""
    found: dict[tuple[str, int], Rule] = {}
    for row in rows:
        rule = read(row)
        for other in found.values():
            if other.code == rule.code and _hold_at_once(other, rule):
                raise BadRule(f"{rule.code}: versions {other.version}, {rule.version} hold at once")
        found[rule.code, rule.version] = rule
    return found


@cache
def rows() -> dict[tuple[str, int], dict[str, str]]:
    """Return the rows as they are written, by code and version."""
    with ROWS.open(encoding="utf-8", newline="") as lines:
        return {(row["code"], int(row["version"])): row for row in csv.DictReader(lines)}


@cache
def rules() -> dict[tuple[str, int], Rule]:
    """Return every rule in every version, in the order of the file."""
    return read_all(rows().values())


def rules_on(day: datetime.date) -> list[Rule]:
    """Return the rules that hold on a day, in the order of the file."""
    return [rule for rule in rules().values() if rule.holds_on(day)]


def _check(rule: Rule) -> None:
    """Raise BadRule for what no deadline can be counted with."""
    wrong = {
        "it has no name, no basis or no source": not all(
            (rule.code, rule.fr, rule.en, rule.basis, rule.source)
        ),
        "an amount is 0 or more": rule.amount < 0,
        "hours are counted by hours": (rule.unit == Unit.HOURS) != (rule.mode == Mode.HOURS),
        "hours are not carried over a weekend": rule.mode == Mode.HOURS and rule.roll != Roll.NONE,
        "an age counts from a birth": (rule.trigger == Event.BIRTH) != (rule.age is not None),
        "only what comes after is carried on": rule.roll == Roll.NEXT
        and (rule.direction == Direction.BEFORE or rule.amount == 0),
        "only what comes after can be stopped": rule.may_be_stopped
        and (rule.direction == Direction.BEFORE or rule.amount == 0 or rule.age is not None),
        "only what comes after is franc": rule.mode == Mode.FRANC
        and rule.direction == Direction.BEFORE,
        "a date to remember has no amount": rule.nature == Nature.NONE and rule.amount != 0,
        "it ends before it begins": rule.valid_from is not None
        and rule.valid_to is not None
        and rule.valid_to < rule.valid_from,
        "validated by and on go together": bool(rule.validated_by) != bool(rule.validated_on),
    }
    for sentence, is_so in wrong.items():
        if is_so:
            raise BadRule(f"{rule.code}: {sentence}")


def _hold_at_once(one: Rule, other: Rule) -> bool:
    first, last = datetime.date.min, datetime.date.max
    return (one.valid_from or first) <= (other.valid_to or last) and (
        other.valid_from or first
    ) <= (one.valid_to or last)


def _stops(text: str) -> dict[StopKind, Effect]:
    pairs = (word.partition("=") for word in text.split())
    return {StopKind(kind): Effect(effect) for kind, _, effect in pairs}


UNITS = {"h": Unit.HOURS, "d": Unit.DAYS, "m": Unit.MONTHS}


def _offset(word: str) -> Offset:
    """Read `due-10d`, `start+1h`, `start-3m`."""
    found = re.fullmatch(r"(due|start)([+-]\d+)([hdm])", word)
    if found is None:
        raise ValueError(f"{word} is no warning: due-10d, start+1h")
    return Offset(found[1] == "due", int(found[2]), UNITS[found[3]])


def _day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
