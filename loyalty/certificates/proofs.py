"""The laws of certificates as queries over every row."""

from django.utils.translation import gettext_lazy as _

from loyalty.proofs import Proof, proofs

# What the ledger says of each certificate: what came, what its open holds keep, and how often it was activated.
_BOOKS = """
select a.owner_id as id, a.id as account_id, a.active, a.held, a.debt, a.pending,
  coalesce(sum(e.amount) filter (where e.kind = 'earn'), 0) as came,
  count(*) filter (where o.natural_key = 'certificate:' || a.owner_id) as activations
from loyalty_account a
left join loyalty_entry e on e.account_id = a.id
left join loyalty_operation o on o.id = e.operation_id and e.kind = 'earn'
where a.owner_kind = 'certificate' group by a.id"""

proofs.add(
    "Q-17",
    Proof(
        title=_("Money on every certificate is what its story says, and never more than was put on it"),
        sql=f"""
select coalesce(b.account_id, -c.id), c.id is null
  or coalesce(b.active, 0) <> coalesce(s.kopecks, 0)
  or coalesce(b.held, 0) > coalesce(b.active, 0) or coalesce(b.active, 0) < 0
  or coalesce(b.active, 0) > coalesce(s.put_on, 0)
  or coalesce(b.debt, 0) <> 0 or coalesce(b.pending, 0) <> 0
  or coalesce(s.put_on_by_sale, 0) <> coalesce(b.came, 0)
from loyalty_certificate c
full join ({_BOOKS}) b on b.id = c.id
left join (
  select certificate_id,
    sum(kopecks) filter (where kind not in ('held', 'released')) as kopecks,
    sum(kopecks) filter (where kind in ('activated', 'topped_up', 'replaces')
      or (kind = 'returned' and moved_in)) as put_on,
    sum(kopecks) filter (where kind in ('activated', 'topped_up')) as put_on_by_sale
  from (
    select s.*, s.kind = 'returned' and not exists (
      select from loyalty_ordercertificate p where p.order_id = s.order_id and p.certificate_id = s.certificate_id
    ) as moved_in from loyalty_certificatestep s
  ) s group by 1
) s on s.certificate_id = c.id""",
        of="account",
        freezes=True,
    ),
)
proofs.add(
    "Q-29",
    Proof(
        title=_("Every certificate was activated once, after it was paid for, and is empty unless it is in use"),
        sql=f"""
select c.id, (c.activated_at is not null) <> (coalesce(s.starts, 0) = 1)
  or (c.replaces_id is null and (c.activated_at is not null) <> (coalesce(b.activations, 0) = 1))
  or (c.activated_at is not null and c.order_id is not null and o.state <> 'completed')
  or (c.activated_at is not null and c.replaces_id is null and c.order_id is null and not s.by_people)
  or (c.state in ('created', 'replaced', 'annulled') and coalesce(b.active, 0) <> 0)
from loyalty_certificate c
left join ({_BOOKS}) b on b.id = c.id
left join loyalty_order o on o.id = c.order_id
left join (
  select certificate_id, count(*) filter (where kind in ('activated', 'replaces')) as starts,
    bool_or(kind = 'activated' and principal in ('staff', 'integration')) as by_people
  from loyalty_certificatestep group by 1
) s on s.certificate_id = c.id""",
        of="certificate",
    ),
)
# Of an order that was not completed certificates hold at most what they are to pay: a hold that lapsed is free again.
proofs.add(
    "Q-30",
    Proof(
        title=_("What certificates paid of every order, and got back, is what the ledger moved for it"),
        sql="""
select o.id, o.certificates_paid_kopecks <> coalesce(p.paid, 0)
  or o.short_certificates_kopecks <> coalesce(p.short, 0)
  or coalesce(p.returned, 0) <> coalesce(r.returned, 0)
  or coalesce(m.paid, 0) <> case o.state when 'completed' then coalesce(p.paid - p.short, 0) else 0 end
  or coalesce(m.returned, 0) <> coalesce(p.returned, 0)
  or coalesce(h.held, 0) > case when o.state in ('pending', 'placed') then coalesce(p.paid, 0) else 0 end
from loyalty_order o
left join (
  select order_id, sum(paid_kopecks) as paid, sum(short_kopecks) as short, sum(returned_kopecks) as returned
  from loyalty_ordercertificate group by 1
) p on p.order_id = o.id
left join (
  select order_id, sum(certificates_kopecks) as returned from loyalty_return group by 1
) r on r.order_id = o.id
left join (
  select op.order_id, -sum(e.amount) filter (where e.kind in ('burn', 'capture')) as paid,
    sum(e.amount) filter (where e.kind = 'give_back') as returned
  from loyalty_operation op join loyalty_entry e on e.operation_id = op.id
  join loyalty_account a on a.id = e.account_id
  where op.order_id is not null and a.owner_kind = 'certificate' group by 1
) m on m.order_id = o.id
left join (
  select h.order_id, sum(h.amount) as held from loyalty_hold h join loyalty_account a on a.id = h.account_id
  where h.state = 'open' and h.order_id is not null and a.owner_kind = 'certificate' group by 1
) h on h.order_id = o.id""",
        of="order",
    ),
)
