"""The index of models: they live beside what they are about."""

from campaigns.campaign.models import BudgetCounter, BudgetEntry, Campaign, CampaignLane, CampaignVersion, RulesetRow
from campaigns.coupons.models import (
    Coupon,
    CouponBatch,
    CouponCounter,
    CouponEntry,
    CouponMemberCounter,
    CouponReservation,
)
from campaigns.results.models import CampaignResult
from campaigns.triggers.models import TriggerCampaign, TriggerResult, TriggerVersion

__all__ = [
    "BudgetCounter",
    "BudgetEntry",
    "Campaign",
    "CampaignLane",
    "CampaignResult",
    "CampaignVersion",
    "Coupon",
    "CouponBatch",
    "CouponCounter",
    "CouponEntry",
    "CouponMemberCounter",
    "CouponReservation",
    "RulesetRow",
    "TriggerCampaign",
    "TriggerResult",
    "TriggerVersion",
]
