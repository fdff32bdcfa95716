"""The staff's door to campaigns. Importing an area registers its lists and pages with `site`."""

from django.utils.translation import gettext_lazy as _

from campaigns.admin import (  # noqa: F401
    alarms,
    calendar,
    campaigns,
    coupon_alarms,
    coupon_batches,
    coupon_story,
    first_run,
    gallery,
    lane_map,
    lanes,
    member_coupons,
    pickers,
    referral_programme,
    referrals,
    segment_uses,
    triggers,
)
from campaigns.admin.first_run import nothing_yet
from campaigns.campaign.models import Campaign, CampaignLane
from campaigns.coupons.models import CouponBatch
from campaigns.referrals.models import Referral, ReferralProgramme
from campaigns.triggers.models import TriggerCampaign
from loyalty.admin.journal_links import know
from loyalty.admin.sidebar import Item, insert_group

insert_group(
    1,
    _("Campaigns"),
    (
        Item(_("All campaigns"), "campaign", "admin:campaigns_campaign_changelist", "campaigns.view_campaign"),
        Item(_("First programme"), "rocket_launch", "admin:campaign_first_run", "campaigns.add_campaign", nothing_yet),
        Item(_("Gallery"), "auto_awesome", "admin:campaign_gallery", "campaigns.add_campaign"),
        Item(_("Calendar"), "calendar_month", "admin:campaign_calendar", "campaigns.view_campaign"),
        Item(_("Who wins"), "account_tree", "admin:campaign_map", "campaigns.view_campaign"),
        Item(_("Lanes"), "route", "admin:campaigns_campaignlane_changelist", "campaigns.view_campaignlane"),
        Item(
            _("Coupons"),
            "confirmation_number",
            "admin:campaigns_couponbatch_changelist",
            "campaigns.view_couponbatch",
        ),
        Item(_("Find a code"), "qr_code_scanner", "admin:coupon_find", "campaigns.view_coupon"),
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
        Item(_("Inviting friends"), "group_add", "admin:referral_programme", "campaigns.view_referralprogramme"),
        Item(_("Invitations"), "diversity_3", "admin:campaigns_referral_changelist", "campaigns.view_referral"),
    ),
)
know("campaign", Campaign)
know("lane", CampaignLane)
know("coupon_batch", CouponBatch)
know("trigger", TriggerCampaign)
know("referral", Referral)
know("referral_programme", ReferralProgramme)
