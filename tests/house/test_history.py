"""Field history: no row changes or goes without a trace, and nobody rewrites the trace."""

from collections.abc import Callable, Iterable

import pgtrigger
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connections, models, transaction
from django.db.backends.utils import CursorWrapper
from django.db.utils import ProgrammingError
from django.test import Client
from django.test.utils import isolate_apps
from django.urls import reverse

from cases import actions
from cases.models import Minor, MinorName, MinorPhone, Partner, TicketStep
from clinics.models import OfflineSession
from config import database
from staff import history
from staff.encryption import EncryptedField, SealError
from staff.models import AuditEntry, Device, Posting, User
from tests import factories
from tests.house import sources
from tests.house.page import seen
from tests.matrix.scene import Scene, make_scene

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

# Tables of the house that the application changes and that keep no history, and why.
EXCEPTIONS = {
    "referrals.DeadlineState": "what the steps of a deadline, never changed, come to",
    "cases.FinderRun": "how far a search of the whole base is; of nobody",
    "staff.Pin": "a secret and nothing else; that it was changed is in the audit trail",
    "staff.Draft": "what is being typed, sealed, forgotten once it is saved or after three days",
    "reports.ExportJob": "how far a file is, and keys that are forgotten; its steps are added",
    "cases.MinorImport": "sealed rows that are forgotten, and how far they are",
    "staff.Submission": "that a form was sent and where it led, forgotten after three days",
}
# Columns that are not copied, and why.
LEFT_OUT = {
    **dict.fromkeys(
        [
            (User, "password"),
            (Device, "secret_hash"),
            (OfflineSession, "secret_hash"),
            (OfflineSession, "sealed_key"),
        ],
        "a former secret serves a thief",
    ),
    **dict.fromkeys([(User, "last_login"), (Device, "last_seen_at")], "changes by itself"),
    **dict.fromkeys(
        [(MinorPhone, "index"), (MinorPhone, "fingerprint")], "made from the sealed number"
    ),
}


def house_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m._meta.app_label in sources.APPS]


def changes(model: type[models.Model]) -> bool:
    """Whether the application may change or remove this model's rows."""
    grants = {word.strip() for word in getattr(model, "database_grants", "").split(",")}
    return bool(grants & {"UPDATE", "DELETE"})


def untracked(among: Iterable[type[models.Model]]) -> set[str]:
    return {m._meta.label for m in among if changes(m) and not history.is_tracked(m)}


TRACKED = [model for model in house_models() if history.is_tracked(model)]
HISTORIES = [model for model in house_models() if history.is_history(model)]


@pytest.fixture
def scene(db: None) -> Scene:
    """Not the one kept for a file: the owner would wait for it here."""
    return make_scene("Awa Traoré")


def test_every_row_that_may_change_has_a_history() -> None:
    assert untracked(house_models()) == set(EXCEPTIONS)
    assert len(TRACKED) > 10


def test_it_keeps_every_column_but_those_declared() -> None:
    assert {
        (model, field.name)
        for model in TRACKED
        for field in model._meta.concrete_fields
        if field.column not in {kept.column for kept in history.of(model)._meta.concrete_fields}
    } == set(LEFT_OUT)


@pytest.mark.parametrize("model", HISTORIES)
def test_it_is_found_by_row_and_date_and_only_read(model: type[models.Model]) -> None:
    assert model.database_grants == "SELECT"
    indexed = [index.fields for index in model._meta.indexes]
    assert ["pgh_obj", "-pgh_created_at"] in indexed
    if "minor" in {field.name for field in model._meta.fields}:
        assert ["minor", "-pgh_created_at"] in indexed


def test_a_change_leaves_the_former_row(scene: Scene) -> None:
    before = scene.minor.language
    scene.minor.language = "ps"
    actions.edit_identity(by=scene.host, minor=scene.minor)
    (kept,) = history.of(Minor).objects.filter(pgh_obj=scene.minor)
    assert (kept.language, kept.pgh_label) == (before, "update")
    assert kept.reference == scene.minor.reference


def test_what_changes_nothing_leaves_nothing(scene: Scene) -> None:
    actions.edit_identity(by=scene.host, minor=scene.minor)
    assert not history.of(Minor).objects.filter(pgh_obj=scene.minor).exists()


def test_a_removed_row_leaves_what_it_said(scene: Scene) -> None:
    pk, role = scene.posting.pk, scene.posting.role
    scene.posting.delete()
    (kept,) = history.of(Posting).objects.filter(pgh_obj=pk)
    assert (kept.role, kept.pgh_label) == (role, "delete")


def test_changes_past_the_actions_are_kept_too(scene: Scene) -> None:
    Partner.objects.filter(pk=scene.partner.pk).update(place="Pantin")
    Partner.objects.bulk_update([Partner(pk=scene.partner.pk, place="Paris")], ["place"])
    with connections["default"].cursor() as cursor:
        cursor.execute("UPDATE cases_partner SET place = 'Lyon' WHERE id = %s", [scene.partner.pk])
    kept = history.of(Partner).objects.filter(pgh_obj=scene.partner.pk).order_by("pgh_id")
    assert [row.place for row in kept] == ["", "Pantin", "Paris"]


