"""Puts another ruleset in force: from the next quote on, in every process."""

from django.db import transaction

from loyalty.program.models import Program


def lock_program() -> Program:
    """The one row, locked: publications come one after another. Inside a transaction."""
    return Program.objects.select_for_update(no_key=True).get(id=1)


def put_ruleset(*, number: int, withdraw_quotes: bool = False) -> None:
    """Offer what ruleset `number` says. Quotes of older rulesets hold until they expire, unless they are withdrawn."""
    with transaction.atomic():
        program = lock_program()
        program.ruleset = number
        if withdraw_quotes:
            program.oldest_ruleset = number
        program.save(update_fields=["ruleset", "oldest_ruleset"])
