"""The laws of invitations as queries over every row."""

from django.utils.translation import gettext_lazy as _

from loyalty.proofs import Proof, proofs

proofs.add(
    "Q-60",
    Proof(
        title=_("What is used of every cap on invitations is what their rewards took"),
        sql="""
select c.id, c.used <> coalesce(u.amount, 0) or c.used > c.cap
from campaigns_referralcounter c
left join (select counter_id, sum(amount) as amount from campaigns_referraluse group by 1) u on u.counter_id = c.id""",
    ),
)
proofs.add(
    "Q-61",
    Proof(
        title=_("Every reward for an invitation is in the ledger once, and back out of it when it was taken back"),
        sql="""
select r.id, r.points <> coalesce(e.points, 0) or coalesce(c.times, 0) <> (r.state = 'taken_back')::int
  or (r.state = 'taken_back' and v.steps <> 1)
from campaigns_referral r
left join lateral (
  select sum(n.amount) as points from loyalty_operation o
  join loyalty_entry n on n.operation_id = o.id and n.bucket in ('active', 'pending')
  join loyalty_account a on a.id = n.account_id and a.owner_kind = 'member' and a.owner_id = r.referrer_id
  where o.kind = 'earn' and o.natural_key = 'referral:' || r.id
) e on true
left join lateral (
  select count(*) as times from loyalty_operation o
  where o.kind = 'claw_back' and o.natural_key = 'referral:' || r.id
) c on true
left join lateral (
  select count(*) as steps from campaigns_referralstep s where s.referral_id = r.id and s.state = 'rewarded'
) v on true""",
        of="referral",
    ),
)
# The walk goes up from who invited; `union` ends it where it comes round.
proofs.add(
    "Q-62",
    Proof(
        title=_("No ring of invitations was rewarded, and no reward came before its day"),
        sql="""
with recursive above(id, friend_id, member_id) as (
  select id, friend_id, referrer_id from campaigns_referral where state in ('rewarded', 'taken_back')
  union
  select a.id, a.friend_id, r.referrer_id from above a join campaigns_referral r on r.friend_id = a.member_id
)
select r.id, r.referrer_id = r.friend_id or r.ended_at <= r.pays_at
  or exists (select 1 from above a where a.id = r.id and a.member_id = r.friend_id)
from campaigns_referral r where r.state in ('rewarded', 'taken_back')""",
        of="referral",
    ),
)
proofs.add(
    "Q-63",
    Proof(
        title=_("Every invitation is where its last step left it"),
        sql="""
select r.id, coalesce(s.state <> r.state or s.why <> r.why, true)
from campaigns_referral r left join lateral (
  select state, why from campaigns_referralstep s where s.referral_id = r.id order by s.id desc limit 1
) s on true""",
        of="referral",
    ),
)