def test_signing_in_and_a_new_password_are_no_history_of_a_person(scene: Scene) -> None:
    scene.account.set_password("une-autre-phrase-simple")
    scene.account.save()
    assert not history.of(User).objects.filter(pgh_obj=scene.account).exists()


# --- sealed columns ---------------------------------------------------------------------------


def test_a_sealed_column_is_kept_as_it_lies(scene: Scene) -> None:
    """In ciphertext, which opens for whoever holds the file's key, in the row it was."""
    phone = actions.add_phone(by=scene.host, minor=scene.minor, phone="06 12 34 56 78")
    phone.number = "+33687654321"
    phone.save()
    (kept,) = history.of(MinorPhone).objects.filter(pgh_obj=phone)
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT number FROM cases_minorphonehistory")
        assert cursor.fetchone() == (bytes(kept.number),)
        cursor.execute("SELECT cases_minorphonehistory::text FROM cases_minorphonehistory")
        assert "612345678" not in cursor.fetchone()[0]
    assert b"612345678" not in bytes(kept.number)
    assert history.row_of(kept).number == "+33612345678"


def test_without_the_key_of_the_file_it_stays_shut(scene: Scene) -> None:
    phone = actions.add_phone(by=scene.host, minor=scene.minor, phone="06 12 34 56 78")
    MinorPhone.objects.update(may_call=False)
    (kept,) = history.of(MinorPhone).objects.filter(pgh_obj=phone)
    other, _arrival = factories.make_minor("Idriss", by=scene.host, site=scene.site)
    kept.minor = other
    with pytest.raises(SealError):
        assert history.row_of(kept).number


def test_every_sealed_column_is_bytes_in_the_history() -> None:
    sealed = [
        history.of(model)._meta.get_field(field.name)
        for model in TRACKED
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedField)
    ]
    assert sealed
    assert {type(field) for field in sealed} == {models.BinaryField}


# --- who --------------------------------------------------------------------------------------


def edit_identity(client: Client, scene: Scene) -> None:
    url = reverse("cases:edit_identity", args=[scene.minor.reference])
    data = {
        "country": "AF", "language": "ps", "interpreter": "needed", "sex": "male",
        "family_name_status": "not_asked",
    }  # fmt: skip
    assert client.post(url, data | seen(client, url)).status_code == 302


def test_it_says_who_and_in_which_request_and_no_address(
    scene: Scene, as_role: Callable[..., Client]
) -> None:
    client = as_role("nurse")
    edit_identity(client, scene)
    (kept,) = history.of(Minor).objects.filter(pgh_obj=scene.minor)
    entry = AuditEntry.objects.get(action="edit_identity")
    assert kept.pgh_context == {"user": client.user.pk, "request": entry.request_id}
    assert len(entry.request_id) == 32


def test_what_no_request_did_names_nobody(scene: Scene) -> None:
    Partner.objects.update(place="Pantin")
    assert {row.pgh_context for row in history.of(Partner).objects.all()} == {None}


def test_one_request_does_not_speak_for_the_next(
    scene: Scene, as_role: Callable[..., Client]
) -> None:
    """The context is the transaction's: a pooled connection forgets it."""
    edit_identity(as_role("nurse"), scene)
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT set_config('pghistory.context_metadata', '', true)")
    Minor.objects.update(language="fr")
    last = history.of(Minor).objects.filter(pgh_obj=scene.minor).latest("pgh_id")
    assert last.pgh_context is None


def test_writes_go_through_the_context_whatever_the_address_of_the_server_says() -> None:
    """With parameters bound by the server, each write inside a request would be refused."""
    env = {"DATABASE_URL": "postgres://u:p@db.example/x?server_side_binding=true"}

    class Env(database.environ.Env):
        ENVIRON = env

    found = database.settings(Env(), settings.VAR_DIR)
    assert found["default"]["OPTIONS"]["server_side_binding"] is False
    assert not settings.DATABASES["default"]["OPTIONS"].get("server_side_binding")


# --- nobody rewrites it -----------------------------------------------------------------------


@pytest.fixture
def changed(scene: Scene) -> Scene:
    Minor.objects.update(language="ps")
    assert history.of(Minor).objects.exists()
    return scene


TAMPERS = {
    "write a line": "INSERT INTO cases_minorhistory SELECT * FROM cases_minorhistory",
    "change a line": "UPDATE cases_minorhistory SET language = 'fr'",
    "remove a line": "DELETE FROM cases_minorhistory",
    "empty it": "TRUNCATE cases_minorhistory",
    "silence a trigger": "ALTER TABLE cases_minor DISABLE TRIGGER USER",
    "replace what silences": (
        "CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name NAME)"
        " RETURNS BOOLEAN LANGUAGE sql AS 'SELECT true'"
    ),
    "loosen a function": (
        "DO $$ DECLARE f regprocedure; BEGIN FOR f IN SELECT oid FROM pg_proc WHERE proname"
        " LIKE 'pgtrigger_update%' LOOP EXECUTE 'ALTER FUNCTION ' || f || ' SECURITY INVOKER';"
        " END LOOP; END $$"
    ),
}


