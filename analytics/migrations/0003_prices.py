from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("analytics", "0002_accounting")]

    operations = [
        migrations.AddField(model_name="rollup", name="prices", field=models.JSONField(db_default={}, default=dict))
    ]
