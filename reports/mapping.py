"""The DHIS2 mapping: which code each line, each site and the whole has there; what is amiss.

A UID of DHIS2 has 11 characters, a letter first, then letters and digits; a code is chosen by
whoever keeps that DHIS2. An import reads one kind only of each thing (`dataElementIdScheme`...).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field

from django.db.models import QuerySet

from reports.catalogue import Line
from reports.choices import Dhis2Kind
from reports.figures import Key
from reports.models import DHIS2_CODE, Dhis2Code
from staff.models import Centre, Site

UID = re.compile(r"[A-Za-z][A-Za-z0-9]{10}")


@dataclass(frozen=True, order=True)
class Target:
    """Where a figure goes: a data element, and a category option combination or none."""

    element: str
    option_combo: str = ""

    def __str__(self) -> str:
        return " / ".join(filter(None, [self.element, self.option_combo]))


@dataclass(frozen=True)
class What:
    """What may have a code: a line by its key, a site or the mission, or the whole."""

    kind: str
    key: Key = ("", "", "")
    site: int | None = None


@dataclass(frozen=True)
class Mapping:
    """The codes as they stand: without those that were taken out."""

    figures: MappingOf[Key, Target] = field(default_factory=dict)
    org_units: MappingOf[int | None, str] = field(default_factory=dict)  # None: the mission
    data_set: str = ""
    attribute_combo: str = ""

    def code_of(self, what: What) -> Target:
        """Return what stands, empty where there is nothing."""
        if what.kind == Dhis2Kind.FIGURE:
            return self.figures.get(what.key, Target(""))
        if what.kind == Dhis2Kind.ORG_UNIT:
            return Target(self.org_units.get(what.site, ""))
        return Target(self.data_set if what.kind == Dhis2Kind.DATA_SET else self.attribute_combo)


def current() -> Mapping:
    """Read the mapping as it stands now, in one query."""
    rows = [row for row in Dhis2Code.objects.standing() if row.code]
    return Mapping(
        {r.key: Target(r.code, r.option_combo) for r in rows if r.kind == Dhis2Kind.FIGURE},
        {r.site_id: r.code for r in rows if r.kind == Dhis2Kind.ORG_UNIT},
        next((r.code for r in rows if r.kind == Dhis2Kind.DATA_SET), ""),
        next((r.code for r in rows if r.kind == Dhis2Kind.ATTRIBUTE_COMBO), ""),
    )


def whose() -> QuerySet[Centre]:
    """The row that is held while the mapping is changed: there is one mapping, the house's."""
    return Centre.objects.all()


def is_code(text: str) -> bool:
    return re.match(DHIS2_CODE, text) is not None and not text.endswith("\n")


def is_uid(text: str) -> bool:
    return UID.fullmatch(text) is not None


def _is_made_by_a_machine(text: str) -> bool:
    """Whether a UID is one beyond doubt: people who choose a code do not mix cases."""
    return is_uid(text) and text not in (text.upper(), text.lower())


# --- what is amiss -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Group:
    """Lines that are filled in on one page."""

    slug: str
    codes: str  # "W01", or "W01–W06"
    label: str
    lines: Sequence[Line]
    mapped: int

    @property
    def is_cut(self) -> bool:
        return bool(self.lines[0].part)


def groups(lines: Iterable[Line], known: Mapping) -> list[Group]:
    """Return the lines by the page on which they are filled in, in the order of the report."""
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        found[line.group].append(line)
    return [
        Group(
            slug,
            "–".join(dict.fromkeys([same[0].key[0], same[-1].key[0]])),
            same[0].label if same[0].part else same[0].section,
            same,
            sum(line.key in known.figures for line in same),
        )
        for slug, same in found.items()
    ]


@dataclass(frozen=True)
class Twice:
    """Several lines with one and the same target: one would overwrite the other."""

    target: Target
    lines: Sequence[str]


@dataclass(frozen=True)
class Odd:
    """Codes of one kind of thing that do not look like the others. `are_uids`: the others are."""

    what: str
    are_uids: bool
    codes: Sequence[str]


@dataclass(frozen=True)
class Findings:
    """`unmapped`: groups with only their lines without a code. `lost`: codes of no line."""

    unmapped: Sequence[Group]
    lost: Sequence[tuple[Key, Target]]
    twice: Sequence[Twice]
    odd: Sequence[Odd]
    without_unit: Sequence[str]

    @property
    def unmapped_count(self) -> int:
        return sum(len(group.lines) for group in self.unmapped)

    @property
    def is_clean(self) -> bool:
        return not any([self.unmapped, self.lost, self.twice, self.odd, self.without_unit])


def check(lines: Sequence[Line], known: Mapping, sites: Iterable[Site]) -> Findings:
    """Compare the mapping with every line that a report can have, and with the sites."""
    by_key = {line.key: line for line in lines}
    targets: dict[Target, list[str]] = defaultdict(list)
    for key, target in known.figures.items():
        if key in by_key:
            targets[target].append(str(by_key[key]))
    return Findings(
        groups([line for line in lines if line.key not in known.figures], known),
        [(key, target) for key, target in sorted(known.figures.items()) if key not in by_key],
        [Twice(target, same) for target, same in sorted(targets.items()) if len(same) > 1],
        odd_ones(known),
        [site.name for site in sites if site.pk not in known.org_units],
    )


def schemes(known: Mapping) -> dict[str, list[str]]:
    """Return the codes of each kind of thing that DHIS2 is told how to read."""
    return {
        "dataElementIdScheme": [target.element for target in known.figures.values()],
        "categoryOptionComboIdScheme": [
            target.option_combo for target in known.figures.values() if target.option_combo
        ],
        "orgUnitIdScheme": list(known.org_units.values()),
    }


def is_by_uid(codes: Sequence[str]) -> bool:
    """Whether most of these are UIDs, which is what DHIS2 reads when it is told nothing."""
    return sum(map(_is_made_by_a_machine, codes)) * 2 > len(codes)


@dataclass(frozen=True)
class Reading:
    """What DHIS2 is to be told of a kind of thing when a file is imported there."""

    parameter: str
    by_uid: bool


def readings(known: Mapping) -> list[Reading]:
    return [Reading(what, is_by_uid(codes)) for what, codes in schemes(known).items() if codes]


def odd_ones(known: Mapping) -> list[Odd]:
    found = []
    for what, codes in schemes(known).items():
        by_uid = is_by_uid(codes)
        odd = {c for c in codes if (not is_uid(c) if by_uid else _is_made_by_a_machine(c))}
        if odd:
            found.append(Odd(what, by_uid, sorted(odd)))
    return found
