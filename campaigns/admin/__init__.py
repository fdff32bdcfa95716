"""The staff's door to campaigns. Importing an area registers its lists and pages with `site`."""

from django.utils.translation import gettext_lazy as _

from campaigns.admin import alarms, calendar, campaigns, gallery, lane_map, lanes, triggers  # noqa: F401
from campaigns.campaign.models import Campaign, CampaignLane
from campaigns.triggers.models import TriggerCampaign
from loyalty.admin.journal_links import know
from loyalty.admin.sidebar import Item, insert_group

insert_group(
    1,
    _("Campaigns"),
    (
        Item(_("All campaigns"), "campaign", "admin:campaigns_campaign_changelist", "campaigns.view_campaign"),
        Item(_("Gallery"), "auto_awesome", "admin:campaign_gallery", "campaigns.add_campaign"),
        Item(_("Calendar"), "calendar_month", "admin:campaign_calendar", "campaigns.view_campaign"),
        Item(_("Who wins"), "account_tree", "admin:campaign_map", "campaigns.view_campaign"),
        Item(_("Lanes"), "route", "admin:campaigns_campaignlane_changelist", "campaigns.view_campaignlane"),
        Item(
            _("Points for events"),
            "redeem",
            "admin:campaigns_triggercampaign_changelist",
            "campaigns.view_triggercampaign",
        ),
        Item(
            _("Events and their points"),
            "fact_check",
            "admin:campaigns_triggerresult_changelist",
            "campaigns.view_triggerresult",
        ),
    ),
)
know("campaign", Campaign)
know("lane", CampaignLane)
know("trigger", TriggerCampaign)
