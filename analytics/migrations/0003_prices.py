from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("analytics", "0001_figures")]

    operations = [
        migrations.AddField(model_name="rollup", name="prices", field=models.JSONField(db_default={}, default=dict))
    ]
