"""Every release kept goes up to this one and down again with its rows, and works once it is up.

One after the other in one database, the oldest first: migrating is slow, so no way is made twice.
"""

import dataclasses
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.graph import MigrationGraph
from django.db.migrations.loader import MigrationLoader
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from cases import document_store
from cases.models import Minor, MinorName, MinorPhone
from staff import audit_queries, dumps, history, second_factor
from staff.encryption import EncryptedField, SealError
from staff.models import Site, User
from tests import factories, releases
from tests.house import sources
from tests.matrix.scene import CANARY
from tests.releases import Release

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

Put = Callable[[Release], None]
# Where a migration takes rows to another table: as many in both of them together.
MOVED = {"clinics_consultation": "clinics_sexualhealthconsultation"}  # clinics 0002, by motif
# What a way down does not give back, and why.
SOUNDS = ("cases_minorname", "sounds")  # cases 0014: computed anew, by the rules of today
NOT_KEPT = {
    "0.1": {
        # clinics 0002: what was in the book apart meanwhile comes back under new numbers.
        ("clinics_consultation", "id"),
        SOUNDS,
    },
    "0.2": {SOUNDS},
    "0.3": {SOUNDS},
}
# People of the scene, and what they open of its file.
OPENED = {
    "hote": ["cases:case", "cases:documents", "cases:notes", "cases:changes"],
    "infirmiere": ["cases:case", "clinics:health", "clinics:sexual_health", "referrals:referrals"],
}


@pytest.fixture
def put(scratch: BaseDatabaseWrapper, settings: Settings, tmp_path: Path) -> Put:
    """Return a function that puts a release in the place of the one that was there."""

    def put_release(release: Release) -> None:
        settings.KEYS_DIR = tmp_path / release.name / "keys"
        settings.DOCUMENTS_DIR = tmp_path / release.name / "documents"
        releases.put_beside(release)
        releases.load(scratch, release)

    return put_release


