"""The chain of the audit trail: whole under several writers, and no change to it goes unseen."""

import random
import re
import threading
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import DatabaseError, OperationalError, connection, connections, transaction
from django.db.backends.utils import CursorWrapper
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases import queries
from cases.models import Arrival
from staff import audit, audit_chain, audit_queries
from staff.audit_chain import BrokenChainError, Head
from staff.choices import Role
from staff.models import AuditEntry, AuditHead, AuditLink, Site, User
from tests import factories
from tests.matrix.test_database_roles import is_refused
from tests.prove.writers import in_parallel
from tests.safety.trail_writers import Hand, deadlocks
from tests.staff.trail import actions_since, last_entry

transactional = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
rolled_back = pytest.mark.django_db(databases=["default", "owner"])

LENGTH = 60  # entries of the chain that is tampered with
TAMPERS = 200


def write(count: int, by: User | None = None) -> None:
    """Entries of every shape, each committed by itself."""
    for number in range(count):
        audit.device.set("d1" if number % 3 else "")
        audit.record(
            by=by if number % 4 else None,
            action=("read_case", "search", "leave", "add_name")[number % 4],
            subject=by if number % 5 == 0 and by else None,
            minor_id=number % 7 or None,
            site_id=number % 2 or None,
            purpose="care" if number % 3 else "",
            change=bytes([number]) * 32 if number % 2 else b"",
        )
    audit.device.set("")


@pytest.fixture
def chain(transactional_db: None, person: Callable[..., User]) -> Head:
    """A chain of committed entries; returns its head as a day sheet prints it."""
    by = person()
    write(LENGTH - audit_queries.head().position, by)
    end = audit_queries.head()
    assert end.position == LENGTH
    return audit_chain.parse(end.printed)


# --- what the database writes -----------------------------------------------------------------


@transactional
def test_positions_follow_each_other_whatever_was_rolled_back(person: Callable[..., User]) -> None:
    by = person()
    before = audit_queries.head().position
    for number in range(6):
        with transaction.atomic():
            audit.record(by=by, action="leave")
            audit.record(by=by, action="search")
            transaction.set_rollback(bool(number % 2))
    positions = list(AuditLink.objects.order_by("position").values_list("position", flat=True))
    assert positions == list(range(1, before + 6 + 1))
    assert audit_queries.verify().position == before + 6


@transactional
def test_python_and_the_database_write_the_same_words(chain: Head) -> None:
    """Accents, an empty text beside none, a negative number, an instant without microseconds."""
    AuditEntry.objects.create(action="é\x1f,1:é", subject="-", minor_id=-1, purpose="a_b")
    AuditEntry.objects.create(action="x", at="2026-03-29T02:30:00+02:00")
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT l.position, e.id, staff_audit_content(l.position, e)"
            " FROM staff_auditentry e JOIN staff_auditlink l ON l.entry_id = e.id"
        )
        for position, number, words in cursor.fetchall():
            entry = AuditEntry.objects.get(pk=number)
            assert audit_chain.content(position, entry) == bytes(words)
    assert audit_queries.verify(chain).position == LENGTH + 2


def test_every_column_is_in_the_hash() -> None:
    """A column that is added to the entry has to be added to the chain."""
    entry = AuditEntry(pk=1, action="x")
    plain = audit_chain.content(1, entry)
    other = {
        "id": 2, "at": "later", "by": 3, "action": "y", "subject": "s", "minor_id": 4,
        "site_id": 5, "request_id": "r", "device": "d", "purpose": "p", "change": b"c",
    }  # fmt: skip
    assert set(other) == {field.name for field in AuditEntry._meta.concrete_fields}
    other["at"] = entry.at.replace(year=2001)
    for name, value in other.items():
        attribute = AuditEntry._meta.get_field(name).attname
        changed = AuditEntry(
            **{f.attname: getattr(entry, f.attname) for f in AuditEntry._meta.concrete_fields}
            | {attribute: value}
        )
        assert audit_chain.content(1, changed) != plain, name
    assert audit_chain.content(2, entry) != plain
    moved = AuditEntry(pk=1, at=entry.at, action="xs", subject="")
    apart = AuditEntry(pk=1, at=entry.at, action="x", subject="s")
    assert audit_chain.content(1, moved) != audit_chain.content(1, apart)


