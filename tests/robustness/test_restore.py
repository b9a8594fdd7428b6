"""Restoring: on trial, for good, and every way in which it is refused."""

import contextlib
import datetime
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyrage
import pytest
import time_machine
from django.core.management import CommandError
from django.db import ProgrammingError, connections, transaction
from django.utils import timezone
from psycopg import errors
from pytest_django import Settings

from cases import actions as case_actions
from cases import document_store, erasure
from cases.backups import folder, restoring
from cases.models import Document, Minor
from staff import actions as staff_actions
from staff import age, backups, dumps
from staff.choices import BackupKind, BackupProblem, Role
from staff.models import AuditEntry, BackupRun, Site, User
from tests import factories
from tests.robustness.saved import (
    CANARY,
    IDENTITY,
    Run,
    committed,
    copy_of,
    cut,
    flip,
    newest,
    scratch_databases,
    scratch_name,
)


def quiet(_text: str) -> None:
    """For what nobody reads."""


@committed
def test_it_comes_back_into_an_empty_database(
    place: Path, paper: Document, run: Run, settings: Settings, tmp_path: Path
) -> None:
    """Rows, documents and ledger, on a machine that has nothing but the keys and the paper."""
    run("backup")
    tables = dumps.counts(connections["owner"])
    with pytest.raises(CommandError, match="not empty"):
        run("restore")
    settings.DOCUMENTS_DIR = tmp_path / "new" / "documents"
    settings.ERASURE_LEDGER = tmp_path / "new" / "erasures.ledger"
    owner = connections["owner"]
    with dumps.scratch("owner", "empty") as empty:
        connections["owner"] = empty
        try:
            said = run("restore")
            found = dumps.counts(empty)
            there = restored_row(paper, "owner")
        finally:
            connections["owner"] = owner
    assert found == tables | {"staff_auditentry": found["staff_auditentry"],
                              "staff_auditlink": found["staff_auditlink"],
                              "staff_backuprun": 0}  # fmt: skip
    assert "erasures --replay" in said
    assert document_store.read(there) == f"%PDF {CANARY}".encode()


def restored_row(paper: Document, alias: str) -> Document:
    found: Document = type(paper)._base_manager.using(alias).get(pk=paper.pk)
    return found


# --- what is wrong is found ---------------------------------------------------------------------

Damage = Callable[[Path], object]
OF_FILES: dict[str, tuple[Damage, str]] = {
    "a byte of the dump": (lambda b: flip(b / folder.DATABASE), "database.dump.age is not"),
    "a dump that was cut": (lambda b: cut(b / folder.DATABASE), "database.dump.age is not"),
    "no dump": (lambda b: (b / folder.DATABASE).unlink(), "dump.age cannot be read"),
    "a byte of the ledger": (lambda b: flip(b / folder.LEDGER), "erasures.ledger.age is not"),
    "the list of documents": (lambda b: flip(b / folder.DOCUMENTS), "documents.json is not"),
    "a byte of the manifest": (lambda b: flip(b / folder.MANIFEST), "was changed or cut"),
    "a manifest that was cut": (lambda b: cut(b / folder.MANIFEST), "was changed or cut"),
    "no manifest": (lambda b: (b / folder.MANIFEST).unlink(), "json.age cannot be read"),
    "somebody else's manifest": (lambda b: forge(b), "not the one that this house wrote"),
}
OF_A_DOCUMENT: dict[str, tuple[Damage, str]] = {
    "a byte": (flip, "was changed or cut"),
    "its first byte": (lambda d: flip(d, 0), "was changed or cut"),
    "cut": (cut, "was changed or cut"),
    "empty": (lambda d: d.write_bytes(b""), "was changed or cut"),
    "another": (
        lambda d: d.write_bytes(pyrage.encrypt(b"%PDF", [IDENTITY.to_public()])),
        "holds another document",
    ),
    "missing": (Path.unlink, "age is missing"),
}


def forge(backup: Path) -> None:
    """Whoever holds the public key may write what opens: an empty list, with its hash."""
    path = backup / folder.MANIFEST
    manifest = json.loads(age.unseal_bytes(path, [IDENTITY]))
    manifest["tables"] = {}
    path.write_bytes(pyrage.encrypt(json.dumps(manifest).encode(), [IDENTITY.to_public()]))


