"""Brings every member's tier to what the entries say: down as well as up. Runs once a local day."""

from datetime import datetime

from django.db import transaction

from loyalty.ledger.books import lock_books
from loyalty.ledger.owner import Owner
from loyalty.money import STATUS
from loyalty.program.current import program
from loyalty.program.settings import Programme
from loyalty.tiers.ladder import tier_at
from loyalty.tiers.move import move
from loyalty.tiers.scores import scores, stale

BATCH = 100  # members a transaction: a till that meets the job waits well under half a second


def evaluate(*, at: datetime) -> int:
    """How many members changed tier. A killed run is taken up by the next; two at once move nobody twice.

    Call outside any transaction. One query over all, then few members: those whose tier is to change.
    """
    programme = program()
    found = stale(programme=programme, at=at)
    return sum(_batch(found[start : start + BATCH], programme, at) for start in range(0, len(found), BATCH))


def _batch(members: list[int], programme: Programme, at: datetime) -> int:
    moved = 0
    with transaction.atomic():
        lock_books([(Owner.member(member), STATUS) for member in members], at=at)  # as tills do: they raise tiers
        for score in scores(members=members, programme=programme, at=at):
            reached = tier_at(programme.settings.ladder, score.points)
            code = reached.code if reached else ""
            if code != score.tier:
                move(score=score, tier=code, programme=programme, at=at)
                moved += 1
    return moved
