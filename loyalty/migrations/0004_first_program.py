"""A fresh database has one programme with careful settings, the unit BONUS, and the staff roles with their limits."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

FIRST_SETTINGS = {
    "earn": {"by": "percent", "rate": 500},
    "earn_on_delivery": False,
    "earn_on_points_paid": False,
    "earn_on_discounted_lines": True,
    "earn_on_certificates": False,
    "rounding": {"level": "order", "direction": "down", "step": 1},
    "pending_days": 0,
    "validity": {"by": "months", "count": 12, "dates": []},
    "burn_max_rate": 5_000,
    "burn_min_receipt_kopecks": 0,
    "burn_min_balance": 0,
    "burn_code_above": None,
    "claw_back": "debt",
    "give_back_grace_days": 14,
    "withhold_lost_discount": False,
    "return_days": 365,
    "quote_minutes": 15,
    "pending_order_minutes": 30,
    "late_hours": 72,
}

ROLE_LIMITS = {  # role: (largest adjustment, adjustments a day), in points
    "Owner": (100_000, 1_000_000),
    "Marketer": (0, 0),
    "Approver": (10_000, 50_000),
    "Analyst": (0, 0),
    "Support": (500, 5_000),
    "Cashier lead": (200, 1_000),
    "Integrator": (0, 0),
}


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    db = schema_editor.connection.alias
    version = apps.get_model("loyalty", "ProgramVersion").objects.using(db).create(number=1, settings=FIRST_SETTINGS)
    apps.get_model("loyalty", "Program").objects.using(db).create(id=1, name="Программа лояльности", version=version)
    apps.get_model("loyalty", "Unit").objects.using(db).create(
        code="BONUS",
        name_ru="баллы",
        name_en="points",
        forms_ru="балл|балла|баллов",
        forms_en="point|points",
        step_kopecks=100,
    )
    for name, (one, day) in ROLE_LIMITS.items():
        group = apps.get_model("auth", "Group").objects.using(db).create(name=name)
        apps.get_model("loyalty", "RoleLimit").objects.using(db).create(
            group=group, adjustment_points=one, adjustment_points_per_day=day
        )


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0003_app_role")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
