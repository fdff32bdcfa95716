"""When a backup was last restored and proved; append-only for the app role, by its default privileges."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0016_adjusted_today")]
    operations = [
        migrations.CreateModel(
            name="Drill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="When")),
                ("ok", models.BooleanField(verbose_name="Good")),
                ("report", models.JSONField()),
            ],
            options={"verbose_name": "restore drill", "verbose_name_plural": "restore drills"},
        ),
    ]
