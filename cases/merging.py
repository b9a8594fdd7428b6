"""Joining two files of one person, and taking them apart again: the owner's functions.

The application may call two of them. One gives every row of a file to another, and writes which
went; the other sends exactly these back. Nothing is copied or sealed anew: what came from a file
stays under that file's keys, which the file that is kept may use meanwhile (ADR 0008).
"""

from django.conf import settings
from django.db import DatabaseError, connections, models, transaction
from psycopg import sql
from psycopg.errors import RaiseException, UniqueViolation

from cases import registry
from cases.choices import Verdict
from cases.erasure import audit_row, table
from cases.models import FileMerge, Minor
from cases.models.keys import give_keys
from cases.registry import Merge
from staff.grants import APPLICATION_ALIAS, OWNER_ALIAS
from staff.models import User


class MergeError(Exception):
    """Two files cannot be joined, or taken apart, as they are now. Says nothing of them."""


def tables() -> list[type[models.Model]]:
    """Return the tables whose rows go from one file to another by themselves."""
    return [held.model for held in registry.held() if held.merge is Merge.MOVE]


def _move(model: type[models.Model]) -> sql.Composed:
    """Give the rows of one table; one that the kept file already has stays where it is."""
    return sql.SQL("""
        ids := '{{}}';
        FOR the_row IN SELECT id FROM {table} WHERE minor_id = the_gone ORDER BY id LOOP
            BEGIN
                UPDATE {table} SET minor_id = the_kept WHERE id = the_row;
                ids := ids || the_row;
            EXCEPTION WHEN unique_violation THEN
                NULL;
            END;
        END LOOP;
        IF cardinality(ids) > 0 THEN
            moved := moved || jsonb_build_object({label}, to_jsonb(ids));
        END IF;
    """).format(table=table(model), label=sql.Literal(model._meta.label))


def _send_back(model: type[models.Model]) -> sql.Composed:
    return sql.SQL("""
        UPDATE {table} SET minor_id = line.gone_id
        WHERE minor_id = line.kept_id
            AND id IN (SELECT e::bigint FROM jsonb_array_elements_text(line.moved -> {label}) e);
    """).format(table=table(model), label=sql.Literal(model._meta.label))


_IS_LOCKED = """
    PERFORM FROM cases_minor m WHERE m.id IN ({kept}, {gone}) ORDER BY m.id FOR UPDATE;
"""

# Both came on one day to one site: one arrival counts, and who waits stays in the queue.
_TWINS = """
    FOR twin IN
        SELECT g.id AS gone_id, k.id AS kept_id FROM cases_arrival g
        JOIN cases_arrival k ON k.site_id = g.site_id AND k.day = g.day
            AND k.minor_id = the_kept AND k.cancelled_at IS NULL
        WHERE g.minor_id = the_gone AND g.cancelled_at IS NULL ORDER BY g.id
    LOOP
        SELECT tickets || coalesce(jsonb_object_agg(t.id::text, t.arrival_id), '{}') INTO tickets
        FROM cases_ticket t WHERE t.arrival_id = twin.gone_id;
        UPDATE cases_ticket SET arrival_id = twin.kept_id WHERE arrival_id = twin.gone_id;
        UPDATE cases_arrival SET cancelled_at = now(), cancelled_by_id = the_person
        WHERE id = twin.gone_id;
        arrivals := arrivals || twin.gone_id;
    END LOOP;
"""

_MERGE = """
DECLARE
    moved jsonb := '{{}}';
    tickets jsonb := '{{}}';
    arrivals bigint[] := '{{}}';
    ids bigint[];
    the_row bigint;
    twin record;
    the_merge bigint;
BEGIN
    {lock}
    IF the_kept = the_gone OR 2 <> (
        SELECT count(*) FROM cases_minor m WHERE m.id IN (the_kept, the_gone)
        AND m.withdrawn_at IS NULL AND m.archived_at IS NULL
    ) THEN
        RAISE EXCEPTION 'Escale: these are not two files in use.';
    END IF;
    IF {same} IS DISTINCT FROM (
        SELECT v.verdict FROM cases_pairverdict v
        WHERE v.first_id = least(the_kept, the_gone) AND v.second_id = greatest(the_kept, the_gone)
        ORDER BY v.id DESC LIMIT 1
    ) THEN
        RAISE EXCEPTION 'Escale: nobody has said that they are one person.';
    END IF;
    {twins}
    {moves}
    UPDATE cases_minor SET withdrawn_at = now(), withdrawn_by_id = the_person WHERE id = the_gone;
    INSERT INTO cases_filemerge (kept_id, gone_id, moved, former, at, by_id)
    VALUES (the_kept, the_gone, moved,
        jsonb_build_object('arrivals', to_jsonb(arrivals), 'tickets', tickets), now(), the_person)
    RETURNING id INTO the_merge;
    INSERT INTO staff_auditentry ({columns}) VALUES ({values});
    RETURN the_merge;
END
"""