@rolled_back
def test_entries_of_one_transaction_are_chained_before_it_ends(person: Callable[..., User]) -> None:
    audit.record(by=person(), action="leave")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert audit_queries.verify().position == AuditEntry.objects.count()


# --- what the application may not do ----------------------------------------------------------

FORBIDDEN = {
    "change an entry": "UPDATE staff_auditentry SET action = 'x'",
    "remove an entry": "DELETE FROM staff_auditentry",
    "empty the trail": "TRUNCATE staff_auditentry",
    "write a link": "INSERT INTO staff_auditlink (entry_id, position) VALUES (1, 1)",
    "change a link": "UPDATE staff_auditlink SET position = 1",
    "remove a link": "DELETE FROM staff_auditlink",
    "write the head": "INSERT INTO staff_audithead VALUES (true, 0, '')",
    "change the head": "UPDATE staff_audithead SET position = 0",
    "remove the head": "DELETE FROM staff_audithead",
    "lock the head": "SELECT * FROM staff_audithead FOR UPDATE",
    "empty the chain": "TRUNCATE staff_auditlink, staff_audithead",
    "change a review": "UPDATE staff_auditreview SET read_at = now()",
    "remove a review": "DELETE FROM staff_auditreview",
    "silence the queue": "ALTER TABLE staff_auditentry DISABLE TRIGGER staff_audit_queue",
    "silence the chain": "ALTER TABLE staff_auditlink DISABLE TRIGGER staff_audit_chain",
    "silence every trigger": "ALTER TABLE staff_auditentry DISABLE TRIGGER USER",
    "drop the queue": "DROP TRIGGER staff_audit_queue ON staff_auditentry",
    "drop the chain": "DROP FUNCTION staff_audit_chain() CASCADE",
    "change the function": "ALTER FUNCTION staff_audit_chain() SECURITY INVOKER",
    "another function": "CREATE OR REPLACE FUNCTION staff_audit_chain() RETURNS trigger"
    " LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "no trigger in this session": "SET session_replication_role = replica",
}


@rolled_back
@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_application_cannot(what: str) -> None:
    assert is_refused(connections["default"], FORBIDDEN[what])


@rolled_back
@pytest.mark.parametrize("what", ["change an entry", "change the head", "silence the chain"])
def test_the_owner_could(what: str) -> None:
    """Else the refusals above would prove nothing."""
    assert not is_refused(connections["owner"], FORBIDDEN[what])


@rolled_back
def test_the_chain_is_written_with_the_owners_rights() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT proname, prosecdef, proconfig, pg_get_userbyid(proowner) = current_user"
            " FROM pg_proc WHERE proname IN ('staff_audit_queue', 'staff_audit_chain')"
        )
        rows = cursor.fetchall()
        assert len(rows) == 2
        for _name, is_definer, config, is_owners in rows:
            assert is_definer
            assert is_owners
            assert config == ["search_path=pg_catalog, public, pg_temp"]
        cursor.execute(
            "SELECT tgname, tgdeferrable, tginitdeferred FROM pg_trigger"
            " WHERE tgname IN ('staff_audit_queue', 'staff_audit_chain') ORDER BY tgname"
        )
        assert cursor.fetchall() == [
            ("staff_audit_chain", True, True),
            ("staff_audit_queue", True, True),
        ]


# --- tampering as the owner -------------------------------------------------------------------


