"""Counts the day buckets of members anew from their orders: after a change of the programme's zone, or a broken law."""

from loyalty.proofs import proofs
from loyalty.purchase.count_history import count_history
from loyalty.purchase.models import HistoryHorizon
from loyalty.rows import all_rows

BATCH = 500  # members in a transaction: tills that add to history wait for it


def rebuild_history(*, everybody: bool = False) -> int:
    """How many members were counted anew: those whose buckets are not what their orders say, or all of them.

    Call outside any transaction. Tills go on selling: they wait for a batch, well under a second.
    """
    found = _members() if everybody else _wrong()
    for start in range(0, len(found), BATCH):
        count_history(members=found[start : start + BATCH])
    HistoryHorizon.objects.exclude(days_from=None).update(folded_up_to=0)  # they are by days, all of them
    return len(found)


def _members() -> list[int]:
    return [row[0] for row in all_rows("select distinct member_id from loyalty_order where member_id is not null", [])]


def _wrong() -> list[int]:
    broken = f"select id from ({proofs['Q-71'].sql} union {proofs['Q-72'].sql}) as checked(id, broken) where broken"
    return sorted({row[0] for row in all_rows(broken, [])})
