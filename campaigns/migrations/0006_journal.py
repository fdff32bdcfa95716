"""The journal finds campaigns and lanes by the number of their row, as their pages ask, and keeps points for events too.
Acts written before stay under the code."""

from django.db import migrations

WATCHED = (
    ("campaigns_campaign", "campaign", "id", "title", "", "", "created_at"),
    ("campaigns_campaignlane", "lane", "id", "title", "", "", ""),
    ("campaigns_triggercampaign", "trigger", "id", "title_ru", "", "", ""),
)


def _watch() -> list[migrations.RunSQL]:
    return [
        migrations.RunSQL(
            f"""
            create or replace trigger audit after insert or update or delete on {table} for each row
              execute function loyalty_audit({", ".join(f"'{argument}'" for argument in arguments)});
            alter table {table} enable always trigger audit;
            """,
            migrations.RunSQL.noop if table != "campaigns_triggercampaign" else f"drop trigger audit on {table};",
        )
        for table, *arguments in WATCHED
    ]


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0005_triggers")]

    operations = [*_watch()]
