"""Erasing a file: the owner's functions, made from what each app holds, and the ledger.

The application may call one of them, with an approval that two people gave; it can delete nothing
itself. Every row that reaches the minor goes, with its former values, and with them the keys of
her sealed ones: in a backup they stay unreadable. What is erased is written in a ledger outside
the database, so that it is erased again after a restore.

GDPR, art. 17 (erasure) and art. 5.1.e (storage limitation).
"""

import datetime
import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections, models, transaction
from psycopg import sql

from cases import registry
from cases.choices import RetentionAction
from cases.joined import joined_to
from cases.models import Minor, RetentionRun, Tombstone
from cases.registry import Held
from cases.retention import MEDICAL
from staff import approvals, drafts, history, once
from staff.grants import APPLICATION_ALIAS, OWNER_ALIAS
from staff.models import Approval, AuditEntry

KIND = "erase_files"  # the approval it takes
WHOLE, PART = RetentionAction.ERASE, RetentionAction.ERASE_PART


def table(model: type[models.Model]) -> sql.Identifier:
    return sql.Identifier(model._meta.db_table)


def _ids(model: type[models.Model]) -> sql.Identifier:
    return sql.Identifier(f"ids_{model._meta.db_table}")


def _column(model: type[models.Model], name: str) -> sql.Identifier:
    return sql.Identifier(str(_field(model, name).column))


def _field(model: type[models.Model], name: str) -> "models.Field[Any, Any]":
    return next(field for field in model._meta.concrete_fields if field.name == name)


def _target(model: type[models.Model], name: str) -> type[models.Model]:
    """Return the table that a link leads to."""
    found: type[models.Model] = _field(model, name).related_model  # type: ignore[assignment]
    return found


def _pk(model: type[models.Model]) -> sql.Identifier:
    return sql.Identifier(str(model._meta.pk.column))


def parents_first() -> list[Held]:
    return sorted(registry.held(), key=lambda held: len(held.path.split("__")) * bool(held.path))


def _compartment(model: type[models.Model], path: str) -> sql.Composed:
    """Return "this row is of the medical file", the column at the end of the path saying so."""
    first, _more, rest = path.partition("__")
    if not rest:
        kept = sql.SQL(", ").join(sql.Literal(str(c)) for c in sorted(MEDICAL))
        return sql.SQL("{} IN ({})").format(_column(model, first), kept)
    above = _target(model, first)
    return sql.SQL("{} IN (SELECT {} FROM {} WHERE {})").format(
        _column(model, first), _pk(above), table(above), _compartment(above, rest)
    )


def _stays(held: Held) -> sql.Composable:
    """Return "this row stays as long as the medical file does"."""
    if held.compartment_path:
        return _compartment(held.model, held.compartment_path)
    is_medical = held.model.compartment in MEDICAL  # type: ignore[attr-defined] # each says its own
    return sql.SQL("true" if held.identity_of_health or is_medical else "false")


def _above(held: Held, path: str) -> Held | None:
    """Return what the rows of this table hang from by this way; None when that is the minor."""
    first, _more, rest = path.partition("__")
    above = _target(held.model, first) if rest else None
    return next((h for h in registry.held() if h.model is above), None)


def _way(held: Held) -> sql.Composed:
    """Return "this row reaches the minor", by one way or another."""
    return sql.SQL("({})").format(sql.SQL(" OR ").join(_one_way(held, path) for path in held.paths))


def _one_way(held: Held, path: str) -> sql.Composed:
    first = path.partition("__")[0]
    column = _column(held.model, first) if first else _pk(held.model)
    above = _above(held, path)
    if above is None:
        return sql.SQL("{} = the_minor").format(column)
    return sql.SQL("{} IN (SELECT {} FROM {} WHERE {})").format(
        column, _pk(above.model), table(above.model), _way(above)
    )


def _find(held: Held) -> sql.Composed:
    """Find the rows that go: hers, and not those that stay, unless what they hang from goes."""
    goes: sql.Composable = sql.SQL("(the_scope = 'erase' OR NOT {})").format(_stays(held))
    above = _above(held, held.path)
    if above is not None:
        link = _column(held.model, held.path.partition("__")[0])
        goes = sql.SQL("({} OR {} = ANY({}))").format(goes, link, _ids(above.model))
    return sql.SQL(
        "SELECT coalesce(array_agg({}), '{{}}') INTO {} FROM {} WHERE {} AND {};"
    ).format(_pk(held.model), _ids(held.model), table(held.model), _way(held), goes)


def histories(model: type[models.Model]) -> list[type[models.Model]]:
    """Return the tables of a model's former rows."""
    return [m for m in apps.get_models() if getattr(m, "pgh_tracked_model", None) is model]


