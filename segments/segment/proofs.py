"""The law of memberships, as a query over every row."""

from django.utils.translation import gettext_lazy as _

from loyalty.proofs import Proof, proofs

proofs.add(
    "Q-70",
    Proof(
        title=_("Everybody is in the segments that they entered last and did not leave, and entered once"),
        sql="""
select coalesce(x.member_id, e.member_id),
  (x.member_id is not null) <> coalesce(e.inside, false) or coalesce(e.twice, false)
  or (x.member_id is not null and x.since <> e.at)
from (
  select member_id, segment_id, (array_agg(entered order by id desc))[1] as inside,
    (array_agg(at order by id desc))[1] as at, bool_or(entered = coalesce(before, false)) as twice
  from (
    select *, lag(entered) over (partition by member_id, segment_id order by id) as before
    from segments_membershipentry
  ) one group by 1, 2
) e
full join segments_membership x on x.member_id = e.member_id and x.segment_id = e.segment_id""",
        of="member",
    ),
)