def house_tables(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the tables that migrations of ours have made."""
    prefixes = tuple(f"{app}_" for app in sources.APPS)
    every = set(connection.introspection.table_names()) - releases.LEFT_OUT
    return {name for name in every if name.startswith(prefixes)}


def go_up() -> None:
    """Migrate as a server does: the rights, the keys and what is seeded are part of it."""
    call_command("migrate", verbosity=0)


@pytest.mark.timeout(1200)
def test_each_release_goes_up_and_down_with_its_rows(
    put: Put, scratch: BaseDatabaseWrapper
) -> None:
    first, *_others, last = kept()
    for release in kept():
        name = release.name
        put(release)
        assert releases.differences(release, releases.tables(scratch), set()) == {}, name
        go_up()
        everything_is_there(release, scratch)
        with transaction.atomic():
            the_house_works(name)
            transaction.set_rollback(True)
        releases.migrate_to(scratch, release)
        found, but_for = releases.tables(scratch), NOT_KEPT.get(name, set())
        assert releases.differences(release, found, but_for) == {}, name
        declared = {table for table, _column in but_for}
        assert releases.differences(release, found, set()).keys() == declared, name
        if release == first:
            down_to_nothing(scratch)
    go_up()
    everything_is_there(last, scratch)
    the_house_works(last.name)


def everything_is_there(release: Release, connection: BaseDatabaseWrapper) -> None:
    """No row is lost, nothing sealed is closed, the audit trail is whole."""
    counts = dumps.counts(connection)
    assert releases.lost(release, counts, MOVED) == {}, release.name
    assert open_what_is_sealed() > len(release.documents), release.name
    assert audit_queries.verify().position == counts["staff_auditentry"], release.name


def open_what_is_sealed() -> int:
    """Open every sealed value, document and second factor; return how many. Raises SealError."""
    count = 0
    for model in apps.get_models():
        tracked = getattr(model, "pgh_tracked_model", model)
        sealed = [f.name for f in tracked._meta.concrete_fields if isinstance(f, EncryptedField)]
        for row in model._base_manager.all() if sealed else ():
            opened = history.row_of(row) if history.is_history(model) else row
            count += sum(1 for name in sealed if getattr(opened, name))
    for document in document_store.all_documents():
        count += bool(document_store.read(document))
    for factor in Authenticator.objects.all():
        for part in set(second_factor.SEALED) & set(factor.data):
            count += bool(get_adapter().decrypt(factor.data[part]))
    return count


def down_to_nothing(connection: BaseDatabaseWrapper) -> None:
    """The highest app first, as they lean on each other."""
    migrated = {app for app, _name in MigrationLoader(connection).graph.leaf_nodes()}
    for app in sources.APPS:
        if app in migrated:
            MigrationExecutor(connection).migrate([(app, None)])
            assert not {t for t in house_tables(connection) if t.startswith(f"{app}_")}, app
    assert house_tables(connection) == set()


def the_house_works(name: str) -> None:
    """People of the release sign in, open a file and register somebody new."""
    minor = Minor.objects.get(pk=MinorName.objects.get(text=CANARY).minor_id)
    for username, views in OPENED.items():
        person = User.objects.get(username=username)
        if not second_factor.factors_of(person).exists():
            factories.enrol(person)
        client = Client()
        client.force_login(person)
        for view in views:
            page = client.get(reverse(view, args=[minor.reference]))
            assert page.status_code == 200, (name, username, view)
            assert CANARY in page.content.decode(), (name, username, view)
    before = audit_queries.head().position
    host = User.objects.get(username="hote")
    factories.make_minor(by=host, site=Site.objects.get(name="Pantin"), phone="+33612345679")
    with connection.cursor() as cursor:  # what is chained when a transaction ends, now
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert audit_queries.verify().position > before, name


# --- what is kept -----------------------------------------------------------------------------


def kept() -> list[Release]:
    return [releases.read(name) for name in releases.names()]


def strayed(graph: MigrationGraph, kept: list[Release]) -> list[str]:
    """Return what is not on one line from release to release, and on to the present."""
    found = []
    before: set[tuple[str, str]] = set()
    for release in kept:
        unknown = [f"{release.name}: {leaf}" for leaf in release.leaves if leaf not in graph.nodes]
        reached = {
            step
            for leaf in release.leaves
            if leaf in graph.nodes
            for step in graph.forwards_plan(leaf)
        }
        found += [*unknown, *(f"{release.name} lacks {step}" for step in sorted(before - reached))]
        before = reached
    return found


def test_the_releases_stand_on_one_line() -> None:
    assert strayed(MigrationLoader(None).graph, kept()) == []


def test_this_version_is_kept() -> None:
    """A new version is kept the day it is made: from then on its migrations are tried with rows."""
    project = tomllib.loads((sources.ROOT / "pyproject.toml").read_text())["project"]
    assert f"{releases.names()[-1]}.0" == project["version"]


def test_the_newest_release_holds_a_row_of_everything() -> None:
    """Former rows apart: what no scene has ever changed."""
    newest = kept()[-1]
    former = {model._meta.db_table for model in apps.get_models() if history.is_history(model)}
    empty = {table for table, found in newest.tables.items() if not found.rows}
    ours = {table for table in empty if table.split("_")[0] in sources.APPS}
    assert ours - former == set()
    assert {"cases_minorphonehistory", "cases_healthdocumenthistory"} <= former - empty


# --- the checks can fail ----------------------------------------------------------------------


@pytest.fixture
def small() -> Release:
    """The accounts and sites of the oldest release, where nothing else has to be migrated."""
    oldest = kept()[0]
    tables = {name: rows for name, rows in oldest.tables.items() if name.startswith("staff_")}
    return dataclasses.replace(oldest, leaves=[("staff", "0001_initial")], tables=tables)


def test_a_loss_is_found(put: Put, small: Release, scratch: BaseDatabaseWrapper) -> None:
    """A row deleted, one changed, a column and a table taken away."""
    put(small)
    with scratch.cursor() as cursor:
        cursor.execute("DELETE FROM staff_openingexception")
        cursor.execute("UPDATE staff_site SET name = 'Pantin 2' WHERE name = 'Pantin'")
        cursor.execute("ALTER TABLE staff_centre DROP COLUMN name")
        cursor.execute("ALTER TABLE staff_openinghours RENAME TO staff_elsewhere")
    found = {t: rows for t, rows in releases.tables(scratch).items() if t.startswith("staff_")}
    assert releases.differences(small, found, set()) == {
        "staff_centre": "1 gone or changed, 1 more or changed",
        "staff_elsewhere": "1 gone or changed, 5 more or changed",
        "staff_openingexception": "1 gone or changed, 0 more or changed",
        "staff_openinghours": "5 gone or changed, 1 more or changed",
        "staff_site": "1 gone or changed, 1 more or changed",
    }
    assert releases.differences(small, found, {("staff_site", "name")}).keys() == {
        "staff_centre", "staff_elsewhere", "staff_openingexception", "staff_openinghours"
    }  # fmt: skip
    counts = dumps.counts(scratch)
    assert releases.lost(small, counts, {}) == {
        "staff_openingexception": 1,
        "staff_openinghours": 5,
    }
    assert releases.lost(small, counts, {"staff_openinghours": "staff_elsewhere"}) == {
        "staff_openingexception": 1
    }


def test_a_release_that_strays_is_found() -> None:
    graph = MigrationLoader(None).graph
    first, *_others, last = kept()
    unknown = dataclasses.replace(last, leaves=[("staff", "0000_elsewhere")])
    assert strayed(graph, [first, unknown])[0] == "0.3: ('staff', '0000_elsewhere')"
    assert "0.1 lacks ('staff', '0002_keys_and_approvals')" in strayed(graph, [last, first])


def test_what_does_not_open_is_found(site: Site) -> None:
    """One number in the place of another."""
    host = factories.make_user(site=site)
    for number in ("+33612345670", "+33612345671"):
        factories.make_minor(by=host, site=site, phone=number)
    assert open_what_is_sealed() > 1
    MinorPhone.objects.update(number=MinorPhone.objects.values_list("number", flat=True)[0])
    with pytest.raises(SealError):
        open_what_is_sealed()
