"""`manage.py confirm_restore`: a restored database may write to people again (docs/deploy.md)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from loyalty.instance.confirm_restore import confirm_restore
from loyalty.instance.fence import is_fenced


class Command(BaseCommand):
    help = "Lifts the fence of a restored database. With --check: only says whether there is one; exit code 1 if so."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; exit code 1 when fenced")
        parser.add_argument("--by", help="who confirms")
        parser.add_argument("--reason", help="why this copy is the live one")

    def handle(self, *args: Any, **options: Any) -> None:
        fenced = is_fenced()
        if options["check"]:
            self.stdout.write("fenced" if fenced else "not fenced")
            if fenced:
                raise SystemExit(1)
        elif not fenced:
            self.stdout.write("Not fenced: nothing was changed.")
        elif not (options["by"] and options["reason"]):
            raise CommandError("Say who confirms and why: --by NAME --reason TEXT")
        else:
            confirm_restore(by=options["by"], reason=options["reason"])
            self.stdout.write("Confirmed: messages leave from now on.")