_UNDO = """
DECLARE
    line record;
    the_gone bigint;
BEGIN
    SELECT * INTO line FROM cases_filemerge m
    WHERE m.id = the_merge AND m.undone_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Escale: this merge is already undone.';
    END IF;
    the_gone := line.gone_id;
    {lock}
    PERFORM FROM cases_filemerge m WHERE m.gone_id = line.kept_id AND m.undone_at IS NULL;
    IF FOUND THEN
        RAISE EXCEPTION 'Escale: the kept file was joined to another since.';
    END IF;
    PERFORM FROM cases_tombstone t
    WHERE t.minor_number IN (line.kept_id, line.gone_id) AND t.erased_at >= line.at;
    IF FOUND THEN
        RAISE EXCEPTION 'Escale: a part of the file was erased since.';
    END IF;
    {moves}
    UPDATE cases_arrival SET cancelled_at = NULL, cancelled_by_id = NULL
    WHERE id IN (SELECT e::bigint FROM jsonb_array_elements_text(line.former -> 'arrivals') e);
    UPDATE cases_ticket t SET arrival_id = f.value::bigint
    FROM jsonb_each_text(line.former -> 'tickets') f WHERE t.id = f.key::bigint;
    UPDATE cases_minor SET withdrawn_at = NULL, withdrawn_by_id = NULL WHERE id = line.gone_id;
    DELETE FROM cases_minorkey WHERE minor_id = line.kept_id AND origin_id IN (
        SELECT line.gone_id
        UNION SELECT k.origin_id FROM cases_minorkey k WHERE k.minor_id = line.gone_id
    );
    UPDATE cases_filemerge SET undone_at = now(), undone_by_id = the_person WHERE id = the_merge;
    INSERT INTO staff_auditentry ({columns}) VALUES ({values});
END
"""

_HEADS = {
    "escale_merge_files": ("the_kept bigint, the_gone bigint, the_person bigint", "bigint"),
    "escale_undo_merge": ("the_merge bigint, the_person bigint", "void"),
}


def _audit(action: str) -> dict[str, sql.Composable]:
    """Return the entry of the trail, of the file that goes; the action writes the other's."""
    said = {
        "action": sql.Literal(action),
        "subject": sql.SQL("{} || the_merge").format(
            sql.Literal(f"{FileMerge._meta.label_lower}:")
        ),
        "minor_id": sql.SQL("the_gone"),
    }
    return audit_row() | said


def _bodies() -> dict[str, sql.Composed]:
    models_moved = tables()
    merge, undo = _audit("merge_files"), _audit("undo_merge")
    return {
        "escale_merge_files": sql.SQL(_MERGE).format(
            lock=sql.SQL(_IS_LOCKED).format(kept=sql.SQL("the_kept"), gone=sql.SQL("the_gone")),
            same=sql.Literal(str(Verdict.SAME)),
            twins=sql.SQL(_TWINS),
            moves=sql.SQL("").join(map(_move, models_moved)),
            columns=sql.SQL(", ").join(map(sql.Identifier, merge)),
            values=sql.SQL(", ").join(merge.values()),
        ),
        "escale_undo_merge": sql.SQL(_UNDO).format(
            lock=sql.SQL(_IS_LOCKED).format(
                kept=sql.SQL("line.kept_id"), gone=sql.SQL("line.gone_id")
            ),
            moves=sql.SQL("").join(map(_send_back, reversed(models_moved))),
            columns=sql.SQL(", ").join(map(sql.Identifier, undo)),
            values=sql.SQL(", ").join(undo.values()),
        ),
    }


def install() -> None:
    """Make the functions anew from what is held today. Run as owner after each migrate."""
    application = sql.Identifier(settings.DATABASES[APPLICATION_ALIAS]["USER"])
    with connections[OWNER_ALIAS].cursor() as cursor:
        for name, body in _bodies().items():
            arguments, returned = _HEADS[name]
            cursor.execute(
                sql.SQL(
                    "CREATE OR REPLACE FUNCTION public.{}({}) RETURNS {} LANGUAGE plpgsql"
                    " SECURITY DEFINER SET search_path = public, pg_temp AS {}"
                ).format(
                    sql.Identifier(name),
                    sql.SQL(arguments),
                    sql.SQL(returned),
                    sql.Literal(body.as_string()),
                )
            )
            function = sql.SQL("FUNCTION public.{}").format(sql.Identifier(name))
            cursor.execute(sql.SQL("REVOKE ALL ON {} FROM PUBLIC").format(function))
            cursor.execute(sql.SQL("GRANT EXECUTE ON {} TO {}").format(function, application))


@transaction.atomic
def merge(*, kept: Minor, gone: Minor, by: User) -> FileMerge:
    """Give all that `gone` holds to `kept`; raises MergeError when they are not two files in use.

    A row that the kept file has word for word (a name, a telephone) stays where it is.
    """
    list(Minor.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk]).order_by("pk"))
    give_keys(gone, kept)
    number = _call("escale_merge_files", kept.pk, gone.pk, by.pk)
    return FileMerge.objects.select_related("kept", "gone").get(pk=number)


@transaction.atomic
def undo(*, merge: FileMerge, by: User) -> None:
    """Send back exactly what was given; raises MergeError when something stands in the way.

    What was written since in the kept file stays there; what was added to a row that came (a
    partner's answer) goes back with it.
    """
    _call("escale_undo_merge", merge.pk, by.pk)


def _call(function: str, *numbers: int) -> int:
    """Return what one of the owner's functions returns; raises MergeError."""
    # Not a bare SELECT: before that, the history would not be told who is at work.
    marks = sql.SQL(", ").join(sql.Placeholder() for _number in numbers)
    asked = sql.SQL("WITH done AS (SELECT {}({}) AS number) SELECT number FROM done")
    statement = asked.format(sql.Identifier(function), marks).as_string()
    try:
        with transaction.atomic(), connections[APPLICATION_ALIAS].cursor() as cursor:
            cursor.execute(statement, numbers)
            number: int = cursor.fetchone()[0]
            return number
    except DatabaseError as error:
        if isinstance(error.__cause__, RaiseException | UniqueViolation):
            raise MergeError(str(error.__cause__.diag.message_primary)) from error
        raise
