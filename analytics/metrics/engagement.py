"""Whether members take part, in three figures that are shown apart: cabinet, coupons, personal offers."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from analytics.metrics.metric import NOT_A_SUM, Adds, Metric, Shows, Subject, register

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from analytics.metrics.build import Build


@register
class EngagementCabinet(Metric):
    code = "engagement_cabinet"
    title = _("Engagement: cabinet")
    formula = _("Active members who opened the cabinet in the period.")
    denominator = _("Members with an order in the period.")
    over_periods = NOT_A_SUM
    shows = Shows.SHARE
    subject = Subject.MEMBER
    is_ratio = True

    def rows(self, build: "Build") -> "Table":
        who = ["kind", "starts", "member_id"]
        return _of_buyers(build, build.in_periods(build.fact("visits")).select(*who).distinct())


def _of_buyers(build: "Build", who: "Table") -> "Table":
    """Of the members with an order in a period those who are in `who`, by all columns of it."""
    buyers = build.active()
    if build.is_summed:
        found, every = build.regrouped(buyers.semi_join(who, who.columns)), build.shared("buyer_sums")
        return build.shaped(found, subject=found.member_id, numerator=1, denominator=0).union(
            build.shaped(every, subject=build.nobody, numerator=0, denominator=every.members)
        )
    joined = buyers.left_join(who.mutate(there=1), who.columns)
    found = build.regrouped(joined.select(*buyers.columns, there=joined.there.fill_null(0)))
    return build.shaped(found, subject=found.member_id, numerator=found.there, denominator=1)


@register
class CabinetMembers(Metric):
    code = "cabinet_members"
    title = _("Members who opened the cabinet")
    formula = _(
        "Members who opened the cabinet in the period, with orders or without. After thirteen months one visit of each "
        "month is kept: weeks counted anew that long after have fewer."
    )
    denominator = _("Members who had joined by the end of the period, those who have left since included.")
    over_periods = NOT_A_SUM
    shows = Shows.SHARE
    subject = Subject.MEMBER
    is_ratio = True
    cuts = ("all",)

    def rows(self, build: "Build") -> "Table":
        who = ["kind", "starts", "member_id"]
        visited = build.in_periods(build.fact("visits")).select(*who).distinct().mutate(shop_id=build.nobody)
        visited = build.cut_up(visited)
        members, periods = build.fact("members"), build.periods
        joined = members.group_by("joined").agg(joined_then=members.count())
        every = periods.join(joined, joined.joined < periods.ends)
        every = build.cut_up(
            every.group_by(["kind", "starts"]).agg(members=every.joined_then.sum()).mutate(shop_id=build.nobody)
        )
        return build.shaped(visited, subject=visited.member_id, numerator=1, denominator=0).union(
            build.shaped(every, subject=build.nobody, numerator=0, denominator=every.members)
        )


@register
class EngagementCoupons(Metric):
    code = "engagement_coupons"
    title = _("Engagement: coupons")
    formula = _("Active members who used a coupon in an order of the period.")
    denominator = _("Members with an order in the period.")
    over_periods = NOT_A_SUM
    shows = Shows.SHARE
    subject = Subject.MEMBER
    is_ratio = True

    def rows(self, build: "Build") -> "Table":
        acts = build.fact("coupon_acts")
        who = ["kind", "starts", "member_id", "shop_id"]
        used = build.in_periods(acts.filter((acts.act == "used") & acts.member_id.notnull()))
        return _of_buyers(build, build.by_shop_and_all(used.select(*who).distinct()))


@register
class EngagementOffers(Metric):
    code = "engagement_offers"
    title = _("Engagement: personal offers")
    formula = _("Coupons issued to a member in the period and used before its end.")
    denominator = _("Coupons issued to a member in the period.")
    over_periods = _("Every period is counted by itself: a longer one leaves more time to use what was issued in it.")
    shows = Shows.SHARE
    subject = Subject.COUPON
    is_ratio = True

    def rows(self, build: "Build") -> "Table":
        acts = build.fact("coupon_acts")
        issued = build.cut_up(build.in_periods(acts.filter((acts.act == "issued") & acts.issued.notnull())))
        used = build.in_periods(acts.filter(acts.act == "used")).select("kind", "starts", "coupon_id").distinct()
        found = issued.left_join(used.mutate(used=1), ["kind", "starts", "coupon_id"])
        return build.shaped(found, subject=found.coupon_id, numerator=found.used.fill_null(0), denominator=1)


@register
class OffersByMonth(Metric):
    code = "offers_by_month"
    title = _("Response to personal offers by month of issue")
    formula = _("Of the coupons issued to members in a month: those used by the end of the period.")
    denominator = _("Coupons issued to members in that month.")
    over_periods = _("A figure is the change in its period; the sum of all so far is what has become of the month.")
    shows = Shows.SHARE
    subject = Subject.COUPON
    is_ratio = True
    adds = Adds.RUNNING
    keys = _("month of issue")
    cuts = ("all",)

    def rows(self, build: "Build") -> "Table":
        acts = build.fact("coupon_acts")
        acts = acts.filter(acts.act.isin(["issued", "used"]) & acts.issued.notnull())
        found = build.cut_up(build.in_periods(acts))
        used = found.act == "used"
        return build.shaped(
            found, subject=found.coupon_id, numerator=used.ifelse(1, 0), denominator=used.ifelse(0, 1),
            key=found.issued.strftime("%Y-%m"),
        )  # fmt: skip
