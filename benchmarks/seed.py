"""The benchmark's database: as many minors as asked for, three years of arrivals up to today.

Rows go in by COPY as the owner of the tables, with foreign keys and indexes taken away before and
put back after: put back, they check every row, and the schema ends as the migrations made it.
"""

import contextlib
import datetime
import functools
import hashlib
import itertools
import json
import random
import shutil
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, models, transaction
from django.utils import timezone
from psycopg import sql

from benchmarks import people
from cases import actions as case_actions
from cases import choices, names, phones, references
from cases.models import (
    Absence,
    Arrival,
    BirthClaim,
    Desk,
    Minor,
    MinorKey,
    MinorName,
    MinorPhone,
    Partner,
    Ticket,
    TicketStep,
)
from cases.models.keys import wrap
from clinics.choices import FactKind, Motif, SexualHealthMotif
from clinics.models import AnyConsultation, Consultation, HealthFact, SexualHealthConsultation
from config import database
from referrals.choices import ReferralKind, ReferralStatus
from referrals.deadlines.counting import compute, known
from referrals.deadlines.rules import rows, rules_on
from referrals.models import (
    Deadline,
    DeadlineState,
    DeadlineStep,
    Procedure,
    ProcedureEvent,
    Referral,
    ReferralStep,
)
from staff import actions as staff_actions
from staff import encryption
from staff.choices import Role, SiteKind
from staff.models import Site, User
from staff.passwords import first_password
from staff.permissions import Compartment

MARKER = settings.VAR_DIR / "seeded.json"
YEARS = 3
ORDINARY_DAY = 45  # arrivals, an ordinary day at the centre
NEW_TODAY = 5
CHUNK = 10_000  # lines of one message of COPY
# A mean of ten days each: a quarter comes once only, the others 14 times, cut short by today.
ONCE, OFTEN = 0.25, 14
LONGEST, LONG = 1, 200  # the longest health file, and its consultations
LEGAL = 0.1  # of the files have a procedure under way and a deadline
NULL = r"\N"
CLOCK = [f"{hour:02}:{minute:02}:00+00" for hour in range(8, 16) for minute in range(60)]
# Plain texts, read once: a million rows ask for them.
BOOKS: list[tuple[type[AnyConsultation], str]] = [
    *((Consultation, motif) for motif in Motif.values),
    *((SexualHealthConsultation, motif) for motif in SexualHealthMotif.values),
]
KINDS = list(ReferralKind.values)
SEEN = [
    step.value
    for step in (
        choices.TicketStatus.WAITING,
        choices.TicketStatus.IN_PROGRESS,
        choices.TicketStatus.DONE,
    )
]

CONSULTATION = (
    "minor_id site_id day recorded_at recorded_by_id seal_number motif temperature weight "
    "observation care"
)
COLUMNS: dict[type[models.Model], str] = {
    Minor: "id reference family_name_status sex country language interpreter registered_site_id "
    "registered_at registered_by_id",
    MinorName: "minor_id text kind folded recorded_at recorded_by_id",
    BirthClaim: "minor_id precision born_on declared_age declared_on source recorded_at "
    "recorded_by_id",
    MinorKey: "minor_id compartment wrapped",
    MinorPhone: "minor_id seal_number number index fingerprint may_call recorded_at recorded_by_id",
    Arrival: "id minor_id site_id day arrived_at registered_by_id needs",
    Absence: "arrival_id left_at left_by_id",
    Ticket: "id arrival_id desk_id day number is_urgent sent_at sent_by_id",
    TicketStep: "ticket_id status at by_id",
    **dict.fromkeys([Consultation, SexualHealthConsultation], CONSULTATION),
    HealthFact: "minor_id kind recorded_at recorded_by_id seal_number answer what condition detail "
    "prescriber",
    Referral: "id minor_id partner_id site_id kind compartment agreement made_on made_at "
    "made_by_id seal_number reason",
    Deadline: "id minor_id site_id rule_code rule_version rule_row happened_at precision "
    "computed_on computed_at started_at started_by_id seal_number word",
    DeadlineStep: "deadline_id kind at by_id seal_number reason stop_kind called_role",
    DeadlineState: "deadline_id due_on due_at is_open is_stopped needs_lawyer",
    Procedure: "id minor_id site_id kind opened_at opened_by_id seal_number authority number "
    "lawyer",
    ProcedureEvent: "procedure_id stage happened_on precision is_unusual hearing_on recorded_at "
    "recorded_by_id seal_number note",
    ReferralStep: "referral_id status happened_on appointment_on note recorded_at recorded_by_id "
    "seal_number",
}


