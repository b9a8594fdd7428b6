"""Migrations: complete, in one line, and what is sealed goes there and back (see test_releases)."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core import checks
from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import StateApps

from cases import keys, phones
from staff import encryption
from tests.house import sources

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def linear_errors() -> list[str]:
    """Return what django-linear-migrations finds: two migrations that share a parent."""
    found = checks.run_checks(app_configs=apps.get_app_configs())
    return [str(message) for message in found if (message.id or "").startswith("dlm.")]


def test_migrations_stand_in_one_line() -> None:
    assert apps.is_installed("django_linear_migrations")
    assert linear_errors() == []


# The last migrations in which everything was plain, and what is sealed since.
PLAIN = [("cases", "0004_documents"), ("clinics", "0001_initial"), ("referrals", "0001_initial")]
SEALED = [
    ("cases", "0005_sealed_phones"),
    ("clinics", "0002_two_sealed_books"),
    ("referrals", "0002_sealed_referrals"),
]
CONSULTATIONS: dict[str, dict[str, Any]] = {
    "fever": {
        "temperature": Decimal("38.40"), "height": None, "observation": "Frissons", "care": ""
    },
    "pregnancy": {
        "systolic": Decimal("118.00"), "diastolic": Decimal("76.00"), "care": "Écoute"
    },
}  # fmt: skip


def fill_plain(models: StateApps, count: int) -> None:
    """Files as they were written before: a telephone that changed, care, a referral answered."""

    def add(app: str, model: str, /, **values: Any) -> Any:
        return models.get_model(app, model).objects.using("owner").create(**values)

    by = add("staff", "User", username="hote", full_name="Hôte", password="x")
    site = add("staff", "Site", name="Pantin", kind="day_centre")
    partner = add("cases", "Partner", name="PASS", kind="health")
    for number in range(count):
        minor = add("cases", "Minor", reference=f"AAA{number:03}", country="GN", language="fr",
                    registered_site=site, registered_by=by)  # fmt: skip
        phone = add("cases", "MinorPhone", minor=minor, number=f"+336123456{number:02}",
                    recorded_by=by)  # fmt: skip
        phone.may_call = False
        phone.save(using="owner")
        for motif, values in CONSULTATIONS.items():
            add("clinics", "Consultation", minor=minor, site=site, motif=motif, recorded_by=by,
                **values)  # fmt: skip
        referral = add("referrals", "Referral", minor=minor, partner=partner, site=site,
                       kind="medical", compartment="health", reason=f"Radio {number}",
                       made_by=by)  # fmt: skip
        for status, note in (("written", ""), ("answered", f"Reçu {number}")):
            add("referrals", "ReferralStep", referral=referral, status=status, note=note,
                recorded_by=by)  # fmt: skip


PLAIN_VALUES = [
    "SELECT m.reference, p.number, p.may_call FROM cases_minorphone p"
    " JOIN cases_minor m ON m.id = minor_id",
    "SELECT number, may_call FROM cases_minorphonehistory",
    "SELECT minor_id, site_id, day, motif, temperature, pulse, respiration, systolic, diastolic,"
    " oxygen, weight, height, glycaemia, observation, care, follow_up_on, recorded_at,"
    " recorded_by_id FROM clinics_consultation",
    "SELECT minor_id, compartment, reason FROM referrals_referral",
    "SELECT referral_id, status, note FROM referrals_referralstep",
]


def plain_values(connection: BaseDatabaseWrapper) -> list[list[tuple[Any, ...]]]:
    found = []
    with connection.cursor() as cursor:
        for query in PLAIN_VALUES:
            cursor.execute(query)
            found.append(sorted(cursor.fetchall(), key=str))
    return found


def opened(
    connection: BaseDatabaseWrapper,
    table: str,
    column: str,
    compartment: str,
    *,
    minor: str = "t.minor_id",
    join: str = "",
    bound_to: str = "",
) -> list[str | None]:
    """Open a column by hand, row after row: with the file's key, bound to the row's own number."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT {minor}, {compartment}, t.seal_number, t."{column}"'
            f" FROM {table} t {join} ORDER BY t.id"
        )
        rows = cursor.fetchall()
    found: list[str | None] = []
    for minor_id, of, number, value in rows:
        if not value:
            found.append(None if value is None else "")
            continue
        key = keys.keys_of({(minor_id, of)}, using="owner")[minor_id, of]
        place = f"{of}|{bound_to or table}|{column}|{number}"
        found.append(encryption.open_with(key, bytes(value), bound_to=place).decode())
    return found


