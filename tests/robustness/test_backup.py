"""Backups: what is in them, what is never in them, what a failed one leaves, what is kept."""

import datetime
import hashlib
import json
from pathlib import Path
from typing import Any

import pyrage
import pytest
import time_machine
from django.core.management import CommandError
from django.db import connections
from django.db.utils import OperationalError
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from cases import document_store
from cases.backups import folder, restoring, writing
from cases.models import Document, Minor
from staff import age, audit_queries, dumps, keyring
from staff.choices import BackupKind, BackupProblem
from staff.models import AuditEntry, BackupRun, User
from tests import factories
from tests.robustness.saved import (
    CANARY,
    IDENTITY,
    Run,
    committed,
    copy_of,
    files,
    flip,
    newest,
    ran,
    scratch_databases,
)

# --- made and proven ----------------------------------------------------------------------------


@committed
def test_what_is_backed_up_can_be_restored(place: Path, paper: Document, run: Run) -> None:
    entries = AuditEntry.objects.count()
    said = run("backup")
    assert "1 documents" in said
    [made] = BackupRun.objects.all()
    assert (made.kind, made.problem, made.document_count) == (BackupKind.BACKUP, "", 1)
    assert made.byte_count == sum(p.stat().st_size for p in newest(place).iterdir())
    assert made.row_count > entries
    said = run("restore_drill")
    assert "each the one that was written" in said
    assert f"audit trail whole: {entries} entries" in said
    assert f"Backup {made.name} can be restored" in said
    proven = BackupRun.objects.get(kind=BackupKind.DRILL)
    assert (proven.name, proven.problem, proven.document_count) == (made.name, "", 1)
    assert proven.row_count == made.row_count
    assert scratch_databases() == []
    recorded = AuditEntry.objects.filter(action__in=["back_up", "prove_restore"]).order_by("pk")
    assert [entry.action for entry in recorded] == ["back_up", "prove_restore"]
    assert bytes(recorded[0].change).hex() == made.manifest_hash
    assert audit_queries.verify().position == entries + 2


