"""What an employee or a shop has adjusted today is asked before each adjustment, among all the operations there are."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("loyalty", "0015_instance")]
    operations = [
        AddIndexConcurrently(
            model_name="operation",
            index=models.Index(
                fields=["principal", "principal_id", "at"], name="operation_adjusted", condition=models.Q(kind="adjust")
            ),
        ),
    ]