@pytest.mark.parametrize("what", TAMPERS)
def test_the_application_cannot(changed: Scene, what: str) -> None:
    before = list(history.of(Minor).objects.values_list())
    with pytest.raises(ProgrammingError), transaction.atomic():
        connections["default"].cursor().execute(TAMPERS[what])
    assert list(history.of(Minor).objects.values_list()) == before


def skip_triggers(cursor: CursorWrapper, table: str) -> None:
    """Ask pgtrigger to skip every trigger of a table until the end of the transaction."""
    cursor.execute(
        "SELECT set_config('pgtrigger.ignore', array_agg(tgname::text)::text, true)"
        " FROM pg_trigger WHERE tgrelid = %s::regclass",
        [table],
    )


def count(cursor: CursorWrapper) -> int:
    cursor.execute("SELECT count(*) FROM cases_partnerhistory")
    return cursor.fetchone()[0]


def test_no_session_skips_the_history(changed: Scene) -> None:
    before = history.of(Minor).objects.count()
    skip_triggers(connections["default"].cursor(), "cases_minor")
    Minor.objects.filter(pk=changed.minor.pk).update(language="en")
    assert history.of(Minor).objects.count() == before + 1


def test_a_table_of_the_same_name_elsewhere_catches_nothing(changed: Scene) -> None:
    """A temporary table comes first in a session's search path, not in the function's."""
    before = history.of(Minor).objects.count()
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT has_database_privilege(current_database(), 'TEMPORARY')")
        if cursor.fetchone()[0]:
            cursor.execute("CREATE TEMPORARY TABLE cases_minorhistory (LIKE cases_minor)")
    Minor.objects.filter(pk=changed.minor.pk).update(language="en")
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM public.cases_minorhistory")
        assert cursor.fetchone()[0] == before + 1


@pytest.fixture
def owner(db: None) -> CursorWrapper:
    """The owner's cursor, in whose transaction a partner has changed once."""
    partner = Partner.objects.using("owner").create(name="Partenaire")
    Partner.objects.using("owner").filter(pk=partner.pk).update(place="Pantin")
    cursor = connections["owner"].cursor()
    assert count(cursor) == 1
    return cursor


@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET pgh_label = 'x'"])
def test_the_owner_does_not_change_it_by_mistake(owner: CursorWrapper, statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="Cannot update or delete"),
        transaction.atomic("owner"),
    ):
        owner.execute(statement.format("cases_partnerhistory"))


def test_the_owner_erases_once_she_says_so(owner: CursorWrapper) -> None:
    owner.execute(f"SELECT set_config('{history.ERASING}', 'on', true)")
    owner.execute("DELETE FROM cases_partnerhistory")
    assert count(owner) == 0


def test_saying_that_one_erases_skips_no_history(changed: Scene) -> None:
    before = history.of(Minor).objects.count()
    with connections["default"].cursor() as cursor:
        cursor.execute(f"SELECT set_config('{history.ERASING}', 'on', true)")
    skip_triggers(connections["default"].cursor(), "cases_minor")
    Minor.objects.filter(pk=changed.minor.pk).update(language="en")
    assert history.of(Minor).objects.count() == before + 1


def test_every_trigger_of_history_is_there_and_closed() -> None:
    """Installed, switched on, run as the owner with a search path of its own; guards as invoker."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT t.tgrelid::regclass::text, p.proname, p.prosecdef, t.tgenabled,"
            " array_to_string(p.proconfig, ';') FROM pg_trigger t"
            " JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.proname LIKE 'pgtrigger%'"
        )
        found = cursor.fetchall()
    for _table, name, is_definer, enabled, config in found:
        assert is_definer is not name.startswith("pgtrigger_append_only_")
        assert (enabled, config) == ("O", "search_path=public, pg_temp")
    tables = [row[0] for row in found]
    assert {table: tables.count(table) for table in tables} == {
        **{model._meta.db_table: 2 for model in TRACKED},
        **{model._meta.db_table: 1 for model in HISTORIES},
    }


# --- the checks can fail ----------------------------------------------------------------------


@isolate_apps("outreach")
def test_a_table_without_history_is_found() -> None:
    class Planted(models.Model):
        database_grants = "SELECT, INSERT, UPDATE"

        class Meta:
            app_label = "outreach"

        def __str__(self) -> str:
            return ""

    assert untracked([Planted, MinorName, TicketStep]) == {"outreach.Planted"}


def test_without_the_closing_a_session_skips_the_history(owner: CursorWrapper) -> None:
    """What pgtrigger installs by itself lets anybody name the triggers to skip."""
    (trigger,) = (t for m, t in pgtrigger.registered() if m is Partner and "update" in t.name)
    owner.execute(str(trigger.compile(Partner).install_sql))
    skip_triggers(owner, "cases_partner")
    owner.execute("UPDATE cases_partner SET place = 'Paris'")
    assert count(owner) == 1
    history.close()
    owner.execute("UPDATE cases_partner SET place = 'Lyon'")
    assert count(owner) == 2