@committed
def test_the_manifest_says_what_was_saved(place: Path, paper: Document, run: Run) -> None:
    rows = AuditEntry.objects.count()
    head = audit_queries.head()
    run("backup")
    opened = age.unseal_bytes(newest(place) / folder.MANIFEST, [IDENTITY])
    manifest: dict[str, Any] = json.loads(opened)
    assert manifest["tables"]["staff_auditentry"] == rows
    assert manifest["tables"]["cases_legaldocument"] == 1
    assert manifest["tables"]["django_session"] == 0
    assert manifest["audit_head"] == str(head)
    assert "staff.0001_initial" in manifest["migrations"]
    for name, said in manifest["files"].items():
        content = (newest(place) / name).read_bytes()
        assert said == {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


@committed
def test_nothing_is_readable_without_the_key(place: Path, paper: Document, run: Run) -> None:
    """Neither a name, nor a key of the house, nor who is signed in; and it is all there inside."""
    client = Client()
    client.force_login(User.objects.get(pk=paper.added_by_id))
    run("backup")
    found = files(place)
    secrets = [keyring.written(key).encode() for key in keyring.masters().values()]
    secrets += keyring.masters().values()
    for name, content in found.items():
        assert CANARY.encode() not in content, name
        assert not any(secret in content for secret in secrets), name
        assert content.startswith(b"age-encryption.org/") == name.endswith(".age"), name
        if name.endswith(".age"):
            with pytest.raises(pyrage.DecryptError):
                pyrage.decrypt(content, [age.new_identity()])
            opened = pyrage.decrypt(content, [IDENTITY])
            assert not any(secret in opened for secret in secrets), name
            assert f"%PDF {CANARY}".encode() not in opened, name
    assert not any("key" in name for name in found)
    assert all(oct(path.stat().st_mode)[-2:] == "00" for path in newest(place).iterdir())
    with dumps.scratch("owner", restoring.ALIAS) as restored:
        with dumps.restoring(restored) as pipe:
            age.unseal(newest(place) / folder.DATABASE, pipe, [IDENTITY])
        with restored.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM cases_minorname WHERE text = %s", [CANARY])
            assert cursor.fetchone() == (1,)
            cursor.execute("SELECT count(*) FROM django_session")
            assert cursor.fetchone() == (0,)


@committed
def test_no_password_stands_on_a_command_line(
    place: Path, paper: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands, environments = [], []
    popen = dumps.subprocess.Popen

    def watched(command: list[str], **kwargs: Any) -> Any:
        commands.append(command)
        environments.append(kwargs.get("env") or {})
        return popen(command, **kwargs)

    monkeypatch.setattr(dumps.subprocess, "Popen", watched)
    monkeypatch.setenv("SECRET_KEY", "nobody-else")
    monkeypatch.setitem(connections["owner"].settings_dict, "PASSWORD", "hush-hush")
    with dumps.snapshot("owner") as snapshot, dumps.dumping("owner", snapshot) as dump:
        assert dump.read().startswith(b"PGDMP")
    used = next(env for env in environments if "PGPASSWORD" in env)
    assert used["PGPASSWORD"] == "hush-hush"
    assert "hush" not in str(commands)
    assert "nobody-else" not in str(environments)


@committed
def test_documents_that_come_and_go_during_the_dump_are_there(
    place: Path, paper: Document, jurist: User, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one that goes was copied before the dump, the one that comes is copied after it."""
    came: list[Document] = []
    dumping = dumps.dumping

    def meanwhile(alias: str, snapshot: str) -> Any:
        minor = Minor.objects.get(pk=paper.minor_id)
        came.append(factories.make_document(minor, by=jurist, content=b"%PDF new"))
        document_store.path_of(paper.content_hash).unlink()
        return dumping(alias, snapshot)

    monkeypatch.setattr(dumps, "dumping", meanwhile)
    run("backup")
    listed = folder.read_list(newest(place))["documents"]
    assert set(listed) == {paper.content_hash, came[0].content_hash}
    assert "1 documents, each" in run("restore_drill")  # the snapshot names one


@committed
def test_each_document_is_copied_once_for_a_key(
    place: Path, paper: Document, run: Run, settings: Settings
) -> None:
    with time_machine.travel(timezone.now() - datetime.timedelta(days=1)):
        run("backup")
    before = copy_of(place, paper).stat()
    run("backup")
    after = copy_of(place, paper).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    settings.BACKUP_RECIPIENTS = str(age.new_identity().to_public())
    run("backup")
    assert len(list(place.glob(f"documents/*/??/??/{paper.content_hash}.age"))) == 2


# --- a backup that fails ------------------------------------------------------------------------


@committed
@pytest.mark.parametrize("how", ["missing", "changed"])
def test_a_lost_document_is_said_and_the_rest_is_saved(
    place: Path, paper: Document, run: Run, how: str
) -> None:
    path = document_store.path_of(paper.content_hash)
    path.unlink() if how == "missing" else flip(path)
    with pytest.raises(CommandError, match="1 of the documents"):
        run("backup")
    [made] = BackupRun.objects.all()
    assert made.problem == BackupProblem.DOCUMENTS
    assert folder.names(place) == [made.name]
    assert not copy_of(place, paper).exists()
    with pytest.raises(CommandError, match="is missing"):
        run("restore_drill")


@committed
@pytest.mark.parametrize("what", ["pg_dump", "disk", "interrupted", "database"])
def test_a_failed_backup_leaves_no_half(
    place: Path, paper: Document, run: Run, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any, **_kwargs: Any) -> Any:
        raise {
            "disk": OSError(28, "No space left on device"),
            "interrupted": KeyboardInterrupt(),
            "database": OperationalError(f"gone\nDETAIL: {CANARY}"),
        }[what]

    dumping = dumps.dumping
    if what == "pg_dump":
        monkeypatch.setattr(dumps, "dumping", lambda alias, _name: dumping(alias, "0-0-0"))
    else:
        module, name = {
            "disk": (age.os, "fsync"),
            "interrupted": (folder, "write_list"),
            "database": (writing, "_described"),
        }[what]
        monkeypatch.setattr(module, name, refuse)
    expected = KeyboardInterrupt if what == "interrupted" else CommandError
    with pytest.raises(expected) as refused:
        run("backup")
    monkeypatch.undo()
    assert CANARY not in str(refused.value)
    assert [p.name for p in place.iterdir() if p.name not in (".lock", "documents")] == []
    [failed] = BackupRun.objects.all()
    assert failed.problem == {
        "pg_dump": BackupProblem.DATABASE, "disk": BackupProblem.DISK,
        "interrupted": BackupProblem.INTERRUPTED, "database": BackupProblem.DATABASE,
    }[what]  # fmt: skip
    assert list(place.rglob("*.part")) == []


@committed
def test_what_a_cut_left_is_swept(place: Path, paper: Document, run: Run) -> None:
    left = place / ".20200101T000000Z.part"
    left.mkdir()
    (left / folder.DATABASE).write_bytes(b"half")
    run("backup")
    assert not left.exists()
    assert len(folder.names(place)) == 1


@committed
@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("BACKUPS_DIR", "", "ESCALE_BACKUPS is not set"),
        ("BACKUPS_DIR", "{tmp}/nowhere", "is no folder"),
        ("BACKUPS_DIR", "{tmp}", "lie one in the other"),  # the documents are in it
        ("BACKUPS_DIR", "{keys}", "lie one in the other"),
        ("BACKUP_RECIPIENTS", "", "ESCALE_BACKUP_RECIPIENTS is not set"),
        ("BACKUP_RECIPIENTS", "age1nonsense", "neither a public age key"),
        ("BACKUP_RECIPIENTS", "{tmp}/identity", "neither a public age key"),  # the secret one
        ("BACKUP_RECIPIENTS", "{tmp}/nowhere", "neither a public age key"),
    ],
)
def test_a_wrong_setting_is_a_sentence(
    place: Path, run: Run, settings: Settings, tmp_path: Path,
    setting: str, value: str, sentence: str,
) -> None:  # fmt: skip
    setattr(settings, setting, value.format(tmp=tmp_path, keys=settings.KEYS_DIR))
    with pytest.raises(CommandError, match=sentence):
        run("backup")
    assert BackupRun.objects.get().problem == BackupProblem.SETTING


def test_public_keys_come_from_a_file_too(tmp_path: Path) -> None:
    keys = [age.new_identity().to_public() for _i in range(2)]
    path = tmp_path / "keys"
    path.write_text(f"# the safe\n{keys[0]}\n\n{keys[1]}  # the notary\n")
    assert list(map(str, age.recipients(str(path)))) == list(map(str, keys))
    assert list(map(str, age.recipients(f"{keys[0]},{keys[1]}"))) == list(map(str, keys))
    assert age.fingerprint(keys) == age.fingerprint(keys[::-1]) != age.fingerprint(keys[:1])


def test_a_new_pair_is_shown_once(place: Path, run: Run) -> None:
    said = run("backup", "--new-key")
    secret = next(word for word in said.split() if word.startswith(age.SECRET))
    public = said.rpartition("ESCALE_BACKUP_RECIPIENTS=")[2].strip()
    [identity] = age.identities(secret)
    assert str(identity.to_public()) == public
    assert secret not in run("backup", "--new-key")
    assert list(place.iterdir()) == []


# --- what is kept -------------------------------------------------------------------------------

TWO = datetime.datetime(2026, 11, 24, 2, tzinfo=datetime.UTC)


def test_seven_days_and_four_weeks_are_kept() -> None:
    hours = [folder.name_at(TWO - datetime.timedelta(hours=12 * n)) for n in range(200)]
    kept = folder.kept(hours)
    days = {folder.time_of(name).date() for name in kept}
    assert {TWO.date() - datetime.timedelta(days=n) for n in range(7)} <= days
    weeks = {name for name in kept if folder.time_of(name) < TWO - datetime.timedelta(days=7)}
    assert [folder.time_of(name).isoweekday() for name in weeks] == [7] * len(weeks)
    assert len({f"{day:%G-%V}" for day in days}) == 4
    assert len(kept) == 7 + 2  # a Tuesday: two of the last Sundays are among the seven days
    assert hours[0] in kept
    assert folder.kept(kept) == kept


def test_a_gap_does_not_empty_the_folder() -> None:
    """The days and weeks that have a backup count, however long ago they were."""
    yearly = [folder.name_at(TWO - datetime.timedelta(days=365 * n)) for n in range(3)]
    assert folder.kept(yearly) == set(yearly)


@committed
def test_what_no_backup_holds_any_more_goes(place: Path, paper: Document, run: Run) -> None:
    """An erased document leaves the backups with the last of them that names it."""
    with time_machine.travel(timezone.now() - datetime.timedelta(days=90)):
        run("backup")
    first = folder.names(place)[0]
    for days in range(60, -1, -6):
        with time_machine.travel(timezone.now() - datetime.timedelta(days=days)):
            if days == 60:
                document_store.path_of(paper.content_hash).unlink()
                type(paper)._base_manager.using("owner").filter(pk=paper.pk).delete()
            assert copy_of(place, paper).exists() or first not in folder.names(place)
            run("backup")
    assert first not in folder.names(place)
    assert not copy_of(place, paper).exists()
    assert 7 <= len(folder.names(place)) <= folder.DAYS + folder.WEEKS


@committed
def test_the_oldest_runs_are_forgotten(place: Path, run: Run) -> None:
    ran(days=401)
    ran(days=399)
    with pytest.raises(CommandError):
        run("restore_drill")
    assert BackupRun.objects.count() == 2
