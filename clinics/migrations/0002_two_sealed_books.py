"""Consultations are sealed, and those of sexual and reproductive health get a table of their own."""

import uuid
from decimal import Decimal

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models

from cases import keys
from staff.encryption import EncryptedDecimalField, EncryptedTextField

MOVED = ["urogenital", "pregnancy", "contraception", "hiv", "sexual_violence"]
VITALS = {
    "temperature": ("temperature", "25", "47"),
    "pulse": ("pulse", "20", "260"),
    "respiration": ("breathing rate", "4", "90"),
    "systolic": ("systolic pressure", "40", "300"),
    "diastolic": ("diastolic pressure", "20", "200"),
    "oxygen": ("oxygen saturation", "30", "100"),
    "weight": ("weight", "2", "250"),
    "height": ("height", "40", "230"),
    "glycaemia": ("blood sugar", "0.2", "8"),
}
TEXTS = {"observation": "what was found", "care": "care given"}
NAMES = ["motif", *VITALS, *TEXTS]
PLAIN = {name: f"plain_{name}" for name in NAMES}
IMPOSSIBLE = "This value cannot be true. Check the unit."

HEALTH, APART = "clinics_consultation", "clinics_sexualhealthconsultation"
# What goes from one table to the other as it is.
CARRIED = ", ".join(
    [
        *["minor_id", "site_id", "day", "follow_up_on", "recorded_at", "recorded_by_id"],
        "seal_number",
        *PLAIN.values(),
    ]
)

MOTIFS = [
    ("first_check", "First check-up"),
    ("trauma", "Pain in bones and joints, injury"),
    ("scabies", "Scabies"),
    ("skin", "Other skin"),
    ("teeth", "Teeth"),
    ("digestive", "Digestive, parasites"),
    ("respiratory", "Breathing, ear, nose and throat"),
    ("fever", "Fever"),
    ("headache", "Headache"),
    ("sleep", "Sleep trouble"),
    ("distress", "Psychological suffering"),
    ("eyes", "Eyes"),
    ("wound", "Wound, dressing"),
    ("vaccination", "Vaccination"),
    ("chronic", "Chronic illness"),
    ("nutrition", "Anaemia, nutrition"),
    ("hepatitis_b", "Hepatitis B"),
    ("tuberculosis", "Tuberculosis, contact"),
    ("violence", "Recent violence"),
    ("renewal", "Renewal, paperwork"),
    ("other", "Other"),
]
MOTIFS_APART = [
    ("urogenital", "Urinary, genital, STI"),
    ("pregnancy", "Pregnancy"),
    ("contraception", "Contraception, sexual health"),
    ("hiv", "HIV"),
    ("sexual_violence", "Sexual violence"),
    ("mutilation", "Female genital mutilation"),
    ("other_sexual_health", "Other"),
]


def sealed(table, compartment):
    return keys.Columns(table, PLAIN, f"'{compartment}'")


def split_and_seal(apps, editor):
    with editor.connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {APART} ({CARRIED}, motif, observation, care)"  # noqa: S608
            f" SELECT {CARRIED}, '', '', '' FROM {HEALTH} WHERE plain_motif = ANY(%s) ORDER BY id",
            [MOVED],
        )
        cursor.execute(f"DELETE FROM {HEALTH} WHERE plain_motif = ANY(%s)", [MOVED])  # noqa: S608
    keys.settle(editor.connection)
    keys.seal_columns(editor, sealed(HEALTH, "health"))
    keys.seal_columns(editor, sealed(APART, "sexual_health"))


def open_and_join(apps, editor):
    keys.open_columns(editor, sealed(HEALTH, "health"))
    keys.open_columns(editor, sealed(APART, "sexual_health"))
    with editor.connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {HEALTH} ({CARRIED}, motif, observation, care)"  # noqa: S608
            f" SELECT {CARRIED}, '', '', '' FROM {APART} ORDER BY id"
        )
        cursor.execute(f"DELETE FROM {APART}")  # noqa: S608
    keys.settle(editor.connection)


