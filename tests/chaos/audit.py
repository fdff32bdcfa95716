"""What was promised against what is there: over HTTP as a shop sees it, and by SQL."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import psycopg

from tests.chaos.promises import Promises
from tests.chaos.shop import OPENING, Shop, member_of
from tests.chaos.work import LISTENS, POISON

Read = Callable[[str], Any]  # a GET of the shop API: the decoded answer


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A law of the drill: how many things it was checked on, and what breaks it."""

    law: str
    checked: int
    broken: tuple[str, ...] = ()


_ORDERS = """
select o.external_id, o.state,
  coalesce((select sum(l.earned) from loyalty_lot l join loyalty_operation p on p.id = l.operation_id
     join loyalty_account a on a.id = l.account_id join loyalty_unit u on u.id = a.unit_id
     where l.order_id = o.id and p.kind = 'earn' and u.code = 'BONUS'), 0),
  coalesce((select -sum(e.amount) from loyalty_entry e join loyalty_operation p on p.id = e.operation_id
     where p.order_id = o.id and p.kind in ('burn', 'capture') and e.bucket = 'active'), 0)
from loyalty_order o
"""
_DELIVERIES = """
select e.id, e.kind, count(d.id), coalesce(max(d.state), 'none'),
  (select count(*) from chaos_seen s where s.event_id = e.id)
from loyalty_event e left join loyalty_delivery d on d.event_id = e.id and d.reaction = 'chaos'
where e.kind = any(%s) group by e.id
"""
_BURNT = """
select a.owner_id, count(distinct l.id), count(e.id), a.active from loyalty_account a
join loyalty_lot l on l.account_id = a.id
left join loyalty_entry e on e.lot_id = l.id and e.kind = 'expire' and e.bucket = 'active'
where a.owner_kind = 'member' and a.owner_id = any(%s) group by a.id
"""


def audit(
    owner: psycopg.Connection, *, promises: Promises, open_: Iterable[str], shop: Shop, read: Read, ended: str
) -> list[Finding]:
    """Every law but the proof of the books. `open_` are requests nobody answered: what they name may be there or not.
    Jobs are judged by the periods begun before `ended`, an instant of the database's clock.
    """
    doubtful = " ".join(open_)
    return [
        *_orders(owner, promises, doubtful),
        _named(owner, "returns", promises.returns, "select external_id from loyalty_return", doubtful),
        _named(owner, "events of shops", promises.events, _SHOP_EVENTS, doubtful),
        _named(owner, "adjustments", promises.adjusted, _ADJUSTMENTS, doubtful),
        _cards(owner, promises, shop, doubtful),
        _balances(promises, shop, read, doubtful),
        _read_back(promises, read),
        _deliveries(owner),
        _periods(owner, ended),
        _burnt(owner, shop),
        _kept_answers(owner),
    ]


_SHOP_EVENTS = "select external_id from loyalty_event where kind like 'shop.%'"
_ADJUSTMENTS = "select substring(natural_key from 'api:[0-9]+:(.*)') from loyalty_operation where kind = 'adjust'"


def _orders(owner: psycopg.Connection, promises: Promises, doubtful: str) -> list[Finding]:
    rows = owner.execute(_ORDERS).fetchall()
    there = {number: (state, int(earned), int(burnt)) for number, state, earned, burnt in rows}
    lost, wrong = [], []
    for number, (state, earned, burnt) in promises.orders.items():
        if number in doubtful:
            continue
        if number not in there:
            lost.append(number)
            continue
        moved = (earned, burnt) if state == "completed" else (0, 0)
        if there[number] != (state, *moved):
            wrong.append(f"{number}: promised {(state, *moved)}, there {there[number]}")
    unknown = [number for number in there if number not in promises.orders and number not in doubtful]
    return [
        Finding(law="orders acknowledged and lost", checked=len(promises.orders), broken=tuple(lost)),
        Finding(law="orders earned and burnt once, as said", checked=len(promises.orders), broken=tuple(wrong)),
        Finding(law="orders nobody was told of", checked=len(there), broken=tuple(unknown)),
    ]


def _named(owner: psycopg.Connection, what: str, promised: Iterable[str], sql: str, doubtful: str) -> Finding:
    """Each promised name is there once, and no other."""
    there = Counter(row[0] for row in owner.execute(sql))
    named = set(promised)
    broken = [f"{name}: lost" for name in sorted(named - there.keys())]
    broken += [f"{name}: {times} times" for name, times in there.items() if times > 1]
    broken += [f"{name}: nobody was told" for name in sorted(there.keys() - named) if name not in doubtful]
    return Finding(law=f"{what} once each", checked=len(named), broken=tuple(broken))