SEARCHED = (MinorName, BirthClaim)
FILES_AT_ONCE = 2_000  # whose search rows are written together


@dataclass(frozen=True)
class Place:
    """What there is before anybody comes: two sites, and who works there.

    Check-ins are measured at `annex`, so that the list of `centre` stays what it is.
    """

    centre: Site
    annex: Site
    reception: User
    annex_reception: User
    coordinator: User
    jurist: User
    nurse: User


def ready(minors: int, today: int = ORDINARY_DAY) -> Place:
    """Return the place, on a database of `minors` files whose today is today; seed it if need be.

    `today` of them come today.

    Prints what it does. Whatever an earlier measure wrote is taken away.
    """
    wanted = {
        "minors": minors,
        "arrivals_today": today,
        "today": str(timezone.localdate()),
        "made_by": _fingerprint(),
    }
    is_there = MARKER.exists() and json.loads(MARKER.read_text(encoding="utf-8")) == wanted
    if not is_there:
        _start_afresh()
    call_command("migrate", verbosity=0)
    if is_there:
        print(f"{minors:,} minors are there from an earlier run.")
    else:
        began = time.perf_counter()
        fill(minors, today)
        print(f"{minors:,} minors seeded in {time.perf_counter() - began:.1f} s.")
        MARKER.write_text(json.dumps(wanted), encoding="utf-8")
    place = find_place()
    forget_measures(place)
    return place


def fill(minors: int, today: int = ORDINARY_DAY) -> Place:
    """Open the centre in an empty database and write its files; return the place."""
    place = open_centre()
    _fill(_Rows(minors, place, today))
    return place


def _start_afresh() -> None:
    """Remove the former database. Raises SystemExit when another process is using it."""
    MARKER.unlink(missing_ok=True)
    root = database.embedded_root(settings.DATABASES)
    if root is None or not root.exists():
        return
    if not database.wait_until_stopped(settings.DATABASES, timeout=5):
        raise SystemExit(f"Another process uses {root}: wait for it to end.")
    shutil.rmtree(root)


def _fingerprint() -> str:
    """Return a digest of all that decides what a seeded database looks like."""
    project = Path(__file__).resolve().parent.parent
    sources = [Path(__file__), Path(people.__file__), *sorted(project.glob("*/migrations/*.py"))]
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


def open_centre() -> Place:
    """Open the two sites with their people in an empty database."""
    today = timezone.localdate()
    opened_on = today - datetime.timedelta(days=365 * YEARS)
    staff_actions.open_centre(by=None, name="Mesures", is_demo=True)
    centre, annex = (
        case_actions.open_site(by=None, name=name, kind=SiteKind.DAY_CENTRE, valid_from=opened_on)
        for name in ("Centre", "Annexe")
    )
    for username, role, site in (
        ("accueil", Role.RECEPTION, centre),
        ("accueil.annexe", Role.RECEPTION, annex),
        ("coordination", Role.COORDINATOR, None),
        ("juriste", Role.JURIST, centre),
        ("infirmiere", Role.NURSE, centre),
    ):
        staff_actions.create_account(
            by=None,
            username=username,
            full_name=username,
            role=role,
            site=site,
            password=first_password(),
            is_demo=True,
        )
    case_actions.seed_partners(by=None)
    return find_place()


def find_place() -> Place:
    centre, annex = Site.objects.order_by("pk")
    return Place(centre, annex, *User.objects.order_by("pk"))


def forget_measures(place: Place) -> int:
    """Take away what measuring has written: audit entries, today's arrivals at the annex.

    Returns the number of these arrivals.
    """
    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE staff_auditentry, staff_auditlink, staff_audithead")
        cursor.execute(
            "DELETE FROM cases_arrival WHERE day = %s AND site_id = %s",
            [timezone.localdate(), place.annex.pk],
        )
        return int(cursor.rowcount)


def _open_days(today: datetime.date) -> list[datetime.date]:
    """Return the weekdays of the last three years, today excepted."""
    days = (today - datetime.timedelta(days=ago) for ago in range(365 * YEARS, 0, -1))
    return [day for day in days if day.weekday() < 5]


def _bytes(value: bytes) -> str:
    """Return bytes as COPY's text format writes them."""
    return rf"\\x{value.hex()}"


_folded = functools.cache(names.fold)


