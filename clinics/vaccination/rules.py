"""The rules of the catch-up: data with a source (`clinics/data/vaccination_rules.csv`).

No rule that is shipped has been validated: only a doctor does that, by a row of her own. The rules
of one series stand or fall together.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from clinics.vaccination.answers import RESULTS
from clinics.vaccination.vaccines import Live, Valence

ROWS = Path(__file__).parent.parent / "data" / "vaccination_rules.csv"


class BadRule(ValueError):
    """A row that is no rule; the message says which and why."""


class Kind(StrEnum):
    """`dose`: one dose of a scheme. `test`: a test before or after. `stop`: no dose any more."""

    DOSE = "dose"
    TEST = "test"
    STOP = "stop"


class Certainty(StrEnum):
    """`published`: a public page says so. `to_confirm`: what teams are used to."""

    PUBLISHED = "published"
    TO_CONFIRM = "to_confirm"


@dataclass(frozen=True)
class Rule:
    """One rule in one version.

    `waits_in_pregnancy`: not live, and yet put off until after it.

    Ages in years, the last one excluded; `interval_days` from the dose before; `min_age_days`: a
    dose given earlier does not count. `when` is "question=answer", or "" for always. A test is
    done between `from_days` and `to_days` after the first dose, or before it.
    """

    code: str
    version: int
    kind: Kind
    series: str
    valences: frozenset[Valence]
    live: Live
    age_min: int
    age_max: int
    when: str
    dose_n: int
    interval_days: int
    min_age_days: int
    waits_in_pregnancy: bool
    test: str
    is_before: bool
    from_days: int
    to_days: int
    priority: int
    fr: str
    en: str
    note_fr: str
    note_en: str
    source: str
    certainty: Certainty
    validated_by: str
    validated_on: str

    @property
    def key(self) -> tuple[str, int]:
        return self.code, self.version


@dataclass(frozen=True)
class Scheme:
    """The doses that somebody of an age is given, first to last."""

    doses: tuple[Rule, ...]

    @property
    def age_min(self) -> int:
        return self.doses[0].age_min

    @property
    def age_max(self) -> int:
        return self.doses[0].age_max

    @property
    def when(self) -> str:
        return self.doses[0].when


@dataclass(frozen=True)
class Series:
    """Everything that is ruled about one protection."""

    code: str
    rules: tuple[Rule, ...]
    schemes: tuple[Scheme, ...]
    tests: tuple[Rule, ...]
    stops: tuple[Rule, ...]

    @property
    def priority(self) -> int:
        return self.schemes[0].doses[0].priority

    @property
    def live(self) -> Live:
        return self.schemes[0].doses[0].live

    @property
    def waits_in_pregnancy(self) -> bool:
        return any(dose.waits_in_pregnancy for s in self.schemes for dose in s.doses)

    @property
    def wanted(self) -> frozenset[Valence]:
        """What a past dose must hold to count."""
        return frozenset.intersection(*(dose.valences for s in self.schemes for dose in s.doses))

    @property
    def held(self) -> frozenset[Valence]:
        """Whatever one of its doses holds."""
        return frozenset.union(*(dose.valences for s in self.schemes for dose in s.doses))


def read(row: Mapping[str, str]) -> Rule:
    """Make a rule of a row of text; raises BadRule."""
    try:
        rule = Rule(
            code=row["code"],
            version=int(row["version"]),
            kind=Kind(row["kind"]),
            series=row["series"],
            valences=frozenset(map(Valence, row["valences"].split())),
            live=Live(row["live"]),
            **{name: int(row[name] or 0) for name in NUMBERS},
            when=row["when"],
            waits_in_pregnancy=row["pregnancy"] == "waits",
            test=row["test"],
            is_before=row["test_when"] == "before",
            fr=row["fr"],
            en=row["en"],
            note_fr=row["note_fr"],
            note_en=row["note_en"],
            source=row["source"],
            certainty=Certainty(row["certainty"]),
            validated_by=row["validated_by"],
            validated_on=row["validated_on"],
        )
    except (KeyError, ValueError) as error:
        raise BadRule(f"{row.get('code')}: {error}") from error
    _check(rule)
    return rule


NUMBERS = (
    "age_min", "age_max", "dose_n", "interval_days", "min_age_days", "from_days", "to_days",
    "priority",
)  # fmt: skip


def _check(rule: Rule) -> None:
    """Raise BadRule for what nothing can be proposed with."""
    question, _, result = rule.when.partition("=")
    is_dose, is_test = rule.kind == Kind.DOSE, rule.kind == Kind.TEST
    wrong = {
        "it has no name, no note or no source": not all(
            (rule.code, rule.fr, rule.en, rule.note_fr, rule.note_en, rule.source)
        ),
        "a dose holds something": is_dose != bool(rule.valences),
        "ages go up": is_dose and rule.age_min >= rule.age_max,
        "doses are counted from 1": is_dose and rule.dose_n < 1,
        "it depends on a question and one of its answers": bool(rule.when)
        and result not in RESULTS.get(question, ()),
        "it stops on something": rule.kind == Kind.STOP and not rule.when,
        "it is a test that is known": is_test and rule.test not in RESULTS,
        "a test ends after it begins": is_test and rule.to_days < rule.from_days,
        "validated by and on go together": bool(rule.validated_by) != bool(rule.validated_on),
    }
    for sentence, is_so in wrong.items():
        if is_so:
            raise BadRule(f"{rule.code}: {sentence}")


def series_of(rules: Iterable[Rule]) -> tuple[Series, ...]:
    """Put rules together, what comes first first; raises BadRule for a scheme with a hole."""
    by_code: dict[str, list[Rule]] = {}
    for rule in rules:
        by_code.setdefault(rule.series, []).append(rule)
    found = [_series(code, tuple(rows)) for code, rows in by_code.items()]
    return tuple(sorted(found, key=lambda series: series.priority))


def _series(code: str, rows: tuple[Rule, ...]) -> Series:
    schemes: dict[tuple[int, int, str], list[Rule]] = {}
    for rule in rows:
        if rule.kind == Kind.DOSE:
            schemes.setdefault((rule.age_min, rule.age_max, rule.when), []).append(rule)
    for doses in schemes.values():
        doses.sort(key=lambda rule: rule.dose_n)
        if [rule.dose_n for rule in doses] != list(range(1, len(doses) + 1)):
            raise BadRule(f"{doses[0].code}: a dose of its scheme is missing")
    if not schemes:
        raise BadRule(f"{code}: no dose")
    return Series(
        code,
        rows,
        tuple(Scheme(tuple(doses)) for doses in schemes.values()),
        tuple(rule for rule in rows if rule.kind == Kind.TEST),
        tuple(rule for rule in rows if rule.kind == Kind.STOP),
    )


@cache
def rows() -> dict[tuple[str, int], dict[str, str]]:
    """Return the rows as they are written, by code and version."""
    with ROWS.open(encoding="utf-8", newline="") as lines:
        return {(row["code"], int(row["version"])): row for row in csv.DictReader(lines)}


@cache
def all_series() -> tuple[Series, ...]:
    """Return every series that is shipped, each rule in its last version."""
    last: dict[str, Rule] = {}
    for row in rows().values():
        rule = read(row)
        if rule.code not in last or last[rule.code].version < rule.version:
            last[rule.code] = rule
    return series_of(last.values())
