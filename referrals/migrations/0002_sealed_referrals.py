"""What a referral asks, and the notes of its answers, are sealed."""

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.core.validators import RegexValidator
from django.db import migrations, models

from cases import keys
from staff.encryption import EncryptedTextField

NO_REASON = "Say in a few words what is asked of the partner."
REFERRALS = keys.Columns("referrals_referral", {"reason": "plain_reason"}, "t.compartment")
STEPS = keys.Columns(
    "referrals_referralstep",
    {"note": "plain_note"},
    "r.compartment",
    minor="r.minor_id",
    join="JOIN referrals_referral r ON r.id = t.referral_id",
)


def seal(apps, editor):
    keys.seal_columns(editor, REFERRALS)
    keys.seal_columns(editor, STEPS)


def unseal(apps, editor):
    keys.open_columns(editor, REFERRALS)
    keys.open_columns(editor, STEPS)


def seal_number(model):
    drawn = models.UUIDField(db_default=RandomUUID(), editable=False, unique=True)
    kept = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    return [
        migrations.AddField(model, "seal_number", drawn),
        migrations.AlterField(model, "seal_number", kept),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_sealed_phones"),
        ("referrals", "0001_initial"),
        ("staff", "0003_field_history"),
    ]

    operations = [
        migrations.RemoveConstraint("referral", "referrals_referral_has_reason"),
        migrations.RemoveConstraint("referralstep", "referrals_step_answered_what"),
        migrations.RemoveConstraint("referralstep", "referrals_step_not_seen_why"),
        migrations.RenameField("referral", "reason", "plain_reason"),
        migrations.RenameField("referralstep", "note", "plain_note"),
        migrations.AlterField(
            "referral", "plain_reason", models.TextField(max_length=2000, default="")
        ),
        migrations.AlterField(
            "referralstep", "plain_note", models.TextField(max_length=2000, blank=True)
        ),
        *seal_number("referral"),
        *seal_number("referralstep"),
        migrations.AddField(
            "referral",
            "reason",
            EncryptedTextField(
                default=b"",
                error_messages={"blank": NO_REASON},
                max_length=2000,
                validators=[RegexValidator("\\S", NO_REASON)],
                verbose_name="reason",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "referralstep",
            "note",
            EncryptedTextField(
                blank=True, default=b"", max_length=2000, verbose_name="answer or reason"
            ),
            preserve_default=False,
        ),
        migrations.RunPython(seal, unseal),
        migrations.RemoveField("referral", "plain_reason"),
        migrations.RemoveField("referralstep", "plain_note"),
    ]
