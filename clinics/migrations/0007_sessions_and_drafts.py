"""Clinic sessions; what is signed in a consultation, corrected within the day, added to."""

import datetime
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import django.utils.timezone
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import staff.encryption
import uuid
from django.conf import settings
from django.db import migrations, models


# What was there before counts as signed by its author when it was recorded.
SIGNED_WHEN_RECORDED = """
UPDATE clinics_consultation SET signed_at = recorded_at;
UPDATE clinics_sexualhealthconsultation SET signed_at = recorded_at;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0023_partners"),
        ("clinics", "0006_vaccination"),
        ("referrals", "0009_referrals_of_every_desk"),
        ("staff", "0010_backup_runs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ClinicSessionHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "day",
                    models.DateField(default=django.utils.timezone.localdate, verbose_name="day"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("day_centre", "Day centre"),
                            ("mobile", "Mobile clinic"),
                            ("border", "Border"),
                        ],
                        max_length=15,
                        verbose_name="kind",
                    ),
                ),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("reported_count", models.PositiveSmallIntegerField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ConsultationAddendum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seal_number", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "text",
                    staff.encryption.EncryptedTextField(
                        error_messages={"blank": "Write what is to be added."},
                        max_length=2000,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\S", "Write what is to be added."
                            )
                        ],
                        verbose_name="addendum",
                    ),
                ),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SessionMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("joined_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="SexualHealthAddendum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seal_number", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "text",
                    staff.encryption.EncryptedTextField(
                        error_messages={"blank": "Write what is to be added."},
                        max_length=2000,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\S", "Write what is to be added."
                            )
                        ],
                        verbose_name="addendum",
                    ),
                ),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="consultation",
            name="acts",
            field=staff.encryption.EncryptedJSONField(blank=True, null=True, verbose_name="care"),
        ),
        migrations.AddField(
            model_name="consultation",
            name="corrects",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="clinics.consultation",
            ),
        ),
        migrations.AddField(
            model_name="consultation",
            name="episode",
            field=models.CharField(
                blank=True,
                choices=[("new", "New episode"), ("follow_up", "Follow-up of the same episode")],
                db_default="",
                default="",
                max_length=10,
                verbose_name="episode",
            ),
        ),
        migrations.AddField(
            model_name="consultation",
            name="interpreter_language",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=10, verbose_name="language"
            ),
        ),
        migrations.AddField(
            model_name="consultation",
            name="interpreter_minutes",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MaxValueValidator(600)],
                verbose_name="minutes interpreted",
            ),
        ),
        migrations.AddField(
            model_name="consultation",
            name="interpreting",
            field=models.CharField(
                blank=True,
                choices=[
                    ("present", "Present"),
                    ("phone", "By telephone"),
                    ("peer", "Another young person or somebody close"),
                    ("none", "Not needed"),
                    ("absent", "Needed, and nobody"),
                ],
                db_default="",
                default="",
                max_length=10,
                verbose_name="interpreter",
            ),
        ),
        migrations.AddField(
            model_name="consultation",
            name="medicine_authority",
            field=staff.encryption.EncryptedTextField(
                blank=True,
                db_default=b"",
                default="",
                max_length=200,
                verbose_name="prescriber or protocol",
            ),
        ),
        migrations.AddField(
            model_name="consultation",
            name="medicine_basis",
            field=staff.encryption.EncryptedTextField(
                blank=True,
                choices=[("prescription", "Prescription"), ("protocol", "Signed protocol")],
                db_default=b"",
                default="",
                max_length=15,
                verbose_name="given by",
            ),
        ),
        migrations.AddField(
            model_name="consultation",
            name="medicines",
            field=staff.encryption.EncryptedTextField(
                blank=True,
                db_default=b"",
                default="",
                max_length=1000,
                verbose_name="medicines given",
            ),
        ),
        migrations.AddField(
            model_name="consultation",
            name="problem",
            field=staff.encryption.EncryptedTextField(
                blank=True, db_default=b"", default="", max_length=40, verbose_name="problem found"
            ),
        ),
        migrations.AddField(
            model_name="consultation",
            name="referral",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="consultations",
                to="referrals.referral",
            ),
        ),
        migrations.AddField(
            model_name="consultation",
            name="signed_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(),
                default=django.utils.timezone.now,
            ),
        ),
        migrations.AddField(
            model_name="consultation",
            name="told_by",
            field=staff.encryption.EncryptedTextField(
                blank=True,
                choices=[
                    ("found", "Found here, no diagnosis"),
                    ("doctor", "Diagnosis of our doctor"),
                    ("hospital", "Diagnosis of a hospital"),
                    ("letter", "Diagnosis read in a letter"),
                    ("said", "Said by the young person"),
                ],
                db_default=b"",
                default="",
                max_length=10,
                verbose_name="who says so",
            ),
        ),
        migrations.AddField(
            model_name="sexualhealthconsultation",
            name="acts",
            field=staff.encryption.EncryptedJSONField(blank=True, null=True, verbose_name="care"),
        ),
        migrations.AddField(
            model_name="sexualhealthconsultation",
            name="corrects",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="clinics.sexualhealthconsultation",
            ),
        ),
        migrations.AddField(
            model_name="sexualhealthconsultation",
            name="episode",
            field=models.CharField(
                blank=True,
                choices=[("new", "New episode"), ("follow_up", "Follow-up of the same episode")],
                db_default="",
                default="",
                max_length=10,
                verbose_name="episode",
            ),
        ),
        migrations.AddField(
            model_name="sexualhealthconsultation",
            name="interpreter_language",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=10, verbose_name="language"
            ),
        ),
        migrations.AddField(
            model_name="sexualhealthconsultation",
            name="interpreter_minutes",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MaxValueValidator(600)],
                verbose_name="minutes interpreted",
            ),
        ),
        migrations.AddField(
            model_name="sexualhealthconsultation",
            name="interpreting",
            field=models.CharField(
                blank=True,
                choices=[
                    ("present", "Present"),
                    ("phone", "By telephone"),
                    ("peer", "Another young person or somebody close"),
                    ("none", "Not needed"),
                    ("absent", "Needed, and nobody"),
                ],
                db_default="",
                default="",
                max_length=10,
                verbose_name="interpreter",
            ),
        ),
        migrations.AddField(
            model_name="sexualhealthconsultation",
            name="medicine_authority",
            field=staff.encryption.EncryptedTextField(
                blank=True,
                db_default=b"",
                default="",
                max_length=200,
                verbose_name="prescriber or protocol",
            ),
        ),
        migrations.AddField(
            model_name="sexualhealthconsultation",
            name="medicine_basis",
            field=staff.encryption.EncryptedTextField(
                blank=True,
                choices=[("prescription", "Prescription"), ("protocol", "Signed protocol")],
                db_default=b"",
                default="",
                max_length=15,
                verbose_name="given by",
            ),
        ),
        migrations.AddField(
            model_name="sexualhealthconsultation",
            name="medicines",
            field=staff.encryption.EncryptedTextField(
                blank=True,
                db_default=b"",
                default="",
                max_length=1000,
                verbose_name="medicines given",
            ),
        ),
        migrations.AddField(
            model_name="sexualhealthconsultation",
            name="problem",
            field=staff.encryption.EncryptedTextField(
                blank=True, db_default=b"", default="", max_length=40, verbose_name="problem found"
            ),
        ),
        migrations.AddField(
            model_name="sexualhealthconsultation",
            name="signed_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(),
                default=django.utils.timezone.now,
            ),
        ),
        migrations.AddField(
            model_name="sexualhealthconsultation",
            name="told_by",
            field=staff.encryption.EncryptedTextField(
                blank=True,
                choices=[
                    ("found", "Found here, no diagnosis"),
                    ("doctor", "Diagnosis of our doctor"),
                    ("hospital", "Diagnosis of a hospital"),
                    ("letter", "Diagnosis read in a letter"),
                    ("said", "Said by the young person"),
                ],
                db_default=b"",
                default="",
                max_length=10,
                verbose_name="who says so",
            ),
        ),
        migrations.CreateModel(
            name="ClinicSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "day",
                    models.DateField(default=django.utils.timezone.localdate, verbose_name="day"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("day_centre", "Day centre"),
                            ("mobile", "Mobile clinic"),
                            ("border", "Border"),
                        ],
                        max_length=15,
                        verbose_name="kind",
                    ),
                ),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("reported_count", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.site",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="consultation",
            name="session",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="clinics.clinicsession",
            ),
        ),
        migrations.AddField(
            model_name="sexualhealthconsultation",
            name="session",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="clinics.clinicsession",
            ),
        ),
        migrations.RunSQL(SIGNED_WHEN_RECORDED, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.UniqueConstraint(
                fields=("corrects",),
                name="clinics_corrected_once",
                violation_error_message="It was corrected already, in another window: look at what is recorded.",
            ),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("corrects__isnull", True),
                    (
                        "recorded_at__lt",
                        django.db.models.expressions.CombinedExpression(
                            models.F("signed_at"), "+", models.Value(datetime.timedelta(days=1))
                        ),
                    ),
                    _connector="OR",
                ),
                name="clinics_corrected_in_time",
                violation_error_message="A day has passed since it was signed: add to it instead.",
            ),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("interpreter_minutes__isnull", True),
                    models.Q(
                        ("interpreter_minutes__gte", 1),
                        ("interpreting__in", ["peer", "phone", "present"]),
                    ),
                    _connector="OR",
                ),
                name="clinics_minutes_interpreted",
                violation_error_code="interpreter_minutes",
                violation_error_message="Say who interpreted, or leave the minutes empty.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sexualhealthconsultation",
            constraint=models.UniqueConstraint(
                fields=("corrects",),
                name="clinics_sexual_health_corrected_once",
                violation_error_message="It was corrected already, in another window: look at what is recorded.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sexualhealthconsultation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("corrects__isnull", True),
                    (
                        "recorded_at__lt",
                        django.db.models.expressions.CombinedExpression(
                            models.F("signed_at"), "+", models.Value(datetime.timedelta(days=1))
                        ),
                    ),
                    _connector="OR",
                ),
                name="clinics_sexual_health_corrected_in_time",
                violation_error_message="A day has passed since it was signed: add to it instead.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sexualhealthconsultation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("interpreter_minutes__isnull", True),
                    models.Q(
                        ("interpreter_minutes__gte", 1),
                        ("interpreting__in", ["peer", "phone", "present"]),
                    ),
                    _connector="OR",
                ),
                name="clinics_sexual_health_minutes_interpreted",
                violation_error_code="interpreter_minutes",
                violation_error_message="Say who interpreted, or leave the minutes empty.",
            ),
        ),
        migrations.AddField(
            model_name="clinicsessionhistory",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="clinicsessionhistory",
            name="opened_by",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="clinicsessionhistory",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="clinics.clinicsession",
            ),
        ),
        migrations.AddField(
            model_name="clinicsessionhistory",
            name="site",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="staff.site",
            ),
        ),
        migrations.AddField(
            model_name="consultationaddendum",
            name="consultation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="addenda",
                to="clinics.consultation",
            ),
        ),
        migrations.AddField(
            model_name="consultationaddendum",
            name="written_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="sessionmember",
            name="added_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="sessionmember",
            name="colleague",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="sessionmember",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="members",
                to="clinics.clinicsession",
            ),
        ),
        migrations.AddField(
            model_name="sexualhealthaddendum",
            name="consultation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="addenda",
                to="clinics.sexualhealthconsultation",
            ),
        ),
        migrations.AddField(
            model_name="sexualhealthaddendum",
            name="written_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="clinicsession",
            index=models.Index(fields=["site", "-day"], name="clinics_session_day"),
        ),
        migrations.AddConstraint(
            model_name="clinicsession",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["day_centre", "mobile", "border"])),
                name="clinics_session_of_a_kind",
                violation_error_code="kind",
                violation_error_message="Choose the kind of session in the list.",
            ),
        ),
        migrations.AddConstraint(
            model_name="clinicsession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", True),
                        ("closed_by__isnull", True),
                        ("reported_count__isnull", True),
                    ),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("closed_by__isnull", False),
                        ("reported_count__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="clinics_session_closed_with_its_count",
                violation_error_message="A session is closed by somebody, with its count.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="clinicsession",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "clinics_clinicsessionhistory" ("closed_at", "closed_by_id", "day", "id", "kind", "opened_at", "opened_by_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reported_count", "site_id") VALUES (OLD."closed_at", OLD."closed_by_id", OLD."day", OLD."id", OLD."kind", OLD."opened_at", OLD."opened_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'update\', OLD."id", OLD."reported_count", OLD."site_id"); RETURN NULL;',
                    hash="34a601ecf359fe3852e3020cd03bfc3b9063f80f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a59bc",
                    table="clinics_clinicsession",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="clinicsession",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "clinics_clinicsessionhistory" ("closed_at", "closed_by_id", "day", "id", "kind", "opened_at", "opened_by_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reported_count", "site_id") VALUES (OLD."closed_at", OLD."closed_by_id", OLD."day", OLD."id", OLD."kind", OLD."opened_at", OLD."opened_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'delete\', OLD."id", OLD."reported_count", OLD."site_id"); RETURN NULL;',
                    hash="bdc73651bc14e12fa23d4e15f0ce627310434b31",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_92521",
                    table="clinics_clinicsession",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="clinicsessionhistory",
            index=models.Index(
                fields=["pgh_obj", "-pgh_created_at"], name="clinics_cli_pgh_obj_661953_idx"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="clinicsessionhistory",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="767da471f297d676ab4edf59edc9d7d23f7556f3",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_0c46d",
                    table="clinics_clinicsessionhistory",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="sessionmember",
            index=models.Index(fields=["colleague", "-id"], name="clinics_member_last"),
        ),
    ]
