"""What the programme owes, and how much of it is used. Debts of members are shown apart and lower nothing."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from analytics.metrics.metric import RUNS, Adds, Metric, Shows, Subject, register

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from analytics.metrics.build import Build

_STANDING = ("all", "shop")  # members change their tier: changes within tiers are no balance of a tier


def _standing(build: "Build", *, debt: bool = False, priced: bool = False) -> "Table":
    """Movements that change what members have, or (`debt`) what they owe."""
    moves = build.shared("balance_sums")
    found = moves.filter(moves.bucket == "debt" if debt else (moves.bucket != "debt") & (moves.act != "activate"))
    return found.filter(found.step_kopecks > 0) if priced else found


@register
class PointsOutstanding(Metric):
    code = "points_outstanding"
    title = _("Points outstanding")
    formula = _("Points that members have at the end of the period, those that wait included.")
    denominator = _("Movements.")
    over_periods = RUNS
    shows = Shows.POINTS
    subject = Subject.ENTRY
    adds = Adds.RUNNING
    keys = _("unit")
    cuts = _STANDING

    def rows(self, build: "Build") -> "Table":
        found = _standing(build)
        return build.shaped(
            found, subject=found.subject, numerator=found.amount, denominator=found.moves, key=found.unit
        )


@register
class PointsOwed(Metric):
    code = "points_owed"
    title = _("Debt in points")
    formula = _("Points that members owe at the end of the period: their next points repay them.")
    denominator = _("Movements.")
    over_periods = RUNS
    shows = Shows.POINTS
    subject = Subject.ENTRY
    adds = Adds.RUNNING
    keys = _("unit")
    cuts = _STANDING

    def rows(self, build: "Build") -> "Table":
        found = _standing(build, debt=True)
        return build.shaped(
            found, subject=found.subject, numerator=found.amount, denominator=found.moves, key=found.unit
        )


@register
class Liability(Metric):
    """Breakage is a parameter of accounting, applied where it is shown."""

    code = "liability"
    title = _("Liability")
    formula = _("Points outstanding at the price of their unit today, before breakage.")
    denominator = _("Points.")
    over_periods = RUNS
    shows = Shows.MONEY
    subject = Subject.ENTRY
    adds = Adds.RUNNING
    keys = _("unit and month in which the points were earned")
    cuts = _STANDING

    def rows(self, build: "Build") -> "Table":
        found = _standing(build, priced=True)
        return build.shaped(
            found, subject=found.subject, numerator=found.amount * found.step_kopecks, denominator=found.amount,
            key=found.unit + " " + found.cohort.strftime("%Y-%m"),
        )  # fmt: skip


@register
class PointsDue(Metric):
    code = "points_due"
    title = _("Points that expire")
    formula = _(
        "Points that members have now, by the month of the last day on which they can be used. Only the period that "
        "goes on has it: where points live by inactivity, every purchase moves their dates."
    )
    denominator = _("Lots of points.")
    over_periods = _("What is there now, the same in every period that goes on.")
    shows = Shows.POINTS
    subject = Subject.MEMBER
    of_now = True
    keys = _("unit and month of expiry; “-”: never")

    def rows(self, build: "Build") -> "Table":
        from analytics.metrics.build import month_of

        lots, periods = build.fact("lots"), build.periods
        last = periods.group_by("kind").agg(starts=periods.starts.max(), ends=periods.ends.max())
        lots = lots.mutate(month=month_of(lots.last_day), lots=build.one)
        if build.is_summed:
            found = self._added_up(build, lots, last).mutate(subject=build.nobody)
        else:
            found = build.cut_up(lots.cross_join(last))
            found = found.mutate(subject=found.member_id)
        return build.shaped(
            found, subject=found.subject, numerator=found.remaining, denominator=found.lots,
            key=found.unit + " " + found.month.strftime("%Y-%m").fill_null("-"),
        )  # fmt: skip

    @staticmethod
    def _added_up(build: "Build", lots: "Table", last: "Table") -> "Table":
        """Every lot is in each of the periods: it is added up before."""
        sums, stays = ["remaining", "lots"], build.fact("stays")
        by_shop = build.by_shop_and_all(build.added(lots, ["shop_id", "unit", "month"], sums), sums=sums)
        columns = ["kind", "starts", "cut", "of", "unit", "month", *sums]
        stayed = build.added(lots.join(stays, "member_id"), ["cut", "of", "since", "until", "unit", "month"], sums)
        there = [stayed.since < last.ends, stayed.until >= last.ends]
        return (
            by_shop.filter(by_shop.of.notnull())
            .cross_join(last)
            .select(*columns)
            .union(stayed.join(last, there).select(*columns))
        )
