"""How recently a member was there: by purchases alone, or by visits to the cabinet as well."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("segments", "0002_rfm"), ("loyalty", "0033_visits")]
    operations = [
        migrations.AddField(
            model_name="rfmmodel",
            name="recency",
            field=models.CharField(
                choices=[("purchase", "last purchase"), ("contact", "last purchase or visit to the cabinet")],
                db_default="purchase",
                default="purchase",
                help_text="A visit is a day on which the member opened the cabinet. Purchases alone bring members into the grid.",
                max_length=8,
                verbose_name="Recency",
            ),
        ),
    ]