def _reference(number: int) -> str:
    """Return another reference for each number, spread over all there are."""
    base = len(references.ALPHABET)
    # Odd and no multiple of 31: multiplying by it permutes the numbers of five characters.
    rest = number * 7_368_787 % base ** (references.LENGTH - 1)
    body = ""
    for _i in range(references.LENGTH - 1):
        rest, character = divmod(rest, base)
        body += references.ALPHABET[character]
    return body + references.check_character(body)


class _Rows:
    """Every line to COPY, by table, made in one pass over the minors."""

    def __init__(self, minors: int, place: Place, come_today: int) -> None:
        self.lines: dict[type[models.Model], list[str]] = defaultdict(list)
        self.rng = random.Random(minors)
        self.place = place
        self.today = timezone.localdate()
        self.now = timezone.now()
        self.open_days = _open_days(self.today)
        self.desks: dict[int, list[int]] = defaultdict(list)
        for desk, site in Desk.objects.order_by("pk").values_list("pk", "site_id"):
            self.desks[site].append(desk)
        self.partners = list(Partner.objects.values_list("pk", flat=True))
        self.arrival_ids = itertools.count(1)
        self.ticket_ids = itertools.count(1)
        self.numbers: Counter[tuple[int, datetime.date]] = Counter()
        self.referral_ids = itertools.count(1)
        self.legal_ids = itertools.count(1)
        self.rule = next(r for r in rules_on(self.today) if r.code == "D09")
        self.rule_row = json.dumps(rows()[self.rule.code, self.rule.version], ensure_ascii=False)
        self.keys: dict[tuple[int, str], bytes] = {}
        self.phone_key = phones.search_key()
        self._long_health_file()
        person = people.generator(minors)
        # In the order of registration, so that a number says when, as in a real database.
        first_days = sorted(self.rng.choices(range(len(self.open_days)), k=minors - NEW_TODAY))
        recent: list[int] = []
        for number, first in enumerate(first_days, start=1):
            last = self._minor(number, person(), first)
            if last >= len(self.open_days) - 20:
                recent.append(number)
        for number in range(minors - NEW_TODAY + 1, minors + 1):
            self._identity(number, person(), self.today)
            recent.append(number)
        lately = recent[:-NEW_TODAY]
        if len(lately) < come_today:  # a day of many: those who came long ago are back
            lately = list(range(1, minors - NEW_TODAY + 1))
        known = self.rng.sample(lately, come_today - NEW_TODAY)
        for number in [*known, *recent[-NEW_TODAY:]]:
            self._arrival_today(number)

    def add(self, model: type[models.Model], *values: object) -> None:
        """Keep one line of COPY's text format; nothing seeded needs escaping."""
        self.lines[model].append("\t".join(map(str, values)))

    def _key(self, minor: int, compartment: str) -> bytes:
        key = self.keys.get((minor, compartment))
        if key is None:
            key = self.keys[minor, compartment] = encryption.new_key()
            self.add(MinorKey, minor, compartment, _bytes(wrap(key, minor, compartment)))
        return key

    def _sealed(
        self, model: type[models.Model], minor: int, compartment: str, **texts: str
    ) -> list[str]:
        """Return the number of a row, then its sealed values."""
        key, number, table = self._key(minor, compartment), uuid.uuid4(), model._meta.db_table
        return [
            str(number),
            *(
                _bytes(
                    encryption.seal_with(
                        key, text.encode(), bound_to=f"{compartment}|{table}|{column}|{number}"
                    )
                )
                for column, text in texts.items()
            ),
        ]

    def _at(self, day: datetime.date) -> str:
        return f"{day} {self.rng.choice(CLOCK)}"

    def _identity(self, number: int, person: people.Person, day: datetime.date) -> None:
        at, by = self._at(day), self.place.reception.pk
        self.add(
            Minor,
            number,
            _reference(number),
            choices.FamilyNameStatus.KNOWN if person.family else choices.FamilyNameStatus.NONE,
            person.sex,
            person.country,
            person.language,
            choices.Interpreter.NOT_ASKED,
            self.place.centre.pk,
            at,
            by,
        )
        said = {
            choices.NameKind.AS_SAID: person.first,
            choices.NameKind.FAMILY: person.family,
            choices.NameKind.SPELLING: person.spelling,
        }
        for kind, text in said.items():
            if text:
                self.add(MinorName, number, text, kind, _folded(text), at, by)
        precision, born_on, age = self.rng.choice(
            [
                (choices.Precision.AGE, NULL, person.age),
                (choices.Precision.YEAR, f"{day.year - person.age}-01-01", NULL),
                (choices.Precision.DAY, f"{day.year - person.age}-05-17", NULL),
            ]
        )
        self.add(BirthClaim, number, precision, born_on, age, day,
                 choices.ClaimSource.DECLARED, at, by)  # fmt: skip
        if person.phone:
            self._phone(number, person.phone, at, by)

    def _phone(self, number: int, phone: str, at: str, by: int) -> None:
        row = self._sealed(MinorPhone, number, MinorPhone.compartment.value, number=phone)
        found_by = ",".join(map(str, phones.index(self.phone_key, phone)))
        same = phones.fingerprint(self.phone_key, phone)
        self.add(MinorPhone, number, *row, f"{{{found_by}}}", same, "t", at, by)

    def _minor(self, number: int, person: people.Person, first: int) -> int:
        """Write one file and its past; return the place of its last day among the open ones."""
        rng = self.rng
        self._identity(number, person, self.open_days[first])
        site = self.place.centre if rng.random() < 0.9 else self.place.annex
        left = 1 if rng.random() < ONCE else 1 + round(rng.expovariate(1 / (OFTEN - 1)))
        index = first
        while True:
            self._day(number, site, self.open_days[index])
            left -= 1
            if not left and rng.random() < LEGAL:
                self._legal(number, site, self.open_days[index])
            following = index + 1 + int(rng.expovariate(0.3))
            if not left or following >= len(self.open_days):
                return index
            index = following

    def _day(self, number: int, site: Site, day: datetime.date) -> None:
        """Write an arrival; one in three saw a desk, one in seven the nurse."""
        at, by, chance = self._at(day), self.place.reception.pk, self.rng.random()
        arrival = next(self.arrival_ids)
        needs = "{food,sleep}" if chance < 0.3 else "{nothing}"
        self.add(Arrival, arrival, number, site.pk, day, at, by, needs)
        if chance < 0.33:
            ticket, desk = next(self.ticket_ids), self.rng.choice(self.desks[site.pk])
            self.add(Ticket, ticket, arrival, desk, day, self._number(desk, day), "f", at, by)
            for status in SEEN:
                self.add(TicketStep, ticket, status, at, by)
        if chance < 0.15:
            model, motif = self.rng.choice(BOOKS)
            row = self._sealed(model, number, model.compartment.value,
                               motif=motif, temperature="37.2", weight="58.5",
                               observation="Examen sans particularité.",
                               care="Conseils donnés.")  # fmt: skip
            self.add(model, number, site.pk, day, at, by, *row)
        elif chance > 0.95:
            self._referral(number, site, day, at)

    def _long_health_file(self) -> None:
        """Write the consultations of the first file, all of them measured, and a few facts."""
        by, compartment = self.place.nurse.pk, Compartment.HEALTH.value
        for day in self.open_days[-LONG:]:
            row = self._sealed(Consultation, LONGEST, compartment, motif="fever",
                               temperature="37.2", weight="58.5",
                               observation="Examen sans particularité.",
                               care="Conseils donnés.")  # fmt: skip
            self.add(Consultation, LONGEST, self.place.centre.pk, day, self._at(day), by, *row)
        for kind in FactKind.values:
            row = self._sealed(HealthFact, LONGEST, compartment, answer="yes", what="Autre")
            self.add(HealthFact, LONGEST, kind, self.now, by, *row, "", "", "")

    def _number(self, desk: int, day: datetime.date) -> int:
        self.numbers[desk, day] += 1
        return self.numbers[desk, day]

    def _referral(self, number: int, site: Site, day: datetime.date, at: str) -> None:
        referral, by = next(self.referral_ids), self.place.reception.pk
        compartment = Compartment.SOCIAL.value
        row = self._sealed(Referral, number, compartment, reason="Demande habituelle.")
        self.add(Referral, referral, number, self.rng.choice(self.partners), site.pk,
                 self.rng.choice(KINDS), compartment, "agrees", day, at, by, *row)  # fmt: skip
        steps = [ReferralStatus.WRITTEN, ReferralStatus.HANDED_OVER, ReferralStatus.SEEN]
        for status in steps[: self.rng.randrange(1, 4)]:
            self.add(ReferralStep, referral, status, day, NULL, "", at, by, uuid.uuid4())

    def _legal(self, number: int, site: Site, day: datetime.date) -> None:
        """Write a procedure with a hearing to come, and a deadline to keep within the month."""
        pk, by, rng = next(self.legal_ids), self.place.jurist.pk, self.rng
        at, compartment = self._at(day), Compartment.LEGAL.value
        ahead = datetime.timedelta(days=rng.randrange(1, 30))
        row = self._sealed(Procedure, number, compartment, authority="Bobigny", number="24/1",
                           lawyer="Me Roux")  # fmt: skip
        self.add(Procedure, pk, number, site.pk, "children_judge", at, by, *row)
        self.add(ProcedureEvent, pk, "L45", day, "day", "f", self.today + ahead, at, by,
                 uuid.uuid4(), "")  # fmt: skip
        result = compute(self.rule, known(*(self.today - ahead / 2).timetuple()[:3]))
        self.add(Deadline, pk, number, site.pk, self.rule.code, self.rule.version, self.rule_row,
                 result.trigger.at, "day", result.last_day, result.due_at, at, by, uuid.uuid4(),
                 "")  # fmt: skip
        self.add(DeadlineStep, pk, "started", at, by, uuid.uuid4(), "", "", "")
        self.add(DeadlineState, pk, result.last_day, result.due_at, "t", "f", "f")

    def _arrival_today(self, number: int) -> None:
        """Write an arrival of today; most wait at a desk or have been there, a few have left."""
        arrival, by, rng = next(self.arrival_ids), self.place.reception.pk, self.rng
        minutes = datetime.timedelta(minutes=1)
        at = self.now - rng.randrange(60, 240) * minutes
        self.add(Arrival, arrival, number, self.place.centre.pk, self.today, at, by, "{care}")
        chance = rng.random()
        if chance < 0.7:
            ticket, desk = next(self.ticket_ids), rng.choice(self.desks[self.place.centre.pk])
            urgent = "t" if rng.random() < 0.1 else "f"
            number = self._number(desk, self.today)
            self.add(
                Ticket, ticket, arrival, desk, self.today, number, urgent, at + 5 * minutes, by
            )
            for status in SEEN[: rng.choice((1, 1, 2, 3))]:
                self.add(TicketStep, ticket, status, at + 9 * minutes, by)
        elif chance < 0.85:
            self.add(Absence, arrival, at + 40 * minutes, by)