def rewrite(cursor: CursorWrapper) -> None:
    """Give every place the hash of what now stands there, and the head too."""
    walk = audit_chain.Walk()
    links = AuditLink.objects.using("owner").order_by("position").select_related("entry")
    for position, link in enumerate(links, start=1):
        walk.hash = audit_chain.digest(walk.hash, position, link.entry)
        cursor.execute(
            "UPDATE staff_auditlink SET hash = %s WHERE position = %s", [walk.hash, position]
        )
    cursor.execute("UPDATE staff_audithead SET position = %s, hash = %s", [position, walk.hash])


def entry_at(position: int) -> AuditEntry:
    return AuditEntry.objects.using("owner").get(link__position=position)


def set_entry(cursor: CursorWrapper, position: int, assignment: str) -> None:
    cursor.execute(
        f"UPDATE staff_auditentry SET {assignment} WHERE id ="
        " (SELECT entry_id FROM staff_auditlink WHERE position = %s)",
        [position],
    )
    assert cursor.rowcount == 1


CHANGES = [
    "at = at + interval '1 microsecond'",
    "at = at - interval '1 day'",
    "by_id = CASE WHEN by_id IS NULL THEN (SELECT min(id) FROM staff_user) END",
    "action = overlay(action placing 'z' from 2 for 1)",
    "action = action || ' '",
    "subject = subject || '0'",
    "minor_id = coalesce(minor_id, 0) + 1",
    "minor_id = nullif(coalesce(minor_id, 9), minor_id)",
    "site_id = coalesce(site_id, 0) + 1",
    "request_id = request_id || 'a'",
    "device = device || '1'",
    "purpose = purpose || 'x'",
    "change = set_byte(change || '\\x00', 0, (get_byte(change || '\\x00', 0) + 1) %% 256)",
]


def changed_byte(cursor: CursorWrapper, dice: random.Random) -> int | None:
    position = dice.randint(1, LENGTH)
    set_entry(cursor, position, dice.choice(CHANGES))
    return position


def changed_hash(cursor: CursorWrapper, dice: random.Random) -> int | None:
    position, byte = dice.randint(1, LENGTH), dice.randrange(32)
    cursor.execute(
        "UPDATE staff_auditlink SET hash = set_byte(hash, %s, (get_byte(hash, %s) + 1) %% 256)"
        " WHERE position = %s",
        [byte, byte, position],
    )
    return position


def deleted_entry(cursor: CursorWrapper, dice: random.Random) -> int | None:
    position = dice.randint(1, LENGTH)
    cursor.execute("DELETE FROM staff_auditentry WHERE id = %s", [entry_at(position).pk])
    return position


def deleted_place(cursor: CursorWrapper, dice: random.Random) -> int | None:
    position = deleted_entry(cursor, dice)
    cursor.execute("DELETE FROM staff_auditlink WHERE position = %s", [position])
    return position


def closed_gap(cursor: CursorWrapper, dice: random.Random) -> int | None:
    """The entries behind the removed one move up, and the head with them."""
    position = deleted_place(cursor, dice)
    cursor.execute(
        "UPDATE staff_auditlink SET position = -position WHERE position > %s", [position]
    )
    cursor.execute("UPDATE staff_auditlink SET position = -position - 1 WHERE position < 0")
    cursor.execute("UPDATE staff_audithead SET position = position - 1")
    return position


def reordered(cursor: CursorWrapper, dice: random.Random) -> int | None:
    """Two entries in each other's place; the hashes stay where they were."""
    first, second = sorted(dice.sample(range(1, LENGTH + 1), 2))
    one, other = entry_at(first).pk, entry_at(second).pk
    cursor.execute(
        "UPDATE staff_auditlink SET entry_id = -entry_id WHERE position IN (%s, %s)",
        [first, second],
    )
    for position, number in ((first, other), (second, one)):
        cursor.execute(
            "UPDATE staff_auditlink SET entry_id = %s WHERE position = %s", [number, position]
        )
    return first


def swapped(cursor: CursorWrapper, dice: random.Random) -> int | None:
    """Two places exchanged, hashes and all."""
    first, second = sorted(dice.sample(range(1, LENGTH + 1), 2))
    for before, after in ((first, -1), (second, first), (-1, second)):
        cursor.execute(
            "UPDATE staff_auditlink SET position = %s WHERE position = %s", [after, before]
        )
    return first


