"""The columns of each line list: what a cell says, and which compartment it belongs to.

A reader is offered those that her role may see elsewhere in the house, and no other (permissions).
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.choices import Interpreter, Need, Sex
from referrals.choices import Agreement, ReferralKind, ReferralStatus
from reports.choices import ListKind
from reports.figures import labels_of, opened
from reports.line_facts import Persons
from reports.tables import Cell
from staff.choices import Compartment
from staff.permissions import Level

C = Compartment


@dataclass(frozen=True)
class Line:
    """One line before its cells: whose, where, on which day, and the row it is read from."""

    minor: int
    site: int
    day: datetime.date
    row: Any


Value = Callable[[Line, Persons], Cell]


@dataclass(frozen=True)
class Offered:
    """A column that one may choose, of a list or of the statistics file."""

    name: str
    label: str | Promise
    # Ticked when the page opens.
    is_usual: bool = field(default=True, kw_only=True)


@dataclass(frozen=True)
class Column(Offered):
    """`is_name`: it says who somebody is, and leaves only as two people decided."""

    value: Value
    compartment: Compartment = C.IDENTITY
    level: Level = Level.READ
    is_name: bool = False


SEX, INTERPRETER, NEED = labels_of(Sex), labels_of(Interpreter), labels_of(Need)
KIND, AGREEMENT, STATUS = (labels_of(ReferralKind), labels_of(Agreement),
                           labels_of(ReferralStatus))  # fmt: skip
PARTS = labels_of(Compartment)


def _sex(line: Line, persons: Persons) -> Cell:
    return str(SEX[persons.identities[line.minor].sex])


def _interpreter(line: Line, persons: Persons) -> Cell:
    return str(INTERPRETER[persons.identities[line.minor].interpreter])


DAY = Column("day", _("Day"), lambda line, persons: line.day)
SITE = Column("site", _("Site"), lambda line, persons: persons.asked.site_names[line.site])
PERSON = Column(
    "person", _("Person, number in this file"),
    lambda line, persons: persons.asked.number_of(line.minor),
)  # fmt: skip
# Whoever may read the list knows these of its persons.
WHO = [
    Column("sex", _("Sex"), _sex),
    Column("age_band", _("Declared age, band"),
           lambda line, persons: persons.age_band_on(line.minor, line.day)),
    Column("age", _("Declared age"),
           lambda line, persons: persons.age_on(line.minor, line.day), is_usual=False),
    Column("country", _("Country"),
           lambda line, persons: persons.asked.country(persons.identities[line.minor].country)),
    Column("language", _("Language"),
           lambda line, persons: persons.asked.language(persons.identities[line.minor].language),
           is_usual=False),
    Column("interpreter", _("Interpreter"), _interpreter, is_usual=False),
]  # fmt: skip
NAMES = [
    Column("name", pgettext_lazy("person", "Name"),
           lambda line, persons: persons.names.get(line.minor, ""), is_name=True),
    Column("reference", _("Reference"),
           lambda line, persons: persons.identities[line.minor].reference, is_name=True),
]  # fmt: skip


def _needs(line: Line, persons: Persons) -> Cell:
    return ", ".join(str(NEED[need]) for need in line.row.needs)


def _is_first(line: Line, persons: Persons) -> Cell:
    return persons.first_arrivals[line.minor][0] == line.row.pk


ARRIVALS = [
    DAY,
    SITE,
    PERSON,
    *NAMES,
    *WHO,
    Column("is_new", _("New (first arrival ever)"), _is_first),
    Column("needs", _("Urgent needs"), _needs),
    Column("is_copied", _("Copied from paper"),
           lambda line, persons: line.row.copied_at is not None, is_usual=False),
]  # fmt: skip


def _new_person(line: Line, persons: Persons) -> Cell:
    first_day = persons.first_arrivals[line.minor][2]
    return persons.asked.first_day <= first_day <= persons.asked.last_day


PERSONS = [
    PERSON,
    *NAMES,
    Column("day", _("First arrival of the period"), lambda line, persons: line.day),
    Column("last_day", _("Last arrival of the period"),
           lambda line, persons: line.row["last_day"]),
    Column("site", _("Site of the first of them"), SITE.value),
    Column("arrivals", _("Arrivals in the period"), lambda line, persons: line.row["count"]),
    *WHO,
    Column("is_new", _("New (first arrival ever)"), _new_person),
    Column("consultations", _("Consultations in the period"),
           lambda line, persons: persons.consultations[line.minor], C.HEALTH, Level.KNOW),
    Column("referrals", _("Referrals in the period"),
           lambda line, persons: persons.referrals[line.minor], C.SOCIAL),
]  # fmt: skip


def _consultations(compartment: Compartment, is_first: Value) -> list[Column]:
    """Return the columns of one book; all but the day belongs to its own professions."""

    def shown(name: str) -> Value:
        return lambda line, persons: opened(line.row, name)[1]

    return [
        DAY,
        SITE,
        PERSON,
        *NAMES,
        *WHO,
        Column("motif", _("Motif"), shown("motif"), compartment),
        Column("problem", _("Problem found"),
               lambda line, persons: line.row.problem_text, compartment),
        Column("episode", _("Episode"), shown("episode"), compartment),
        Column("acts", _("Care"), lambda line, persons: line.row.acts_text, compartment,
               is_usual=False),
        Column("care_interpreter", _("Interpreter of the consultation"),
               lambda line, persons: line.row.interpreter_text, compartment, is_usual=False),
        Column("follow_up_on", _("Next visit"), lambda line, persons: line.row.follow_up_on,
               compartment, is_usual=False),
        Column("is_first", _("First consultation ever"), is_first, compartment),
    ]  # fmt: skip


CONSULTATIONS = [
    *_consultations(
        C.HEALTH, lambda line, persons: persons.first_consultations[line.minor] == line.row.pk
    ),
    Column("is_referred", _("Referral made"),
           lambda line, persons: line.row.referral_id is not None, C.HEALTH),
]  # fmt: skip
SEXUAL_HEALTH = _consultations(
    C.SEXUAL_HEALTH,
    lambda line, persons: persons.first_sexual_health[line.minor] == line.row.pk,
)

REFERRALS = [
    Column("day", _("Made on"), DAY.value),
    SITE,
    PERSON,
    *NAMES,
    *WHO,
    Column("kind", _("What is asked"), lambda line, persons: str(KIND[line.row.kind])),
    Column("part", _("Part of the file"),
           lambda line, persons: str(PARTS[line.row.compartment])),
    Column("partner", _("Partner"), lambda line, persons: line.row.partner.name),
    Column("agreement", _("Young person’s agreement"),
           lambda line, persons: str(AGREEMENT[line.row.agreement]), is_usual=False),
    Column("status", _("State"), lambda line, persons: str(STATUS.get(line.row.status, ""))),
    Column("status_on", _("State since"), lambda line, persons: line.row.status_on),
]  # fmt: skip

COLUMNS: dict[ListKind, list[Column]] = {
    ListKind.ARRIVALS: ARRIVALS,
    ListKind.PERSONS: PERSONS,
    ListKind.CONSULTATIONS: CONSULTATIONS,
    ListKind.SEXUAL_HEALTH: SEXUAL_HEALTH,
    ListKind.REFERRALS: REFERRALS,
}
