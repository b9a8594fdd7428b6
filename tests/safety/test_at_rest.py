"""Point 8: what is sealed cannot be read in the database's files, its journal or a dump of it.

A whole centre lives for a moment on a server of its own: its actions write a word of their own in
every sealed column and every document. Then the files are read as a thief of the disk reads them.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connections

from cases import actions, document_store
from cases.models import Document, Minor, MinorPhone
from clinics.models import Consultation
from config.postgresql import embedded
from config.postgresql.place import PORT, Place
from config.postgresql.supervisor import binaries
from staff.encryption import EncryptedField, SealError
from tests import factories
from tests.config.servers import connect, is_gone, wait_until
from tests.matrix.scene import Scene

# Found in every form that a file or a dump may give to bytes, wherever they are cut.
SCENE_NAME = "Awa"
SEALED, PLAIN = "zzyzxscelle", "zzyzxenclair"
PHONE = "612000987"


def sealed_texts() -> set[str]:
    """Return the sealed columns of free text; the others are lists and measures."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedField) and field.empty == "" and not field.choices
    }


CENTRE = f"""
import django
django.setup()
from django.core.management import call_command
from tests.safety import sealed_centre
call_command("migrate", verbosity=0)
sealed_centre.live({SEALED!r}, {PLAIN!r}, {PHONE!r})
"""


@dataclass(frozen=True)
class Remains:
    """What a thief finds: the files of the server, those of the documents, a dump."""

    database: dict[str, bytes]
    documents: dict[str, bytes]
    dump: bytes
    written: set[str]

    def holding(self, word: str) -> set[str]:
        """Return where a word stands, as it is or as the dump writes bytes."""
        forms = (word.encode(), word.encode().hex().encode(), word.encode("utf-16-le"))
        everything = {**self.database, **self.documents, "dump": self.dump}
        return {name for name, held in everything.items() if any(form in held for form in forms)}


def read_all(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def remains(tmp_path_factory: pytest.TempPathFactory) -> Remains:
    var = tmp_path_factory.mktemp("at-rest")
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DATABASE", "ESCALE", "DJANGO", "PYTEST"))
    } | {"DJANGO_SETTINGS_MODULE": "config.settings_test", "ESCALE_VAR_DIR": str(var)}
    place = Place(var / "postgres")
    embedded.hold(place.root)
    try:
        done = subprocess.run(
            [sys.executable, "-c", CENTRE],
            cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        with connect(place, "postgres") as superuser:
            superuser.execute("CHECKPOINT")
        dump = subprocess.run(
            [str(binaries() / "pg_dump"), "-h", str(place.socket_dir()), "-p", str(PORT),
             "-U", "postgres", "escale"],
            capture_output=True, check=True,
        ).stdout  # fmt: skip
    finally:
        embedded.leave(place.root, 20)
    assert wait_until(lambda: is_gone(place))
    written = set(done.stdout.split())
    return Remains(read_all(var / "postgres"), read_all(var / "documents"), dump, written)


def test_every_sealed_text_was_written(remains: Remains) -> None:
    assert remains.written == sealed_texts()
    assert len(remains.written) > 20


def test_what_is_sealed_is_nowhere(remains: Remains) -> None:
    assert remains.holding(SEALED) == set()


def test_a_telephone_is_nowhere(remains: Remains) -> None:
    assert remains.holding(PHONE) == set()


def test_a_second_factor_is_nowhere(remains: Remains) -> None:
    assert remains.holding(factories.TOTP_SECRET) == set()


def test_what_is_not_sealed_is_found_everywhere_one_looks(remains: Remains) -> None:
    """In a table, in the journal and in the dump: the search above looks at the right places."""
    found = remains.holding(PLAIN)
    assert "dump" in found
    assert {name.split("/")[1] for name in found - {"dump"}} >= {"base", "pg_wal"}


def test_the_documents_are_there_and_say_nothing(remains: Remains) -> None:
    assert len(remains.documents) > 7
    for name, held in remains.documents.items():
        assert b"PDF" not in held[:64], name


# --- what was moved does not open -------------------------------------------------------------


def swap(table: str, column: str, one: int, other: int) -> None:
    """Exchange the ciphertexts of two rows, as somebody who holds the database."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} t SET {column} = s.{column} FROM {table} s"
            " WHERE (t.id, s.id) IN ((%s, %s), (%s, %s))",
            [one, other, other, one],
        )


@pytest.mark.django_db
@pytest.mark.parametrize("is_same_file", [True, False])
def test_a_ciphertext_moved_to_another_row_is_refused(scene: Scene, is_same_file: bool) -> None:
    minors = [scene.minor, scene.minor if is_same_file else scene.stranger]
    phones = [
        actions.add_phone(by=scene.host, minor=minor, phone=f"06 12 34 56 7{number}")
        for number, minor in enumerate(minors)
    ]
    assert MinorPhone.objects.get(pk=phones[0].pk).number == "+33612345670"
    swap("cases_minorphone", "number", phones[0].pk, phones[1].pk)
    for phone in phones:
        with pytest.raises(SealError):
            assert MinorPhone.objects.get(pk=phone.pk).number


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_ciphertext_moved_to_another_column_is_refused(scene: Scene) -> None:
    sealed = scene.consultation
    held = Consultation.objects.get(pk=sealed.pk)
    held.__dict__["observation"] = held.__dict__["motif"]
    with pytest.raises(SealError):
        assert held.observation


@pytest.mark.django_db
@pytest.mark.parametrize("place", [0, 3, 20, -1])
def test_a_changed_byte_is_refused(scene: Scene, place: int) -> None:
    phone = actions.add_phone(by=scene.host, minor=scene.minor, phone="06 12 34 56 78")
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT number FROM cases_minorphone WHERE id = %s", [phone.pk])
        changed = bytearray(cursor.fetchone()[0])
        changed[place] ^= 1
        cursor.execute(
            "UPDATE cases_minorphone SET number = %s WHERE id = %s", [bytes(changed), phone.pk]
        )
    with pytest.raises(SealError):
        assert MinorPhone.objects.get(pk=phone.pk).number


@pytest.mark.django_db
def test_a_document_in_the_place_of_another_is_refused(scene: Scene) -> None:
    one, other = (
        factories.make_document(scene.minor, by=scene.host, content=f"%PDF {n}".encode())
        for n in range(2)
    )
    assert document_store.read(one) == b"%PDF 0"
    kept = document_store.path_of(other.content_hash)
    moved: Document = type(one).objects.get(pk=one.pk)
    moved.content_hash = other.content_hash
    assert kept.exists()
    with pytest.raises(document_store.StoreError):
        document_store.read(moved)


@pytest.mark.django_db
def test_a_row_that_changes_its_file_is_refused(scene: Scene) -> None:
    phone = actions.add_phone(by=scene.host, minor=scene.minor, phone="06 12 34 56 78")
    MinorPhone.objects.filter(pk=phone.pk).update(minor=scene.stranger)
    assert Minor.objects.filter(phones=phone.pk).get() == scene.stranger
    with pytest.raises(SealError):
        assert MinorPhone.objects.get(pk=phone.pk).number