def cut_tail(cursor: CursorWrapper, dice: random.Random) -> int | None:
    """The end is gone; half of the time the head is set back too."""
    last = LENGTH - dice.randint(1, 10)
    cursor.execute(
        "DELETE FROM staff_auditentry WHERE id IN"
        " (SELECT entry_id FROM staff_auditlink WHERE position > %s)",
        [last],
    )
    cursor.execute("DELETE FROM staff_auditlink WHERE position > %s", [last])
    if dice.random() < 0.5:
        rewrite(cursor)
    return last + 1


def slipped_in(cursor: CursorWrapper, dice: random.Random) -> int | None:
    """An entry that never was, in the middle, at the end, or in no place at all."""
    cursor.execute(
        "INSERT INTO staff_auditentry (at, action, subject, request_id, device, purpose, change)"
        " VALUES (now(), 'leave', '', '', '', '', '') RETURNING id"
    )
    [number] = cursor.fetchone()
    place = dice.choice([dice.randint(1, LENGTH), LENGTH + 1, 0])
    if place:
        cursor.execute(
            "UPDATE staff_auditlink SET position = -position WHERE position >= %s", [place]
        )
        cursor.execute("UPDATE staff_auditlink SET position = 1 - position WHERE position < 0")
        cursor.execute(
            "INSERT INTO staff_auditlink SELECT %s, %s, hash FROM staff_audithead", [number, place]
        )
        cursor.execute("UPDATE staff_audithead SET position = position + 1")
    return place


def rewritten(cursor: CursorWrapper, dice: random.Random) -> int | None:
    """A change, and every hash after it made right again: only a head from outside tells."""
    changed_byte(cursor, dice)
    rewrite(cursor)
    return LENGTH


def changed_head(cursor: CursorWrapper, dice: random.Random) -> int | None:
    cursor.execute(
        dice.choice(
            [
                "UPDATE staff_audithead SET hash = sha256(hash)",
                "UPDATE staff_audithead SET position = position + 1",
                "UPDATE staff_audithead SET position = position - 1",
                "DELETE FROM staff_audithead",
            ]
        )
    )
    return None


Tamper = Callable[[CursorWrapper, random.Random], int | None]
WAYS: list[Tamper] = [
    changed_byte, changed_hash, deleted_entry, deleted_place, closed_gap, reordered, swapped,
    cut_tail, slipped_in, rewritten, changed_head,
]  # fmt: skip


def found_after(tamper: Tamper, dice: random.Random, given: Head) -> tuple[int | None, int | None]:
    """Tamper as the owner, triggers off; return (place tampered with, place named), all undone."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for table in ("staff_auditentry", "staff_auditlink"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        place, named = tamper(cursor, dice), None
        try:
            audit_queries.verify(given, using="owner")
        except BrokenChainError as broken:
            named = broken.position
        transaction.set_rollback(True, using="owner")
    return place, named


@transactional
def test_200_of_200_tampers_are_found(chain: Head) -> None:
    dice = random.Random(200)
    found: Counter[str] = Counter()
    missed = []
    for number in range(TAMPERS):
        tamper = WAYS[number % len(WAYS)]
        place, named = found_after(tamper, dice, chain)
        right = named is not None and (place is None or named == place)
        found[tamper.__name__] += right
        if not right:
            missed.append(f"{number}, {tamper.__name__}: at {place}, named {named}")
    print(f"\n{found.total()} of {TAMPERS} tampers found, each at its place:", dict(found))  # noqa: T201
    assert not missed, "\n".join(missed)
    assert found.total() == TAMPERS
    assert audit_queries.verify(chain).position == LENGTH, "and nothing is found where nothing is"


@transactional
def test_a_cut_end_is_unseen_without_a_head_from_outside(chain: Head) -> None:
    """Why the head is printed."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for table in ("staff_auditentry", "staff_auditlink"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cut_tail(cursor, random.Random(1))
        rewrite(cursor)
        assert audit_queries.verify(using="owner").position < LENGTH
        with pytest.raises(BrokenChainError):
            audit_queries.verify(chain, using="owner")
        with pytest.raises(BrokenChainError):
            audit_queries.verify(chain, using="owner", whole=False)
        transaction.set_rollback(True, using="owner")


