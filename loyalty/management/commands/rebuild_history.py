"""`manage.py rebuild_history [--everybody]`: counts what members bought by day anew from their orders."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from loyalty.purchase.rebuild_history import rebuild_history


class Command(BaseCommand):
    help = (
        "Counts the day buckets that conditions about purchases read anew from the orders: of the members for whom the "
        "laws Q-71 and Q-72 do not hold, or of everybody. Tills go on selling."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--everybody", action="store_true", help="members whose buckets are right, too")

    def handle(self, *args: Any, **options: Any) -> None:
        members = rebuild_history(everybody=options["everybody"])
        self.stdout.write(f"{members} members counted anew")
