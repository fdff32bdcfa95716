"""Counted figures, the periods they are of, and how far the counting is: caches, made again from the facts."""

from importlib import import_module

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

app_role = import_module("loyalty.migrations.0003_app_role")


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = app_role._other_role(schema_editor)  # noqa: SLF001
    if role is not None:
        schema_editor.execute(f"grant update on analytics_period, analytics_rollup to {role}")
        schema_editor.execute(f"grant delete on analytics_figure, analytics_rollup to {role}")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('loyalty', '0003_app_role'),
    ]

    operations = [
        migrations.CreateModel(
            name='Figure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('metric', models.CharField(max_length=40)),
                ('kind', models.CharField(choices=[('week', 'Week'), ('month', 'Month'), ('quarter', 'Quarter'), ('year', 'Year')], max_length=8)),
                ('starts', models.DateField()),
                ('cut', models.CharField(max_length=8)),
                ('of', models.CharField(blank=True, max_length=64)),
                ('key', models.CharField(blank=True, max_length=100)),
                ('numerator', models.BigIntegerField()),
                ('denominator', models.BigIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'metric', 'cut', 'of', 'starts', 'key'), name='figure_key')],
            },
        ),
        migrations.CreateModel(
            name='Period',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('week', 'Week'), ('month', 'Month'), ('quarter', 'Quarter'), ('year', 'Year')], max_length=8)),
                ('starts', models.DateField()),
                ('ends', models.DateField()),
                ('before', models.DateField()),
                ('is_due', models.BooleanField(default=True)),
                ('counted_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'starts'), name='period_key'), models.CheckConstraint(condition=models.Q(('before__lt', models.F('starts')), ('ends__gt', models.F('starts'))), name='period_order')],
            },
        ),
        migrations.CreateModel(
            name='Rollup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen_at', models.DateTimeField()),
                ('zone', models.CharField(max_length=64)),
                ('periods', models.JSONField()),
                ('done', models.JSONField(default=dict)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.Value(1), condition=models.Q(('finished_at__isnull', True)), name='rollup_one_open')],
            },
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
