"""The law of the results of campaigns."""

from django.utils.translation import gettext_lazy as _

from campaigns.results.moves import OF_ALL
from loyalty.proofs import Proof, proofs

# Without the days: those are days of the zone that the programme had when the order was counted.
proofs.add(
    "Q-42",
    Proof(
        title=_("What campaigns have come to is what their orders say, less what came back"),
        sql=f"""
select coalesce(k.campaign_id, e.campaign_id), coalesce(k.amount, 0) <> coalesce(e.amount, 0)
from (
  select campaign_id, version, what, sum(amount) as amount from campaigns_campaignresult where what <> 'over'
  group by 1, 2, 3
) k
full join (
  with {OF_ALL}
  select a.id as campaign_id, m.version, m.what, sum(m.amount) as amount
  from counted m join campaigns_campaign a on a.code = m.code group by 1, 2, 3
) e on e.campaign_id = k.campaign_id and e.version = k.version and e.what = k.what""",
        of="campaign",
    ),
)