def vital(name):
    label, low, high = VITALS[name]
    return EncryptedDecimalField(
        blank=True,
        decimal_places=2,
        max_digits=5,
        null=True,
        validators=[
            MinValueValidator(Decimal(low), IMPOSSIBLE),
            MaxValueValidator(Decimal(high), IMPOSSIBLE),
        ],
        verbose_name=label,
    )


def text(name, **more):
    return EncryptedTextField(blank=True, max_length=4000, verbose_name=TEXTS[name], **more)


def plain_fields():
    """The columns of before, which may stand empty while a table is on its way."""
    number = {"max_digits": 5, "decimal_places": 2, "null": True, "blank": True}
    return {
        "plain_motif": models.CharField(max_length=20, default=""),
        **{PLAIN[name]: models.DecimalField(**number) for name in VITALS},
        **{PLAIN[name]: models.TextField(max_length=4000, blank=True) for name in TEXTS},
    }


def link(to, related_name):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to=to
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_sealed_phones"),
        ("clinics", "0001_initial"),
        ("staff", "0003_field_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *(
            migrations.RemoveConstraint("consultation", f"clinics_{name}_possible")
            for name in VITALS
        ),
        migrations.RemoveConstraint("consultation", "clinics_pressure_in_order"),
        *(migrations.RenameField("consultation", name, PLAIN[name]) for name in NAMES),
        *(
            migrations.AlterField("consultation", name, field)
            for name, field in plain_fields().items()
        ),
        migrations.AlterField("consultation", "minor", link("cases.minor", "%(class)ss")),
        migrations.AlterField("consultation", "site", link("staff.site", "%(class)ss")),
        migrations.AddField(
            "consultation",
            "seal_number",
            models.UUIDField(db_default=RandomUUID(), editable=False, unique=True),
        ),
        migrations.AlterField(
            "consultation",
            "seal_number",
            models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AddField(
            "consultation",
            "motif",
            EncryptedTextField(choices=MOTIFS, default=b"", max_length=20, verbose_name="motif"),
            preserve_default=False,
        ),
        *(migrations.AddField("consultation", name, vital(name)) for name in VITALS),
        *(
            migrations.AddField("consultation", name, text(name, default=b""), False)
            for name in TEXTS
        ),
        migrations.CreateModel(
            name="SexualHealthConsultation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "seal_number",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                (
                    "day",
                    models.DateField(
                        default=django.utils.timezone.localdate, verbose_name="date of care"
                    ),
                ),
                *((name, vital(name)) for name in VITALS),
                *((name, text(name)) for name in TEXTS),
                (
                    "follow_up_on",
                    models.DateField(blank=True, null=True, verbose_name="next visit"),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "motif",
                    EncryptedTextField(choices=MOTIFS_APART, max_length=20, verbose_name="motif"),
                ),
                ("minor", link("cases.minor", "%(class)ss")),
                ("recorded_by", link(settings.AUTH_USER_MODEL, "+")),
                ("site", link("staff.site", "%(class)ss")),
                *plain_fields().items(),
            ],
            options={
                "indexes": [
                    models.Index(fields=["minor", "-day"], name="clinics_sexual_health_minor"),
                    models.Index(fields=["day", "site"], name="clinics_sexual_health_day"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("follow_up_on__isnull", True),
                            ("follow_up_on__gt", models.F("day")),
                            _connector="OR",
                        ),
                        name="clinics_sexual_health_follow_up_later",
                        violation_error_code="follow_up_on",
                        violation_error_message="The next visit comes after this one.",
                    ),
                ],
            },
        ),
        migrations.RunPython(split_and_seal, open_and_join),
        *(
            migrations.RemoveField(model, name)
            for model in ("consultation", "sexualhealthconsultation")
            for name in PLAIN.values()
        ),
    ]