def loose_links() -> Iterator[tuple[type[models.Model], str, type[models.Model]]]:
    """Yield what a row that stays may say of one that goes: (table, empty-able link, table)."""
    held = {h.model: h for h in registry.held()}
    for model, way in held.items():
        for field in model._meta.concrete_fields:
            target = field.related_model
            is_the_way = field.name in {path.partition("__")[0] for path in way.paths}
            if target in held and field.null and not is_the_way:
                yield model, field.name, target


def _delete(model: type[models.Model], column: sql.Identifier, ids: sql.Identifier) -> sql.Composed:
    return sql.SQL(
        "DELETE FROM {} WHERE {} = ANY({});"
        " GET DIAGNOSTICS gone = ROW_COUNT;"
        " counts := counts || jsonb_build_object({}, gone);"
    ).format(table(model), column, ids, sql.Literal(model._meta.label))


def _rows_function() -> sql.Composed:
    """The statements that find, then delete, every row of the file; former rows last."""
    held = parents_first()
    of_minor = [
        sql.SQL("IF the_scope = 'erase' THEN DELETE FROM {} WHERE {} = the_minor; END IF;").format(
            table(former), _column(former, "minor")
        )
        for h in held
        for former in histories(h.model)
        if any(field.name == "minor" for field in former._meta.concrete_fields)
    ]
    declared = [
        sql.SQL("{} {}[];").format(
            _ids(h.model),
            sql.SQL(h.model._meta.pk.rel_db_type(connections[OWNER_ALIAS]) or "bigint"),
        )
        for h in held
    ]
    loosened = [
        sql.SQL("UPDATE {} SET {} = NULL WHERE {} = ANY({}) AND NOT {} = ANY({});").format(
            table(model), _column(model, name), _column(model, name), _ids(target),
            _pk(model), _ids(model),
        )
        for model, name, target in loose_links()
    ]  # fmt: skip
    deleted = [_delete(h.model, _pk(h.model), _ids(h.model)) for h in reversed(held)]
    former_rows = [
        _delete(former, _column(former, "pgh_obj"), _ids(h.model))
        for h in held
        for former in histories(h.model)
    ]
    body = [*map(_find, held), *loosened, *deleted, *former_rows, *of_minor]
    return sql.SQL(
        "CREATE OR REPLACE FUNCTION public.escale_erase_rows(the_minor bigint, the_scope text)"
        " RETURNS jsonb LANGUAGE plpgsql SET search_path = public, pg_temp AS {}"
    ).format(
        sql.Literal(
            sql.SQL(
                "DECLARE gone bigint; counts jsonb := '{{}}'; {declared} BEGIN\n"
                "PERFORM set_config({erasing}, 'on', true);\n{body}\n"
                "PERFORM set_config({erasing}, 'off', true);\nRETURN counts;\nEND"
            )
            .format(
                declared=sql.SQL("\n").join(declared),
                erasing=sql.Literal(history.ERASING),
                body=sql.SQL("\n").join(body),
            )
            .as_string()
        )
    )


_FINGERPRINT = """
encode(sha256(convert_to(m.reference || '|' ||
    to_char(m.registered_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), 'UTF8')), 'hex')
"""

# One erasure, whoever decided it: the rows, what is left instead, the entry in the trail.
_BURY = """
DECLARE
    print text;
    gone jsonb;
BEGIN
    SELECT {fingerprint} INTO print FROM cases_minor m WHERE m.id = the_minor FOR UPDATE;
    gone := escale_erase_rows(the_minor, the_scope);
    INSERT INTO cases_tombstone
        (minor_number, scope, fingerprint, erased_at, approval_number, counts)
    VALUES (the_minor, the_scope, print, the_time, the_approval, gone);
    INSERT INTO staff_auditentry ({columns}) VALUES ({values});
END
"""

