"""Category trees that know their paths, and collections: what rules say about goods."""

from importlib import import_module

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

app_role = import_module("loyalty.migrations.0003_app_role")

# A move of a category touches its children, whose triggers touch theirs.
PATHS = """
create function loyalty_category_path() returns trigger language plpgsql as $$
begin
  if new.parent_id is null then
    new.path := array[new.code::text];
  else
    select p.path || new.code::text into new.path from loyalty_category p where p.id = new.parent_id;
  end if;
  if new.code = any(new.path[1:cardinality(new.path) - 1]) then
    raise exception 'category % is below itself', new.code using errcode = '23514', constraint = 'category_no_cycle';
  end if;
  return new;
end $$;
create function loyalty_category_children() returns trigger language plpgsql as $$
begin
  update loyalty_category set parent_id = parent_id where parent_id = new.id;
  return null;
end $$;
create trigger category_path before insert or update of code, parent_id on loyalty_category
  for each row execute function loyalty_category_path();
create trigger category_children after update of code, parent_id on loyalty_category
  for each row when (old.path is distinct from new.path) execute function loyalty_category_children();
alter table loyalty_category enable always trigger category_path;
alter table loyalty_category enable always trigger category_children;
update loyalty_category set parent_id = parent_id where parent_id is null;
"""
NO_PATHS = """
drop trigger category_children on loyalty_category;
drop trigger category_path on loyalty_category;
drop function loyalty_category_children();
drop function loyalty_category_path();
"""


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = app_role._other_role(schema_editor)  # noqa: SLF001
    if role is not None:
        schema_editor.execute(
            f"grant update, delete on loyalty_collection, loyalty_collection_products to {role}"
        )


class Migration(migrations.Migration):

    dependencies = [
        ('loyalty', '0025_indexes'),
    ]

    operations = [
        migrations.AddField(
            model_name='category',
            name='path',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), db_default=[], editable=False, size=None),
        ),
        migrations.CreateModel(
            name='Collection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=64, unique=True, verbose_name='Code')),
                ('name', models.CharField(max_length=200, verbose_name='Name')),
                ('products', models.ManyToManyField(blank=True, related_name='collections', to='loyalty.product', verbose_name='Products')),
            ],
            options={
                'verbose_name': 'collection',
                'verbose_name_plural': 'collections',
            },
        ),
        migrations.RunSQL(PATHS, NO_PATHS),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