def _fill(rows: _Rows) -> None:
    """COPY every line, then leave the tables as a database at rest has them."""
    owner = connections["owner"]
    searched = [model._meta.db_table for model in SEARCHED]
    with transaction.atomic(using="owner"), owner.cursor() as cursor, _bare_tables(cursor):
        # Asked of all files at once, in tables that nobody has counted, the triggers of the search
        # read the whole table for each of them.
        for table in searched:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER cases_search_added")
        for model, columns in COLUMNS.items():
            statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
                sql.Identifier(model._meta.db_table),
                sql.SQL(", ").join(map(sql.Identifier, columns.split())),
            )
            lines = rows.lines[model]
            with cursor.copy(statement) as copy:
                for start in range(0, len(lines), CHUNK):
                    copy.write("\n".join(lines[start : start + CHUNK]) + "\n")
        for statement in owner.ops.sequence_reset_sql(no_style(), list(COLUMNS)):
            cursor.execute(statement)
        for table in searched:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER cases_search_added")
    with owner.cursor() as cursor:
        # By hand, so that autovacuum does not do it in the middle of the measures.
        cursor.execute("VACUUM (ANALYZE)")
        numbers = list(Minor.objects.using("owner").order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(numbers), FILES_AT_ONCE):
            some = numbers[start : start + FILES_AT_ONCE]
            cursor.execute("SELECT cases_search_refresh(%s)", [some])
        cursor.execute("VACUUM (ANALYZE)")


@contextlib.contextmanager
def _bare_tables(cursor) -> Iterator[None]:
    """Take foreign keys and indexes off the tables to fill; put back exactly what was there."""
    tables = [model._meta.db_table for model in COLUMNS]
    cursor.execute(
        "SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),"
        " format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname,"
        " pg_get_constraintdef(oid))"
        " FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])",
        [tables],
    )
    keys = cursor.fetchall()
    cursor.execute(
        "SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)"
        " FROM pg_index WHERE indrelid = ANY(%s::regclass[]) AND NOT EXISTS"
        " (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))",
        [tables],
    )
    indexes = cursor.fetchall()
    for drop, _add in [*keys, *indexes]:
        cursor.execute(drop)
    yield
    cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
    for _drop, add in [*indexes, *keys]:
        cursor.execute(add)
