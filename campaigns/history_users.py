"""Whose rules look back at day buckets: campaigns, drafts included, and points for events."""

from loyalty.purchase.history_days import HISTORY_USERS

HISTORY_USERS.add("drafts", "select draft from campaigns_campaign where state <> 'archived'")
HISTORY_USERS.add(
    "campaigns",
    "select v.definition from campaigns_campaign c join campaigns_campaignversion v on v.id = c.version_id "
    "where c.state <> 'archived'",
)
HISTORY_USERS.add(
    "triggers", "select v.terms from campaigns_triggercampaign t join campaigns_triggerversion v on v.id = t.version_id"
)