def _cards(owner: psycopg.Connection, promises: Promises, shop: Shop, doubtful: str) -> Finding:
    """Each enrolment made one member: cards are unique, so it is members that could be doubled."""
    [(members, orphans)] = owner.execute(
        """select count(*), count(*) filter (where not exists (
             select from loyalty_identity i where i.member_id = m.id)) from loyalty_member m"""
    ).fetchall()
    known = sum(map(len, shop.own)) + len(shop.shared) + len(shop.expiring)
    expected = known + len(set(promises.cards.values()))
    broken = []
    if len(set(promises.cards.values())) != len(promises.cards):
        broken.append("two cards were answered with one member")
    if orphans:
        broken.append(f"{orphans} members without a card")
    if members != expected and "/members" not in doubtful:
        broken.append(f"{members} members, {expected} expected")
    return Finding(law="members enrolled once", checked=len(promises.cards), broken=tuple(broken))


def _balances(promises: Promises, shop: Shop, read: Read, doubtful: str) -> Finding:
    """What the API says a member has is what all acknowledged answers add up to."""
    numbers = [*(number for mine in shop.own for number in mine), *shop.shared]
    broken = []
    for number in numbers:
        said = read(f"/api/v1/members/{member_of(number)}/balance")
        [bonus] = [each for each in said["balances"] if each["unit"] == "BONUS"]
        has = int(bonus["available"]) + int(bonus["held"]) + int(bonus["pending"]) - int(bonus["debt"])
        if has != OPENING + promises.points[number]:
            broken.append(f"member {number}: {has} there, {OPENING + promises.points[number]} promised")
    return Finding(
        law="balances are the sum of what was said", checked=len(numbers), broken=() if doubtful else tuple(broken)
    )


def _read_back(promises: Promises, read: Read) -> Finding:
    """The last three hundred orders, read by the shop."""
    last = list(promises.orders.items())[-300:]
    broken = []
    for number, (state, _earned, _burnt) in last:
        said = read(f"/api/v1/orders/{number}")
        if said.get("state") != state:
            broken.append(f"{number}: {said.get('state') or said.get('code')}, promised {state}")
    return Finding(law="orders read back over HTTP", checked=len(last), broken=tuple(broken))


def _deliveries(owner: psycopg.Connection) -> Finding:
    """One delivery for each event: done and reacted to once, or parked where it is poison."""
    rows = owner.execute(_DELIVERIES, [list(LISTENS)]).fetchall()
    broken = []
    for event, kind, deliveries, state, seen in rows:
        wanted = (1, "parked", 0) if kind == POISON else (1, "done", 1)
        if (deliveries, state, seen) != wanted:
            broken.append(f"event {event} {kind}: {deliveries} deliveries, {state}, {seen} reactions")
    return Finding(law="events delivered once or parked", checked=len(rows), broken=tuple(broken))


def _periods(owner: psycopg.Connection, ended: str) -> Finding:
    """Every period that was begun is finished; being begun once is the table's own unique key."""
    rows = owner.execute(
        "select job, period_key, finished_at is not null from loyalty_jobrun where started_at < %s", [ended]
    ).fetchall()
    broken = tuple(f"{job} {key} not finished" for job, key, finished in rows if not finished)
    return Finding(law="periods of jobs finished", checked=len(rows), broken=broken)


def _burnt(owner: psycopg.Connection, shop: Shop) -> Finding:
    rows = owner.execute(_BURNT, [list(shop.expiring)]).fetchall()
    broken = [f"member {member}: {times} expiries of {lots} lots, {left} left"
              for member, lots, times, left in rows if (lots, times, left) != (1, 1, 0)]  # fmt: skip
    if len(rows) != len(shop.expiring):
        broken.append(f"{len(rows)} accounts of {len(shop.expiring)}")
    return Finding(law="points that were due burnt once", checked=len(rows), broken=tuple(broken))


def _kept_answers(owner: psycopg.Connection) -> Finding:
    [(kept, without)] = owner.execute(
        "select count(*), count(*) filter (where status is null or body is null) from loyalty_idempotencyrecord"
    ).fetchall()
    broken = (f"{without} keys without an answer",) if without else ()
    return Finding(law="every key kept its answer", checked=kept, broken=broken)


def proved(said: str) -> Finding:
    """From the output of `manage.py prove --json`."""
    [line] = [line for line in said.splitlines() if line.startswith('{"at"')]
    report = json.loads(line)
    broken = tuple(f"{each['code']}: {each['violations']}" for each in report["queries"] if each["violations"])
    checked = sum(each["rows"] for each in report["queries"])
    return Finding(law="the books agree (manage.py prove)", checked=checked, broken=broken)
