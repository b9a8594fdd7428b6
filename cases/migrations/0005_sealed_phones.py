"""Telephone numbers are sealed, those of the field history too; what they are found by is keyed."""

import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import pgtrigger.compiler
import pgtrigger.migrations
from django.contrib.postgres.functions import RandomUUID
from django.db import migrations, models

import staff.encryption
import staff.keys
from cases import keys, phones

COMPARTMENT = "'identity'"
PHONES = keys.Columns("cases_minorphone", {"number": "plain_number"}, COMPARTMENT)
HISTORY = keys.Columns(
    "cases_minorphonehistory",
    {"number": "plain_number"},
    COMPARTMENT,
    key="pgh_id",
    bound_table="cases_minorphone",
)
# The former rows of a row are bound to its number; a row that is gone leaves its own.
SAME_NUMBERS = """
UPDATE cases_minorphonehistory h SET seal_number = coalesce(
    (SELECT p.seal_number FROM cases_minorphone p WHERE p.id = h.pgh_obj_id), gen_random_uuid())
"""


def seal(apps, editor):
    with editor.connection.cursor() as cursor:
        cursor.execute(SAME_NUMBERS)
    index(editor.connection)
    keys.seal_columns(editor, PHONES)
    keys.seal_columns(editor, HISTORY)


def unseal(apps, editor):
    keys.open_columns(editor, PHONES)
    keys.open_columns(editor, HISTORY)


def index(connection):
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, plain_number FROM cases_minorphone")
        rows = cursor.fetchall()
        if not rows:
            return
        staff.keys.prepare(using=connection.alias)
        key = phones.search_key(using=connection.alias)
        cursor.executemany(
            'UPDATE cases_minorphone SET "index" = %s, fingerprint = %s WHERE id = %s',
            [
                (phones.index(key, number), phones.fingerprint(key, number), pk)
                for pk, number in rows
            ],
        )


def sealed_number(**more):
    return staff.encryption.EncryptedTextField(
        error_messages={"blank": "Type one telephone number, for example 06 12 34 56 78."},
        max_length=20,
        validators=[
            django.core.validators.RegexValidator(
                "\\A\\+[0-9]{6,15}\\Z",
                "Type one telephone number, for example 06 12 34 56 78.",
            )
        ],
        verbose_name="telephone",
        **more,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_documents"),
        ("staff", "0003_field_history"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(model_name="minorphone", name="update_update"),
        pgtrigger.migrations.RemoveTrigger(model_name="minorphone", name="delete_delete"),
        migrations.RunSQL(
            "ALTER TABLE cases_minorphonehistory DISABLE TRIGGER USER",
            "ALTER TABLE cases_minorphonehistory ENABLE TRIGGER USER",
        ),
        migrations.RemoveConstraint(model_name="minorphone", name="cases_phone_international"),
        migrations.RemoveConstraint(model_name="minorphone", name="cases_phone_once"),
        migrations.RemoveIndex(model_name="minorphone", name="cases_phone_number"),
        migrations.RenameField("minorphone", "number", "plain_number"),
        migrations.RenameField("minorphonehistory", "number", "plain_number"),
        migrations.AlterField(
            "minorphone", "plain_number", models.CharField(max_length=20, default="")
        ),
        migrations.AlterField(
            "minorphonehistory", "plain_number", models.CharField(max_length=20, default="")
        ),
        migrations.AddField(
            "minorphone",
            "seal_number",
            models.UUIDField(db_default=RandomUUID(), editable=False, unique=True),
        ),
        migrations.AlterField(
            "minorphone",
            "seal_number",
            models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AddField(
            "minorphonehistory",
            "seal_number",
            models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.AddField(
            "minorphone", "number", sealed_number(default=b""), preserve_default=False
        ),
        migrations.AddField("minorphonehistory", "number", models.BinaryField(null=True)),
        migrations.AddField(
            "minorphone",
            "index",
            django.contrib.postgres.fields.ArrayField(
                models.BigIntegerField(), default=list, editable=False, size=None
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "minorphone",
            "fingerprint",
            models.BigIntegerField(default=0, editable=False),
            preserve_default=False,
        ),
        migrations.RunPython(seal, unseal),
        migrations.RemoveField("minorphone", "plain_number"),
        migrations.RemoveField("minorphonehistory", "plain_number"),
        migrations.AddIndex(
            "minorphone",
            django.contrib.postgres.indexes.GinIndex(fields=["index"], name="cases_phone_index"),
        ),
        migrations.AddConstraint(
            "minorphone",
            models.UniqueConstraint(
                fields=["minor", "fingerprint"],
                name="cases_phone_once",
                violation_error_message="This number is already in the file.",
            ),
        ),
        migrations.RunSQL(
            "ALTER TABLE cases_minorphonehistory ENABLE TRIGGER USER",
            "ALTER TABLE cases_minorphonehistory DISABLE TRIGGER USER",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="minorphone",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."may_call" IS DISTINCT FROM (NEW."may_call") OR OLD."minor_id" IS DISTINCT FROM (NEW."minor_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") OR OLD."recorded_by_id" IS DISTINCT FROM (NEW."recorded_by_id") OR OLD."seal_number" IS DISTINCT FROM (NEW."seal_number"))',
                    func='INSERT INTO "cases_minorphonehistory" ("id", "may_call", "minor_id", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "seal_number") VALUES (OLD."id", OLD."may_call", OLD."minor_id", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', OLD."id", OLD."recorded_at", OLD."recorded_by_id", OLD."seal_number"); RETURN NULL;',
                    hash="794c266e2745a9bdd6cf72f989aae5c26e3a4817",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e1551",
                    table="cases_minorphone",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="minorphone",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_minorphonehistory" ("id", "may_call", "minor_id", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "seal_number") VALUES (OLD."id", OLD."may_call", OLD."minor_id", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."recorded_at", OLD."recorded_by_id", OLD."seal_number"); RETURN NULL;',
                    hash="8c650d0ca9bb8b8c0f1e4de28e7d565e19a31379",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_7a1fd",
                    table="cases_minorphone",
                    when="AFTER",
                ),
            ),
        ),
    ]
