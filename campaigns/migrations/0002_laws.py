"""History that nobody rewrites, the first lanes, who may do what, and the journal of campaigns and lanes."""

from importlib import import_module

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

app_role = import_module("loyalty.migrations.0003_app_role")
laws = import_module("loyalty.migrations.0002_laws")

LANES = (
    ("special", "Специальные цены", 10, "first", True),
    ("goods", "Скидки на товары", 20, "best", True),
    ("sets", "Наборы", 30, "stack", False),
    ("order", "Скидки на покупку", 40, "best", False),
    ("delivery", "Доставка", 50, "best", False),
    ("gifts", "Подарки", 60, "stack", False),
    ("points", "Баллы", 70, "stack", False),
    ("texts", "Тексты", 80, "stack", False),
)
WATCHED = (
    ("campaigns_campaign", "campaign", "code", "title", "", "", "created_at"),
    ("campaigns_campaignlane", "lane", "code", "title", "", "", ""),
)


def _watch() -> list[migrations.RunSQL]:
    return [
        migrations.RunSQL(
            f"""
            create trigger audit after insert or update or delete on {table} for each row
              execute function loyalty_audit({", ".join(f"'{argument}'" for argument in arguments)});
            alter table {table} enable always trigger audit;
            """,
            f"drop trigger audit on {table};",
        )
        for table, *arguments in WATCHED
    ]


def lanes(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rows = apps.get_model("campaigns", "CampaignLane").objects.using(schema_editor.connection.alias)
    for code, title, order, mode, by_line in LANES:
        rows.create(code=code, title=title, order=order, mode=mode, by_line=by_line)


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = app_role._other_role(schema_editor)  # noqa: SLF001
    if role is not None:
        schema_editor.execute(f"grant update on campaigns_campaign, campaigns_budgetcounter to {role}")
        schema_editor.execute(f"grant update, delete on campaigns_campaignlane to {role}")


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0001_initial'),
        ('loyalty', '0026_rulesets'),
    ]

    operations = [
        laws.append_only("campaigns_campaignversion"),
        laws.append_only("campaigns_rulesetrow"),
        laws.append_only("campaigns_budgetentry"),
        migrations.RunPython(lanes, migrations.RunPython.noop),
        *_watch(),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
