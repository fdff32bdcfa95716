"""Coupons from issued to used, by batch."""

from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

from analytics.metrics.metric import SUMS, Adds, Metric, Shows, Subject, register

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from analytics.metrics.build import Build


class _Act(Metric):
    denominator = _("The same coupons.")
    over_periods = SUMS
    shows = Shows.COUNT
    subject = Subject.COUPON
    adds = Adds.SUM
    keys = _("batch of coupons")
    act: ClassVar[str]

    def rows(self, build: "Build") -> "Table":
        acts = build.fact("coupon_acts")
        found = build.cut_up(build.in_periods(acts.filter(acts.act == self.act)))
        return build.shaped(found, subject=found.coupon_id, numerator=1, denominator=1, key=found.batch)


@register
class CouponsIssued(_Act):
    code = "coupons_issued"
    title = _("Coupons issued")
    formula = _("Codes of a batch issued in the period. A code for everybody is not issued.")
    act = "issued"


@register
class CouponsSeen(_Act):
    code = "coupons_seen"
    title = _("Coupons seen")
    formula = _("Coupons that their members first had on the screen in the period.")
    act = "seen"


@register
class CouponsUsed(_Act):
    code = "coupons_used"
    title = _("Coupons used")
    formula = _("Uses in orders of the period, without those that a return gave back. A code for everybody has many.")
    act = "used"


class _CampaignAct(_Act):
    """The same acts once for each campaign that such a coupon opens."""

    keys = _("campaign")
    traps = (_("A coupon that opens several campaigns is counted for each of them."),)

    def rows(self, build: "Build") -> "Table":
        acts, opened = build.fact("coupon_acts"), build.fact("coupon_campaigns")
        mine = acts.filter(acts.act == self.act).join(opened, "batch")
        found = build.cut_up(build.in_periods(mine))
        return build.shaped(found, subject=found.coupon_id, numerator=1, denominator=1, key=found.campaign)


@register
class CampaignCouponsIssued(_CampaignAct):
    code = "campaign_coupons_issued"
    title = _("Coupons issued by campaign")
    formula = _("Codes issued in the period that open the campaign. A code for everybody is not issued.")
    act = "issued"


@register
class CampaignCouponsSeen(_CampaignAct):
    code = "campaign_coupons_seen"
    title = _("Coupons seen by campaign")
    formula = _("Coupons that open the campaign and that their members first had on the screen in the period.")
    act = "seen"


@register
class CampaignCouponsUsed(_CampaignAct):
    code = "campaign_coupons_used"
    title = _("Coupons used by campaign")
    formula = _("Uses in orders of the period of coupons that open the campaign, less those that a return gave back.")
    act = "used"


@register
class CouponDiscount(Metric):
    code = "coupon_discount"
    title = _("Discounts by coupon")
    formula = _("What the campaigns came to that a coupon opened, at the sale; uses that a return gave back left out.")
    denominator = _("Uses.")
    over_periods = SUMS
    shows = Shows.MONEY
    subject = Subject.COUPON
    adds = Adds.SUM
    keys = _("batch of coupons")

    def rows(self, build: "Build") -> "Table":
        acts = build.fact("coupon_acts")
        found = build.cut_up(build.in_periods(acts.filter(acts.act == "used")))
        return build.shaped(found, subject=found.coupon_id, numerator=found.discount, denominator=1, key=found.batch)