def test_what_was_plain_is_sealed_the_same_and_comes_back(
    scratch: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is lost on the way up, nor on the way down; batches smaller than the rows."""
    monkeypatch.setattr(keys, "BATCH", 2)
    models = MigrationExecutor(scratch).migrate([*PLAIN, ("staff", "0004_chain_the_trail")]).apps
    fill_plain(models, 3)
    before = plain_values(scratch)
    assert [len(rows) for rows in before] == [3, 3, 6, 3, 6]

    MigrationExecutor(scratch).migrate(SEALED)
    numbers = [number for _reference, number, _may_call in before[0]]
    assert opened(scratch, "cases_minorphone", "number", "'identity'") == numbers
    former = opened(
        scratch, "cases_minorphonehistory", "number", "'identity'", bound_to="cases_minorphone"
    )
    assert former == numbers
    key = phones.search_key(using="owner")
    with scratch.cursor() as cursor:
        cursor.execute('SELECT "index", fingerprint FROM cases_minorphone ORDER BY id')
        assert cursor.fetchall() == [
            (phones.index(key, number), phones.fingerprint(key, number)) for number in numbers
        ]
    for table, compartment, motif in (
        ("clinics_consultation", "'health'", "fever"),
        ("clinics_sexualhealthconsultation", "'sexual_health'", "pregnancy"),
    ):
        for name, value in {"motif": motif, **CONSULTATIONS[motif]}.items():
            wanted = str(value) if value else value
            assert opened(scratch, table, name, compartment) == [wanted] * 3, (table, name)
    reasons = opened(scratch, "referrals_referral", "reason", "t.compartment")
    assert reasons == ["Radio 0", "Radio 1", "Radio 2"]
    notes = opened(
        scratch,
        "referrals_referralstep",
        "note",
        "r.compartment",
        minor="r.minor_id",
        join="JOIN referrals_referral r ON r.id = t.referral_id",
    )
    assert notes == ["", "Reçu 0", "", "Reçu 1", "", "Reçu 2"]

    MigrationExecutor(scratch).migrate(PLAIN)
    assert plain_values(scratch) == before


def one_way(operations: list[Operation]) -> list[str]:
    return [operation.describe() for operation in operations if not operation.reversible]


def test_every_operation_can_be_undone() -> None:
    loader = MigrationLoader(None)
    house = {key: m for key, m in loader.disk_migrations.items() if key[0] in sources.APPS}
    assert len(house) >= 4
    assert {k: one_way(m.operations) for k, m in house.items() if one_way(m.operations)} == {}


# --- the checks can fail ----------------------------------------------------------------------


def test_a_change_without_its_migration_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    field = apps.get_model("staff", "Site")._meta.get_field("name")
    monkeypatch.setattr(field, "max_length", 81)
    with pytest.raises(SystemExit):
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_a_second_line_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    read = Path.read_text

    def planted(path: Path, *args: object, **kwargs: object) -> str:
        text = read(path, *args, **kwargs)
        return "0002_elsewhere\n" if path.name == "max_migration.txt" else text

    monkeypatch.setattr(Path, "read_text", planted)
    assert linear_errors()


def test_an_operation_of_one_way_is_found() -> None:
    planted = [migrations.RunPython(lambda apps, editor: None), migrations.RunSQL("SELECT 1")]
    assert len(one_way([*planted, migrations.RunSQL("SELECT 1", "SELECT 1")])) == 2
