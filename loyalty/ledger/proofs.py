"""The laws of the books as queries over every row: what triggers prove step by step, recomputed from zero.

Each reads its tables once, sorted or hashed, and joins nothing row by row except on what already looks broken.
"""

from django.utils.translation import gettext_lazy as _

from loyalty.proofs import Proof, proofs

proofs.add(
    "Q-01",
    Proof(
        title=_("Available points and debt of every account equal its lots and its entries"),
        sql="""
select a.id, a.active <> coalesce(l.active, 0) or a.active <> coalesce(e.active, 0) or a.debt <> coalesce(e.debt, 0)
from loyalty_account a
left join (
  select account_id, sum(remaining) as active from loyalty_lot where state = 'active' group by 1
) l on l.account_id = a.id
left join (
  select account_id, sum(amount) filter (where bucket = 'active') as active,
    sum(amount) filter (where bucket = 'debt') as debt
  from loyalty_entry where bucket in ('active', 'debt') group by 1
) e on e.account_id = a.id""",
        of="account",
        freezes=True,
    ),
)
proofs.add(
    "Q-02",
    Proof(
        title=_("Pending points of every account equal its lots and its entries"),
        sql="""
select a.id, a.pending <> coalesce(l.pending, 0) or a.pending <> coalesce(e.pending, 0)
from loyalty_account a
left join (
  select account_id, sum(remaining) as pending from loyalty_lot where state = 'pending' group by 1
) l on l.account_id = a.id
left join (
  select account_id, sum(amount) as pending from loyalty_entry where bucket = 'pending' group by 1
) e on e.account_id = a.id""",
        of="account",
        freezes=True,
    ),
)
proofs.add(
    "Q-03",
    Proof(
        title=_("Held points of every account equal its lots and its open holds"),
        sql="""
select a.id, a.held <> coalesce(l.held, 0) or a.held <> coalesce(h.held, 0) or a.held <> coalesce(p.held, 0)
from loyalty_account a
left join (select account_id, sum(held) as held from loyalty_lot where held <> 0 group by 1) l on l.account_id = a.id
left join (
  select account_id, sum(amount) as held from loyalty_hold where state = 'open' group by 1
) h on h.account_id = a.id
left join (
  select l.account_id, sum(p.amount) as held
  from loyalty_hold h join loyalty_holdlot p on p.hold_id = h.id join loyalty_lot l on l.id = p.lot_id
  where h.state = 'open' group by 1
) p on p.account_id = a.id""",
        of="account",
        freezes=True,
    ),
)
proofs.add(
    "Q-04",
    Proof(
        title=_("Entries of every account follow one another without gaps, each balance out of the one before"),
        sql="""
select id, account_version <> row_number() over w
  or at < lag(at) over w
  or balance_after <> case bucket
    when 'active' then sum(amount) filter (where bucket = 'active') over w
    when 'pending' then sum(amount) filter (where bucket = 'pending') over w
    else sum(amount) filter (where bucket = 'debt') over w end
from loyalty_entry
window w as (partition by account_id order by account_version rows unbounded preceding)""",
        of="entry",
        freezes=True,
    ),
)
proofs.add(
    "Q-05",
    Proof(
        title=_("Nothing in an account is below zero, and no lot gives more than it had"),
        sql="""
select a.id, least(a.active, a.pending, a.held, a.debt) < 0 or a.held > a.active or coalesce(l.broken, false)
from loyalty_account a
left join (
  select account_id, bool_or(held < 0 or held > remaining or remaining > earned or expires_at <= available_from
    or (state = 'pending' and held > 0)) as broken
  from loyalty_lot group by 1
) l on l.account_id = a.id""",
        of="account",
        freezes=True,
    ),
)
proofs.add(
    "Q-06",
    Proof(
        title=_("Every operation has the entries of its kind, signed and dated as it says"),
        sql="""
select o.id, (o.kind = 'hold' and h.id is null)
  or (o.kind not in ('hold', 'release', 'claw_back') and e.operation_id is null)
  or coalesce(e.first_kind <> o.kind or e.last_kind <> o.kind or e.first_at <> o.at or e.last_at <> o.at, false)
  or coalesce(e.below > 0 and o.kind in ('earn', 'opening', 'give_back'), false)
  or coalesce(e.above > 0 and o.kind in ('burn', 'capture', 'expire', 'claw_back', 'repay'), false)
  or coalesce(e.owed_more > 0 and o.kind not in ('burn', 'claw_back'), false)
  or coalesce(e.owed_less > 0 and o.kind not in ('repay', 'give_back'), false)
from loyalty_operation o
left join loyalty_hold h on h.operation_id = o.id
left join (
  select operation_id, min(kind) as first_kind, max(kind) as last_kind, min(at) as first_at, max(at) as last_at,
    count(*) filter (where bucket <> 'debt' and amount < 0) as below,
    count(*) filter (where bucket <> 'debt' and amount > 0) as above,
    count(*) filter (where bucket = 'debt' and amount > 0) as owed_more,
    count(*) filter (where bucket = 'debt' and amount < 0) as owed_less
  from loyalty_entry group by 1
) e on e.operation_id = o.id""",
        of="operation",
        freezes=True,
    ),
)
# Who was earlier is asked in operations: their ids rise within an account. A lot is a candidate only while it had
# entries to come or points left; what it had free at that time is summed for candidates alone. Lots that live by
# inactivity are left out: their dates have moved since.
proofs.add(
    "Q-07",
    Proof(
        title=_("No lot was spent while points that go earlier were free"),
        sql="""
with life as materialized (
  select l.id, l.account_id, l.expires_at, l.available_from, l.remaining,
    min(e.operation_id) filter (where e.bucket = 'active') as first_operation, max(e.operation_id) as last_operation
  from loyalty_lot l join loyalty_entry e on e.lot_id = l.id
  where l.inactivity_months is null
  group by l.id
), taken as (
  select e.id, e.account_id, e.lot_id, e.operation_id, e.at
  from loyalty_entry e where e.kind in ('burn', 'adjust', 'transfer') and e.bucket = 'active' and e.amount < 0
  union all
  select h.id, h.account_id, p.lot_id, h.operation_id, h.opened_at
  from loyalty_hold h join loyalty_holdlot p on p.hold_id = h.id
)
select t.account_id, bool_or(coalesce(
  (select sum(e.amount) from loyalty_entry e
    where e.lot_id = earlier.id and e.bucket = 'active' and e.operation_id <= t.operation_id)
  > (select coalesce(sum(p.amount), 0) from loyalty_holdlot p join loyalty_hold h on h.id = p.hold_id
    left join loyalty_operation o on o.natural_key = 'hold:' || h.id and o.kind in ('capture', 'release')
    where p.lot_id = earlier.id and h.operation_id <= t.operation_id
      and (h.state = 'open' or o.id > t.operation_id)), false))
from taken t
join life l on l.id = t.lot_id
left join life earlier on earlier.account_id = t.account_id and earlier.id <> l.id
  and earlier.first_operation <= t.operation_id
  and (earlier.last_operation > t.operation_id or earlier.remaining > 0)
  and coalesce(earlier.expires_at, 'infinity') > t.at
  and (coalesce(earlier.expires_at, 'infinity'), earlier.available_from, earlier.id)
    < (coalesce(l.expires_at, 'infinity'), l.available_from, l.id)
group by t.id, t.account_id, t.lot_id, t.operation_id""",
        of="account",
        freezes=True,
    ),
)
proofs.add(
    "Q-08",
    Proof(
        title=_("No points were spent after they expired, expired before their time, or were spent while pending"),
        sql="""
select e.id, case
    when e.kind = 'activate' then e.at < l.available_from
    when e.bucket = 'pending' then e.kind <> 'claw_back'
    when e.kind = 'expire' then coalesce(e.at < l.expires_at, true)
    when l.expires_at > e.at or l.expires_at is null then false
    when e.kind = 'capture' then not exists (
      select from loyalty_holdlot p join loyalty_hold h on h.id = p.hold_id
      where p.lot_id = l.id and h.state = 'captured' and h.closed_at = e.at and h.opened_at < l.expires_at)
    else true
  end
from loyalty_entry e join loyalty_lot l on l.id = e.lot_id
where e.amount < 0 and e.bucket <> 'debt'""",
        of="entry",
        freezes=True,
    ),
)
proofs.add(
    "Q-09",
    Proof(
        title=_("No lot was activated or expired twice"),
        sql="""
select lot_id, count(*) filter (where kind = 'expire') > 1
  or count(*) filter (where kind = 'activate' and bucket = 'active') > 1
from loyalty_entry where kind in ('expire', 'activate') group by lot_id""",
        of="lot",
        freezes=True,
    ),
)
proofs.add(
    "Q-10",
    Proof(
        title=_("No hold is open two minutes after its time, unless its account is frozen"),
        sql="""
select h.id, h.expires_at < %(at)s - interval '2 minutes' and a.frozen_at is null
from loyalty_hold h join loyalty_account a on a.id = h.account_id where h.state = 'open'""",
        of="hold",
    ),
)
proofs.add(
    "Q-20",
    Proof(
        title=_("Of every unit, what was given less what was taken is what the owners have"),
        sql="""
select u.id, coalesce(a.points, 0) <> coalesce(e.points, 0) or coalesce(a.debt, 0) <> coalesce(e.debt, 0)
  or e.transferred <> 0 or e.activated <> 0 or e.repaid <> 0
from loyalty_unit u
left join (select unit_id, sum(active + pending) as points, sum(debt) as debt from loyalty_account group by 1) a
  on a.unit_id = u.id
left join (
  select a.unit_id,
    coalesce(sum(e.points) filter (where e.kind in ('earn', 'opening', 'give_back', 'adjust')), 0)
      - coalesce(sum(-e.points) filter (where e.kind in ('burn', 'capture', 'expire', 'claw_back', 'repay')), 0)
      as points,
    sum(e.debt) as debt,
    coalesce(sum(e.points) filter (where e.kind = 'transfer'), 0) as transferred,
    coalesce(sum(e.points) filter (where e.kind = 'activate'), 0) as activated,
    coalesce(sum(e.points - e.debt) filter (where e.kind = 'repay'), 0) as repaid
  from (
    select account_id, kind, coalesce(sum(amount) filter (where bucket <> 'debt'), 0) as points,
      coalesce(sum(amount) filter (where bucket = 'debt'), 0) as debt
    from loyalty_entry group by 1, 2
  ) e join loyalty_account a on a.id = e.account_id
  group by 1
) e on e.unit_id = u.id""",
        of="unit",
    ),
)
proofs.add(
    "Q-23",
    Proof(
        title=_("Every lot holds what its entries and its open holds say"),
        sql="""
select l.id, e.lot_id is null or e.strangers or e.earned <> l.earned
  or (l.state = 'active' and (e.active <> l.remaining or e.pending <> 0))
  or (l.state = 'pending' and (e.pending <> l.remaining or e.active <> 0))
  or l.held <> coalesce(p.held, 0)
from loyalty_lot l
left join (
  select e.lot_id, bool_or(e.account_id <> l.account_id) as strangers,
    coalesce(sum(e.amount) filter (where e.operation_id = l.operation_id), 0) as earned,
    coalesce(sum(e.amount) filter (where e.bucket = 'active'), 0) as active,
    coalesce(sum(e.amount) filter (where e.bucket = 'pending'), 0) as pending
  from loyalty_entry e join loyalty_lot l on l.id = e.lot_id group by 1
) e on e.lot_id = l.id
left join (
  select p.lot_id, sum(p.amount) as held
  from loyalty_hold h join loyalty_holdlot p on p.hold_id = h.id where h.state = 'open' group by 1
) p on p.lot_id = l.id""",
        of="lot",
        freezes=True,
    ),
)
proofs.add(
    "Q-24",
    Proof(
        title=_("Every hold is the sum of its parts, and its burnt points were burnt once"),
        sql="""
select h.id, h.amount <> coalesce(p.amount, 0) or h.captured <> coalesce(c.points, 0) or coalesce(p.strangers, false)
from loyalty_hold h
left join (
  select p.hold_id, sum(p.amount) as amount, bool_or(l.account_id <> h.account_id) as strangers
  from loyalty_holdlot p join loyalty_lot l on l.id = p.lot_id join loyalty_hold h on h.id = p.hold_id group by 1
) p on p.hold_id = h.id
left join (
  select o.natural_key, -sum(e.amount) as points
  from loyalty_operation o join loyalty_entry e on e.operation_id = o.id where o.kind = 'capture' group by 1
) c on c.natural_key = 'hold:' || h.id""",
        of="hold",
        freezes=True,
    ),
)
proofs.add(
    "Q-27",
    Proof(
        title=_("Accounts are frozen as their history says, and nothing was spent from them meanwhile"),
        sql="""
select a.id, (a.frozen_at is not null) <> coalesce(f.frozen, false) or coalesce(f.spent, false)
from loyalty_account a
left join (
  select f.account_id, (array_agg(f.frozen order by f.id desc))[1] as frozen, bool_or(f.frozen and exists (
    select from loyalty_entry e
    where e.account_id = f.account_id and e.kind in ('burn', 'transfer') and e.bucket = 'active' and e.amount < 0
      and e.recorded_at > f.recorded_at and e.recorded_at < coalesce(f.until, 'infinity'))) as spent
  from (
    select *, lead(recorded_at) over (partition by account_id order by id) as until from loyalty_freeze
  ) f group by 1
) f on f.account_id = a.id""",
        of="account",
    ),
)