@committed
def test_every_damage_is_found(place: Path, paper: Document, run: Run, tmp_path: Path) -> None:
    """One backup, damaged in each way in turn; each is said, recorded, and leaves nothing."""
    run("backup")
    good = tmp_path / "good"
    shutil.copytree(place, good)
    of_document: Damage = lambda backup: flip(copy_of(place, paper))  # noqa: E731 - beside the others
    damages = OF_FILES | {"a byte of a document": (of_document, "was changed or cut")}
    for what, (damage, sentence) in damages.items():
        damage(newest(place))
        with pytest.raises(CommandError, match=sentence) as refused:
            run("restore_drill")
        assert refused.value.returncode == 1
        last = BackupRun.objects.filter(kind=BackupKind.DRILL).latest("pk")
        assert last.problem == BackupProblem.CHANGED, what
        assert scratch_databases() == [], what
        shutil.rmtree(place)
        shutil.copytree(good, place)
    assert "can be restored" in run("restore_drill")


@committed
@pytest.mark.parametrize("what", OF_A_DOCUMENT)
def test_every_damage_of_a_document_is_found(
    place: Path, paper: Document, run: Run, what: str
) -> None:
    """Its row is in the live database as in the restored one."""
    run("backup")
    it = restoring.Restore(place, newest(place).name, [IDENTITY], quiet, alias="default")
    assert restoring.check_documents(it, BackupRun()).startswith("1 documents")
    damage, sentence = OF_A_DOCUMENT[what]
    damage(copy_of(place, paper))
    with pytest.raises(backups.BackupError, match=sentence):
        restoring.check_documents(it, BackupRun())


@committed
def test_another_key_does_not_open(place: Path, paper: Document, tmp_path: Path, run: Run) -> None:
    run("backup")
    (tmp_path / "identity").write_text(str(age.new_identity()))
    with pytest.raises(CommandError, match="made for another"):
        run("restore_drill")
    assert BackupRun.objects.get(kind=BackupKind.DRILL).problem == BackupProblem.KEY
    for text in ("", "nonsense", str(IDENTITY.to_public())):
        (tmp_path / "identity").write_text(text)
        with pytest.raises(CommandError, match="no secret age key"):
            run("restore_drill")
    with pytest.raises(CommandError, match="cannot be read"):
        run("restore_drill", "--identity", str(tmp_path / "nowhere"))


@committed
def test_rows_that_are_not_as_many_are_found(place: Path, site: Site) -> None:
    owner = connections["owner"]
    saved = dumps.counts(owner)
    it = restoring.Restore(place, "", [IDENTITY], quiet)
    for wrong in ({"staff_site": 2}, {"staff_site": 0}, {"gone": 1}):
        it.manifest = {"tables": saved | wrong}
        with pytest.raises(backups.BackupError, match="holds") as refused:
            restoring.check_counts(it, BackupRun(), owner)
        assert refused.value.problem == BackupProblem.COUNTS
    it.manifest = {"tables": saved}
    assert "as many as were saved" in restoring.check_counts(it, BackupRun(), owner)


@committed
def test_a_broken_trail_is_found(place: Path, paper: Document, run: Run) -> None:
    first = AuditEntry.objects.order_by("pk").first()
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE staff_auditentry SET action = 'other' WHERE id = %s", [first.pk])
    run("backup")
    with pytest.raises(CommandError, match=r"audit trail is broken\. The entry at position"):
        run("restore_drill")
    assert BackupRun.objects.get(kind=BackupKind.DRILL).problem == BackupProblem.TRAIL


@committed
def test_a_dump_that_does_not_restore_says_so_without_a_row(
    place: Path, paper: Document, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("backup")
    unseal = age.unseal

    def other(path: Path, sink: Any, keys: age.Identities) -> age.Written:
        if path.name != folder.DATABASE:
            return unseal(path, sink, keys)
        sink.write(b"PGDMP" + CANARY.encode())
        return age.Written(5, "")

    monkeypatch.setattr(age, "unseal", other)
    with pytest.raises(CommandError, match="pg_restore failed") as refused:
        run("restore_drill")
    assert CANARY not in str(refused.value)
    assert BackupRun.objects.get(kind=BackupKind.DRILL).problem == BackupProblem.RESTORE
    assert scratch_databases() == []


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("pg_dump: error: connection failed\npg_dump: detail: more", "connection failed"),
        (
            'pg_restore: while ...\npg_restore: error: COPY failed for table "x": ERROR:  invalid'
            f' input syntax for type date: "{CANARY}"\nCONTEXT:  COPY x, line 1: "{CANARY}"',
            'COPY failed for table "x"',
        ),
        (
            "pg_restore: error: could not execute query: ERROR:  could not create unique index"
            f' "u"\nDETAIL:  Key (name)=({CANARY}) is duplicated.',
            'could not execute query: ERROR:  could not create unique index "u"',
        ),
        ("", "it says nothing"),
    ],
)
def test_no_row_is_quoted(said: str, reason: str) -> None:
    assert dumps._reason(said.encode()) == reason


