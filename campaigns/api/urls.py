"""`/api/v1/campaigns…`, and what campaigns know of a member."""

from django.urls import path, register_converter

from campaigns.api.campaigns import Campaigns, OneCampaign
from campaigns.api.coupons import CouponCheck, CouponReleases, CouponReservations, MemberCoupons
from campaigns.api.moves import Archiving, Finishing, Pausing, Publishing, Resuming
from campaigns.api.referrals import MemberReferral
from loyalty.api.kit.scalars import CAMPAIGN_CODE, COUPON_IN_PATH
from loyalty.api.v1 import converters  # noqa: F401  those of ids


class CodeInPath:
    """A campaign's code; what cannot be one is no address."""

    regex = CAMPAIGN_CODE

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class CouponInPath(CodeInPath):
    """A code as people type it."""

    regex = COUPON_IN_PATH


register_converter(CodeInPath, "campaign_code")
register_converter(CouponInPath, "coupon_code")

urlpatterns = [
    path("coupons/<coupon_code:coupon>/check", CouponCheck.as_view()),
    path("coupons/<coupon_code:coupon>/reserve", CouponReservations.as_view()),
    path("coupons/<coupon_code:coupon>/release", CouponReleases.as_view()),
    path("members/<member_id:member_id>/coupons", MemberCoupons.as_view()),
    path("campaigns", Campaigns.as_view()),
    path("campaigns/<campaign_code:code>", OneCampaign.as_view()),
    path("campaigns/<campaign_code:code>/publish", Publishing.as_view()),
    path("campaigns/<campaign_code:code>/pause", Pausing.as_view()),
    path("campaigns/<campaign_code:code>/resume", Resuming.as_view()),
    path("campaigns/<campaign_code:code>/finish", Finishing.as_view()),
    path("campaigns/<campaign_code:code>/archive", Archiving.as_view()),
    path("members/<member_id:member_id>/referral", MemberReferral.as_view()),
]