# --- the command ------------------------------------------------------------------------------


class Screen(StringIO):
    def isatty(self) -> bool:
        return True


def verify(*arguments: str, out: StringIO | None = None) -> str:
    out = out or StringIO()
    call_command("audit_verify", *arguments, stdout=out)
    return out.getvalue()


@transactional
def test_the_command_says_that_the_trail_is_whole(chain: Head) -> None:
    said = verify(f"--head={chain.printed}")
    assert re.search(rf"whole: {LENGTH} entries\. Head: {LENGTH}:[0-9a-f]{{64}}\n$", said)
    assert "a cut end would not have been seen" in verify()


@transactional
def test_the_command_shows_how_far_it_is(chain: Head, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_queries, "BATCH", 25)
    said = verify(out=Screen())
    for done in (25, 50, LENGTH):
        assert f"{done} of {LENGTH} entries" in said


@transactional
def test_the_command_names_the_first_broken_position(chain: Head) -> None:
    with connections["owner"].cursor() as cursor:
        set_entry(cursor, 17, "minor_id = 999")
        set_entry(cursor, 23, "minor_id = 999")
    with pytest.raises(CommandError, match=r"broken.*position 17 is not") as failed:
        verify(f"--head={chain}")
    assert failed.value.returncode == 1


@rolled_back
@pytest.mark.parametrize(
    "head", ["17", "x:abc", f"17:{'a' * 15}", f"17:{'g' * 20}", ":" + "a" * 20]
)
def test_a_head_that_is_none_is_refused_in_words(head: str) -> None:
    with pytest.raises(CommandError, match="POSITION:HASH") as failed:
        verify(f"--head={head}")
    assert failed.value.returncode == 2


def test_a_printed_head_is_read_again_however_it_is_typed() -> None:
    head = Head(1234, "a1b2c3d4e5f60718293a" + "0" * 44)
    assert head.printed == "1234:a1b2 c3d4 e5f6 0718 293a"
    for typed in (
        head.printed,
        head.printed.upper(),
        " 1234 : a1b2c3d4-e5f6-0718 293A\n",
        str(head),
    ):
        read = audit_chain.parse(typed)
        assert read.position == 1234
        assert read.names(bytes.fromhex(head.digits))
    assert not audit_chain.parse(head.printed).names(bytes(32))


# --- no record, no page -----------------------------------------------------------------------


@transactional
def test_a_page_whose_entry_cannot_be_committed_shows_nothing(
    as_role: Callable[..., Client], site: Site
) -> None:
    client = as_role(Role.NURSE)
    client.raise_request_exception = False
    minor, _arrival = factories.make_minor("Canari Zzyzx", by=client.user, site=site)
    address = reverse("cases:case", args=[minor.reference])
    assert b"Zzyzx" in client.get(address).content
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM staff_audithead")
    response = client.get(address)
    assert response.status_code == 500
    assert b"Zzyzx" not in response.content
    with pytest.raises(DatabaseError, match="head of the audit trail is missing"):
        audit.record(by=client.user, action="leave")


@transactional
def test_an_emptied_database_begins_again_at_one(person: Callable[..., User]) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE staff_auditentry, staff_auditlink, staff_audithead")
    audit.record(by=None, action="leave")
    assert AuditHead.objects.get().position == 1
    assert audit_queries.verify().position == 1


# --- several writers --------------------------------------------------------------------------