_ERASE = """
DECLARE
    asked record;
    line record;
    joined bigint[];
    another bigint;
BEGIN
    SELECT * INTO asked FROM staff_approval a
    WHERE a.id = the_approval AND a.kind = {kind} AND a.is_granted
        AND a.decided_by_id <> a.asked_by_id AND a.decided_at > now() - {lasts};
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Escale: nobody has approved this erasure.';
    END IF;
    SELECT * INTO line FROM cases_retentionline l
    WHERE {run} || l.run_id = asked.subject AND l.minor_number = the_minor
        AND l.action IN ('erase', 'erase_part') AND l.done_at IS NULL
    FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Escale: this approval is not for this file, or was used.';
    END IF;
    PERFORM FROM cases_minor m WHERE m.id = the_minor AND m.archived_at IS NOT NULL FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Escale: this file is not in the archive.';
    END IF;
    PERFORM FROM cases_legalhold h WHERE h.minor_id = the_minor AND h.lifted_at IS NULL;
    IF FOUND THEN
        RAISE EXCEPTION 'Escale: a legal hold keeps this file.';
    END IF;
    PERFORM FROM cases_requisitionhold h WHERE h.minor_id = the_minor AND NOT EXISTS (
        SELECT FROM cases_requisitionstep s
        WHERE s.requisition_id = h.requisition_id AND s.kind = 'closed'
    );
    IF FOUND THEN
        RAISE EXCEPTION 'Escale: a requisition keeps this file.';
    END IF;
    PERFORM FROM cases_filemerge f WHERE f.gone_id = the_minor AND f.undone_at IS NULL;
    IF FOUND THEN
        RAISE EXCEPTION 'Escale: this file is joined to another, and goes with it.';
    END IF;
    -- What is left of the files joined to this one is hers too.
    WITH RECURSIVE family AS (
        SELECT the_minor AS id
        UNION SELECT f.gone_id FROM cases_filemerge f
        JOIN family ON f.kept_id = family.id AND f.undone_at IS NULL
    )
    SELECT array_agg(id ORDER BY id) INTO joined FROM family WHERE id <> the_minor;
    UPDATE cases_retentionline SET done_at = now() WHERE id = line.id;
    PERFORM escale_bury(
        the_minor, line.action, the_approval, now(), asked.decided_by_id, 'erase_file'
    );
    FOREACH another IN ARRAY coalesce(joined, '{{}}') LOOP
        PERFORM escale_bury(
            another, line.action, the_approval, now(), asked.decided_by_id, 'erase_file'
        );
    END LOOP;
END
"""

# After a restore: what the ledger says was erased is erased again, hold or not.
_REPLAY = """
BEGIN
    PERFORM FROM cases_minor m WHERE m.id = the_minor AND {fingerprint} = the_print FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF the_scope = 'erase_part' AND EXISTS (
        SELECT FROM cases_tombstone t
        WHERE t.fingerprint = the_print AND t.scope = the_scope AND t.erased_at = the_time
    ) THEN
        RETURN false;
    END IF;
    DELETE FROM cases_tombstone t
    WHERE t.fingerprint = the_print AND t.scope = the_scope AND t.erased_at = the_time;
    PERFORM escale_bury(the_minor, the_scope, the_approval, the_time, NULL, 'replay_erasure');
    RETURN true;
END
"""

_HEADS = {
    "escale_bury": (
        "the_minor bigint, the_scope text, the_approval bigint, the_time timestamptz,"
        " the_person bigint, the_action text",
        "void",
        "SECURITY INVOKER",
    ),
    "escale_erase_minor": ("the_minor bigint, the_approval bigint", "void", "SECURITY DEFINER"),
    "escale_replay_erasure": (
        "the_minor bigint, the_print text, the_scope text, the_approval bigint,"
        " the_time timestamptz",
        "boolean",
        "SECURITY INVOKER",
    ),
}


def audit_row() -> dict[str, sql.Composable]:
    """Return {column: value} of the entry: nothing in the columns that say nothing here."""
    said: dict[str, sql.Composable] = {
        "at": sql.SQL("now()"),
        "by_id": sql.SQL("the_person"),
        "action": sql.SQL("the_action"),
        "subject": sql.SQL("{} || the_approval").format(
            sql.Literal(f"{Approval._meta.label_lower}:")
        ),
        "minor_id": sql.SQL("the_minor"),
    }
    for field in AuditEntry._meta.concrete_fields:
        if field.column not in said and not field.null and not field.primary_key:
            said[str(field.column)] = sql.SQL("''")
    return said


def _bodies() -> dict[str, str]:
    row = audit_row()
    fingerprint = sql.SQL(_FINGERPRINT)
    bodies = {
        "escale_bury": sql.SQL(_BURY).format(
            fingerprint=fingerprint,
            columns=sql.SQL(", ").join(map(sql.Identifier, row)),
            values=sql.SQL(", ").join(row.values()),
        ),
        "escale_erase_minor": sql.SQL(_ERASE).format(
            kind=sql.Literal(KIND),
            lasts=sql.Literal(approvals.LASTS),
            run=sql.Literal(f"{RetentionRun._meta.label_lower}:"),
        ),
        "escale_replay_erasure": sql.SQL(_REPLAY).format(fingerprint=fingerprint),
    }
    return {name: body.as_string() for name, body in bodies.items()}


