import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0007_device_history"),
    ]

    operations = [
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("number", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("attempt", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("digest", models.BinaryField(max_length=32)),
                ("location", models.CharField(blank=True, max_length=500)),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