def meet(by: User, site: Site) -> None:
    """One writer holds a row and waits for the head; the other must not hold the head and wait.

    The second one has recorded first, then added a row that leans on the locked one: the check of
    that foreign key comes at its commit, as the chain does.
    """
    minor, _arrival = factories.make_minor(by=by, site=site)
    other = factories.make_site("Paris")
    holds, is_late = threading.Event(), threading.Event()

    def holder() -> None:
        with transaction.atomic():
            type(minor).objects.select_for_update().get(pk=minor.pk)
            holds.set()
            is_late.wait(5)
            audit.record(by=by, action="edit_identity", minor_id=minor.pk)

    def leaner() -> None:
        holds.wait(5)
        with transaction.atomic():
            audit.record(by=by, action="register_arrival", minor_id=minor.pk)
            Arrival.objects.create(
                minor=minor, site=other, day=timezone.localdate(), registered_by=by
            )
            threading.Timer(0.3, is_late.set).start()  # once this one waits in its commit

    in_parallel([holder, leaner])


@transactional
def test_the_head_is_locked_after_every_other_lock(person: Callable[..., User], site: Site) -> None:
    meet(person(), site)
    actions = AuditEntry.objects.order_by("-link__position").values_list("action", flat=True)[:2]
    assert list(actions) == ["register_arrival", "edit_identity"], "the one that waited comes last"
    assert audit_queries.verify().position == AuditEntry.objects.count()


@transactional
def test_a_head_that_is_locked_too_early_is_found(person: Callable[..., User], site: Site) -> None:
    """The chain in one step instead of two: the writers wait for each other."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('staff_audit_queue'::regproc)")
        [in_two_steps] = cursor.fetchone()
        lock = "PERFORM 1 FROM public.staff_audithead FOR UPDATE;\n  INSERT"
        cursor.execute(in_two_steps.replace("INSERT", lock))
        try:
            with pytest.raises(OperationalError, match="deadlock"):
                meet(person(), site)
        finally:
            cursor.execute(in_two_steps)


@transactional
def test_four_writers_leave_the_chain_whole(person: Callable[..., User], site: Site) -> None:
    """The short form of tests/prove/test_audit.py."""
    hands = Hand.four(person=person, site=site, cases=20)
    before = deadlocks()
    in_parallel([hand.working(3) for hand in hands])
    assert sum(hand.done.total() for hand in hands) > 40
    assert deadlocks() == before
    assert audit_queries.verify().position == AuditEntry.objects.count()


# --- entries from before the chain ------------------------------------------------------------


@pytest.fixture
def before_the_chain(transactional_db: None, person: Callable[..., User]) -> list[int]:
    """Entries that have no place, written without the triggers; returns their numbers in order."""
    write(12, person())
    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE staff_auditlink, staff_audithead")
    return list(AuditEntry.objects.order_by("pk").values_list("pk", flat=True))


@transactional
def test_the_migration_chains_the_entries_that_are_there(before_the_chain: list[int]) -> None:
    migration = import_module("staff.migrations.0004_chain_the_trail")
    with connections["owner"].cursor() as cursor:
        cursor.execute(migration.FIRST_LINKS)
    links = AuditLink.objects.order_by("position").values_list("entry_id", flat=True)
    assert list(links) == before_the_chain
    assert audit_queries.verify().position == len(before_the_chain)
    audit.record(by=None, action="leave")
    assert audit_queries.verify().position == len(before_the_chain) + 1


@transactional
def test_a_refusal_survives_the_rollback_of_its_request(
    as_role: Callable[..., Client], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_role(Role.NURSE)
    minor, _arrival = factories.make_minor(by=client.user, site=site)
    start = last_entry()

    def refuse(minor: object) -> None:
        User.objects.filter(pk=client.user.pk).update(full_name="Écrit puis défait")
        assert actions_since(start) == ["read_case"]
        raise PermissionDenied

    monkeypatch.setattr(queries, "arrivals_count", refuse)
    assert client.get(reverse("cases:case", args=[minor.reference])).status_code == 403
    assert actions_since(start) == ["refused"]
    assert User.objects.get(pk=client.user.pk).full_name == client.user.full_name