def install() -> None:
    """Make the functions anew from what is held today. Run as owner after each migrate."""
    application = sql.Identifier(settings.DATABASES[APPLICATION_ALIAS]["USER"])
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(_rows_function())
        for name, body in _bodies().items():
            arguments, returned, rights = _HEADS[name]
            cursor.execute(
                sql.SQL(
                    "CREATE OR REPLACE FUNCTION public.{}({}) RETURNS {} LANGUAGE plpgsql {}"
                    " SET search_path = public, pg_temp AS {}"
                ).format(
                    sql.Identifier(name),
                    *map(sql.SQL, (arguments, returned, rights)),
                    sql.Literal(body),
                )
            )
        for name in ("escale_erase_rows", *_HEADS):
            for role in (sql.SQL("PUBLIC"), application):
                cursor.execute(
                    sql.SQL("REVOKE ALL ON FUNCTION public.{} FROM {}").format(
                        sql.Identifier(name), role
                    )
                )
        cursor.execute(
            sql.SQL("GRANT EXECUTE ON FUNCTION public.escale_erase_minor TO {}").format(application)
        )


@transaction.atomic
def erase(minor: Minor, *, approval: Approval, scope: RetentionAction) -> None:
    """Have the owner's function erase a file; what lies outside the database goes at commit.

    Raises DatabaseError when the function refuses.
    """
    kept = frozenset(map(str, MEDICAL if scope == PART else ()))
    destroyers = []
    for file in (minor, *joined_to(minor)):
        destroyers += registry.destroyers(file, kept)
        drafts.forget_file(file.reference)
        once.forget_file(file.reference)
    with connections[APPLICATION_ALIAS].cursor() as cursor:
        cursor.execute("SELECT escale_erase_minor(%s, %s)", [minor.pk, approval.pk])

    def finish() -> None:
        write_ledger()
        for destroy in destroyers:
            destroy()

    transaction.on_commit(finish)


# --- the ledger -------------------------------------------------------------------------------


def _key(line: dict[str, Any]) -> tuple[str, str, str]:
    return line["fingerprint"], line["scope"], line["erased_at"]


@contextmanager
def _opened() -> Iterator[Any]:
    """Open the ledger for reading and appending, by one process at a time."""
    path = Path(settings.ERASURE_LEDGER)
    path.parent.mkdir(parents=True, exist_ok=True)
    number = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(number, "r+", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def read_ledger() -> list[dict[str, Any]]:
    with _opened() as file:
        return parse_ledger(file.read())


def parse_ledger(text: str) -> list[dict[str, Any]]:
    """Read a copy of the ledger."""
    return [json.loads(line) for line in text.splitlines()]


def copy_of_ledger() -> bytes:
    """Return the ledger as it lies."""
    with _opened() as file:
        return str(file.read()).encode("ascii")


def joined(*ledgers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what any of them says was erased, each once, in its order."""
    return list({_key(line): line for ledger in ledgers for line in ledger}.values())


def write_ledger() -> int:
    """Append to the ledger the erasures that it does not say yet; return how many."""
    return add_to_ledger(map(_line, Tombstone.objects.order_by("pk")))


def add_to_ledger(lines: Iterable[dict[str, Any]]) -> int:
    """Append those lines that are not there yet; return how many."""
    with _opened() as file:
        known = {_key(json.loads(line)) for line in file}
        new = [line for line in lines if _key(line) not in known]
        for line in new:
            file.write(json.dumps(line, sort_keys=True) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return len(new)


def _line(stone: Tombstone) -> dict[str, Any]:
    return {
        "minor": stone.minor_number,
        "fingerprint": stone.fingerprint,
        "scope": stone.scope,
        "approval": stone.approval_number,
        "erased_at": stone.erased_at.astimezone(datetime.UTC).isoformat(),
    }


def erase_again(line: dict[str, Any], *, using: str) -> bool:
    """Erase in the database of `using` what a line of the ledger says; return if it was there."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT escale_replay_erasure(%s, %s, %s, %s, %s)",
            [line[key] for key in ("minor", "fingerprint", "scope", "approval", "erased_at")],
        )
        return bool(cursor.fetchone()[0])


def replay() -> int:
    """Erase again, as owner, what the ledger says was erased; return how many files were there."""
    count = 0
    for line in read_ledger():
        minor = Minor.objects.using(OWNER_ALIAS).filter(pk=line["minor"]).first()
        kept = MEDICAL if line["scope"] == PART else frozenset()
        with transaction.atomic(using=OWNER_ALIAS):
            destroyers = registry.destroyers(minor, frozenset(map(str, kept))) if minor else []
            was_there = erase_again(line, using=OWNER_ALIAS)
        if was_there:
            count += 1
            for destroy in destroyers:
                destroy()
    return count
