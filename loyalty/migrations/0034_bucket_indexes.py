"""One index fewer to keep in each table of buckets: what looks a member up finds them by the unique key, which begins
with the member."""

import django.db.models.deletion
from django.db import migrations, models

INDEXES = {
    "memberday": ("loyalty_memberday_member_id_5e6aad0c", "days"),
    "memberdaygoods": ("loyalty_memberdaygoods_member_id_f54b7480", "goods_days"),
}


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("loyalty", "0033_visits")]
    operations = [
        migrations.RunSQL(
            f"drop index concurrently if exists {index}",
            f"create index concurrently if not exists {index} on loyalty_{model} (member_id)",
            state_operations=[
                migrations.AlterField(
                    model,
                    "member",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name=related,
                        to="loyalty.member",
                    ),
                )
            ],
        )
        for model, (index, related) in INDEXES.items()
    ]
