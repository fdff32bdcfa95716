"""What winning a new customer costs: decided by the owner, read by those who see what the programme brings."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import loyalty.clock

laws = import_module("loyalty.migrations.0002_laws")

SEE = ["view_acquisitioncost"]
ROLES = {"Owner": [*SEE, "add_acquisitioncost"], "Marketer": SEE, "Approver": SEE, "Analyst": SEE}


def give(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    using = schema_editor.connection.alias
    config = apps.get_app_config("analytics")  # the permissions are needed now, not after all migrations
    config.models_module = True
    create_permissions(config, verbosity=0, using=using, apps=apps)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.using(using).filter(content_type__app_label="analytics")
    for group in apps.get_model("auth", "Group").objects.using(using).filter(name__in=ROLES):
        group.permissions.add(*permissions.filter(codename__in=ROLES[group.name]))


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0006_weekly_mail'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AcquisitionCost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(verbose_name='From the month')),
                ('cost_kopecks', models.PositiveIntegerField(verbose_name='One new customer costs')),
                ('reason', models.CharField(max_length=500, verbose_name='Reason')),
                ('at', models.DateTimeField(db_default=loyalty.clock.ClockTimestamp())),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'cost of winning a customer',
                'verbose_name_plural': 'costs of winning a customer',
                'constraints': [models.CheckConstraint(condition=models.Q(('cost_kopecks__gte', 100), ('cost_kopecks__lte', 100000000)), name='acquisition_cost_range'), models.CheckConstraint(condition=models.Q(('month__day', 1)), name='acquisition_cost_month'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='acquisition_cost_reason')],
            },
        ),
        laws.append_only("analytics_acquisitioncost"),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
