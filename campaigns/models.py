"""The index of models: they live beside what they are about."""

from campaigns.builder.models import CampaignExample
from campaigns.campaign.models import BudgetCounter, BudgetEntry, Campaign, CampaignLane, CampaignVersion, RulesetRow
from campaigns.campaign.notice_models import OwnerNotice
from campaigns.campaign.step_models import CampaignStep
from campaigns.coupons.models import (
    Coupon,
    CouponBatch,
    CouponCounter,
    CouponEntry,
    CouponMemberCounter,
    CouponReservation,
)
from campaigns.coupons.work_models import CouponFault, CouponShortage, CouponWork, CouponWorkFile
from campaigns.referrals.models import (
    Referral,
    ReferralCode,
    ReferralCounter,
    ReferralProgramme,
    ReferralStep,
    ReferralTrail,
    ReferralUse,
    ReferralVersion,
)
from campaigns.results.models import CampaignResult
from campaigns.triggers.models import TriggerCampaign, TriggerResult, TriggerVersion

__all__ = [
    "BudgetCounter",
    "BudgetEntry",
    "Campaign",
    "CampaignExample",
    "CampaignLane",
    "CampaignResult",
    "CampaignStep",
    "CampaignVersion",
    "Coupon",
    "CouponBatch",
    "CouponCounter",
    "CouponEntry",
    "CouponFault",
    "CouponMemberCounter",
    "CouponReservation",
    "CouponShortage",
    "CouponWork",
    "CouponWorkFile",
    "OwnerNotice",
    "Referral",
    "ReferralCode",
    "ReferralCounter",
    "ReferralProgramme",
    "ReferralStep",
    "ReferralTrail",
    "ReferralUse",
    "ReferralVersion",
    "RulesetRow",
    "TriggerCampaign",
    "TriggerResult",
    "TriggerVersion",
]