@committed
def test_what_was_erased_since_is_erased_in_the_trial(
    place: Path, site: Site, jurist: User, person: Callable[..., User], run: Run
) -> None:
    """The backup holds the file, the ledger says it is erased: nothing of the live house moves."""
    one, other = (person(Role.COORDINATOR, username=name) for name in ("une", "deux"))
    host = person(Role.RECEPTION)
    with time_machine.travel(timezone.now() - datetime.timedelta(days=9 * 366)):
        old, _arrival = factories.make_minor(CANARY, by=host, site=site)
        paper = factories.make_document(old, by=jurist)
    kept, _arrival = factories.make_minor("Autre", by=host, site=site)
    other_paper = factories.make_document(kept, by=jurist)
    run("backup")
    Minor.objects.filter(pk=old.pk).update(archived_at=timezone.now() - datetime.timedelta(days=1))
    asked = case_actions.preview_retention(by=one)
    with transaction.atomic():
        approval = staff_actions.ask_approval(by=one, kind=erasure.KIND, subject=asked)
        staff_actions.approve(by=other, approval=approval)
    assert not Minor._base_manager.filter(pk=old.pk).exists()
    assert not document_store.path_of(paper.content_hash).exists()
    assert "1 erasures in the ledger, 1 done again" in run("restore_drill")
    assert copy_of(place, paper).exists()
    assert document_store.path_of(other_paper.content_hash).exists()
    run("backup")
    assert "1 erasures in the ledger, 0 done again" in run("restore_drill")


@committed
def test_no_backup_to_restore(place: Path, run: Run) -> None:
    with pytest.raises(CommandError, match="There is no backup"):
        run("restore_drill")
    assert BackupRun.objects.get().problem == BackupProblem.NO_BACKUP


# --- the programs and the scratch database ------------------------------------------------------


@committed
def test_programs_older_than_the_server_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    owner = connections["owner"]
    monkeypatch.setattr(dumps, "_major", lambda program: 9)
    with pytest.raises(backups.BackupError, match="install the package postgresql-client-"):
        dumps.programs(owner)
    monkeypatch.setattr(dumps, "_folders", lambda: map(Path, ["/far", "/near", "/old"]))
    server = owner.pg_version // 10000
    versions = {"/far": server + 2, "/near": server, "/old": server - 1}
    monkeypatch.setattr(dumps, "_major", lambda program: versions[str(program.parent)])
    assert dumps.programs(owner) == Path("/near")


@committed
def test_only_a_trial_restore_is_removed() -> None:
    owner = connections["owner"]
    with owner.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{scratch_name()}" TEMPLATE template0')
    with (
        pytest.raises(backups.BackupError, match="rename it"),
        dumps.scratch("owner", restoring.ALIAS),
    ):
        pass
    with owner.cursor() as cursor:
        cursor.execute(f'COMMENT ON DATABASE "{scratch_name()}" IS %s', [dumps.MARK])
    with dumps.scratch("owner", restoring.ALIAS) as again:
        assert dumps.counts(again) == {}
    assert scratch_databases() == []


@committed
@pytest.mark.parametrize("busy", [2, 99])
def test_the_servers_own_cleaning_is_waited_for(busy: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """An autovacuum in a database that is to go may not be ended by its owner."""
    owner, dropped = connections["owner"], []

    def refused(execute: Any, statement: Any, params: Any, many: bool, context: Any) -> Any:
        if "DROP DATABASE" in str(statement):
            dropped.append(statement)
            if len(dropped) <= busy:
                raise ProgrammingError from errors.InsufficientPrivilege()
        return execute(statement, params, many, context)

    monkeypatch.setattr(dumps, "CLEANING", 1.0)
    with owner.execute_wrapper(refused), contextlib.ExitStack() as stack:
        if busy == 99:
            stack.enter_context(pytest.raises(ProgrammingError))
        dumps._remove(owner, scratch_name())
    assert len(dropped) == 3 if busy == 2 else len(dropped) > 3


@committed
def test_a_role_that_may_not_make_a_database_is_told() -> None:
    with (
        pytest.raises(backups.BackupError, match="CREATEDB"),
        dumps.scratch("default", restoring.ALIAS),
    ):
        pass
