"""Who meets a predicate now: how many, and some of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import OperationalError, transaction

from loyalty.members.models import Member
from loyalty.program.current import program
from loyalty.purchase.history_days import HistoryByMonth, check_days_kept
from loyalty.rows import all_rows, one_row
from loyalty.rules.fact import MemberFact, Moment
from loyalty.rules.predicate import Predicate, as_q, facts_of
from segments.members_of import EVERYBODY, active_in_one_pass

EXACTLY = 50_000  # members whom a page may count one and all
ASKED = 10_000  # of more members, so many are asked, and the count is as large as it is among them
SHOWN = 5
_PATIENCE = "3s"


@dataclass(frozen=True, kw_only=True)
class Preview:
    """`count` members of `of` who are active; not `exact` when it is reckoned from a part of them. None: it took too
    long, or days of so long ago have to be brought back first. `sample` are ids."""

    count: int | None
    of: int
    exact: bool
    sample: tuple[int, ...]


def preview(*, predicate: Predicate, at: datetime) -> Preview:
    """At most three seconds, whatever the rule. Four queries."""
    moment = Moment(at=at, zone=program().zone)
    active = Member.objects.filter(state=Member.State.ACTIVE)
    of = 0
    try:
        with transaction.atomic():
            one_row("select set_config('statement_timeout', %s, true)", [_PATIENCE])
            of = active.count()
            found = _all(predicate, moment) if of <= EXACTLY else _some(predicate, moment)
    except HistoryByMonth:
        return Preview(count=None, of=of, exact=False, sample=())
    except OperationalError:  # cancelled: the statement ran out of time
        return Preview(count=None, of=of, exact=False, sample=())
    if of <= EXACTLY:
        return Preview(count=len(found), of=of, exact=True, sample=_spread(found))
    asked = min(ASKED, of)
    return Preview(count=round_to_two(len(found) * of // asked), of=of, exact=False, sample=_spread(found))


def round_to_two(count: int) -> int:
    """Two digits that count: a reckoned number must not look like a counted one."""
    unit = int("1" + "0" * max(0, len(str(count)) - 2))
    return count // unit * unit


def _all(predicate: Predicate, moment: Moment) -> list[int]:
    everybody = active_in_one_pass(predicate=predicate, moment=moment, ids=EVERYBODY)
    return [row[0] for row in all_rows(everybody.sql, everybody.params)]


def _some(predicate: Predicate, moment: Moment) -> list[int]:
    """Asked one by one: it costs what a part of the members cost."""
    rows = all_rows("select id from loyalty_member where state = 'active' order by md5(id::text) limit %s", [ASKED])
    check_days_kept(facts=[fact for fact in facts_of(predicate) if isinstance(fact, MemberFact)], moment=moment)
    wanted = Member.objects.filter(pk__in=[row[0] for row in rows]).filter(as_q(predicate, moment))
    return list(wanted.values_list("pk", flat=True))


def _spread(found: Sequence[int]) -> tuple[int, ...]:
    """Not only the oldest members."""
    listed = sorted(found)
    return tuple(listed[:: max(1, len(listed) // SHOWN)][:SHOWN])
