"""Products are found by the beginnings of their words, and brands one after another, in tenths of a second however many."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('loyalty', '0031_segments_scope'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='product',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.search.SearchVector('name', 'brand', config='simple'), fastupdate=False, name='product_words'),
        ),
        AddIndexConcurrently(
            model_name='product',
            index=models.Index(fields=['brand'], name='product_brand'),
        ),
    ]
